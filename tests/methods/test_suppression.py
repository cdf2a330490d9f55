"""Closing more so that closed numbers stay hidden: tables one can check by eye."""

from methods import suppression
from methods.suppression import Hidden, Relation, suppressed

# Two rows of three with their sums: a 1, b 4, c 7, all 12; the same of x, y, z.
VALUES = {"a": 1, "b": 4, "c": 7, "abc": 12, "x": 2, "y": 3, "z": 5, "xyz": 10}
SUMS = [Relation(("a", "b", "c"), ("abc",), exact=True), Relation(("x", "y", "z"), ("xyz",), exact=True)]


def hidden(closed, relations=SUMS, values=VALUES, fixed=(), worth=None):
    return suppressed(values, relations, closed=closed, worth=worth or values, fixed=fixed)


def test_a_number_that_a_sum_gives_away_takes_the_cheapest_other_with_it():
    assert hidden({"a": 1}) == {"a": Hidden(1, 2), "b": Hidden(4, 5)}


def test_a_wider_number_needs_a_partner_that_can_give_as_much():
    """c can give or take 6, b alone only 5."""
    assert {*hidden({"a": 5})} == {"a", "b"}
    assert {*hidden({"a": 6})} == {"a", "c"}
    assert hidden({"a": 6})["a"] == Hidden(1, 7)


def test_two_closed_numbers_of_a_row_hide_each_other():
    assert {*hidden({"a": 1, "c": 1})} == {"a", "c"}


def test_what_is_fixed_or_dear_is_not_taken():
    assert {*hidden({"a": 1}, fixed=["b"])} == {"a", "c"}
    assert {*hidden({"a": 1}, worth={**VALUES, "b": 99, "c": 99})} == {"a", "abc"}
    assert hidden({"a": 1}, fixed=["b", "c", "abc"]) == {"a": Hidden(1, 1)}


def test_nothing_closed_closes_nothing():
    assert hidden({}) == {}


def test_a_number_that_need_not_be_guarded_takes_nobody_but_may_move():
    assert hidden({"a": 0}) == {"a": Hidden(1, 1)}
    assert hidden({"a": 1, "b": 0}) == {"a": Hidden(1, 2), "b": Hidden(4, 4)}


def test_a_bound_gives_away_what_it_leaves_no_room():
    """A parent of 3 over children of 3 and 0: the child is between 3 less 0 and 3."""
    values = {"parent": 3, "child": 3, "other": 0}
    union = [
        Relation(("child",), ("parent",)),
        Relation(("other",), ("parent",)),
        Relation(("parent",), ("child", "other")),
    ]
    assert {*hidden({"child": 1}, union, values)} == {"child", "other"}
    assert {*hidden({"child": 1}, union, values, fixed=["other"])} == {"child", "parent"}


def test_two_ways_to_give_a_number_away_are_both_shut():
    """In a table of two by two with its sums a cell needs its row's, its column's and the opposite one."""
    values = {"a": 3, "b": 5, "c": 6, "d": 9, "ab": 8, "cd": 15, "ac": 9, "bd": 14}
    sums = [Relation(tuple(name), (name,), exact=True) for name in ("ab", "cd", "ac", "bd")]
    dear = {**values, **dict.fromkeys(("ab", "cd", "ac", "bd"), 100)}
    assert {*hidden({"a": 1}, sums, values, worth=dear)} == {"a", "b", "c", "d"}


def test_what_was_closed_on_the_way_and_is_not_needed_is_opened_again():
    """Two sums give the number away, so nothing is enough by itself and the cheapest is closed first: in vain."""
    values = {"a": 4, "bound": 0, "b": 9, "ab": 13, "c": 8, "ac": 12}
    relations = [
        Relation(("bound",), ("a",)),
        Relation(("a", "b"), ("ab",), exact=True),
        Relation(("a", "c"), ("ac",), exact=True),
    ]
    assert {*hidden({"a": 2}, relations, values)} == {"a", "b", "c"}


def test_with_too_little_time_it_closes_too_much_and_never_too_little(monkeypatch):
    monkeypatch.setattr(suppression, "STEPS", 0)
    assert {*hidden({"a": 1})} == {"a", "b", "c", "abc"}
