"""Words for an alpha, and flags beside it."""

import pytest

from methods.agreement import Document, count, values
from methods.scales import SCALES, flags, verdict, word_for
from methods.uncertainty import BORDERS, Range


def interval(below):
    return Range(0.5, 0.9, "interval", 7, 12, 2000, 0, {border: below(border) for border in BORDERS}, None)


@pytest.mark.parametrize(
    ("value", "scale", "word"),
    [
        (0.8, "krippendorff", "reliable"),
        (0.667, "krippendorff", "tentative"),
        (0.66, "krippendorff", "insufficient"),
        (0.61, "landis_koch", "substantial"),
        (-0.1, "landis_koch", "poor"),
        (0.75, "fleiss", "excellent"),
        (0.5, "altman", "moderate"),
    ],
)
def test_a_class_begins_at_its_lower_end(value, scale, word):
    assert word_for(value, scale) == word


def test_every_border_of_a_scale_is_counted_by_the_bootstrap():
    lows = {low for scale in SCALES.values() for _word, low in scale.classes[:-1]}
    assert lows <= {*BORDERS}
    assert all(scale.source for scale in SCALES.values())


def test_the_highest_class_with_a_cumulative_probability_of_95_is_claimed():
    """Gwet 2014, chapter 6: .03 below .667 and .40 below .80 is tentative, though most replicates are reliable."""
    found = verdict(interval({0.667: 0.03, 0.8: 0.4}.get))
    assert (found.scale, found.word, found.probability) == ("krippendorff", "tentative", pytest.approx(0.97))


def test_all_but_one_in_twenty_is_enough():
    assert verdict(interval(lambda border: 0.05 if border == 0.8 else 0)).word == "reliable"


def test_the_lowest_class_is_always_sure():
    found = verdict(interval(lambda _border: 0.9))
    assert (found.word, found.probability) == ("insufficient", 1)


def test_a_leave_one_out_range_must_lie_in_the_class_as_a_whole():
    left = Range(0.7, 0.9, "leave-one-out", None, 5, 5, 0, {}, None)
    assert (verdict(left).word, verdict(left).probability) == ("tentative", None)


def test_without_a_range_nothing_is_claimed():
    assert verdict(Range(None, None, None, None, 2, 0, 0, {}, "few_transcripts"), "altman").word is None


def transcripts(number, anna, bruno, length=1000):
    units = tuple((start, start + 10) for start in range(0, length, 10))
    spans = {("anna", "x"): anna, ("bruno", "x"): bruno}
    return [Document(key, length, ("anna", "bruno"), units, spans) for key in range(number)]


def raised(documents, kinds=()):
    turn, character = (
        values([count(document, ["x"], unit) for document in documents], "x") for unit in ("turn", "character")
    )
    return flags(turn, characters=character, kinds=kinds)


def test_enough_of_everything_raises_no_flag():
    assert raised(transcripts(5, [(0, 100)], [(5, 100)])) == ()


def test_flags_are_given_in_their_order():
    assert raised(transcripts(1, [(0, 5)], [])) == ("few_positive_units", "few_transcripts", "rare", "one_sided")
    assert raised(transcripts(5, [(0, 1000)], [(0, 1000)])) == ("everywhere",)
    assert raised(transcripts(5, [(0, 100)], [(5, 100)]), kinds={"boundary"}) == ("boundaries_only",)
    assert raised(transcripts(5, [(0, 100)], [(5, 100)]), kinds={"boundary", "omission"}) == ()


def test_a_code_that_nobody_could_compare_is_not_rare():
    assert raised([Document("d1", 9, ("anna",), (), {})]) == ("few_positive_units", "few_transcripts")
