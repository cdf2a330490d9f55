"""Whether groups differ, or go up together, when they are more than two, or ratings: tests against chance.

Tables are groups x values, counts of participants. The chance of a table is that of `methods.tables`: exact for two
small groups, drawn from a printed seed otherwise. Sources: Freeman & Halton 1951; Kruskal & Wallis 1952; Kendall 1945
(tau-b); Brown & Benedetti 1977 (its standard error). Formulas and examples: docs/methods.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from methods.proportions import COVERAGE, Count, checked
from methods.tables import DRAWS, EPSILON, Chance, Floats, Integers, chance_of, log_factorials, table_of


@dataclass(frozen=True, slots=True)
class Trend:
    """Kendall's tau-b, from -1 to 1, with its interval and the chance of one at least as far from 0.

    All None with `no_variation` when fewer than two groups or two values have anybody. The interval alone is None with
    `perfect` at -1 and 1, where its standard error is 0 whatever the number of participants.
    """

    tau: float | None
    low: float | None
    high: float | None
    chance: Chance | None
    reason: Literal["no_variation", "perfect"] | None = None


def halton(groups: Sequence[Count], *, seed: int, draws: int = DRAWS) -> Chance | None:
    """Two-sided p of a code over any number of groups: how often chance gives a table no more probable than this one.

    Empty groups are left out; None when fewer than two remain. For two small groups it is Fisher's exact test. Raises
    NotACount. Source: Freeman & Halton 1951.
    """
    rows = [(checked(one).n, one.of - one.n) for one in groups if one.of]
    return table_differs(rows, seed=seed, draws=draws)


def table_differs(groups: Sequence[Sequence[int]], *, seed: int, draws: int = DRAWS) -> Chance | None:
    """The same for values of any number, without order; groups without anybody are left out.

    Raises NotATable. Source: Freeman & Halton 1951.
    """
    table = table_of([row for row in groups if sum(row)])
    if len(table) < 2:
        return None
    logs = log_factorials(int(table.sum()))

    def rareness(tables: Integers) -> Floats:
        found: Floats = logs[tables].sum(axis=(1, 2))
        return found

    return chance_of(table, rareness, seed=seed, draws=draws)


def ratings_differ(groups: Sequence[Sequence[int]], *, seed: int, draws: int = DRAWS) -> Chance | None:
    """Whether some groups rate higher than others: how often chance gives mean ranks at least as far apart.

    Each row counts a group's ratings, lowest value first. The statistic is Kruskal & Wallis' H on middle ranks; for two
    groups it orders tables as the absolute difference of mean ranks, the test of Wilcoxon, Mann and Whitney, does. Mean
    ranks, not medians: with few scale values groups of one median can lie far apart. Groups without ratings are left
    out; None when fewer than two remain. Raises NotATable. Source: Kruskal & Wallis 1952, as a permutation test.
    """
    table = table_of([row for row in groups if sum(row)])
    if len(table) < 2:
        return None
    columns, sizes = table.sum(axis=0), table.sum(axis=1)
    # Twice the middle ranks from the middle of all of them: whole numbers, so that ties are ties.
    ranks = 2 * np.cumsum(columns) - columns - columns.sum()

    def apart(tables: Integers) -> Floats:
        found: Floats = ((tables @ ranks) ** 2 / sizes).sum(axis=1)
        return found

    return chance_of(table, apart, seed=seed, draws=draws)


def trend(groups: Sequence[Sequence[int]], *, seed: int, draws: int = DRAWS, coverage: float = COVERAGE) -> Trend:
    """Whether values go up from group to group: groups in their order, each a row of counts, lowest value first.

    A code that is mentioned or not has two values: (not, mentioned). The interval is asymptotic, cut at -1 and 1: in
    small groups it is rough, and the chance beside it is what to go by. Raises NotATable. Source: Kendall 1945; Brown &
    Benedetti 1977.
    """
    table = table_of(groups)
    if min((table.sum(axis=0) > 0).sum(), (table.sum(axis=1) > 0).sum(), key=int) < 2:
        return Trend(None, None, None, None, "no_variation")

    def away(tables: Integers) -> Floats:
        return np.abs(_surplus(tables))

    chance = chance_of(table, away, seed=seed, draws=draws)
    tau, error = _tau_b(table)
    if error < EPSILON:
        return Trend(tau, None, None, chance, "perfect")
    reach = NormalDist().inv_cdf((1 + coverage) / 2) * error
    return Trend(tau, max(-1.0, tau - reach), min(1.0, tau + reach), chance)


def _both_ways(table: Integers) -> Integers:
    """For each cell, the participants in cells that go up with it less those that go down: below right and above left,
    less below left and above right.
    """
    before = np.cumsum(np.cumsum(np.pad(table, [(1, 0), (1, 0)]), axis=0), axis=1)
    above_left, below_right = before[:-1, :-1], before[-1, -1] - before[1:, -1:] - before[-1:, 1:] + before[1:, 1:]
    above_right, below_left = before[:-1, -1:] - before[:-1, 1:], before[-1:, :-1] - before[1:, :-1]
    found: Integers = above_left + below_right - above_right - below_left
    return found


def _surplus(tables: Integers) -> Floats:
    """Pairs of participants who go up together less those who go apart, group by group against those before."""
    found: Floats = np.zeros(len(tables))
    for group in range(1, tables.shape[1]):
        before = tables[:, :group].sum(axis=1)
        up_to = np.cumsum(before, axis=1)
        found += (tables[:, group] * (2 * up_to - before - up_to[:, -1:])).sum(axis=1)
    return found


def _tau_b(table: Integers) -> tuple[float, float]:
    """Tau-b and its asymptotic standard error. Source: Brown & Benedetti 1977, without assuming independence."""
    n = int(table.sum())
    rows, columns = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    in_rows, in_columns = float(n**2 - (rows**2).sum()), float(n**2 - (columns**2).sum())
    scale = math.sqrt(in_rows * in_columns)
    tau = 2 * float(_surplus(table[np.newaxis])[0]) / scale
    pull = 2 * scale * _both_ways(table) + tau * (rows * in_columns + columns * in_rows)
    spread = float((table * pull**2).sum()) - n**3 * tau**2 * (in_rows + in_columns) ** 2
    return tau, math.sqrt(max(0.0, spread)) / scale**2
