"""Segments that match at a threshold, and the units on which ratings are compared."""

import pytest

from methods.coefficients import agreement_of_ratings
from methods.continuum import Document
from methods.matches import Match, co_coded, likeness, segment_match


def text(anna, bruno, unlooked=frozenset()):
    spans = {("anna", code): found for code, found in anna.items()} | {
        ("bruno", code): found for code, found in bruno.items()
    }
    return Document("d1", 100, ("bruno", "anna"), (), spans, (), unlooked)


def test_likeness_is_what_is_shared_of_what_is_covered():
    assert likeness((0, 10), (0, 9)) == 0.9
    assert likeness((0, 10), (10, 12)) == 0
    assert likeness((0, 10), (20, 30)) == 0


def test_every_segment_of_both_coders_is_tested():
    """Two of anna's three and two of bruno's two have a match: 4 of 5; with two codes 1/2 is by chance."""
    document = text({"x": [(0, 10), (20, 30)], "y": [(50, 60)]}, {"x": [(0, 9)], "y": [(51, 60)]})
    found = segment_match([document], ["x", "y"])["anna", "bruno"]
    assert found == Match(4, 5, pytest.approx(0.8), pytest.approx((0.8 - 0.5) / 0.5), {})


def test_the_threshold_may_be_lower():
    document = text({"x": [(0, 10)]}, {"x": [(5, 15)]})
    assert segment_match([document], ["x"])["anna", "bruno"].hits == 0
    assert segment_match([document], ["x"], threshold=0.3)["anna", "bruno"].hits == 2


def test_one_code_leaves_nothing_to_chance_and_no_kappa():
    found = segment_match([text({"x": [(0, 10)]}, {"x": [(0, 10)]})], ["x"])["anna", "bruno"]
    assert found == Match(2, 2, 1.0, None, {"kappa": "no_variation"})


def test_without_a_segment_there_is_no_share():
    found = segment_match([text({}, {})], ["x", "y"])["anna", "bruno"]
    assert found == Match(0, 0, None, None, {"percent": "not_used", "kappa": "not_used"})


def test_a_code_that_one_of_them_could_not_have_used_is_left_out():
    document = text({"x": [(0, 10)], "y": [(0, 10)]}, {"x": [(0, 10)]}, unlooked=frozenset({("bruno", "y")}))
    assert segment_match([document], ["x", "y"])["anna", "bruno"].segments == 2


def test_transcripts_add_up():
    document = text({"x": [(0, 10)]}, {"x": [(0, 10)]})
    assert segment_match([document, document], ["x", "y"])["anna", "bruno"].hits == 4


CODERS = ("anna", "bruno", "chloe")


def test_a_segment_that_several_gave_the_code_is_a_unit():
    rated = {
        "anna": [(0, 10, 3), (40, 50, 1)],
        "bruno": [(0, 10, 2), (70, 80, 5)],
        "chloe": [(1, 10, 3), (40, 49, None)],
    }
    assert co_coded(rated, CODERS) == [[3, 2, 3], [1, None, None]]


def test_a_coder_has_one_segment_of_a_unit_the_likest():
    rated = {"anna": [(0, 100, 1)], "bruno": [(0, 91, 7), (1, 100, 2)]}
    assert co_coded(rated, CODERS) == [[1, 2, None]]


def test_all_segments_of_a_unit_match_each_other_and_not_only_the_next():
    rated = {"anna": [(0, 100, 1)], "bruno": [(5, 105, 2)], "chloe": [(10, 110, 3)]}
    assert co_coded(rated, CODERS) == [[1, 2, None]]
    assert co_coded(rated, CODERS, threshold=0.8) == [[1, 2, 3]]


def test_units_are_the_rows_of_an_agreement():
    rated = {"anna": [(0, 10, 1), (20, 30, 3)], "bruno": [(0, 10, 1), (20, 30, 2)]}
    assert agreement_of_ratings(co_coded(rated, CODERS), "ordinal").units == 2


def test_who_rated_nothing_has_no_unit():
    assert co_coded({"anna": [(0, 10, 1)]}, CODERS) == []
    assert co_coded({}, CODERS) == []
