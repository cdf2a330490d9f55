"""Passages as they were said: the words, the sentences around them, who speaks, and where."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import Q

from coding.queries.marks import SAID_FIELDS, Said, said, said_in, words_in_text
from interviews.models import TranscriptText, Turn
from methods.sentences import sentences

Place = tuple[int, int, int]  # text, start, end

# SQLite nests the conditions of a query; a thousand deep is its limit.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage's words with the rest of its first and last sentence.

    `turn` counts from 1; `speakers` are named as on the page, each once.
    """

    before: str
    quote: str
    after: str
    speakers: tuple[str, ...]
    turn: int
    begins_ms: int | None

    @property
    def speaker(self) -> str:
        return ", ".join(self.speakers)

    @property
    def time(self) -> str:
        """Minutes and seconds, or hours before them, as 12:41 or 1:02:05; nothing where nobody took the time."""
        if self.begins_ms is None:
            return ""
        minutes, seconds = divmod(self.begins_ms // 1000, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def excerpts(places: Iterable[Place], *, whole: bool = False) -> dict[Place, Excerpt]:
    """The excerpt of each place, with the turns that they touch: one query a hundred places.

    `whole` reads whole texts instead, one after the other: for files with most of what was coded.
    """
    wanted = sorted(set(places))
    found: dict[Place, Excerpt] = {}
    if whole:
        for text, some in groupby(wanted, key=itemgetter(0)):
            said_there = said_in(TranscriptText.objects.get(pk=text))
            found |= {place: cut(place, said_there) for place in some}
        return found
    for batch in _batches(wanted):
        turns = _turns_at(batch)
        for place in batch:
            found[place] = cut(place, turns[place[0]])
    return found


def _batches(places: Sequence[Place]) -> Iterable[Sequence[Place]]:
    return (places[at : at + AT_ONCE] for at in range(0, len(places), AT_ONCE))


def _turns_at(places: Sequence[Place]) -> dict[int, list[Said]]:
    touched = Q(pk=None)
    for text, start, end in places:
        touched |= Q(text=text, start__lt=end, end__gt=start)
    rows = Turn.objects.filter(touched).annotate(words=words_in_text()).order_by("text_id", "index")
    turns: dict[int, list[Said]] = {text: [] for text, _, _ in places}
    for row in rows.values_list("text_id", *SAID_FIELDS, "words"):
        turns[row[0]].append(said(row[1:-1], row[-1]))
    return turns


def cut(place: Place, turns: Sequence[Said]) -> Excerpt:
    """The excerpt of a place from the turns of its text, in order, that touch it (others may be among them)."""
    _, start, end = place
    at = max(0, bisect_right(turns, start, key=lambda turn: turn.start) - 1)
    said_here: list[Said] = []
    for turn in turns[at:]:
        if turn.start >= end:
            break
        if turn.end > start:
            said_here.append(turn)
    if not said_here:
        return Excerpt("", "", "", (), 0, None)
    first, last = said_here[0], said_here[-1]
    parts = [turn.words[max(0, start - turn.start) : end - turn.start] for turn in said_here]
    return Excerpt(
        before=_sentence_before(first.words, start - first.start),
        quote="\n".join(parts),
        after=_sentence_after(last.words, end - last.start),
        speakers=tuple(dict.fromkeys(turn.speaker for turn in said_here)),
        turn=first.index + 1,
        begins_ms=first.begins_ms,
    )


def _sentence_before(words: str, at: int) -> str:
    starts = [start for start, end in sentences(words) if start <= at < end]
    return words[starts[0] : at] if starts and at > 0 else ""


def _sentence_after(words: str, at: int) -> str:
    ends = [end for start, end in sentences(words) if start < at <= end]
    return words[at : ends[0]] if ends else ""
