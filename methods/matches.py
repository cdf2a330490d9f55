"""Segments that match: two coders gave nearly the same stretch the same code.

Two segments match when what they share is at least a threshold of what they cover together (Jaccard 1912). Counted as
in MAXQDA's agreement of segments, with its kappa after Brennan & Prediger 1981; and the units to compare ratings on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from methods.continuum import Document, Key, flatten, in_order
from methods.pairs import Names
from methods.spans import Span

THRESHOLD = 0.9
Rated = tuple[int, int, float | None]


@dataclass(frozen=True, slots=True)
class Match:
    """Two coders: `hits` of their `segments` have a match with the other's.

    `kappa` takes 1 in so many codes as agreement by chance; it is for this view alone, since "neither" cannot be
    counted. Both are None, with the reason, where neither marked anything; kappa alone where there is one code only.
    """

    hits: int
    segments: int
    percent: float | None
    kappa: float | None
    undefined: Mapping[str, Literal["not_used", "no_variation"]]


class _Segment(NamedTuple):
    """A rated segment, ordered by place, then coder."""

    start: int
    end: int
    coder: int
    rating: float | None


def likeness(left: Span, right: Span) -> float:
    """What two spans share, of what they cover together. Source: Jaccard 1912."""
    shared = max(0, min(left[1], right[1]) - max(left[0], right[0]))
    return shared / (left[1] - left[0] + right[1] - right[0] - shared)


def segment_match(
    documents: Iterable[Document], codes: Sequence[Key], *, threshold: float = THRESHOLD
) -> dict[Names, Match]:
    """For every two coders who submitted the same transcripts, how many segments match. Raises BadSpan.

    Codes that one of them could not have used are left out. Source: MAXQDA manual, intercoder agreement, segments.
    """
    found: dict[Names, list[int]] = {}
    for document in documents:
        marks = _marks(document, codes)
        for names in combinations(in_order(document.coders), 2):
            total = found.setdefault(names, [0, 0])
            for code in codes:
                if not any((coder, code) in document.unlooked for coder in names):
                    left, right = (marks.get((coder, code), []) for coder in names)
                    total[0] += _hits(left, right, threshold) + _hits(right, left, threshold)
                    total[1] += len(left) + len(right)
    return {names: _match(hits, segments, len(codes)) for names, (hits, segments) in found.items()}


def co_coded(
    rated: Mapping[Key, Sequence[Rated]], coders: Sequence[Key], *, threshold: float = THRESHOLD
) -> list[list[float | None]]:
    """Units to compare ratings on: a row for each segment that two coders or more gave one code, in the order of place.

    `rated` has each coder's (start, end, rating) on one code in one transcript; the columns are `coders`. All segments
    of a unit match each other, and no coder has two; the likest are joined first. Source: docs/methods.md, ratings.
    """
    segments = sorted(
        _Segment(start, end, place, rating)
        for place, coder in enumerate(coders)
        for start, end, rating in rated.get(coder, ())
    )
    group = _joined(segments, threshold)
    rows: list[list[float | None]] = []
    for members in sorted({id(members): members for members in group}.values(), key=min):
        if len(members) > 1:
            row: list[float | None] = [None] * len(coders)
            for member in members:
                row[segments[member].coder] = segments[member].rating
            rows.append(row)
    return rows


def _joined(segments: Sequence[_Segment], threshold: float) -> list[list[int]]:
    """For each segment the group it is in, shared by its members."""
    likest = []
    for left, right in combinations(range(len(segments)), 2):
        if segments[right].start >= segments[left].end:
            continue
        like = likeness(segments[left][:2], segments[right][:2])
        if like >= threshold and segments[left].coder != segments[right].coder:
            likest.append((-like, left, right))
    group = [[place] for place in range(len(segments))]
    for _, left, right in sorted(likest):
        together = group[left] + group[right]
        if group[left] is not group[right] and _is_unit([segments[place] for place in together], threshold):
            for place in together:
                group[place] = together
    return group


def _is_unit(segments: Sequence[_Segment], threshold: float) -> bool:
    several = len({segment.coder for segment in segments}) == len(segments)
    return several and all(likeness(a[:2], b[:2]) >= threshold for a, b in combinations(segments, 2))


def _marks(document: Document, codes: Sequence[Key]) -> dict[tuple[Key, Key], list[Span]]:
    """The merged segments of each (coder, code) on the continuum, in order."""
    flat = flatten(document, codes, unit="character")
    marks: dict[tuple[Key, Key], list[Span]] = {}
    for code, coder, start, end in zip(*(column.tolist() for column in flat[:4]), strict=True):
        marks.setdefault((document.coders[coder], codes[code]), []).append((start, end))
    return marks


def _hits(left: Sequence[Span], right: Sequence[Span], threshold: float) -> int:
    """How many of the left segments match one of the right; each side in order and without overlap."""
    hits = 0
    for span in left:
        first = bisect_right(right, span[0], key=lambda other: other[1])
        last = bisect_left(right, span[1], key=lambda other: other[0])
        hits += any(likeness(span, other) >= threshold for other in right[first:last])
    return hits


def _match(hits: int, segments: int, codes: int) -> Match:
    if not segments:
        return Match(hits, segments, None, None, {"percent": "not_used", "kappa": "not_used"})
    percent = hits / segments
    if codes == 1:
        return Match(hits, segments, percent, None, {"kappa": "no_variation"})
    return Match(hits, segments, percent, (percent - 1 / codes) / (1 - 1 / codes), {})
