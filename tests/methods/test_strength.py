"""Words for shares and differences: the scale of reporting.md, section 8, with every border on its right side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.proportions import Count, NotACount
from methods.strength import BadCuts, Cuts, difference_word, share_word


@pytest.mark.parametrize(
    ("n", "of", "word"),
    [
        (12, 12, "all"),
        (11, 12, "almost_all"),
        (17, 20, "almost_all"),
        (16, 20, "most"),
        (4, 7, "most"),
        (6, 12, "several"),
        (3, 12, "several"),
        (2, 12, "few"),
        (0, 12, "none"),
        (1, 1, "all"),
        (0, 0, None),
    ],
)
def test_the_word_of_a_share(n, of, word):
    assert share_word(Count(n, of)) == word


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ((11, 12), (2, 7), "very_marked"),
        ((6, 10), (0, 10), "very_marked"),
        ((59, 100), (0, 100), "marked"),
        ((0, 10), (4, 10), "marked"),
        ((1, 5), (0, 5), "moderate"),
        ((3, 10), (2, 10), "slight"),
        ((9, 100), (0, 100), "negligible"),
        ((5, 10), (5, 10), "negligible"),
        ((5, 10), (0, 0), None),
    ],
)
def test_the_word_of_a_difference(first, second, word):
    assert difference_word(Count(*first), Count(*second)) == word
    assert difference_word(Count(*second), Count(*first)) == word


def test_a_project_has_cut_points_of_its_own():
    cuts = Cuts(slight=5, moderate=30, almost_all=95, most=66)
    assert difference_word(Count(6, 100), Count(0, 100), cuts) == "slight"
    assert difference_word(Count(29, 100), Count(0, 100), cuts) == "slight"
    assert share_word(Count(17, 20), cuts) == "most"
    assert share_word(Count(33, 50), cuts) == "several"


@pytest.mark.parametrize("cuts", [{"slight": 0}, {"moderate": 10}, {"very_marked": 101}, {"several": 50}])
def test_cut_points_rise_within_the_scale(cuts):
    with pytest.raises(BadCuts, match="Cut points rise"):
        Cuts(**cuts)


def test_no_count_has_no_word():
    with pytest.raises(NotACount):
        share_word(Count(3, 2))


ORDER = ["none", "few", "several", "most", "almost_all", "all"]


@given(st.integers(1, 200))
def test_more_is_never_a_weaker_word(of):
    words = [ORDER.index(share_word(Count(n, of))) for n in range(of + 1)]
    assert words == sorted(words)
