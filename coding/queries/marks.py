"""What the coding page shows of a text: its turns, with the codings that the reader may see."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import accumulate, chain
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from coding.models import CodingState, Memo
from coding.queries.prepared import MOST_STRETCHES, any_reader
from interviews.access import Sight, sight_of
from interviews.models import Member, TranscriptText, Turn
from interviews.models.prepared import Mark as In
from interviews.models.prepared import Prepared


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
class Said:
    """A turn with its words. `speaker` is the pseudonym where one is mapped, else the label; `speaker_id` its row."""

    index: int
    start: int
    end: int
    words: str
    speaker_id: int | None
    speaker: str
    interviewer: bool
    begins_ms: int | None


def marks_of(text_id: int, *, seen_by: Member, stretches: Sequence[tuple[int, int]] | None = None) -> list[Mark]:
    """The living codings of a text that `seen_by` may see, of the passes that coders work in now, by start; only those
    that touch the stretches, if given.
    """
    if stretches is None or len(stretches) > MOST_STRETCHES:
        return [Mark(*row) for row in _states(text_id, seen_by=seen_by, stretches=stretches)]
    values: dict[int | str, int | str] = {In.TEXT: text_id, In.READER: seen_by.pk, In.PROJECT: seen_by.project_id}
    for place, number in enumerate(chain.from_iterable(stretches)):
        values[In.STRETCHES + place] = number
    return [Mark(*row) for row in _prepared_states(sight_of(seen_by), len(stretches)).rows(values)]


def _states(
    text_id: int, *, seen_by: Member, stretches: Sequence[tuple[int, int]] | None
) -> QuerySet[CodingState, tuple[Any, ...]]:
    states = CodingState.objects.visible_to(seen_by).living().in_current_pass().filter(text=text_id)
    if stretches is not None:
        states = states.filter(_touching(stretches))
    memos = Memo.objects.visible_to(seen_by).living().filter(on_coding=OuterRef("coding"))
    rows = states.annotate(memo=Exists(memos)).order_by("start", "end", "pk")
    fields = ("coding__uid", "code_id", "start", "end", "coding__coder_id", "direction", "rating", "memo")
    return rows.values_list(*fields)


@cache
def _prepared_states(sight: Sight, count: int) -> Prepared:
    stretches = [(In.STRETCHES + 2 * place, In.STRETCHES + 2 * place + 1) for place in range(count)]
    return Prepared(lambda: _states(In.TEXT, seen_by=any_reader(sight), stretches=stretches))


def _touching(stretches: Sequence[tuple[int, int]]) -> Q:
    # A plain range, where there is one stretch: the index by start serves it.
    touching = [Q(start__lt=end, end__gt=start) for start, end in stretches]
    return reduce(or_, touching) if touching else Q(pk=None)


SAID_FIELDS = (
    "index",
    "start",
    "end",
    "speaker_id",
    "speaker__label",
    "speaker__role",
    "speaker__participant__pseudonym",
    "begins_ms",
)


def said_in(text: TranscriptText) -> list[Said]:
    """All turns of a text that is at hand, in order."""
    rows = Turn.objects.filter(text=text).order_by("index").values_list(*SAID_FIELDS)
    return [said(row, text.text[row[1] : row[2]]) for row in rows]


def said_at(text_id: int, stretches: Sequence[tuple[int, int]]) -> list[Said]:
    """The turns that touch the stretches, in order; reads their words only, not the whole text."""
    turns = Turn.objects.filter(_touching(stretches), text=text_id).annotate(words=words_in_text())
    return [said(row[:-1], row[-1]) for row in turns.order_by("index").values_list(*SAID_FIELDS, "words")]


def words_in_text() -> Substr:
    """A turn's words, cut out by the database."""
    return Substr("text__text", F("start") + 1, F("end") - F("start"))


def said(row: Sequence[Any], words: str) -> Said:
    """A turn from its SAID_FIELDS and words."""
    index, start, end, speaker_id, label, role, pseudonym, begins_ms = row
    return Said(index, start, end, words, speaker_id, pseudonym or label or "", role == "interviewer", begins_ms)


def marks_by_turn(turns: Sequence[Said], marks: Sequence[Mark]) -> list[tuple[Said, list[Mark]]]:
    """Each turn with the marks that touch it. Both come in order of their starts."""
    starts = [mark.start for mark in marks]
    # A long mark may begin many turns earlier: the furthest end so far tells from which mark on to look.
    reach = [*accumulate((mark.end for mark in marks), max)]
    return [
        (
            turn,
            [
                mark
                for mark in marks[bisect_right(reach, turn.start) : bisect_left(starts, turn.end)]
                if mark.end > turn.start
            ],
        )
        for turn in turns
    ]
