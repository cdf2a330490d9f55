"""Codes together: by sets and characters counted out, and an order that a matrix can be read in."""

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from scipy.spatial.distance import jaccard as distance

from methods.cooccurrence import (
    AT_ONCE,
    Condition,
    FourCounts,
    co_mentions,
    condition,
    four_counts,
    given,
    jaccard,
    overlaps,
    reading_order,
)
from methods.spans import union

UNITS = {"integrated": {1, 2, 3, 5}, "support": {1, 2, 4, 5}, "easier": {1, 5, 6}}
CODES = ["integrated", "support", "easier", "unused"]


def test_participants_who_mention_both():
    found = co_mentions(UNITS, CODES)
    assert found.tolist() == [[4, 3, 2, 0], [3, 4, 2, 0], [2, 2, 3, 0], [0, 0, 0, 0]]


def test_both_directions_and_alike():
    counts = co_mentions(UNITS, CODES)
    assert given(counts)[0, :3].tolist() == [1, 3 / 4, 2 / 4]
    assert given(counts)[2, 0] == 2 / 3
    assert np.isnan(given(counts)[3]).all()
    assert jaccard(counts)[0, 1] == 3 / 5
    assert np.isnan(jaccard(counts)[3, 3])


def test_a_pair_as_two_by_two_and_a_third_code_where_both_are():
    """Integrated and supported, then easier (F10): two of three, and one of the other four."""
    first, second, then = UNITS.values()
    assert four_counts(first, second, units=7) == FourCounts(both=3, only_first=1, only_second=1, neither=2)
    assert condition(first, second, then, units=7) == Condition(both=3, then=2, rest=4, rest_then=1)


SETS = st.dictionaries(st.integers(0, 4), st.sets(st.integers(0, 30)), max_size=5)


@drawn(SETS)
def test_counts_are_those_of_sets_and_jaccard_that_of_scipy(units_of):
    codes = range(5)
    counts = co_mentions(units_of, codes)
    assert all(counts[a, b] == len(units_of.get(a, set()) & units_of.get(b, set())) for a in codes for b in codes)
    alike = jaccard(counts)
    for a in codes:
        for b in codes:
            one, other = ([unit in units_of.get(code, ()) for unit in range(31)] for code in (a, b))
            if any(one + other):
                assert alike[a, b] == pytest.approx(1 - distance(one, other))


def test_more_units_than_fit_at_once():
    counts = co_mentions({"a": range(2 * AT_ONCE + 1), "b": range(AT_ONCE - 1, 3 * AT_ONCE)}, ["a", "b"])
    assert counts.tolist() == [[2 * AT_ONCE + 1, AT_ONCE + 2], [AT_ONCE + 2, 2 * AT_ONCE + 1]]


def test_no_units_are_no_co_mentions():
    assert co_mentions({}, ["a", "b"]).tolist() == [[0, 0], [0, 0]]
    assert co_mentions({}, []).shape == (0, 0)


def overlapping(spans, codes=3):
    columns = np.array(spans, dtype=np.int64).reshape(-1, 4).T
    return overlaps(*columns, codes=codes)


def test_passages_that_share_a_character():
    """Code 0 on [0, 10) and [20, 30); code 1 on [5, 25), code 2 from where that ends."""
    found = overlapping([(0, 1, 0, 10), (0, 1, 20, 30), (1, 1, 5, 25), (2, 1, 25, 40)])
    assert found.passages.tolist() == [[2, 2, 1], [1, 1, 0], [1, 0, 1]]
    assert found.characters.tolist() == [[20, 10, 5], [10, 20, 0], [5, 0, 15]]
    assert given(found.passages)[0].tolist() == [1, 1, 0.5]
    assert jaccard(found.characters)[0, 1] == 10 / 30


def test_the_same_places_in_two_texts_do_not_overlap():
    assert overlapping([(0, 1, 0, 10), (1, 2, 0, 10)]).passages[0, 1] == 0


SPAN = st.tuples(st.integers(0, 2), st.sampled_from([7, 9]), st.integers(0, 25), st.integers(1, 9))


@drawn(st.lists(SPAN, max_size=20))
def test_the_sweep_counts_what_comparing_all_pairs_does(spans):
    found = overlapping([(code, text, start, start + length) for code, text, start, length in spans])
    merged = {
        (code, text): union((s, s + n) for c, t, s, n in spans if (c, t) == (code, text))
        for code in range(3)
        for text in (7, 9)
    }
    for a in range(3):
        for b in range(3):
            pairs = [(p, q) for text in (7, 9) for p in merged[a, text] for q in merged[b, text]]
            meet = [(p, text) for text in (7, 9) for p in merged[a, text] for q in merged[b, text] if meets(p, q)]
            assert found.passages[a, b] == len({*meet})
            assert found.characters[a, b] == sum(max(0, min(p[1], q[1]) - max(p[0], q[0])) for p, q in pairs)


def meets(one, other):
    return max(one[0], other[0]) < min(one[1], other[1])


def test_no_passages_do_not_overlap():
    assert overlapping([]).passages.tolist() == [[0] * 3] * 3


def test_like_codes_are_neighbours_in_the_matrix():
    """Two blocks, mixed up: 0, 2 and 4 are alike, and 1 and 3; 5 is like none."""
    likeness = np.zeros((6, 6))
    for a, b, alike in ((0, 2, 0.9), (2, 4, 0.8), (1, 3, 0.7), (4, 1, 0.1)):
        likeness[a, b] = likeness[b, a] = alike
    assert reading_order(likeness) == [0, 2, 4, 1, 3, 5]


def test_codes_that_are_like_none_keep_their_order():
    assert reading_order(np.full((3, 3), np.nan)) == [0, 1, 2]
    assert reading_order(np.eye(3)) == [0, 1, 2]
    assert reading_order(np.empty((0, 0))) == []


def test_a_chain_grows_at_both_ends():
    likeness = np.zeros((4, 4))
    for a, b, alike in ((1, 2, 0.9), (0, 1, 0.5), (2, 3, 0.4)):
        likeness[a, b] = likeness[b, a] = alike
    assert reading_order(likeness) == [0, 1, 2, 3]


@drawn(SETS)
def test_an_order_has_every_code_once(units_of):
    assert sorted(reading_order(jaccard(co_mentions(units_of, range(5))))) == [*range(5)]
