"""Which codes are mentioned together: in the same unit, or on the same characters. Together is not because of.

Codes count in both directions (given A, B; given B, A) and alike (Jaccard). Sources: Jaccard 1912; Bentley & Ottmann
1979 (the sweep, here over the codes that are open); Hahsler, Hornik & Buchta 2008 (a chain of nearest neighbours as an
order that a matrix can be read in). Examples: docs/methods.md, co-occurrence.
"""

from array import array
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from methods.tables import Floats, Integers

Code = TypeVar("Code", bound=Hashable)
Unit = TypeVar("Unit", bound=Hashable)

AT_ONCE = 20_000  # units, to keep 500 codes within 40 MB


@dataclass(frozen=True, slots=True)
class FourCounts:
    """The units of a pair of codes: with both, with one of them alone, with neither."""

    both: int
    only_first: int
    only_second: int
    neither: int


@dataclass(frozen=True, slots=True)
class Condition:
    """Among `both` units with A and B, `then` have C too; of the `rest`, `rest_then` have C. As co-mention only."""

    both: int
    then: int
    rest: int
    rest_then: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Codes x codes: `passages` of the row's code that share a character with one of the column's, and the shared
    `characters`. On the diagonal all of the code's own. `given` reads the first, `jaccard` the second.
    """

    passages: Integers
    characters: Integers


def co_mentions(units_of: Mapping[Code, Collection[Unit]], codes: Sequence[Code]) -> Integers:
    """Codes x codes: in how many units both are mentioned, on the diagonal the code's own.

    `units_of` has the units (participants, transcripts, turns) of each code; a code without any may be absent.
    Source: docs/methods.md, co-occurrence.
    """
    place: dict[Unit, int] = {}
    pairs = [
        (place.setdefault(unit, len(place)), column)
        for column, code in enumerate(codes)
        for unit in {*units_of.get(code, ())}
    ]
    units, columns = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2).T
    found: Integers = np.zeros((len(codes), len(codes)), dtype=np.int64)
    for begin in range(0, len(place), AT_ONCE):
        first, last = np.searchsorted(units, [begin, begin + AT_ONCE])
        block = np.zeros((min(AT_ONCE, len(place) - begin), len(codes)), dtype=np.float32)
        block[units[first:last] - begin, columns[first:last]] = 1
        found += (block.T @ block).astype(np.int64)
    return found


def given(counts: Integers) -> Floats:
    """Codes x codes: of the row's code, the share that has the column's too; not a number where it has none.

    Source: docs/methods.md, co-occurrence.
    """
    own = np.diagonal(counts)[:, np.newaxis]
    return np.where(own > 0, counts / np.maximum(own, 1), np.nan)


def jaccard(counts: Integers) -> Floats:
    """Codes x codes: what has both over what has either, 0 to 1; not a number where neither has any.

    `counts` is symmetric, from `co_mentions` or the characters of `overlaps`. Source: Jaccard 1912.
    """
    own = np.diagonal(counts)
    either = own[:, np.newaxis] + own - counts
    return np.where(either > 0, counts / np.maximum(either, 1), np.nan)


def four_counts(first: Collection[Unit], second: Collection[Unit], *, units: int) -> FourCounts:
    """A pair's table of two by two among so many units. Source: docs/methods.md, co-occurrence."""
    one, other = {*first}, {*second}
    return FourCounts(len(one & other), len(one - other), len(other - one), units - len(one | other))


def condition(first: Collection[Unit], second: Collection[Unit], then: Collection[Unit], *, units: int) -> Condition:
    """Where A and B are, is C? And elsewhere? Among so many units. Source: docs/methods.md, co-occurrence."""
    both, last = {*first} & {*second}, {*then}
    return Condition(len(both), len(both & last), units - len(both), len(last - both))


def overlaps(code: Integers, text: Integers, start: Integers, end: Integers, *, codes: int) -> Overlap:
    """Which codes lie on the same characters. The arrays are of one length, an entry a span: its code (an index under
    `codes`), its text, its half-open range. Spans of a code in a text merge where they overlap; touching is not
    overlapping.

    The work grows with the spans and with the codes open at once, never with their pairs. Source: Bentley & Ottmann
    1979.
    """
    met_at = array("q")  # cells, as row x codes + column: each time a passage first meets a code
    shared_at, shared = array("q"), array("q")
    open_now: dict[int, tuple[int, set[int]]] = {}  # a code's end, and the codes that its passage has met
    here = None
    for where, begins, ends, which in _merged(code, text, start, end):
        if where != here:
            here, open_now = where, {}
        open_now = {other: (until, met) for other, (until, met) in open_now.items() if until > begins}
        for other, (until, met) in open_now.items():
            met_at.append(which * codes + other)
            if which not in met:
                met.add(which)
                met_at.append(other * codes + which)
            shared_at.extend((which * codes + other, other * codes + which))
            shared.extend((min(until, ends) - begins,) * 2)
        met_at.append(which * codes + which)
        shared_at.append(which * codes + which)
        shared.append(ends - begins)
        open_now[which] = (ends, {*open_now})
    return Overlap(_summed(met_at, None, codes), _summed(shared_at, shared, codes))


def reading_order(likeness: Floats) -> list[int]:
    """An order of codes in which like ones are neighbours; `likeness` is symmetric, such as `jaccard`.

    A chain: it begins with the likest pair and takes at either end the likest code that is left, the first of equals.
    Codes that are like none keep their order at the end. Source: Hahsler, Hornik & Buchta 2008 (nearest neighbour).
    """
    left = np.nan_to_num(likeness, nan=0.0)
    np.fill_diagonal(left, 0.0)
    if not left.any():
        return [*range(len(left))]
    chain = [int(index) for index in np.unravel_index(np.argmax(left), left.shape)]
    left[:, chain] = 0.0  # a column is a code that may still be taken
    while left[[chain[0], chain[-1]]].any():
        end, code = np.unravel_index(np.argmax(left[[chain[-1], chain[0]]]), (2, len(left)))
        chain.insert(len(chain) if end == 0 else 0, int(code))
        left[:, code] = 0.0
    return [*chain, *(code for code in range(len(left)) if code not in {*chain})]


def _summed(cells: "array[int]", amounts: "array[int] | None", codes: int) -> Integers:
    found: Integers = np.zeros(codes * codes, dtype=np.int64)
    np.add.at(found, np.array(cells, dtype=np.int64), 1 if amounts is None else np.array(amounts, dtype=np.int64))
    return found.reshape(codes, codes)


def _merged(code: Integers, text: Integers, start: Integers, end: Integers) -> Iterable[tuple[int, int, int, int]]:
    """(text, start, end, code) of each code's merged passages, in order of texts and starts."""
    if not len(start):
        return []
    order = np.lexsort((start, text, code))
    code, text, start, end = code[order], text[order], start[order], end[order]
    place = np.cumsum(np.append(False, (np.diff(code) != 0) | (np.diff(text) != 0)))
    lift = place * (int(end.max()) + 1)
    begins = np.ones(len(start), dtype=bool)
    begins[1:] = (start + lift)[1:] >= np.maximum.accumulate(end + lift)[:-1]
    first = np.flatnonzero(begins)
    ends = np.maximum.reduceat(end, first)
    code, text, start = code[first], text[first], start[first]
    order = np.lexsort((code, start, text))
    return zip(*(column[order].tolist() for column in (text, start, ends, code)), strict=True)
