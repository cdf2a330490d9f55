"""Passages that a finding could quote: those of its cells, by participant, as the basis has them."""

from dataclasses import dataclass

from interviews.models import Participant
from methods.spans import union
from reports.queries.study.excerpts import Excerpt, excerpts
from reports.queries.study.study import Study

MOST = 60
Place = tuple[int, int, int, int]  # participant, text, start, end


@dataclass(frozen=True, slots=True)
class QuoteChoice:
    """A passage of a participant with the words around it; `chosen` is the role it has in the finding, if any."""

    participant: Participant
    text: int
    start: int
    end: int
    excerpt: Excerpt
    chosen: str


def quote_choices(study: Study, codes: tuple[str, ...], *, chosen: dict[Place, str]) -> list[QuoteChoice]:
    """The first passages on any of the codes or below them, by participant and place."""
    wanted = _codes(study, codes)
    spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for code, person, text, start, end in study.counted.spans.tolist():
        if code in wanted and person in study.ground.covered:
            spans.setdefault((person, text), []).append((start, end))
    people = {one.pk: one for one in Participant.objects.filter(pk__in={person for person, _text in spans})}
    in_order = sorted(spans, key=lambda at: (people[at[0]].position, at))
    places = [(person, text, *span) for person, text in in_order for span in union(spans[person, text])][:MOST]
    words = excerpts((text, start, end) for _person, text, start, end in places)
    return [QuoteChoice(people[place[0]], *place[1:], words[place[1:]], chosen.get(place, "")) for place in places]


def _codes(study: Study, keys: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for key in keys:
        node = study.codebook.by_key.get(key)
        if node is not None:
            found |= {node.code.pk, *(below.code.pk for below in node.within())}
    return found
