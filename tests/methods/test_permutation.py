"""Groups that differ or go up together: scipy, all permutations by hand, and a standard error by small steps."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, kruskal, mannwhitneyu

from methods.exact import fisher
from methods.permutation import Trend, halton, ratings_differ, table_differs, trend
from methods.proportions import Count, NotACount
from methods.tables import NotATable

COUNT = st.integers(1, 20).flatmap(lambda of: st.builds(Count, st.integers(0, of), st.just(of)))


@given(COUNT, COUNT)
def test_of_two_small_groups_it_is_fishers_exact_test(first, second):
    found = halton([first, second], seed=7)
    assert found.p == pytest.approx(fisher(first, second), rel=1e-6)
    assert found.draws is None


def test_three_groups_by_all_permutations():
    """Six participants, of three groups of two: the multinomial probabilities of tables, counted."""
    groups = [[2, 0], [1, 1], [0, 2]]
    dealt = [tuple(sum(order[at : at + 2]) for at in (0, 2, 4)) for order in permutations([0, 0, 0, 1, 1, 1])]
    often = {table: dealt.count(table) for table in {*dealt}}
    exact = sum(n for n in often.values() if n <= often[0, 1, 2]) / len(dealt)
    found = table_differs(groups, seed=7)
    assert found.p == pytest.approx(exact, abs=0.015)
    assert (found.draws, found.seed) == (9_999, 7)
    assert halton([Count(2, 2), Count(1, 2), Count(0, 0), Count(0, 2)], seed=7) == found


def test_one_group_is_not_compared():
    assert halton([Count(3, 7), Count(0, 0)], seed=7) is None
    assert table_differs([], seed=7) is None
    assert ratings_differ([[1, 2, 3], [0, 0, 0]], seed=7) is None
    with pytest.raises(NotACount):
        halton([Count(3, 2), Count(1, 2)], seed=7)
    with pytest.raises(NotATable):
        ratings_differ([[1, 2], [1, 2, 3]], seed=7)


def ratings(row):
    return [value for value, n in enumerate(row) for _each in range(n)]


ROW = st.lists(st.integers(0, 3), min_size=3, max_size=3).filter(any)


@given(ROW, ROW)
def test_ratings_of_two_groups_differ_as_wilcoxon_has_it(first, second):
    """Exact with ties: all ways to deal the participants out, by the distance of the first group's rank sum."""
    found = ratings_differ([first, second], seed=7)
    pooled = np.array(ratings(first) + ratings(second))
    ranks = (pooled[:, None] > pooled).sum(axis=1) + (pooled[:, None] == pooled).sum(axis=1) / 2
    middle = ranks.sum() * sum(first) / len(pooled)
    if len(pooled) <= 7:
        sums = np.array([sum(order[: sum(first)]) for order in permutations(ranks)])
        far = abs(ranks[: sum(first)].sum() - middle)
        assert found.p == pytest.approx(np.mean(np.abs(sums - middle) >= far - 1e-9))


def test_without_ties_it_is_the_exact_test_of_mann_and_whitney():
    first, second = [1, 0, 1, 0, 0, 1, 0], [0, 1, 0, 1, 1, 0, 1]
    exact = mannwhitneyu(ratings(first), ratings(second), method="exact").pvalue
    assert ratings_differ([first, second], seed=7).p == pytest.approx(exact)


def test_many_groups_are_near_the_chi_square_of_kruskal_and_wallis():
    groups = [[12, 9, 8, 7, 4], [8, 8, 9, 8, 7], [5, 8, 9, 9, 9]]
    expected = kruskal(*map(ratings, groups)).pvalue
    assert ratings_differ(groups, seed=7).p == pytest.approx(expected, abs=0.01)
    assert ratings_differ(groups, seed=7) == ratings_differ(groups, seed=7)


TABLE = st.tuples(st.integers(2, 4), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 6), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def varies(rows):
    table = np.array(rows)
    return min((table.sum(axis=0) > 0).sum(), (table.sum(axis=1) > 0).sum()) > 1


@given(TABLE.filter(varies))
def test_tau_is_that_of_scipy(rows):
    group = [at for at, row in enumerate(rows) for _each in range(sum(row))]
    value = [one for row in rows for one in ratings(row)]
    found = trend(rows, seed=7, draws=19)
    assert found.tau == pytest.approx(kendalltau(group, value, variant="b").statistic, abs=1e-12)
    if found.low is not None:
        assert -1 <= found.low < found.tau < found.high <= 1


def tau_of(shares):
    """Tau-b of a table of shares, with all pairs of cells written out."""
    rows, columns = shares.shape
    cells = [(i, j) for i in range(rows) for j in range(columns)]
    surplus = sum(np.sign((i - k) * (j - m)) * shares[i, j] * shares[k, m] for i, j in cells for k, m in cells)
    whole = shares.sum()
    in_rows = whole**2 - (shares.sum(axis=1) ** 2).sum()
    in_columns = whole**2 - (shares.sum(axis=0) ** 2).sum()
    return surplus / np.sqrt(in_rows * in_columns)


@pytest.mark.parametrize(
    "rows", [[[5, 3, 1], [2, 4, 4], [1, 2, 6]], [[8, 2], [5, 6], [3, 9], [1, 4]], [[4, 1, 0, 2], [1, 2, 3, 5]]]
)
def test_the_standard_error_is_that_of_the_delta_method_by_small_steps(rows):
    """How tau-b answers to each cell's share, by differences: its spread over participants, over their number."""
    n = np.sum(rows)
    shares, step = np.array(rows) / n, 1e-6
    slope = np.zeros_like(shares)
    for at in np.ndindex(shares.shape):
        moved = np.zeros_like(shares)
        moved[at] = step
        slope[at] = (tau_of(shares + moved) - tau_of(shares - moved)) / (2 * step)
    error = np.sqrt(((shares * slope**2).sum() - (shares * slope).sum() ** 2) / n)
    found = trend(rows, seed=7, draws=19)
    assert found.high - found.low == pytest.approx(2 * 1.959964 * error, rel=1e-5)


def test_a_trend_by_all_permutations():
    rows = [[3, 0], [1, 2]]
    dealt = [sum(order[3:]) for order in permutations([0, 0, 0, 0, 1, 1])]
    assert trend(rows, seed=7).chance.p == pytest.approx(np.mean([n in (0, 2) for n in dealt]))


def test_a_perfect_trend_has_no_interval_and_one_group_no_trend():
    found = trend([[4, 0, 0], [0, 4, 0], [0, 0, 4]], seed=7, draws=999)
    assert (found.tau, found.low, found.high, found.reason) == (1, None, None, "perfect")
    assert found.chance.p < 0.01
    assert trend([[4, 0], [3, 0]], seed=7) == Trend(None, None, None, None, "no_variation")
    assert trend([[4, 2], [0, 0]], seed=7).reason == "no_variation"
    assert trend([], seed=7).reason == "no_variation"
