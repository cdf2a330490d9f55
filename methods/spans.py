"""Half-open ranges of Unicode code points: union, intersection, and the cut into flat segments.

A span is a (start, end) pair with start < end. Sources: the sweep over sorted boundaries is the plane sweep of
Bentley & Ottmann 1979 in one dimension; character borders follow Unicode UAX 29, rules GB9 to GB11, without tables.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]

ZERO_WIDTH_JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch over which the same spans are open: their indexes, the shortest span first."""

    start: int
    end: int
    open: tuple[int, ...]


def union(spans: Iterable[Span]) -> list[Span]:
    """Spans merged where they overlap, in order. Those that only touch stay two. Source: Bentley & Ottmann 1979."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def covered_by_all(sets: Sequence[Iterable[Span]]) -> list[Span]:
    """The stretches that lie in every set, each taken as its union. Source: Bentley & Ottmann 1979."""
    if not sets:
        return []
    common = union(sets[0])
    for spans in sets[1:]:
        common = _overlaps(common, union(spans))
    return common


def _overlaps(left: list[Span], right: list[Span]) -> list[Span]:
    found: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return found


def segments(spans: Sequence[Span], start: int, end: int) -> list[Segment]:
    """Cut [start, end) at every border of a span. Segments tile the range; spans outside it are clipped.

    Within a segment the open spans' indexes go from the shortest to the longest, ties by index.
    Source: Bentley & Ottmann 1979.
    """
    by_length = sorted(range(len(spans)), key=lambda i: (spans[i][1] - spans[i][0], i))
    rank = {index: place for place, index in enumerate(by_length)}
    borders: dict[int, tuple[list[int], list[int]]] = {start: ([], []), end: ([], [])}
    for index, (a, b) in enumerate(spans):
        a, b = max(a, start), min(b, end)  # noqa: PLW2901  # clipped to the range
        if a < b:
            borders.setdefault(a, ([], []))[0].append(index)
            borders.setdefault(b, ([], []))[1].append(index)
    places = sorted(borders)
    active: list[int] = []
    cut: list[Segment] = []
    for here, there in zip(places, places[1:], strict=False):
        opening, closing = borders[here]
        if closing:
            active = [index for index in active if index not in closing]
        if opening:
            active = sorted((*active, *opening), key=rank.__getitem__)
        cut.append(Segment(here, there, tuple(active)))
    return cut


def splits_character(before: str, after: str) -> bool:
    """Whether a border between these two characters would cut one that people see as one: an accent from its letter,
    an emoji from its modifier or its joined partner. Empty strings stand for the text's ends. Source: Unicode UAX 29.
    """
    if not before or not after:
        return False
    joins = ZERO_WIDTH_JOINER in {before, after}
    return joins or unicodedata.category(after) in {"Mn", "Me"} or ord(after) in SKIN_TONES
