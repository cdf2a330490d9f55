"""Exact tests against printed values, scipy and statsmodels; what a sample can show, against a printed table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats.contingency_tables import mcnemar as mcnemar_of_statsmodels
from statsmodels.stats.multitest import multipletests

from methods.exact import fisher, holm, mcnemar, reach
from methods.proportions import Count, NotACount

COUNT = st.integers(1, 40).flatmap(lambda of: st.builds(Count, st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("first", "second", "p", "first_step"),
    [((11, 12), (2, 7), 0.0095, 0.057), ((3, 12), (6, 7), 0.020, 0.119)],
)
def test_the_two_comparisons_of_the_reference_study(first, second, p, first_step):
    """reporting.md, section 2; the other five objectives are not below them."""
    found = fisher(Count(*first), Count(*second))
    assert round(found, len(str(p)) - 2) == pytest.approx(p, abs=5e-4)
    assert round(holm({0: found}, family=range(6))[0], 3) == first_step


def test_the_lady_tasting_tea():
    """Fisher 1935: 3 of 4 against 1 of 4, one-sided 17/70, two-sided twice that."""
    assert fisher(Count(3, 4), Count(1, 4)) == pytest.approx(34 / 70)


@given(COUNT, COUNT)
def test_fisher_is_that_of_scipy(first, second):
    table = [[first.n, first.of - first.n], [second.n, second.of - second.n]]
    assert fisher(first, second) == pytest.approx(fisher_exact(table)[1], rel=1e-9)
    assert fisher(first, second) == fisher(second, first)


def test_fisher_of_hundreds_is_that_of_scipy():
    assert fisher(Count(130, 260), Count(90, 240)) == pytest.approx(fisher_exact([[130, 130], [90, 150]])[1])


def test_an_empty_group_is_not_tested_and_no_count_is_refused():
    assert fisher(Count(0, 0), Count(2, 7)) is None
    assert fisher(Count(2, 7), Count(0, 0)) is None
    assert fisher(Count(0, 3), Count(0, 7)) == 1
    with pytest.raises(NotACount):
        fisher(Count(8, 7), Count(0, 7))


@pytest.mark.parametrize(
    ("one", "other", "p"), [(6, 0, 0.031), (5, 0, 0.0625), (7, 1, 0.070), (8, 1, 0.039), (9, 2, 0.065), (0, 0, 1)]
)
def test_mcnemar_of_discordant_participants(one, other, p):
    """reporting.md, section 3."""
    assert mcnemar(one, other) == pytest.approx(p, abs=5e-4)
    assert mcnemar(other, one) == mcnemar(one, other)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_that_of_statsmodels(one, other):
    assert mcnemar(one, other) == pytest.approx(mcnemar_of_statsmodels([[3, one], [other, 4]], exact=True).pvalue)


@settings(max_examples=15)  # statsmodels takes a tenth of a second for each
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_that_of_statsmodels(values):
    adjusted = [*holm(dict(enumerate(values)), family=range(len(values))).values()]
    assert adjusted == pytest.approx(multipletests(values, method="holm")[1], abs=1e-12)
    in_order = [adjusted[place] for place in sorted(range(len(values)), key=lambda place: values[place])]
    assert in_order == sorted(in_order)
    assert all(a >= p for a, p in zip(adjusted, values, strict=True))


def test_holm_counts_the_declared_codes_that_could_not_be_tested_and_no_others():
    p = {"market": 0.01, "presence": 0.02, "listening": None, "elsewhere": 0.001}
    found = holm(p, family=["market", "presence", "listening", "never coded"])
    assert found == {"market": 0.04, "presence": 0.06, "listening": None, "never coded": None}


def test_what_twelve_against_seven_can_show():
    """reporting.md, section 2: the printed table, verified there with scipy."""
    found = [
        (row.at_most, row.at_least, row.corrected_at_most, row.corrected_at_least) for row in reach(12, 7, family=6)
    ]
    assert found == [
        (None, 6, None, 9),
        (None, 9, None, 10),
        (None, 10, None, 12),
        (0, 11, None, None),
        (1, 12, None, None),
        (2, None, 0, None),
        (3, None, 2, None),
        (6, None, 3, None),
    ]


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 8))
def test_the_counts_that_are_enough_are_those_of_scipy(first, second, family):
    for row in reach(first, second, family=family):
        tables = {n: [[n, first - n], [row.second, second - row.second]] for n in range(first + 1)}
        p = {n: fisher_exact(table)[1] for n, table in tables.items()}
        assert row.counts == tuple(n for n in p if p[n] < 0.05)
        assert row.corrected == tuple(n for n in p if p[n] * family < 0.05)


def test_a_group_of_one_or_none_shows_nothing():
    assert [row.counts for row in reach(12, 1)] == [(), ()]
    assert [row.counts for row in reach(0, 2)] == [(), (), ()]
