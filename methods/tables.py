"""Tables with given margins: all of them where they are few, otherwise drawn by chance. What permutation tests go over.

To deal participants out to groups again is to draw a table groups x values with the margins of the one found; so a draw
costs cells, not participants. Source: Patefield 1981 (random tables with given margins, here cell by cell from the
conditional hypergeometric distribution). Examples: docs/methods.md, chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
# Tables x groups x values in, one number a table out; the higher, the further from what chance gives.
Statistic = Callable[[Integers], Floats]

FEW = 20_000  # tables that are gone through one by one
DRAWS = 9_999
EPSILON = 1e-9


class NotATable(ValueError):
    """Rows of unequal length, or a count below 0."""


@dataclass(frozen=True, slots=True)
class Chance:
    """The share of tables that are at least as far out as the one found.

    Exact when `draws` is None: all `tables` were gone through, by their probabilities. Otherwise (b + 1) / (draws + 1)
    with b of `draws` tables, and `seed` is what the drawing began with.
    """

    p: float
    draws: int | None
    seed: int | None


def table_of(counts: Sequence[Sequence[int]]) -> Integers:
    """Groups x values as an array. Raises NotATable. Source: docs/methods.md, chance."""
    if len({len(row) for row in counts}) > 1 or any(n < 0 for row in counts for n in row):
        raise NotATable("A table has rows of one length and no count below 0.")
    return np.array(counts, dtype=np.int64).reshape(len(counts), len(counts[0]) if counts else 0)


def chance_of(table: Integers, statistic: Statistic, *, seed: int, draws: int = DRAWS) -> Chance:
    """How often chance alone gives a table with these margins at least as far out as this one.

    Two groups with at most 20,000 possible tables are gone through exactly, everything else is drawn.
    Source: Patefield 1981; Phipson & Smyth 2010 (why b + 1 over draws + 1).
    """
    found = float(statistic(table[np.newaxis])[0])
    far = found - EPSILON * max(1.0, abs(found))  # sums in another order differ in their last digits
    every = all_tables(table) if len(table) == 2 else None
    if every is not None:
        tables, weights = every
        return Chance(min(1.0, float(weights[statistic(tables) >= far].sum())), None, None)
    drawn = statistic(random_tables(table, seed=seed, draws=draws))
    return Chance((int((drawn >= far).sum()) + 1) / (draws + 1), draws, seed)


def all_tables(table: Integers, *, few: int = FEW) -> tuple[Integers, Floats] | None:
    """Every table of two groups with these margins, and how probable each is; None when there are more than `few`.

    Source: docs/methods.md, chance (the multivariate hypergeometric distribution).
    """
    columns, need = table.sum(axis=0), int(table[0].sum())
    if _ways(columns, need) > few:
        return None
    after = np.append(np.cumsum(columns[::-1])[::-1], 0)[1:]
    chosen, left = np.zeros((1, 0), dtype=np.int64), np.array([need])
    for size, rest in zip(columns.tolist(), after.tolist(), strict=True):
        # What is left for the columns after this one must fit into them: no branch ends in nothing.
        still = left[:, np.newaxis] - np.arange(size + 1)
        branch, taken = np.nonzero((still >= 0) & (still <= rest))
        chosen, left = np.column_stack([chosen[branch], taken]), still[branch, taken]
    logs = log_factorials(int(columns.sum()))
    ways = (logs[columns] - logs[chosen] - logs[columns - chosen]).sum(axis=1)
    weights = np.exp(ways - ways.max())
    return np.stack([chosen, columns - chosen], axis=1), weights / weights.sum()


def random_tables(table: Integers, *, seed: int, draws: int = DRAWS) -> Integers:
    """`draws` tables with the margins of this one, as probable as dealing participants out at random makes them.

    The array can't be written to: several tests of one table go over the same. Source: Patefield 1981.
    """
    return _drawn((*table.sum(axis=1).tolist(),), (*table.sum(axis=0).tolist(),), seed, draws)


@lru_cache(maxsize=8)
def _drawn(groups: tuple[int, ...], values: tuple[int, ...], seed: int, draws: int) -> Integers:
    chance = np.random.default_rng(seed)
    left = np.tile(np.array(values, dtype=np.int64), (draws, 1))
    made = np.zeros((draws, len(groups), len(values)), dtype=np.int64)
    for group, size in enumerate(groups[:-1]):
        need, rest = np.full(draws, size), left.sum(axis=1)
        for value in range(len(values) - 1):
            rest = rest - left[:, value]
            made[:, group, value] = chance.hypergeometric(left[:, value], rest, need)
            need = need - made[:, group, value]
        made[:, group, -1] = need
        left -= made[:, group]
    made[:, -1] = left
    made.setflags(write=False)
    return made


def _ways(columns: Integers, need: int) -> float:
    """How many ways there are to take `need` from columns of these sizes; a float, for it may be astronomic."""
    ways = np.ones(1)
    for size in columns.tolist():
        ways = np.convolve(ways, np.ones(size + 1))[: need + 1]
    return float(ways[need])


def log_factorials(highest: int) -> Floats:
    """The logarithms of 0! to `highest`!. Source: docs/methods.md, chance."""
    found: Floats = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, highest + 1)))])
    return found
