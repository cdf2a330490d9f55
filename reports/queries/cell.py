"""What a cell of the table counts: who mentions the code, with the passages, and who does not, with the reason."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from coding.models import Code, CodingState
from coding.queries.codebook import Node, codebook_of
from coding.queries.workspace import initials
from interviews.models import Attribute, Member, Participant
from methods.crosstab import mentioners
from methods.spans import Span, union
from reports.queries.basis import Basis, Ground, ground_of
from reports.queries.crosstab import last_read, not_looked_for
from reports.queries.excerpts import Excerpt, excerpts
from reports.queries.groups import Group, grouping_by
from reports.queries.mentions import counted_ratings, counted_states, mentions, stretches

# A panel is for looking in; the page of passages has them all.
VOICES, EACH = 12, 3


@dataclass(frozen=True, slots=True)
class Hand:
    """One coder's coding in a passage: initials, and what was said of it beyond the code."""

    initials: str
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class CellPassage:
    """A merged passage, where it is, and whose codings touch it. `uid` is the first of them."""

    excerpt: Excerpt
    transcript: int
    uid: UUID
    hands: tuple[Hand, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A participant who mentions the code. `passages` are the first few, `count` how many there are.

    `apart`: each coder marks it, but nowhere the same words; then the passages are single codings and `count` is 0.
    `ratings`: whose case ratings are a mention too; without them it has passages.
    """

    participant: Participant
    passages: tuple[CellPassage, ...]
    count: int
    apart: bool
    ratings: tuple[Hand, ...]

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.passages))


@dataclass(frozen=True, slots=True)
class Cell:
    """A code in a group under a basis. `silent` are those without mention, each with what that means.

    `passages` are the group's: where two of its members speak in one, it is one.
    """

    node: Node
    group: Group
    size: int
    voices: tuple[Voice, ...]
    silent: tuple[tuple[Participant, str], ...]
    passages: int

    @property
    def participants(self) -> int:
        return len(self.voices)


class UnknownCell(ValueError):
    """No such code or group."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A counted coding, as one row of the database."""

    participant: int
    text: int
    start: int
    end: int
    uid: UUID
    code: int
    coder: int
    transcript: int
    direction: str
    rating: int | None


_FIELDS = (
    "speakers__speaker__participant_id",
    "text_id",
    "start",
    "end",
    "coding__uid",
    "code_id",
    "coding__coder_id",
    "coding__transcript_id",
    "direction",
    "rating",
)


def cell(reader: Member, *, attribute: Attribute, basis: Basis, code: str, group: str) -> Cell:
    """The cell of the code with key `code` and the group with key `group`. Raises UnknownCell."""
    codebook = codebook_of(reader.project)
    node = codebook.by_key.get(code)
    grouping = grouping_by(attribute)
    shown = next((known for known in grouping.groups if known.key == group), None)
    if node is None or node.archived or shown is None:
        message = f"{code}:{group}: no such cell."
        raise UnknownCell(message)
    ground = ground_of(basis, reader=reader)
    members = {person for person in ground.covered if grouping.group_of.get(person) == group}
    codes = {below.code.pk: below.code for below in (node, *node.within())}
    who = mentioners(mentions(ground, codes), dict.fromkeys(codes, (node.code.pk,))).get(node.code.pk, set())
    people = {person.pk: person for person in Participant.objects.filter(pk__in=members)}
    in_order = sorted(people.values(), key=lambda person: (person.position, person.pk))
    spans: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for _code, person, text, start, end in stretches(ground, codes).tolist():
        if person in who and person in members:
            spans[person, text].append((start, end))
    unread = not_looked_for(node, who, last_read(ground))
    return Cell(
        node=node,
        group=shown,
        size=len(members),
        voices=_voices(ground, codes, [person for person in in_order if person.pk in who], spans),
        silent=tuple((person, _state(person, unread)) for person in in_order if person.pk not in who),
        passages=_merged(spans),
    )


def _merged(spans: dict[tuple[int, int], list[Span]]) -> int:
    """Passages of all together: merged text by text."""
    by_text: dict[int, list[Span]] = defaultdict(list)
    for (_person, text), some in spans.items():
        by_text[text] += some
    return sum(len(union(some)) for some in by_text.values())


def _state(person: Participant, unread: set[int]) -> str:
    return _("not looked for") if person.pk in unread else _("no mention")


def _voices(
    ground: Ground, codes: dict[int, Code], people: list[Participant], spans: dict[tuple[int, int], list[Span]]
) -> tuple[Voice, ...]:
    wanted = {person.pk for person in people}
    states = counted_states(ground, codes).filter(speakers__speaker__participant__in=wanted)
    marks: dict[tuple[int, int], list[_Mark]] = defaultdict(list)
    for row in states.order_by("start", "end", "pk").values_list(*_FIELDS).distinct():
        mark = _Mark(*row)
        marks[mark.participant, mark.text].append(mark)
    chosen = {person.pk: _chosen(person.pk, marks, spans) for person in people}
    shown = [place for person in people[:VOICES] for place in chosen[person.pk][0][:EACH]]
    words = excerpts((text, start, end) for text, start, end in shown)
    names = {member.pk: str(member) for member in Member.objects.filter(pk__in=ground.coders).select_related("user")}
    rated = _ratings(ground, codes, names)
    found = []
    for number, person in enumerate(people):
        places, apart = chosen[person.pk]
        passages = tuple(
            _passage(words[place], _touching(marks[person.pk, place[0]], place[1], place[2]), codes, names)
            for place in places[:EACH]
            if number < VOICES
        )
        found.append(Voice(person, passages, 0 if apart else len(places), apart, tuple(rated[person.pk])))
    return tuple(found)


def _ratings(ground: Ground, codes: dict[int, Code], names: dict[int, str]) -> dict[int, list[Hand]]:
    """The case ratings that count, by participant."""
    rows = counted_ratings(ground, codes).order_by("code", "assignment__coder", "pk")
    found: dict[int, list[Hand]] = defaultdict(list)
    for person, code, coder, value in rows.values_list("participant", "code", "assignment__coder", "value"):
        said = ", ".join(says(codes[code], CodingState.Direction.AFFIRMS, value))
        found[person].append(Hand(initials(names[coder]), names[coder], said))
    return found


def _chosen(
    person: int, marks: dict[tuple[int, int], list[_Mark]], spans: dict[tuple[int, int], list[Span]]
) -> tuple[list[tuple[int, int, int]], bool]:
    """The places of a participant's passages, and whether they are single codings for want of a common passage."""
    merged = [(text, *span) for (who, text), some in sorted(spans.items()) if who == person for span in union(some)]
    if merged:
        return merged, False
    single = [mark for (who, _text), some in sorted(marks.items()) if who == person for mark in some]
    return [(mark.text, mark.start, mark.end) for mark in single], bool(single)


def _touching(marks: Iterable[_Mark], start: int, end: int) -> list[_Mark]:
    return [mark for mark in marks if mark.start < end and mark.end > start]


def _passage(excerpt: Excerpt, marks: list[_Mark], codes: dict[int, Code], names: dict[int, str]) -> CellPassage:
    by_coder: dict[int, list[str]] = {}
    for mark in marks:
        said = by_coder.setdefault(mark.coder, [])
        said.extend(word for word in says(codes[mark.code], mark.direction, mark.rating) if word not in said)
    hands = tuple(Hand(initials(names[coder]), names[coder], ", ".join(said)) for coder, said in by_coder.items())
    return CellPassage(excerpt, marks[0].transcript, marks[0].uid, hands)


def says(code: Code, direction: str, rating: int | None) -> list[str]:
    """What a coding says beyond its code, in words: a direction other than the usual one, a rating with its label."""
    words = []
    if direction != CodingState.Direction.AFFIRMS:
        words.append(str(CodingState.Direction(direction).label))
    if rating is not None:
        label = dict(code.levels).get(rating, "")
        words.append(f"{rating} {label}".strip())
    return words
