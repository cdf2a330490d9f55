"""Claims of the reference study on its cells: what holds, what fails, what can't be said, and what moved."""

import json
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.claims import BadClaim, read_claim
from methods.predicates import Cell, Doubt, Move, Verdict, evaluate, moves, rests_on

CELLS = {
    "all": Cell(19, 19),
    "private": Cell(12, 12),
    "spread": Cell(17, 19, {"rank_low": 1, "rank_high": 2}),
    "sell": Cell(12, 19, {"rank_low": 2, "rank_high": 4}),
    "listen": Cell(5, 19, {"rank_low": 4, "rank_high": 6}),
    "monitor": Cell(5, 19, {"rank_low": 4, "rank_high": 6}),
    "market/private": Cell(11, 12),
    "market/public": Cell(2, 7),
    "planning": Cell(18, 19, {"median": 4}),
    "culture/private": Cell(12, 12, {"agreement": 0.75}),
    "culture/public": Cell(7, 7, {"agreement": -0.69, "agreement_high": -0.31}),
    "easier/both": Cell(5, 6),
    "easier/rest": Cell(3, 13),
    "nobody": Cell(0, 0),
}
CULTURE = {"left": "culture/private", "right": "culture/public"}
BRANCH = ["spread", "sell", "listen", "monitor"]


def ends(raw, cells=CELLS):
    return evaluate(read_claim(raw), cells).outcome


@pytest.mark.parametrize(
    ("finding", "claim"),
    [
        ("F1", {"op": "equals", "cell": "private", "measure": "of", "value": 12}),
        ("F2", {"op": "among_first", "cell": "spread", "among": BRANCH, "places": 1}),
        ("F2", {"op": "among_last", "cell": "listen", "among": BRANCH, "places": 2}),
        ("F4", {"op": "exceeds_by", "left": "market/private", "right": "market/public", "points": 40}),
        ("F5", {"op": "at_least", "cell": "planning", "measure": "median", "value": 4}),
        (
            "F7",
            {
                "op": "all",
                "of": [
                    {"op": "above", "cell": "culture/private", "measure": "agreement", "value": 0.5},
                    {"op": "below", "cell": "culture/public", "measure": "agreement_high", "value": 0},
                ],
            },
        ),
        ("F7", {"op": "exceeds_by", **CULTURE, "measure": "agreement", "by": 1}),
        ("F8", {"op": "together", "cells": ["spread", "sell"]}),
        ("F9", {"op": "at_most", "cell": "listen", "value": 5}),
        ("F10", {"op": "exceeds_by", "left": "easier/both", "right": "easier/rest", "points": 20}),
        ("F11", {"op": "not", "of": [{"op": "among_first", "cell": "monitor", "among": BRANCH, "places": 2}]}),
        ("F12", {"op": "at_least", "cell": "planning", "measure": "percent", "value": 85}),
    ],
)
def test_what_the_reference_study_claims_holds_on_its_cells(finding, claim):
    assert ends(json.loads(json.dumps(claim))) == "holds"


@pytest.mark.parametrize(
    "claim",
    [
        {"op": "exceeds_by", "left": "market/private", "right": "market/public", "points": 64},
        {"op": "exceeds_by", "left": "market/public", "right": "market/private", "points": 0},
        {"op": "exceeds_by", "left": "listen", "right": "monitor", "points": 0},
        {"op": "among_first", "cell": "listen", "among": BRANCH, "places": 2},
        {"op": "among_last", "cell": "sell", "among": BRANCH, "places": 2},
        {"op": "together", "cells": ["spread", "sell", "listen"]},
        {"op": "at_least", "cell": "listen", "value": 6},
        {"op": "any", "of": [{"op": op, "cell": "listen", "value": 5} for op in ("below", "above")]},
    ],
)
def test_what_does_not_hold_fails(claim):
    assert ends(claim) == "fails"


def test_a_share_is_compared_exactly_at_its_border():
    """17 of 20 less 9 of 20 are 40 points, whatever floats make of .85 - .45."""
    cells = {"a": Cell(17, 20), "b": Cell(9, 20)}
    assert ends({"op": "exceeds_by", "left": "a", "right": "b", "points": 40}, cells) == "holds"
    assert ends({"op": "exceeds_by", "left": "a", "right": "b", "points": 40.1}, cells) == "fails"


def test_equal_cells_share_the_better_place():
    cells = {"a": Cell(9, 19), "b": Cell(9, 19), "c": Cell(1, 19)}
    for cell in "ab":
        assert ends({"op": "among_first", "cell": cell, "among": ["a", "b", "c"], "places": 1}, cells) == "holds"


@pytest.mark.parametrize(
    ("claim", "doubt"),
    [
        ({"op": "at_least", "cell": "archived", "value": 1}, Doubt("archived", "missing_cell", "n")),
        ({"op": "above", "cell": "sell", "measure": "median", "value": 1}, Doubt("sell", "missing_measure", "median")),
        (
            {"op": "exceeds_by", "left": "sell", "right": "nobody", "points": 5},
            Doubt("nobody", "empty_group", "percent"),
        ),
    ],
)
def test_what_cannot_be_asked_is_undecidable_and_says_why(claim, doubt):
    assert evaluate(read_claim(claim), CELLS) == Verdict("undecidable", (doubt,))
    turned = read_claim({"op": "not", "of": [claim]})
    assert evaluate(turned, CELLS) == Verdict("undecidable", (doubt,))


def test_an_empty_group_has_a_size():
    assert ends({"op": "equals", "cell": "nobody", "measure": "of", "value": 0}) == "holds"


PARTS = {
    "holds": {"op": "equals", "cell": "all", "value": 19},
    "fails": {"op": "equals", "cell": "all", "value": 18},
    "undecidable": {"op": "equals", "cell": "gone", "value": 1},
}
ORDER = ["fails", "undecidable", "holds"]


@pytest.mark.parametrize(("one", "other"), [*product(PARTS, PARTS)])
def test_three_values_join_as_kleene_has_it(one, other):
    """Kleene 1952: "and" is the lesser, "or" the greater of fails, undecidable, holds."""
    parts = [PARTS[one], PARTS[other]]
    assert ends({"op": "all", "of": parts}) == min(one, other, key=ORDER.index)
    assert ends({"op": "any", "of": parts}) == max(one, other, key=ORDER.index)
    assert ends({"op": "not", "of": [PARTS[one]]}) == ORDER[2 - ORDER.index(one)]


def test_a_doubt_is_given_once_and_only_where_it_matters():
    twice = {"op": "all", "of": [PARTS["undecidable"], PARTS["undecidable"]]}
    assert len(evaluate(read_claim(twice), CELLS).doubts) == 1
    assert evaluate(read_claim({"op": "any", "of": [PARTS["undecidable"], PARTS["holds"]]}), CELLS).doubts == ()


def test_a_claim_names_its_cells_once_in_order():
    claim = read_claim(
        {
            "op": "all",
            "of": [
                {"op": "exceeds_by", "left": "b", "right": "a", "points": 1},
                {"op": "among_first", "cell": "c", "among": ["a", "c"], "places": 1},
                {"op": "together", "cells": ["d", "b"]},
                {"op": "not", "of": [{"op": "at_least", "cell": "e", "value": 1}]},
            ],
        }
    )
    assert rests_on(claim) == ("b", "a", "c", "d", "e")


def test_a_finding_is_stale_by_what_moved_under_it():
    claim = read_claim({"op": "exceeds_by", "left": "a", "right": "b", "points": 40})
    before = {"a": Cell(11, 12, {"median": 4}), "b": Cell(2, 7), "elsewhere": Cell(1, 19)}
    now = {"a": Cell(10, 12, {"rank": 2}), "elsewhere": Cell(9, 19)}
    assert moves(claim, before=before, now=now) == (
        Move("a", "n", 11, 10),
        Move("a", "median", 4, None),
        Move("a", "rank", None, 2),
        Move("b", "n", 2, None),
        Move("b", "of", 7, None),
    )
    assert moves(claim, before=before, now=before) == ()


EXCEEDS = {"op": "exceeds_by", "left": "a", "right": "b", "points": 40}


@pytest.mark.parametrize(
    ("raw", "problem", "place"),
    [
        ([], "not_an_object", ""),
        ({}, "missing", "op"),
        ({"op": "rises"}, "unknown_op", "op"),
        ({"op": ["all"]}, "unknown_op", "op"),
        ({**EXCEEDS, "p": 0.05}, "unknown_field", "p"),
        ({**EXCEEDS, "left": ""}, "not_a_name", "left"),
        ({**EXCEEDS, "points": "40"}, "not_a_number", "points"),
        ({**EXCEEDS, "points": True}, "not_a_number", "points"),
        ({**EXCEEDS, "points": float("nan")}, "not_a_number", "points"),
        ({**EXCEEDS, "points": 10**400}, "not_a_number", "points"),
        ({**EXCEEDS, "points": -1}, "below_0", "points"),
        ({**EXCEEDS, "measure": "median"}, "unknown_field", "points"),
        ({"op": "exceeds_by", "left": "a", "right": "b"}, "missing", "points"),
        ({"op": "at_least", "cell": 7, "value": 1}, "not_a_name", "cell"),
        ({"op": "at_least", "cell": "a", "measure": None, "value": 1}, "not_a_name", "measure"),
        ({"op": "all", "of": []}, "too_few", "of"),
        ({"op": "all", "of": {}}, "not_a_list", "of"),
        ({"op": "not", "of": [EXCEEDS, EXCEEDS]}, "not_one", "of"),
        ({"op": "any", "of": [EXCEEDS, {**EXCEEDS, "right": None}]}, "not_a_name", "of[1].right"),
        ({"op": "together", "cells": ["a", 7]}, "not_a_name", "cells[1]"),
        ({"op": "together", "cells": ["a"]}, "too_few", "cells"),
        ({"op": "among_first", "cell": "c", "among": ["a", "b"], "places": 1}, "not_among", "cell"),
        ({"op": "among_last", "cell": "a", "among": ["a", "b"], "places": 1.5}, "not_whole", "places"),
    ],
)
def test_a_claim_that_is_not_understood_says_what_and_where(raw, problem, place):
    with pytest.raises(BadClaim) as raised:
        read_claim(raw)
    assert (raised.value.problem, raised.value.place) == (problem, place)
    assert place in str(raised.value)


def test_a_claim_has_a_bottom():
    raw = EXCEEDS
    for _step in range(9):
        raw = {"op": "not", "of": [raw]}
    with pytest.raises(BadClaim, match="too deep"):
        read_claim(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["op", "of", "cell", "cells", "left", "value", "among"]), inner)
        | st.fixed_dictionaries(
            {"op": st.sampled_from(["all", "not", "at_least", "together", "exceeds_by"]), "of": inner}
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_any_json_is_a_claim_or_a_mistake_that_is_named(raw):
    claim = None
    with suppress(BadClaim):
        claim = read_claim(raw)
    assert claim is None or evaluate(claim, {}).outcome == "undecidable"


COUNT = st.integers(1, 30).flatmap(lambda of: st.builds(Cell, st.integers(0, of), st.just(of)))


@given(COUNT, COUNT, st.integers(1, 100))
def test_of_two_shares_one_exceeds_or_the_other_does_or_neither(one, other, points):
    cells = {"a": one, "b": other}
    there = ends({"op": "exceeds_by", "left": "a", "right": "b", "points": points}, cells)
    back = ends({"op": "exceeds_by", "left": "b", "right": "a", "points": points}, cells)
    assert (there, back) != ("holds", "holds")
    assert (there == "holds") == (100 * (one.n * other.of - other.n * one.of) >= points * one.of * other.of)
