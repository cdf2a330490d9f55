"""The passages of an answer as one reads them: words, which codings stand behind them, memos, and the way there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from coding.models import Code, Memo
from coding.queries.workspace import initials
from interviews.models import Member
from reports.queries.basis.basis import BasisKind
from reports.queries.basis.states import consensus_states, counted_states
from reports.queries.counts.cell import says
from reports.queries.query.answer import Answer, Found
from reports.queries.study.excerpts import Excerpt, excerpts


@dataclass(frozen=True, slots=True)
class Hand:
    """A code that lies on the passage: whose coding it is (nobody's where a decision keeps it), and what it says."""

    code: Code
    initials: str
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage of a participant. `also` are the others who speak in it and count.

    `quote_key` is what would make it a kept quote of the query's first code: code, participant, text, start, end.
    """

    quote_key: tuple[int, int, int, int, int]
    person: int
    pseudonym: str
    also: str
    found: Found
    excerpt: Excerpt
    hands: tuple[Hand, ...]
    memos: tuple[str, ...]
    uid: UUID | None

    @property
    def address(self) -> str:
        """What leads to it in its transcript's address."""
        return f"?coding={self.uid}" if self.uid else f"#t{self.excerpt.turn - 1}"

    @property
    def codes(self) -> str:
        """The labels of its codes, each once."""
        return ", ".join(dict.fromkeys(hand.code.label for hand in self.hands))


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    code: int
    coder: int | None
    direction: str
    rating: int | None
    coding: int
    uid: UUID


def read_answer(answer: Answer, rows: Sequence[tuple[int, Found]], *, whole: bool = False) -> list[Reading]:
    """These rows of the answer with their words. `whole` reads for files, the other way for a page."""
    words = excerpts([found.place for _person, found in rows], whole=whole)
    marks = _marks(answer, {found.text for _person, found in rows})
    memos = _memos(answer, {mark.coding for some in marks.values() for mark in some})
    names = {m.pk: str(m) for m in Member.objects.filter(project=answer.study.reader.project_id).select_related("user")}
    nodes = answer.study.codebook.by_id
    found_rows = []
    for person, found in rows:
        touching = [one for one in marks[found.text] if one.start < found.end and one.end > found.start]
        hands = dict.fromkeys(_hand(one, nodes[one.code].code, names) for one in touching)
        found_rows.append(
            Reading(
                quote_key=(answer.bound.nodes[0].code.pk, person, *found.place),
                person=person,
                pseudonym=answer.people[person],
                also=", ".join(answer.people[other] for other in found.people if other != person),
                found=found,
                excerpt=words[found.place],
                hands=tuple(hands),
                memos=tuple(dict.fromkeys(text for one in touching for text in memos[one.coding])),
                uid=next((one.uid for one in touching if one.coder is not None), None),
            )
        )
    return found_rows


def _hand(mark: _Mark, code: Code, names: dict[int, str]) -> Hand:
    name = names.get(mark.coder, "") if mark.coder else ""
    return Hand(code, initials(name) if name else "", name, ", ".join(says(code, mark.direction, mark.rating)))


def _marks(answer: Answer, texts: set[int]) -> dict[int, list[_Mark]]:
    """The counted codings on the query's codes by text, in order; under consensus those that decisions keep, too."""
    ground, nodes = answer.study.ground, answer.bound.nodes
    codes = {below.code.pk for node in nodes for below in (node, *node.within())}
    layers = [counted_states(ground, codes)]
    if ground.basis.kind is BasisKind.CONSENSUS:
        layers.append(consensus_states(ground, codes))
    fields = ("text_id", "start", "end", "code_id", "coding__coder_id", "direction", "rating", "coding_id")
    marks: dict[int, list[_Mark]] = defaultdict(list)
    for states in layers:
        rows = states.filter(text__in=texts).order_by("start", "end", "pk").distinct()
        for text, *said in rows.values_list(*fields, "coding__uid"):
            marks[text].append(_Mark(*said))
    return marks


def _memos(answer: Answer, codings: set[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    memos = Memo.objects.visible_to(answer.study.reader).living().filter(on_coding__in=codings)
    for coding, text in memos.order_by("created_at", "pk").values_list("on_coding_id", "text"):
        if coding is not None:
            found[coding].append(text)
    return found
