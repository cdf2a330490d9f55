"""What coders mark alike, what is decided, and what stays open."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from methods.consensus import Ranges, agreed_stretches, undecided_clusters
from methods.spans import covered_by_all, union

Span = tuple[int, int, int, int]
Stretch = tuple[int, int, int]


def ranges(stretches: list[Stretch]) -> Ranges:
    return Ranges(*np.array(stretches, dtype=np.int64).reshape(-1, 3).T)


def agreed(spans: list[Span], needed: int, decided: list[Stretch] | None = None) -> list[Stretch]:
    """(place, coder, start, end) as (place, start, end) of what `needed` coders share outside the decided ranges."""
    place, coder, start, end = np.array(spans, dtype=np.int64).reshape(-1, 4).T
    wanted = np.full(len(place), needed, dtype=np.int64)
    found = agreed_stretches(place, coder, start, end, needed=wanted, decided=ranges(decided or []))
    return list(zip(*(column.tolist() for column in found), strict=True))


def undecided(spans: list[Span], needed: int, decided: list[Stretch] | None = None) -> list[int]:
    """The places of clusters that are open."""
    place, coder, start, end = np.array(spans, dtype=np.int64).reshape(-1, 4).T
    wanted = np.full(len(place), needed, dtype=np.int64)
    found = undecided_clusters(place, coder, start, end, needed=wanted, decided=ranges(decided or []))
    return found.tolist()


def test_two_coders_agree_where_both_mark():
    assert agreed([(1, 7, 0, 18), (1, 8, 3, 26)], 2) == [(1, 3, 18)]


def test_two_of_three_agree_wherever_any_two_mark():
    assert agreed([(1, 7, 0, 18), (1, 8, 3, 26), (1, 9, 13, 31)], 2) == [(1, 3, 26)]


def test_overlapping_spans_of_one_coder_are_one_voice():
    assert agreed([(1, 7, 0, 9), (1, 7, 4, 12)], 2) == []
    assert agreed([(1, 7, 0, 9), (1, 7, 4, 12)], 1) == [(1, 0, 12)]


def test_touching_passages_of_one_coder_stay_two_stretches():
    assert agreed([(1, 7, 0, 5), (1, 7, 5, 9), (1, 8, 0, 9)], 2) == [(1, 0, 5), (1, 5, 9)]


def test_places_are_not_compared_with_each_other():
    assert agreed([(1, 7, 0, 5), (2, 8, 0, 5)], 2) == []


def test_nothing_marked_is_nothing_agreed():
    assert agreed([], 2) == []


MARKS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 25), st.integers(1, 9)).map(
        lambda mark: (mark[0], mark[1], mark[2], mark[2] + mark[3])
    ),
    max_size=25,
)


@given(MARKS, st.integers(1, 3))
def test_agreed_stretches_are_the_places_that_enough_coders_cover(marks, needed):
    found = agreed(marks, needed)
    covered = {(place, at) for place, start, end in found for at in range(start, end)}
    marked = {(place, coder, at) for place, coder, start, end in marks for at in range(start, end)}
    voices = Counter((place, at) for place, _, at in marked)
    assert covered == {place for place, coders in voices.items() if coders >= needed}
    assert all(start < end for _, start, end in found)
    assert found == sorted(found)


@given(MARKS)
def test_what_all_agree_on_is_the_intersection_of_their_passages(marks):
    here = [mark for mark in marks if mark[0] == 0]
    coders = sorted({coder for _, coder, _, _ in here})
    sets = [[(start, end) for _, c, start, end in here if c == coder] for coder in coders]
    assert [(s, e) for _, s, e in agreed(here, max(1, len(coders)))] == covered_by_all(sets)


def test_a_decided_range_is_left_out_of_what_is_agreed():
    spans = [(1, 7, 0, 18), (1, 8, 3, 26)]
    assert agreed(spans, 2, [(1, 0, 26)]) == []
    assert agreed(spans, 2, [(1, 0, 10)]) == [(1, 10, 18)]
    assert agreed(spans, 2, [(1, 5, 10)]) == [(1, 3, 5), (1, 10, 18)]
    assert agreed(spans, 2, [(2, 0, 26)]) == [(1, 3, 18)]


def test_a_cluster_is_open_until_all_of_its_difference_is_decided():
    spans = [(1, 7, 0, 18), (1, 8, 3, 26), (1, 7, 40, 50), (1, 8, 40, 50), (2, 7, 0, 5)]
    assert undecided(spans, 2) == [1, 2]
    assert undecided(spans, 2, [(1, 0, 26)]) == [2]
    assert undecided(spans, 2, [(1, 0, 10), (2, 0, 9)]) == [1]
    assert undecided(spans, 1) == []


def test_passages_that_touch_are_two_clusters():
    assert undecided([(1, 7, 0, 5), (1, 8, 5, 9)], 2) == [1, 1]
    assert undecided([(1, 7, 0, 5), (1, 8, 4, 9)], 2) == [1]
    assert undecided([], 2) == []


DECIDED = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 25), st.integers(1, 9)).map(
        lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2])
    ),
    max_size=5,
)


@given(MARKS, DECIDED, st.integers(1, 3))
def test_decided_characters_are_neither_agreed_nor_open(marks, decided, needed):
    out = {(place, at) for place, start, end in decided for at in range(start, end)}
    marked = {(place, coder, at) for place, coder, start, end in marks for at in range(start, end)}
    voices = Counter((place, at) for place, _, at in marked)
    found = agreed(marks, needed, decided)
    covered = {(place, at) for place, start, end in found for at in range(start, end)}
    assert covered == {at for at, coders in voices.items() if coders >= needed and at not in out}
    assert all(start < end for _, start, end in found)
    differing = {at for at, coders in voices.items() if coders < needed and at not in out}
    open_ = []
    for place in sorted({mark[0] for mark in marks}):
        clusters = union((start, end) for p, _, start, end in marks if p == place)
        open_ += [place for start, end in clusters if any((place, at) in differing for at in range(start, end))]
    assert undecided(marks, needed, decided) == open_


def test_the_examples_of_the_methods_page():
    """docs/methods.md, consensus."""
    karim, lena = (1, 7, 0, 18), (1, 8, 3, 26)
    assert (agreed([karim, lena], 2), undecided([karim, lena], 2)) == ([(1, 3, 18)], [1])
    decided = [(1, 0, 26)]
    assert (agreed([karim, lena], 2, decided), undecided([karim, lena], 2, decided)) == ([], [])
    longer = (1, 8, 3, 34)
    assert (agreed([karim, longer], 2, decided), undecided([karim, longer], 2, decided)) == ([], [1])
    alone = [(1, 7, 0, 10), (1, 7, 40, 50), (1, 8, 0, 10)]
    assert (agreed(alone, 2), undecided(alone, 2)) == ([(1, 0, 10)], [1])
