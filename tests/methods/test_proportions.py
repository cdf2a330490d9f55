"""Shares and differences: check values of reporting.md and of Newcombe's paper, statsmodels, and a slow oracle."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from methods.proportions import Count, Difference, NotACount, Share, difference, wilson

Z = 1.959963984540054
COUNT = st.integers(1, 60).flatmap(lambda of: st.builds(Count, st.integers(0, of), st.just(of)))


def test_the_reference_study_compares_eleven_of_twelve_with_two_of_seven():
    """reporting.md, section 2: difference .63, interval .18 to .85."""
    found = difference(Count(11, 12), Count(2, 7))
    assert [round(value, 2) for value in (found.value, found.low, found.high)] == [0.63, 0.18, 0.85]


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_prints_these_intervals_in_his_table_two(first, second, low, high):
    """Newcombe 1998, table II, method 10, contrasts (a) to (h)."""
    found = difference(Count(*first), Count(*second))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(COUNT)
def test_the_wilson_interval_is_that_of_statsmodels(count):
    found = wilson(count)
    assert (found.low, found.high) == pytest.approx(proportion_confint(*count, method="wilson"), abs=1e-12)
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(COUNT, COUNT)
def test_the_interval_of_a_difference_is_that_of_statsmodels(first, second):
    found = difference(first, second)
    expected = confint_proportions_2indep(*first, *second, method="newcomb")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)


def border(count, *, upper):
    """The share whose score statistic is just z away, by search: Wilson's interval from its definition."""
    p = count.n / count.of
    if p == (1 if upper else 0):
        return p

    def gap(share: float) -> float:
        return abs(p - share) - Z * math.sqrt(share * (1 - share) / count.of)

    return brentq(gap, p + 1e-12, 1) if upper else brentq(gap, 0, p - 1e-12)


@given(COUNT, COUNT)
def test_newcombe_the_slow_way(first, second):
    found = difference(first, second)
    p, q = first.n / first.of, second.n / second.of
    low = p - q - math.sqrt((p - border(first, upper=False)) ** 2 + (border(second, upper=True) - q) ** 2)
    high = p - q + math.sqrt((border(first, upper=True) - p) ** 2 + (q - border(second, upper=False)) ** 2)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-8)


@given(COUNT, COUNT)
def test_the_groups_the_other_way_round_give_the_mirror_image(first, second):
    there, back = difference(first, second), difference(second, first)
    assert (back.value, back.low, back.high) == pytest.approx((-there.value, -there.high, -there.low), abs=1e-12)


def test_an_empty_group_has_no_share_but_a_reason():
    assert wilson(Count(0, 0)) == Share(None, None, None, "empty_group")
    assert difference(Count(0, 0), Count(2, 7)) == Difference(None, None, None, "first_group_empty")
    assert difference(Count(2, 7), Count(0, 0)) == Difference(None, None, None, "second_group_empty")


@pytest.mark.parametrize("count", [Count(3, 2), Count(-1, 2)])
def test_more_than_all_and_fewer_than_none_are_refused(count):
    with pytest.raises(NotACount, match="is no count of participants"):
        wilson(count)
