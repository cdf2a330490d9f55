"""Agreement on tables of ratings: figures from the literature, and libraries as a second opinion."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from krippendorff import alpha as their_alpha
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from methods.coefficients import LEVELS, NAMES, NotOnThisScale, agreement_of_ratings, alpha, shifts
from tests.methods.projects import patiently

_ = None
# Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability, section C: four observers, twelve units.
FOUR_BY_TWELVE = [
    [1, 1, _, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [_, 5, 5, 5],
    [_, _, 1, 1],
    [_, _, 3, _],
]


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_four_observers_and_twelve_units(level, published):
    """Krippendorff 2011, sections C and D."""
    assert round(agreement_of_ratings(FOUR_BY_TWELVE, level).krippendorff_alpha, 3) == published


def test_percent_agreement_is_the_mean_of_the_units():
    """Gwet 2014 weighs units alike (.818); alpha's own observed agreement weighs ratings (.800)."""
    found = agreement_of_ratings(FOUR_BY_TWELVE)
    assert (found.units, round(found.percent_agreement, 3)) == (11, 0.818)


def test_more_coefficients_of_the_same_data():
    """Gwet, K. (2014). Handbook of Inter-Rater Reliability, 4th ed.: the same table (there with its single rating)."""
    found = agreement_of_ratings(FOUR_BY_TWELVE)
    assert found.gwet_ac1 == pytest.approx(0.775, abs=0.005)
    assert found.fleiss_kappa == pytest.approx(0.761, abs=0.005)
    assert found.brennan_prediger == pytest.approx(0.773, abs=0.005)


def test_two_observers_and_two_values():
    """Krippendorff 2011, section A: ten units, alpha .095."""
    first, second = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    assert round(alpha([*zip(first, second, strict=True)]), 3) == 0.095


def test_two_observers_and_words():
    """Krippendorff 2011, section B: twelve units, five values, alpha .692."""
    rows = [*zip("aabbdcccedda", "babbbccceddd", strict=True)]
    found = agreement_of_ratings(rows)
    assert round(found.krippendorff_alpha, 3) == 0.692
    assert (found.gwet_ac2_quadratic, found.undefined["gwet_ac2_quadratic"]) == (None, "not_numbers")


def crossed(table):
    """Two coders' ratings from their table of counts."""
    return [(i, j) for i, row in enumerate(table) for j, times in enumerate(row) for _time in range(times)]


def test_a_pair_of_psychologists():
    """Cohen, J. (1960). A coefficient of agreement for nominal scales, table 1 (as counts of 200): kappa .492."""
    assert round(agreement_of_ratings(crossed([[88, 14, 18], [10, 40, 10], [2, 6, 12]])).cohen_kappa, 3) == 0.492


@pytest.mark.parametrize(
    ("table", "kappa"), [([[40, 9], [6, 45]], 0.70), ([[80, 10], [5, 5]], 0.32), ([[45, 15], [25, 15]], 0.13)]
)
def test_kappa_falls_with_prevalence_though_coders_agree(table, kappa):
    """Feinstein & Cicchetti 1990, High agreement but low kappa: I, tables 1 to 3."""
    assert round(agreement_of_ratings(crossed(table)).cohen_kappa, 2) == kappa


def test_the_paradox_that_gwet_answers():
    """Gwet 2008, Computing inter-rater reliability in the presence of high agreement, table 2: 118, 5, 2, 0 of 125."""
    found = agreement_of_ratings(crossed([[118, 5], [2, 0]]))
    assert round(found.gwet_ac1, 4) == 0.9408
    assert round(found.cohen_kappa, 4) == -0.0234
    assert round(found.scott_pi, 4) == -0.0288
    assert round(found.brennan_prediger, 3) == 0.888


# Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters, table 1: 30 patients, 6 psychiatrists.
PSYCHIATRISTS = """
444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445
333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
"""


def test_thirty_patients_and_six_psychiatrists():
    """Fleiss 1971: mean agreement .5556, kappa .430."""
    found = agreement_of_ratings([[int(diagnosis) for diagnosis in patient] for patient in PSYCHIATRISTS.split()])
    assert (found.units, round(found.percent_agreement, 4), round(found.fleiss_kappa, 3)) == (30, 0.5556, 0.430)


def test_ten_subjects_and_fourteen_raters():
    """The example by which Fleiss' kappa is mostly taught (Cardillo 2007): kappa .210, mean agreement .378."""
    table = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
    rows = [[value for value, times in enumerate(row) for _time in range(times)] for row in table]
    found = agreement_of_ratings(rows)
    assert (round(found.fleiss_kappa, 3), round(found.percent_agreement, 3)) == (0.210, 0.378)


def test_ac2_by_hand():
    """Three units, two coders, ratings 1 to 3: weights 1, 3/4, 0; pa (1 + 3/4 + 1) / 3; T = 6; pi 1/6, 1/2, 1/3."""
    found = agreement_of_ratings([[1, 2], [2, 2], [3, 3]])
    by_chance = 6 / 6 * (5 / 36 + 1 / 4 + 2 / 9)
    assert found.gwet_ac2_quadratic == pytest.approx((11 / 12 - by_chance) / (1 - by_chance))


def test_one_category_is_agreement_without_a_coefficient():
    found = agreement_of_ratings([[1, 1], [1, 1]])
    assert (found.units, found.percent_agreement, found.krippendorff_alpha, found.gwet_ac1) == (2, 1.0, None, None)
    assert {*found.undefined.values()} == {"no_variation"}
    assert {*found.undefined} == {*NAMES} - {"percent_agreement"}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "one_coder"),
        ([[1], [2]], "one_coder"),
        ([[1, None], [2, None]], "one_coder"),
        ([[1, None], [None, 2]], "no_shared_transcripts"),
    ],
)
def test_without_two_ratings_of_a_unit_nothing_is_defined_and_the_reason_is_given(rows, reason):
    found = agreement_of_ratings(rows)
    assert found.units == 0
    assert all(getattr(found, name) is None for name in NAMES)
    assert found.undefined == dict.fromkeys(NAMES, reason)


def test_a_rating_that_nobody_else_gave_on_the_unit_makes_no_category():
    with_single = agreement_of_ratings([[1, 1], [2, 2], [1, 2], [9, None]])
    assert with_single == agreement_of_ratings([[1, 1], [2, 2], [1, 2]])


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_words_have_no_place_on_a_scale_of_numbers(level):
    with pytest.raises(NotOnThisScale, match=f"At the {level} level"):
        agreement_of_ratings([["a", "b"]], level)


def test_a_ratio_scale_begins_at_nothing():
    with pytest.raises(NotOnThisScale, match="begins at 0"):
        agreement_of_ratings([[-1, 2]], "ratio")
    assert agreement_of_ratings([[0, 0], [1, 2]], "ratio").krippendorff_alpha == pytest.approx(
        1 - 3 * (2 / 9) / (8 + 2 / 9)
    )


def test_a_coder_who_rates_higher_than_the_others_shows_in_her_shift():
    assert shifts([[1, 2, None], [2, 3, 2], [None, 4, None]]) == [pytest.approx(-0.75), 1.0, -0.5]
    assert shifts([[1, None]]) == [None, None]


TABLES = st.integers(2, 5).flatmap(
    lambda coders: st.lists(
        st.lists(st.none() | st.integers(0, 4), min_size=coders, max_size=coders), min_size=1, max_size=12
    )
)


@patiently
@given(TABLES, st.sampled_from(LEVELS))
def test_alpha_is_that_of_the_library(rows, level):
    pairable = [row for row in rows if len(row) - row.count(None) > 1]
    assume(len({rating for row in pairable for rating in row if rating is not None}) > 1)
    data = np.array(pairable, dtype=float).T
    assert alpha(rows, level) == pytest.approx(their_alpha(data, level_of_measurement=level), abs=1e-9)


@patiently
@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=12))
def test_fleiss_and_brennan_prediger_are_those_of_the_library(rows):
    assume(len({rating for row in rows for rating in row}) > 1)
    counts, _categories = aggregate_raters(np.array(rows))
    found = agreement_of_ratings(rows)
    assert found.fleiss_kappa == pytest.approx(fleiss_kappa(counts, method="fleiss"), abs=1e-9)
    assert found.brennan_prediger == pytest.approx(fleiss_kappa(counts, method="uniform"), abs=1e-9)
    assert found.scott_pi == found.fleiss_kappa


@patiently
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20))
def test_cohens_kappa_is_that_of_the_library(rows):
    assume(len({rating for row in rows for rating in row}) > 1)
    first, second = zip(*rows, strict=True)
    assert agreement_of_ratings(rows).cohen_kappa == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)


def written_out(rows, level="nominal"):
    """Percent, AC1 and AC2 as Gwet 2014 writes them: a table of units x categories, and a matrix of weights."""
    rows = [[rating for rating in row if rating is not None] for row in rows]
    rows = [row for row in rows if len(row) > 1]
    categories = sorted({rating for row in rows for rating in row})
    q, width = len(categories), categories[-1] - categories[0]
    r = np.array([[row.count(category) for category in categories] for row in rows], dtype=float)
    size, share = r.sum(axis=1), (r / r.sum(axis=1, keepdims=True)).mean(axis=0)
    found = []
    for weights in (
        np.eye(q),
        np.array([[1 - ((a - b) / width) ** 2 for b in categories] for a in categories]),
    ):
        observed = ((r * (r @ weights - 1)).sum(axis=1) / (size * (size - 1))).mean()
        expected = weights.sum() / (q * (q - 1)) * (share * (1 - share)).sum()
        found.append((observed, (observed - expected) / (1 - expected)))
    return found


@patiently
@given(TABLES)
def test_gwets_coefficients_are_those_written_out(rows):
    pairable = [row for row in rows if len(row) - row.count(None) > 1]
    assume(len({rating for row in pairable for rating in row if rating is not None}) > 1)
    (percent, ac1), (_weighted, ac2) = written_out(rows)
    found = agreement_of_ratings(rows)
    assert found.percent_agreement == pytest.approx(percent, abs=1e-9)
    assert found.gwet_ac1 == pytest.approx(ac1, abs=1e-9)
    assert found.gwet_ac2_quadratic == pytest.approx(ac2, abs=1e-9)


@patiently
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_units_and_of_coders_leaves_no_trace(rows, chance):
    columns = [*range(len(rows[0]))]
    chance.shuffle(columns)
    mixed = [[row[column] for column in columns] for row in rows]
    chance.shuffle(mixed)
    left, right = agreement_of_ratings(rows, "interval"), agreement_of_ratings(mixed, "interval")
    assert left.undefined == right.undefined
    for name in NAMES:
        assert getattr(left, name) == (None if getattr(right, name) is None else pytest.approx(getattr(right, name)))
