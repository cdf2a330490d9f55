"""One disagreement with all that it takes to decide it: its words with those around, the sides, choices, neighbours."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.models import Code, CodingState, Decision, Disagreement, Round
from coding.models.codings import Layer
from coding.queries.agreement_words import percent
from coding.queries.codebook import codebook_of
from coding.queries.decided import in_words
from coding.queries.disagreements import Wanted, found
from coding.queries.marks import Said, said_at
from coding.queries.outcomes import kept_by
from coding.queries.side_by_side import Lettered, Piece, Stripe, bars, lettered, pieces, stripes
from interviews.models import Member
from methods.sentences import sentences
from methods.spans import Span

Outcome = Decision.Outcome
# The column of the queue shows so many heavier ones, and so many from the current one on.
HEAVIER, LIGHTER = 3, 14
MOST_BESIDE = 5
FIRST_WORDS = 60


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn that a side touches, or one right before or after; its words in pieces, and where it is in the text."""

    said: Said
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be decided: `key` is sent, `spans` are kept. `drawn` has the sides' bars, the last one what is kept."""

    key: str
    number: int
    label: str
    spans: tuple[Span, ...]
    drawn: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]

    @property
    def sent(self) -> str:
        """The passages as the page's module reads them."""
        return " ".join(f"{start}-{end}" for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Beside:
    """Another open disagreement on the same words: the other code of a substitution, most often."""

    number: int
    code: Code
    kind: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A disagreement as the screen shows it. `instead` has for each letter the labels of other codes it has there."""

    disagreement: Disagreement
    code: Code
    share: str
    sides: tuple[Lettered, ...]
    stripes: tuple[Stripe, ...]
    turns: tuple[ShownTurn, ...]
    first_turn: int
    instead: tuple[tuple[str, str], ...]
    beside: tuple[Beside, ...]
    choices: tuple[Choice, ...]
    sentences: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A line of the column: `decided` is its outcome in words, empty while it is open."""

    disagreement: Disagreement
    code: Code
    share: str
    decided: str


@dataclass(frozen=True, slots=True)
class Column:
    """The stretch of the queue around a disagreement, with the numbers before and after it."""

    items: tuple[QueueItem, ...]
    heavier: int | None
    lighter: int | None


def scene_of(disagreement: Disagreement, closed: Round, *, reader: Member) -> Scene:
    """Everything in a handful of questions, whatever the size of the round or the text."""
    sides = lettered(disagreement, reader=reader)
    extent = disagreement.start, disagreement.end
    touched = said_at(disagreement.text_id, [extent])
    around = said_at(disagreement.text_id, [(touched[0].start - 2, touched[-1].end + 2)]) if touched else []
    words = "\n".join(turn.words for turn in touched)
    inside = words[disagreement.start - touched[0].start :][: extent[1] - extent[0]] if touched else ""
    return Scene(
        disagreement,
        disagreement.code,
        percent(disagreement.share, 1),
        sides,
        stripes(disagreement, sides, inside),
        tuple(ShownTurn(turn, pieces(turn.words, sides, begins=turn.start)) for turn in around),
        touched[0].index + 1 if touched else 0,
        tuple(_instead(disagreement, closed, sides, reader=reader)),
        tuple(_beside(disagreement, closed, reader=reader)),
        choices_of(disagreement, sides),
        tuple(_sentences(around)),
    )


def choices_of(disagreement: Disagreement, sides: Sequence[Lettered]) -> tuple[Choice, ...]:
    """In the order of their keys: each side, then union, intersection, another extent, both, neither.

    What all sides come to where one alone marked something is left out; the numbers of the others stay.
    """
    one_alone = sum(bool(one.spans) for one in sides) == 1
    offered: list[tuple[str, str, int | None]] = [
        (f"{Outcome.KEEP}-{one.letter}", _("Keep %(letter)s") % {"letter": one.letter}, one.side.coder) for one in sides
    ]
    offered += [(key.value, label, None) for key, label in _names()]
    same = {Outcome.UNION, Outcome.INTERSECTION, Outcome.BOTH}
    return tuple(
        _choice(disagreement, sides, key, label, number=number, kept=kept)
        for number, (key, label, kept) in enumerate(offered, 1)
        if not (one_alone and key in same)
    )


def _names() -> list[tuple[Decision.Outcome, str]]:
    return [
        (Outcome.UNION, _("Union")),
        (Outcome.INTERSECTION, _("Intersection")),
        (Outcome.OWN, _("Other extent…")),
        (Outcome.BOTH, _("Both are right")),
        (Outcome.NEITHER, _("Neither")),
    ]


def _choice(
    disagreement: Disagreement, sides: Sequence[Lettered], key: str, label: str, *, number: int, kept: int | None
) -> Choice:
    extent = disagreement.start, disagreement.end
    outcome = Outcome.KEEP if kept is not None else key
    spans = kept_by(outcome, [one.side for one in sides], kept=kept)
    lanes = [bars(one.spans, extent) for one in sides if one.spans][:3] + [bars(spans, extent)]
    return Choice(key, number, label, spans, tuple((2 + 5 * place, lane) for place, lane in enumerate(lanes)))


def _instead(
    disagreement: Disagreement, closed: Round, sides: Sequence[Lettered], *, reader: Member
) -> Iterator[tuple[str, str]]:
    """(letter, labels): the other codes that each side has on these words, as they were frozen."""
    states = CodingState.objects.visible_to(reader, layer=Layer.CODER).in_codebook()
    states = states.as_of(closed.snapshot.revision).touching(disagreement.start, disagreement.end)
    states = states.filter(text=disagreement.text_id, coding__assignment__round=closed)
    rows = states.exclude(code=disagreement.code_id).order_by("start", "pk").values_list("coding__coder", "code")
    labels: defaultdict[int | None, dict[str, None]] = defaultdict(dict)
    codes = codebook_of(closed.project).by_id
    for coder, code in rows:
        if code in codes:
            labels[coder][codes[code].code.label] = None
    for one in sides:
        if one.side.coder in labels:
            yield one.letter, ", ".join(labels[one.side.coder])


def _beside(disagreement: Disagreement, closed: Round, *, reader: Member) -> Iterator[Beside]:
    same_text = Disagreement.objects.visible_to(reader).open().filter(round=closed, text=disagreement.text_id)
    there = same_text.filter(start__lt=disagreement.end, end__gt=disagreement.start).exclude(pk=disagreement.pk)
    for one in there.select_related("code").order_by("number")[:MOST_BESIDE]:
        yield Beside(one.number, one.code, str(one.get_kind_display()))


def _sentences(turns: Iterable[Said]) -> Iterator[tuple[int, int, str]]:
    """(start, end, first words) of each sentence that is shown, for who has no mouse and no script."""
    for turn in turns:
        for start, end in sentences(turn.words):
            words = turn.words[start:end]
            short = words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS].rstrip()}…"
            yield turn.start + start, turn.start + end, short


def column_of(disagreement: Disagreement, closed: Round, wanted: Wanted, *, reader: Member) -> Column:
    """Those that fit, of any state, around the current one, which is there even if it does not fit."""
    rows = found(closed, wanted.of_any_state, reader=reader).exclude(pk=disagreement.pk)
    rows = rows.select_related("transcript", "code").order_by("number")
    heavier = [*rows.filter(number__lt=disagreement.number).reverse()[:HEAVIER]][::-1]
    lighter = [*rows.filter(number__gt=disagreement.number)[:LIGHTER]]
    shown = [*heavier, disagreement, *lighter]
    living = Decision.objects.visible_to(reader).living().filter(disagreement__in=[one.pk for one in shown])
    standing = {one.disagreement_id: one for one in living}
    items = (
        QueueItem(
            one,
            one.code,
            percent(one.share, 1),
            in_words(standing[one.pk], lettered(one, reader=reader)) if one.pk in standing else "",
        )
        for one in shown
    )
    return Column(tuple(items), heavier[-1].number if heavier else None, lighter[0].number if lighter else None)
