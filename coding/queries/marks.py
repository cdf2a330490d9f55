"""What the coding page shows of a text: its turns, with the codings that the reader may see."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from coding.models import CodingState, Memo
from interviews.models import Member, Turn


@dataclass(frozen=True, slots=True)
class Mark:
    """A living coding as the page draws it. `coder` is a member's id; offsets are code points of the whole text."""

    uid: UUID
    code: int
    start: int
    end: int
    coder: int
    direction: str
    rating: int | None
    memo: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn with its words and the marks that touch it, by start."""

    index: int
    start: int
    words: str
    speaker: str
    interviewer: bool
    begins_ms: int | None
    marks: tuple[Mark, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.words)


def marks_of(text_id: int, *, seen_by: Member, stretches: Sequence[tuple[int, int]] | None = None) -> list[Mark]:
    """The living codings of a text that `seen_by` may see, by start; only those that touch the stretches, if given."""
    states = CodingState.objects.visible_to(seen_by).living().filter(text=text_id)
    if stretches is not None:
        states = states.filter(_touching(stretches))
    memos = Memo.objects.visible_to(seen_by).living().filter(on_coding=OuterRef("coding"))
    rows = states.annotate(memo=Exists(memos)).order_by("start", "end", "pk")
    fields = ("coding__uid", "code_id", "start", "end", "coding__coder_id", "direction", "rating", "memo")
    return [Mark(*row) for row in rows.values_list(*fields)]


def _touching(stretches: Sequence[tuple[int, int]]) -> Q:
    touching = Q(pk=None)
    for start, end in stretches:
        touching |= Q(start__lt=end, end__gt=start)
    return touching


def turns_of(text_id: int, *, stretches: Sequence[tuple[int, int]] | None = None) -> list[Turn]:
    """The turns of a text in order, with speaker and participant; only those that touch the stretches, if given."""
    turns = Turn.objects.filter(text=text_id).select_related("speaker__participant")
    if stretches is not None:
        turns = turns.filter(_touching(stretches))
    return [*turns.order_by("index")]


def spoken(turns: Iterable[Turn], words: dict[int, str], marks: Sequence[Mark]) -> list[Spoken]:
    """Turns with their words (by turn index) and marks (ordered by start)."""
    starts = [mark.start for mark in marks]
    reach: list[int] = []  # the furthest end so far: where to begin looking for marks that began before a turn
    furthest = 0
    for mark in marks:
        furthest = max(furthest, mark.end)
        reach.append(furthest)
    return [
        Spoken(
            turn.index,
            turn.start,
            words[turn.index],
            turn.speaker.name if turn.speaker else "",
            bool(turn.speaker and turn.speaker.role == "interviewer"),
            turn.begins_ms,
            tuple(
                mark
                for mark in marks[_first_reaching(reach, turn.start) : bisect_left(starts, turn.end)]
                if mark.end > turn.start
            ),
        )
        for turn in turns
    ]


def _first_reaching(reach: list[int], start: int) -> int:
    return bisect_left(reach, start + 1)
