"""Van der Eijk's A: printed values, a slow oracle layer by layer, and the rule of the word "polarised"."""

from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.dispersion import (
    Split,
    agreement,
    agreement_differs,
    agreements,
    dispersion,
    leave_one_out,
    median_centred,
    random_band,
    split,
)
from methods.tables import NotATable


def test_the_example_of_van_der_eijk():
    """Van der Eijk 2001, table 2, as the R package agrmt has it."""
    assert agreement([30, 40, 210, 130, 530, 50, 10]) == pytest.approx(0.6113, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        ((5, 0, 0, 0, 5), -1),
        ((2, 2, 2, 2, 2), 0),
        ((0, 0, 9, 0, 0), 1),
        ((0, 0, 2, 4, 6), 0.67),
        ((0, 0, 1, 4, 7), 0.75),
        ((3, 1, 0, 0, 3), -0.69),
        ((3, 0, 1, 0, 3), -0.69),
        ((2, 1, 0, 0, 4), -0.12),
    ],
)
def test_the_values_of_reporting(counts, printed):
    """reporting.md, section 4."""
    assert round(agreement(counts), 2) == printed


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((0, 0, 1, 4, 7), 0.727, 0.818),
        ((3, 1, 0, 0, 3), -1, -0.306),
        ((3, 0, 1, 0, 3), -1, -0.306),
        ((2, 1, 0, 0, 4), -0.333, 0.361),
    ],
)
def test_the_ranges_of_reporting(counts, low, high):
    """reporting.md, section 4, leaving one participant out."""
    assert [round(one, 3) for one in leave_one_out(counts)] == [low, high]


@pytest.mark.parametrize(("ratings", "low", "high"), [(7, -0.29, 0.71), (12, -0.21, 0.51)])
def test_the_random_bands_of_reporting(ratings, low, high):
    """reporting.md, section 4: ratings that are random and uniform over five values."""
    band = random_band(ratings, 5)
    assert (round(band.low, 2), round(band.high, 2), band.draws, band.seed) == (low, high, None, None)


def test_a_band_of_many_ratings_is_simulated_and_near_the_exact_one():
    drawn, exact = random_band(15, 5, few=0), random_band(15, 5)
    assert (drawn.low, drawn.high) == pytest.approx((exact.low, exact.high), abs=0.05)
    assert (drawn.draws, drawn.seed, drawn.ratings) == (20_000, 2001, 15)
    assert random_band(300, 5) == random_band(300, 5, seed=2001)


def test_the_exact_band_is_that_of_all_sequences_of_ratings():
    found = sorted(agreement([row.count(value) for value in range(3)]) for row in product(range(3), repeat=6))
    band = random_band(6, 3)
    assert (band.low, band.high) == pytest.approx((found[int(0.025 * 729)], found[int(0.975 * 729)]))


def slow(counts):
    """Layer by layer and triple by triple, as van der Eijk writes it."""
    left, values, total, found = [*counts], len(counts), sum(counts), 0.0
    while any(left):
        filled = [n > 0 for n in left]
        thick = min(n for n in left if n)
        size = sum(filled)
        triples = [*combinations(filled, 3)]
        one = triples.count((True, True, False)) + triples.count((False, True, True))
        two = triples.count((True, False, True))
        if size == 1:
            of_layer = 1.0
        elif size == values:
            of_layer = 0.0
        else:
            peaks = ((values - 2) * one - (values - 1) * two) / ((values - 2) * (one + two))
            of_layer = peaks * (1 - (size - 1) / (values - 1))
        found += thick * size / total * of_layer
        left = [n - thick if n else 0 for n in left]
    return found


COUNTS = st.integers(2, 9).flatmap(lambda values: st.lists(st.integers(0, 12), min_size=values, max_size=values))


@given(COUNTS.filter(any))
def test_a_is_that_of_the_slow_way(counts):
    found = agreement(counts)
    assert found == pytest.approx(slow(counts))
    assert -1 - 1e-9 <= found <= 1 + 1e-9


@given(COUNTS.filter(any), st.integers(2, 5))
def test_a_does_not_depend_on_the_direction_of_the_scale_or_the_size_of_the_group(counts, times):
    assert agreement(counts[::-1]) == pytest.approx(agreement(counts))
    assert agreement([times * n for n in counts]) == pytest.approx(agreement(counts))


def test_many_rows_at_once_and_a_row_of_nobody():
    found = agreements(np.array([[5, 0, 0, 0, 5], [0, 0, 0, 0, 0]]))
    assert found[0] == -1
    assert np.isnan(found[1])
    assert agreement([0, 0, 0]) is None


@given(COUNTS.filter(lambda counts: sum(counts) > 1))
def test_the_range_is_that_of_leaving_each_participant_out(counts):
    left = [
        slow([n - (place == value) for place, n in enumerate(counts)]) for value in range(len(counts)) if counts[value]
    ]
    assert leave_one_out(counts) == pytest.approx((min(left), max(left)))


def test_a_group_of_one_or_none_has_no_range():
    assert leave_one_out([0, 1, 0]) is None
    assert leave_one_out([0, 0, 0]) is None


def test_polarised_needs_a_range_below_zero_and_less_than_chance_gives():
    found = dispersion([3, 1, 0, 0, 3])
    assert (found.polarised, found.missing) == (True, ())
    assert found.high < 0
    assert found.agreement < found.band.low


@pytest.mark.parametrize(
    ("counts", "missing"),
    [
        ((2, 1, 0, 0, 4), ("range_reaches_zero", "within_random_band")),
        ((2, 1, 0, 1, 3), ("range_reaches_zero", "within_random_band")),
        ((2, 0, 0, 0, 1), ("range_reaches_zero", "within_random_band")),
        ((0, 0, 1, 4, 7), ("range_reaches_zero", "within_random_band")),
        ((1, 0, 0, 0, 1), ("too_few", "range_reaches_zero", "within_random_band")),
        ((1, 0, 0, 0, 0), ("too_few", "within_random_band")),
        ((0, 0, 0, 0, 0), ("too_few",)),
        ((2, 0, 0, 0, 3), ("range_reaches_zero",)),
        ((2, 0, 2, 0, 2), ("within_random_band",)),
        ((4, 4), ("two_values", "range_reaches_zero", "within_random_band")),
    ],
)
def test_what_is_missing_for_the_word(counts, missing):
    found = dispersion(counts)
    assert (found.polarised, found.missing) == (False, missing)
    assert found.counts == counts


def test_an_empty_group_has_nothing():
    found = dispersion([0, 0, 0])
    assert (found.agreement, found.low, found.high, found.band) == (None, None, None, None)


def test_groups_that_differ_in_spread():
    """By all ways to deal five participants out, which are few."""
    groups = [[3, 0, 0], [1, 0, 1]]
    pooled = [0, 0, 0, 0, 2]
    apart = []
    for order in permutations(pooled):
        one, other = ([part.count(value) for value in range(3)] for part in (order[:3], order[3:]))
        apart.append(abs(slow(one) - slow(other)))
    found = agreement_differs(groups, seed=7)
    assert found.p == pytest.approx(np.mean(np.array(apart) >= 2 - 1e-9))
    assert found.draws is None


def test_three_groups_are_drawn_and_empty_ones_left_out():
    groups = [[5, 0, 0, 0, 0], [0, 0, 0, 0, 0], [3, 0, 0, 0, 3], [0, 0, 4, 0, 0]]
    found = agreement_differs(groups, seed=7, draws=499)
    assert (found.draws, found.seed) == (499, 7)
    assert found == agreement_differs([row for row in groups if any(row)], seed=7, draws=499)
    assert agreement_differs([[1, 2, 3], [0, 0, 0]], seed=7) is None


def test_centred_at_its_median_a_group_that_only_rates_higher_is_no_different():
    """Lower medians 2 and 4 of 1 to 5 move to the middle of nine places."""
    low, high = median_centred([[1, 3, 1, 0, 0], [0, 0, 1, 3, 1]])
    assert low == high == (0, 0, 0, 1, 3, 1, 0, 0, 0)
    assert median_centred([[0, 0, 0]]) == [(0, 0, 0, 0, 0)]
    assert median_centred([[1, 0, 1]]) == [(0, 0, 1, 0, 1)]


@given(COUNTS)
def test_centring_loses_nobody(counts):
    centred = median_centred([counts])[0]
    assert sum(centred) == sum(counts)
    assert [n for n in centred if n] == [n for n in counts if n]


@pytest.mark.parametrize(
    ("yes", "of", "expected"),
    [(4, 7, Split(3, 7, True)), (4, 12, Split(4, 12, True)), (3, 12, Split(3, 12, False)), (0, 0, Split(0, 0, False))],
)
def test_a_yes_no_code_is_split_and_never_polarised(yes, of, expected):
    assert split(yes, of) == expected


@pytest.mark.parametrize("counts", [[], [3], [1, -1, 2], [1] * 22])
def test_what_is_no_scale_is_refused(counts):
    with pytest.raises(NotATable):
        agreement(counts)
