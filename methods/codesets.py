"""Agreement on sets of codes: each character of the text has from each coder the set of all codes she put there.

Source: Passonneau 2006 (MASI as a distance in Krippendorff's alpha); Jaccard 1912; Krippendorff 2019 chapter 12.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from methods.continuum import Document, Integers, Key, flatten, in_order, looked_for_all
from methods.lines import Truths, pieces

Reason = Literal["not_used", "no_variation", "one_coder", "no_shared_transcripts"]
CodeSet = tuple[Key, ...]
Floats = NDArray[np.float64]
# How many codes two sets have in common, and each alone, to how far apart they are.
Distance = Callable[[Any, Any, Any], Floats]
AT_ONCE = 1024  # rows of the square of distinct sets
BITS = 31  # codes in one number, beside the number of what came before


@dataclass(frozen=True, slots=True)
class SetCounts:
    """The sufficient statistics of one transcript, or of several added up, over those that two coders or more read.

    `sets` has for each set of codes how many characters coders gave it, counted once a coder; the empty set is `()`.
    `masi` and `jaccard` are the distances of what coders gave the same character, summed over ordered pairs of coders,
    each transcript's divided by its coders less one. `readers` are the sets of coders, so that a gap can be explained.
    """

    sets: Mapping[CodeSet, int]
    masi: float
    jaccard: float
    readers: frozenset[tuple[Key, ...]]

    def as_json(self) -> dict[str, Any]:
        """The canonical form."""
        ranked = sorted(self.sets, key=lambda codes: (len(codes), [(isinstance(code, str), code) for code in codes]))
        return {
            "sets": [[[*codes], self.sets[codes]] for codes in ranked],
            "masi": self.masi,
            "jaccard": self.jaccard,
            "readers": sorted(([*coders] for coders in self.readers), key=lambda coders: [*map(str, coders)]),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "SetCounts":
        """The counts that `as_json` wrote."""
        sets = {tuple(codes): size for codes, size in kept["sets"]}
        readers_kept = frozenset(tuple(coders) for coders in kept["readers"])
        return cls(sets, kept["masi"], kept["jaccard"], readers_kept)


@dataclass(frozen=True, slots=True)
class SetValues:
    """Alpha over sets of codes with two distances; `reason` says why both are None."""

    masi_alpha: float | None
    jaccard_alpha: float | None
    reason: Reason | None


def masi(left: Iterable[Key], right: Iterable[Key]) -> float:
    """The distance of two sets: 1 - J M, with J their Jaccard index and M 1 when equal, 2/3 when one holds the other,
    1/3 when they overlap, 0 when they do not; two empty sets are equal. Source: Passonneau 2006.
    """
    return _of_two(_masi, {*left}, {*right})


def jaccard(left: Iterable[Key], right: Iterable[Key]) -> float:
    """1 less the share of their codes that two sets have in common; two empty sets are equal. Source: Jaccard 1912."""
    return _of_two(_jaccard, {*left}, {*right})


def count_sets(document: Document, codes: Sequence[Key]) -> SetCounts:
    """Sweep one transcript for the sets of codes that its coders gave each character. Raises BadSpan.

    A coder who could not have used one of the codes is missing. Source: Passonneau 2006; docs/methods.md, code sets.
    """
    codes = in_order(codes)
    coders = looked_for_all(document, codes)
    readers = frozenset({coders})
    m = len(coders)
    if m < 2:
        return SetCounts({}, 0.0, 0.0, readers)
    flat = flatten(replace(document, coders=coders), codes, unit="character")
    used, here = np.unique(flat.code, return_inverse=True)
    width, member = pieces(flat._replace(code=here), m, len(used))
    sets = _sets(width, member, [codes[place] for place in used.tolist()])
    sets[()] = sets.get((), 0) + m * (flat.length - int(width.sum()))
    of_masi, of_jaccard = (distance / (m - 1) for distance in _observed(width, member))
    return SetCounts({given: size for given, size in sets.items() if size}, of_masi, of_jaccard, readers)


def add_sets(counts: Iterable[SetCounts]) -> SetCounts:
    """The counts of all these transcripts together. Source: docs/methods.md, code sets."""
    counts = [*counts]
    sets: Counter[CodeSet] = Counter()
    for one in counts:
        sets.update(one.sets)
    return SetCounts(
        sets,
        sum(one.masi for one in counts),
        sum(one.jaccard for one in counts),
        frozenset(coders for one in counts for coders in one.readers),
    )


def set_values(counts: Iterable[SetCounts]) -> SetValues:
    """Alpha with both distances over these transcripts. Source: Passonneau 2006; Krippendorff 2019 chapter 12."""
    found = add_sets(counts)
    if len(found.sets) < 2:
        return SetValues(None, None, _reason(found))
    n = sum(found.sets.values())
    masi_expected, jaccard_expected = _expected(found.sets)
    return SetValues(1 - (n - 1) * found.masi / masi_expected, 1 - (n - 1) * found.jaccard / jaccard_expected, None)


def _of_two(distance: Distance, left: set[Key], right: set[Key]) -> float:
    sizes = (np.array([float(len(codes))]) for codes in (left & right, left, right))
    return float(distance(*sizes)[0])


def _masi(common: Floats, left: Floats, right: Floats) -> Floats:
    whole = left + right - common
    # Thirds: something in common, one set within the other, both the same.
    thirds = 1.0 + (common == np.minimum(left, right)) + (common == whole)
    found: Floats = 1 - np.where(whole > 0, common / np.maximum(whole, 1) * thirds / 3, 1)
    return found


def _jaccard(common: Floats, left: Floats, right: Floats) -> Floats:
    whole = left + right - common
    found: Floats = 1 - np.where(whole > 0, common / np.maximum(whole, 1), 1)
    return found


def _sets(width: Integers, member: Truths, codes: Sequence[Key]) -> dict[CodeSet, int]:
    """How many characters got each set, counted once a coder."""
    m = member.shape[1]
    rows = member.reshape(len(member) * m, len(codes))
    first, inverse = _distinct(rows)
    sizes = np.bincount(inverse, weights=np.repeat(width, m), minlength=len(first)).astype(np.int64)
    return {
        tuple(code for code, given in zip(codes, row, strict=True) if given): size
        for row, size in zip(rows[first].tolist(), sizes.tolist(), strict=True)
    }


def _distinct(rows: Truths) -> tuple[Integers, Integers]:
    """Where each different row stands first, and which of these each row is; some codes at a time, as one number."""
    first = np.zeros(min(1, len(rows)), dtype=np.int64)
    same = np.zeros(len(rows), dtype=np.int64)
    for begin in range(0, rows.shape[1], BITS):
        bits = rows[:, begin : begin + BITS]
        number = same << BITS | (bits @ (1 << np.arange(bits.shape[1])))
        _, first, same = np.unique(number, return_index=True, return_inverse=True)
    return first, same


def _observed(width: Integers, member: Truths) -> list[float]:
    """MASI and Jaccard distance between coders on the same character, summed over ordered pairs."""
    sets = member.astype(np.float32)
    # Whole numbers so far; what is divided from here on keeps all its digits.
    common = (sets @ sets.transpose(0, 2, 1)).astype(np.float64)
    size = member.sum(axis=2).astype(np.float64)
    found = (distance(common, size[:, :, None], size[:, None, :]) for distance in DISTANCES)
    return [float(width @ one.sum(axis=(1, 2))) for one in found]


def _expected(sets: Mapping[CodeSet, int]) -> list[float]:
    """MASI and Jaccard distance summed over all ordered pairs of sets that anybody gave anywhere.

    The distance follows from two sizes and what is common, so sets are taken by size and only looked up.
    """
    place = {code: at for at, code in enumerate({code for codes in sets for code in codes})}
    by_size: dict[int, list[CodeSet]] = {}
    for codes in sets:
        by_size.setdefault(len(codes), []).append(codes)
    blocks = {}
    for size, alike in by_size.items():
        member = np.zeros((len(alike), len(place)), dtype=np.float32)
        for row, codes in enumerate(alike):
            member[row, [place[code] for code in codes]] = 1
        blocks[size] = member, np.array([sets[codes] for codes in alike], dtype=np.float64)
    total = np.zeros(2)
    for a, b in combinations_with_replacement(sorted(blocks), 2):
        total += (1 if a == b else 2) * _between(*blocks[a], *blocks[b], sizes=(a, b))
    return [float(sum_) for sum_ in total]


def _between(
    left: NDArray[np.float32], left_n: Floats, right: NDArray[np.float32], right_n: Floats, *, sizes: tuple[int, int]
) -> Floats:
    """Both distances between the sets of two sizes, weighted by how often each was given."""
    a, b = (float(size) for size in sizes)
    possible = np.arange(min(sizes) + 1, dtype=np.float64)
    looked_up = [distance(possible, np.full_like(possible, a), np.full_like(possible, b)) for distance in DISTANCES]
    total = np.zeros(2)
    for begin in range(0, len(left), AT_ONCE):
        common = (left[begin : begin + AT_ONCE] @ right.T).astype(np.int16)
        total += [left_n[begin : begin + AT_ONCE] @ (found[common] @ right_n) for found in looked_up]
    return total


def _reason(found: SetCounts) -> Reason:
    if not any(len(coders) > 1 for coders in found.readers):
        everybody = {coder for coders in found.readers for coder in coders}
        return "one_coder" if len(everybody) == 1 else "no_shared_transcripts"
    return "no_variation" if any(found.sets) else "not_used"


DISTANCES: tuple[Distance, ...] = (_masi, _jaccard)
