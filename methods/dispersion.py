"""Whether ratings on an ordered scale have one peak or two: van der Eijk's A, what it rests on, and when to say so.

Counts are of participants, one number a scale value, lowest value first. A is 1 when all are in one value, 0 when they
are spread evenly, -1 when half are at either end. A small group's A is noisy, so the word "polarised" has conditions.
Source: van der Eijk 2001. Formulas and examples: docs/methods.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from methods.tables import DRAWS, EPSILON, Chance, Floats, Integers, NotATable, chance_of, log_factorials, table_of

Truths = NDArray[np.bool_]

MOST = 21  # values of a scale: 0 to 10, centred at a median
FEW = 30_000  # ways to spread ratings over a scale that are gone through one by one
SIMULATED = 20_000
SEED = 2001
Missing = Literal["two_values", "too_few", "range_reaches_zero", "within_random_band"]


@dataclass(frozen=True, slots=True)
class Band:
    """Where the middle 95 % of the A of `ratings` random uniform ratings lie.

    Exact when `draws` is None; otherwise from so many simulations, begun with `seed`.
    """

    low: float
    high: float
    ratings: int
    draws: int | None
    seed: int | None


@dataclass(frozen=True, slots=True)
class Dispersion:
    """What can be said of one group's ratings.

    `agreement` is A, None for an empty group; `low` and `high` its range with one participant left out, None under two;
    `band` what chance gives for as many, None for an empty group. `polarised` is whether the word is allowed, `missing`
    why not: a scale of two values (say "split"), fewer than three ratings, a range that reaches 0, A within the band.
    """

    counts: tuple[int, ...]
    agreement: float | None
    low: float | None
    high: float | None
    band: Band | None
    polarised: bool
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """How a group stands on a code of yes and no: `smaller` of `of` are on the side of fewer.

    `split` when that side has at least a third of them.
    """

    smaller: int
    of: int
    split: bool


def agreement(counts: Sequence[int]) -> float | None:
    """Van der Eijk's A, from -1 to 1; None for no ratings. Raises NotATable for a negative count, or a
    scale of under two values or over 21.

    Source: van der Eijk 2001, equations 2 and 3.
    """
    found = float(agreements(_row(counts))[0])
    return None if np.isnan(found) else found


def agreements(rows: Integers) -> Floats:
    """A of each row of counts; not a number for a row of zeros. Source: van der Eijk 2001.

    A row is peeled into layers of equal counts: each layer is a pattern of filled and empty values, and weighs as many
    ratings as it holds.
    """
    # Values first: numpy then works along rows, which are many.
    by_value = np.ascontiguousarray(np.moveaxis(rows, -1, 0), dtype=np.int32)
    ordered = np.sort(by_value, axis=0)
    thickness = np.diff(ordered, axis=0, prepend=np.int32(0))
    # Which values a layer fills, as the bits of a number: there are few different ones.
    patterns = np.zeros_like(ordered)
    for value, counts in enumerate(by_value):
        patterns |= (counts >= ordered).astype(np.int32) << value
    held = _held(patterns, len(by_value))
    sizes = rows.sum(axis=-1)
    return np.where(sizes > 0, (thickness * held).sum(axis=0) / np.maximum(sizes, 1), np.nan)


def leave_one_out(counts: Sequence[int]) -> tuple[float, float] | None:
    """The lowest and the highest A with one participant left out; None under two.

    Source: docs/methods.md, dispersion.
    """
    row = _row(counts)
    if row.sum() < 2:
        return None
    left = agreements((row - np.eye(row.shape[1], dtype=np.int64))[row[0] > 0])
    return float(left.min()), float(left.max())


@lru_cache(maxsize=1024)
def random_band(ratings: int, values: int, *, seed: int = SEED, draws: int = SIMULATED, few: int = FEW) -> Band:
    """Where the middle 95 % of A lie when `ratings` (at least 1) fall on `values` scale values at random, all alike.

    Every way to spread them is gone through when there are at most `few`, otherwise it is simulated.
    Source: docs/methods.md, dispersion.
    """
    if comb(ratings + values - 1, values - 1) > few:
        rows = np.random.default_rng(seed).multinomial(ratings, np.full(values, 1 / values), size=draws)
        low, high = (float(at) for at in np.percentile(agreements(rows), [2.5, 97.5]))
        return Band(low, high, ratings, draws, seed)
    rows = _all_spreads(ratings, values)
    logs = log_factorials(ratings)
    found = agreements(rows)
    order = np.argsort(found, kind="stable")
    below = np.cumsum(np.exp(logs[ratings] - logs[rows].sum(axis=1) - ratings * np.log(values))[order])
    low, high = (float(found[order][np.searchsorted(below, share)]) for share in (0.025, 0.975))
    return Band(low, high, ratings, None, None)


def dispersion(counts: Sequence[int], *, seed: int = SEED) -> Dispersion:
    """A of one group with all that decides whether "polarised" may be said. Raises NotATable.

    Source: van der Eijk 2001; docs/methods.md, dispersion (the rule of the word).
    """
    found, left = agreement(counts), leave_one_out(counts)
    low, high = left if left is not None else (None, None)
    band = random_band(sum(counts), len(counts), seed=seed) if found is not None else None
    missing: list[Missing] = []
    if len(counts) == 2:
        missing.append("two_values")
    if sum(counts) < 3:
        missing.append("too_few")
    if high is not None and high >= -EPSILON:
        missing.append("range_reaches_zero")
    if found is not None and band is not None and found >= band.low - EPSILON:
        missing.append("within_random_band")
    return Dispersion((*counts,), found, low, high, band, not missing, (*missing,))


def agreement_differs(groups: Sequence[Sequence[int]], *, seed: int, draws: int = DRAWS) -> Chance | None:
    """How often groups dealt out at random differ in A (highest minus lowest) at least as much as these.

    Groups without ratings are left out; None when fewer than two remain. Raises NotATable. Source: docs/methods.md,
    dispersion; the permutation is that of `methods.tables`.
    """
    table = table_of([row for row in groups if sum(row)])
    if len(table) < 2:
        return None

    def spread(tables: Integers) -> Floats:
        found = agreements(tables)
        width: Floats = found.max(axis=-1) - found.min(axis=-1)
        return width

    return chance_of(table, spread, seed=seed, draws=draws)


def median_centred(groups: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Each group's counts by distance from its own lower median, on one scale for all of them.

    Groups that rate higher or lower as a whole then differ in spread alone. The scale has 2 values - 1 places, the
    middle one is the median; an empty group keeps zeros. Raises NotATable. Source: docs/methods.md, dispersion.
    """
    centred = []
    for row in table_of(groups).tolist():
        values = len(row)
        moved = [0] * (2 * values - 1)
        if sum(row):
            middle = [value for value, n in enumerate(row) for _each in range(n)][(sum(row) - 1) // 2]
            moved[values - 1 - middle : 2 * values - 1 - middle] = row
        centred.append((*moved,))
    return centred


def split(yes: int, of: int) -> Split:
    """How evenly a yes/no code divides a group; "split" from a third on the smaller side, never in an empty group.

    Source: docs/methods.md, dispersion (a word of this project).
    """
    smaller = min(yes, of - yes)
    return Split(smaller, of, of > 0 and 3 * smaller >= of)


def _all_spreads(ratings: int, values: int) -> Integers:
    """Every way to spread ratings over values, one a row."""
    made, left = np.zeros((1, 0), dtype=np.int64), np.array([ratings])
    for _value in range(values - 1):
        branch, taken = np.nonzero(np.arange(ratings + 1) <= left[:, np.newaxis])
        made, left = np.column_stack([made[branch], taken]), left[branch] - taken
    return np.column_stack([made, left])


def _row(counts: Sequence[int]) -> Integers:
    if not 2 <= len(counts) <= MOST:
        raise NotATable(f"A scale has two to {MOST} values.")
    return table_of([counts])


def _held(patterns: NDArray[np.int32], values: int) -> Floats:
    """A of each layer times how many values it fills; each pattern is worked out once."""
    used = np.zeros(1 << values, dtype=np.bool_)
    used[patterns] = True
    seen = np.flatnonzero(used)
    filled = seen >> np.arange(values)[:, np.newaxis] & 1 == 1
    of_pattern = np.zeros(1 << values)
    of_pattern[seen] = _of_layer(filled) * filled.sum(axis=0)
    found: Floats = of_pattern[patterns]
    return found


def _of_layer(filled: Truths) -> Floats:
    """A of layers of filled and empty values, values x layers. Source: van der Eijk 2001, equations 2 and 3.

    Of three values in order with two filled, those with the empty one inside have two peaks, the others one. They are
    counted from the empty value: what is filled on its left and on its right.
    """
    values = len(filled)
    left = np.cumsum(filled, axis=0)
    size: Integers = left[-1]
    right = size - left
    empty = ~filled
    one_peak = np.sum(empty * (left * (left - 1) + right * (right - 1)), axis=0) / 2
    two_peaks = np.sum(empty * (left * right), axis=0)
    scale = np.maximum((values - 2) * (one_peak + two_peaks), 1)
    peaks = ((values - 2) * one_peak - (values - 1) * two_peaks) / scale
    found: Floats = np.where(size == 1, 1.0, peaks * (1 - (size - 1) / (values - 1)))
    return found
