"""What a cell of the table counts: who mentions the code, with the passages, and who does not, with the reason."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from coding.models import Code, CodingState, Decision
from coding.queries.codebook import Codebook, Node, codebook_of
from coding.queries.workspace import initials
from interviews.models import Attribute, Member, Participant
from methods.coverage import state_of
from methods.crosstab import mentioners
from methods.spans import Span, union
from reports.queries.basis.asking import asking_of, direct_codes, only_denied, wholly_denied
from reports.queries.basis.basis import Basis, BasisKind, Ground, ground_of
from reports.queries.basis.mentions import mentions
from reports.queries.basis.ratings import rating_name, ratings_of
from reports.queries.basis.reading import not_looked_for, reading_of
from reports.queries.basis.states import consensus_states, counted_ratings, counted_states
from reports.queries.basis.stretches import stretches
from reports.queries.counts.state_words import state_words
from reports.queries.study.excerpts import Excerpt, excerpts
from reports.queries.study.groups import Group, Grouping, everyone, grouping_by

# A panel is for looking in; the page of passages has them all.
VOICES, EACH = 12, 3


@dataclass(frozen=True, slots=True)
class Hand:
    """One coder's coding in a passage, or the decision that keeps it: initials, name, and what else was said of it."""

    initials: str
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class CellPassage:
    """A merged passage, where it is, and whose codings touch it. `uid` is a coder's, None if only a decision does.

    `quote_key` is what would make it a kept quote: code, participant, text, start, end.
    """

    quote_key: tuple[int, int, int, int, int]
    excerpt: Excerpt
    transcript: int
    uid: UUID | None
    hands: tuple[Hand, ...]

    @property
    def place(self) -> str:
        """What leads to it in its transcript's address."""
        return f"?coding={self.uid}" if self.uid else f"#t{self.excerpt.turn - 1}"


@dataclass(frozen=True, slots=True)
class Voice:
    """A participant who mentions the code. `passages` are the first few, `count` how many there are.

    `apart`: each coder marks it, but nowhere the same words; then the passages are single codings and `count` is 0.
    `rating` is the participant's value under the basis in words, empty for a code that is not rated.
    `ratings`: whose case ratings are a mention too; without them it has passages. `denied`: all that counts denies.
    """

    participant: Participant
    passages: tuple[CellPassage, ...]
    count: int
    apart: bool
    rating: str
    ratings: tuple[Hand, ...]
    denied: bool = False

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.passages))


@dataclass(frozen=True, slots=True)
class Cell:
    """A code in a group under a basis. `silent` are those without mention, each with what that means.

    `passages` are the group's: where two of its members speak in one, it is one. `unnamed` mention it, too, but may not
    be named beside the group.
    """

    node: Node
    group: Group
    size: int
    voices: tuple[Voice, ...]
    silent: tuple[tuple[Participant, str], ...]
    passages: int
    unnamed: int = 0

    @property
    def participants(self) -> int:
        return len(self.voices) + self.unnamed


class UnknownCell(ValueError):
    """No such code or group."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A counted coding, as one row of the database. One that a decision keeps has its outcome and no coder."""

    participant: int
    text: int
    start: int
    end: int
    uid: UUID
    code: int
    coder: int | None
    transcript: int
    direction: str
    rating: int | None
    outcome: str | None


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
    "coding__decision__outcome",
)


def cell(
    reader: Member,
    *,
    basis: Basis,
    code: str,
    group: str,
    attribute: Attribute | None = None,
    grouping: Grouping | None = None,
) -> Cell:
    """The cell of the code with key `code` and the group with key `group`, of the attribute or of a grouping at hand.

    Raises UnknownCell.
    """
    codebook = codebook_of(reader.project)
    grouping = grouping or (grouping_by(attribute) if attribute else everyone(()))
    node, shown = _place(codebook, grouping, code, group)
    ground = ground_of(basis, reader=reader)
    members = grouping.members(group, among=ground.covered)
    codes = {below.code.pk: below.code for below in (node, *node.within())}
    marked = stretches(ground, codes)
    who = mentioners(mentions(ground, codes, spans=marked), dict.fromkeys(codes, (node.code.pk,))).get(
        node.code.pk, set()
    )
    in_order = [*Participant.objects.filter(pk__in=members).order_by("position", "pk")]
    spans: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for _code, person, text, start, end in marked.tolist():
        if person in who and person in members:
            spans[person, text].append((start, end))
    denies = wholly_denied(ground, [pk for pk, below in codes.items() if below.deniable])
    denied = only_denied(who, {*codes}, direct_codes(marked), denies)
    voices = _voices(ground, node, [person for person in in_order if person.pk in who], spans)
    return Cell(
        node=node,
        group=shown,
        size=len(members),
        voices=tuple(replace(voice, denied=voice.participant.pk in denied) for voice in voices),
        silent=_silent(ground, codebook, node, who, [person for person in in_order if person.pk not in who]),
        passages=_merged(spans),
    )


def _place(codebook: Codebook, grouping: Grouping, code: str, group: str) -> tuple[Node, Group]:
    node = codebook.by_key.get(code)
    shown = next((known for known in grouping.groups if known.key == group), None)
    if node is None or node.archived or shown is None:
        message = f"{code}:{group}: no such cell."
        raise UnknownCell(message)
    return node, shown


def _merged(spans: dict[tuple[int, int], list[Span]]) -> int:
    """Passages of all together: merged text by text."""
    by_text: dict[int, list[Span]] = defaultdict(list)
    for (_person, text), some in spans.items():
        by_text[text] += some
    return sum(len(union(some)) for some in by_text.values())


def _silent(
    ground: Ground, codebook: Codebook, node: Node, who: set[int], people: list[Participant]
) -> tuple[tuple[Participant, str], ...]:
    """Those without mention, each with what that means."""
    unread = not_looked_for(node, who, ground, reading_of(ground))
    asking = asking_of(ground.reader.project, codebook)
    words = state_words()
    found = []
    for person in people:
        asked = asking.about_code(node.code.pk, ground.transcripts_of[person.pk])
        state = state_of(mentions=False, denies=False, looked_for=person.pk not in unread, asked=asked)
        found.append((person, words[state]))
    return tuple(found)


def _voices(
    ground: Ground, node: Node, people: list[Participant], spans: dict[tuple[int, int], list[Span]]
) -> tuple[Voice, ...]:
    codes = {below.code.pk: below.code for below in (node, *node.within())}
    marks = _marks(ground, codes, people)
    values = ratings_of(ground, node.code)
    # Under consensus, codings without a common passage are not what the mention rests on.
    single = {} if ground.basis.kind is BasisKind.CONSENSUS else marks
    chosen = {person.pk: _chosen(person.pk, single, spans) for person in people}
    shown = [place for person in people[:VOICES] for place in chosen[person.pk][0][:EACH]]
    words = excerpts((text, start, end) for text, start, end in shown)
    names = {member.pk: str(member) for member in Member.objects.filter(pk__in=ground.coders).select_related("user")}
    rated = _ratings(ground, codes, names)
    found = []
    for number, person in enumerate(people):
        places, apart = chosen[person.pk]
        passages = tuple(
            _passage(
                (node.code.pk, person.pk, *place),
                words[place],
                _touching(marks[person.pk, place[0]], place[1], place[2]),
                codes,
                names,
            )
            for place in places[:EACH]
            if number < VOICES
        )
        value = rating_name(values, node.code, person.pk)
        found.append(Voice(person, passages, 0 if apart else len(places), apart, value, tuple(rated[person.pk])))
    return tuple(found)


def _ratings(ground: Ground, codes: dict[int, Code], names: dict[int, str]) -> dict[int, list[Hand]]:
    """The case ratings that count, by participant."""
    rows = counted_ratings(ground, codes).order_by("code", "assignment__coder", "pk")
    found: dict[int, list[Hand]] = defaultdict(list)
    for person, code, coder, value in rows.values_list("participant", "code", "assignment__coder", "value"):
        said = ", ".join(says(codes[code], CodingState.Direction.AFFIRMS, value))
        found[person].append(Hand(initials(names[coder]), names[coder], said))
    return found


def _marks(ground: Ground, codes: dict[int, Code], people: list[Participant]) -> dict[tuple[int, int], list[_Mark]]:
    """The counted codings by participant and text, in order; under consensus those that decisions keep come first."""
    wanted = {person.pk for person in people}
    layers = [counted_states(ground, codes)]
    if ground.basis.kind is BasisKind.CONSENSUS:
        layers.insert(0, consensus_states(ground, codes))
    marks: dict[tuple[int, int], list[_Mark]] = defaultdict(list)
    for states in layers:
        rows = states.filter(speakers__speaker__participant__in=wanted).order_by("start", "end", "pk")
        for row in rows.values_list(*_FIELDS).distinct():
            mark = _Mark(*row)
            marks[mark.participant, mark.text].append(mark)
    return marks


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


def _passage(
    key: tuple[int, int, int, int, int],
    excerpt: Excerpt,
    marks: list[_Mark],
    codes: dict[int, Code],
    names: dict[int, str],
) -> CellPassage:
    by_hand: dict[tuple[str, str], list[str]] = {}
    for mark in marks:
        said = by_hand.setdefault(_hand(mark, names), [])
        said.extend(word for word in says(codes[mark.code], mark.direction, mark.rating) if word not in said)
    hands = tuple(Hand(short, name, ", ".join(said)) for (short, name), said in by_hand.items())
    uid = next((mark.uid for mark in marks if mark.coder is not None), None)
    return CellPassage(key, excerpt, marks[0].transcript, uid, hands)


def _hand(mark: _Mark, names: dict[int, str]) -> tuple[str, str]:
    if mark.coder is None:
        return _("decided"), str(Decision.Outcome(mark.outcome or Decision.Outcome.OWN).label)
    return initials(names[mark.coder]), names[mark.coder]


def says(code: Code, direction: str, rating: int | None) -> list[str]:
    """What a coding says beyond its code, in words: a direction other than the usual one, a rating with its label."""
    words = []
    if direction != CodingState.Direction.AFFIRMS:
        words.append(str(CodingState.Direction(direction).label))
    if rating is not None:
        label = dict(code.levels).get(rating, "")
        words.append(f"{rating} {label}".strip())
    return words
