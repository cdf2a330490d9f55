"""Counting participants and passages, against small examples and against counting by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.crosstab import count_by_group, count_stretches, lines_up, mentioners, mentioners_of
from methods.spans import union


def test_each_code_knows_itself_and_what_is_above_it():
    assert lines_up({"practices": None, "planning": "practices", "calendar": "planning"}) == {
        "practices": ("practices",),
        "planning": ("planning", "practices"),
        "calendar": ("calendar", "planning", "practices"),
    }


def test_the_order_of_the_codes_does_not_matter():
    lines = lines_up({"calendar": "planning", "planning": "practices", "practices": None})
    assert lines["calendar"] == ("calendar", "planning", "practices")


def test_a_parent_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        lines_up({"planning": "practices"})


def test_a_parent_counts_a_person_once_whatever_the_number_of_children():
    lines = lines_up({"practices": None, "planning": "practices", "posting": "practices"})
    found = mentioners([("planning", "Anna"), ("posting", "Anna"), ("posting", "Bruno")], lines)
    assert found == {"planning": {"Anna"}, "posting": {"Anna", "Bruno"}, "practices": {"Anna", "Bruno"}}


def test_codes_outside_the_lines_are_left_out():
    assert mentioners([("archived", "Anna")], {"planning": ("planning",)}) == {}


def test_groups_count_their_people_and_nobody_is_in_an_empty_group():
    groups = {"Anna": "private", "Bruno": "public", "Chloe": "private"}
    assert count_by_group(["Anna", "Bruno", "Chloe", "Dora"], groups) == {"private": 2, "public": 1}


PARENTS = {1: None, 2: 1, 3: 1, 4: 2}
MENTIONS = st.lists(st.tuples(st.sampled_from([1, 2, 3, 4]), st.integers(0, 5)))


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, 4, 5]), st.integers(0, 5))))
def test_columns_of_mentions_give_the_same_as_one_by_one(mentions):
    code, person = np.array(mentions, dtype=np.int64).reshape(-1, 2).T
    assert mentioners_of(code, person, lines_up(PARENTS)) == mentioners(mentions, lines_up(PARENTS))


@given(MENTIONS)
def test_a_parent_never_has_fewer_people_than_a_child_nor_more_than_all_of_them(mentions):
    found = mentioners(mentions, lines_up(PARENTS))
    direct = {code: {person for c, person in mentions if c == code} for code in PARENTS}
    for code, parent in PARENTS.items():
        if parent is not None:
            assert found.get(code, set()) <= found.get(parent, set())
    assert found.get(1, set()) == set().union(*direct.values())


def counted(spans: list[tuple[int, int, int, int, int]], shape: tuple[int, int]) -> list[list[int]]:
    columns = np.array(spans, dtype=np.int64).reshape(-1, 5).T
    row, group, text, start, end = columns
    return count_stretches(row, group, text, start, end, shape=shape).tolist()


def test_overlapping_passages_are_one_and_touching_ones_two():
    assert counted([(0, 0, 1, 0, 5), (0, 0, 1, 3, 8), (0, 0, 1, 8, 9)], (1, 1)) == [[2]]


def test_the_same_places_in_two_texts_are_two_passages():
    assert counted([(0, 0, 1, 0, 5), (0, 0, 2, 0, 5)], (1, 1)) == [[2]]


def test_rows_and_groups_are_counted_apart():
    assert counted([(0, 0, 1, 0, 5), (0, 1, 1, 0, 5), (1, 1, 1, 2, 3)], (2, 2)) == [[1, 1], [0, 1]]


def test_no_span_is_no_passage():
    assert counted([], (2, 1)) == [[0], [0]]


SPAN = st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from([7, 900]), st.integers(0, 30), st.integers(1, 9))


@given(st.lists(SPAN, max_size=30))
def test_passages_are_those_of_the_union_text_by_text(drawn):
    spans = [(row, group, text, start, start + length) for row, group, text, start, length in drawn]
    expected = [[0, 0] for _ in range(3)]
    for row in range(3):
        for group in range(2):
            for text in (7, 900):
                here = [(s, e) for r, g, t, s, e in spans if (r, g, t) == (row, group, text)]
                expected[row][group] += len(union(here))
    assert counted(spans, (3, 2)) == expected
