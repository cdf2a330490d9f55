"""Passages combined: worked examples, and the same by looking at every character and every pair."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.passages import Step, answer, inside, near, turns_of, untouched
from methods.spans import Span, union

END = 30
SPAN = st.tuples(st.integers(0, END - 1), st.integers(1, 9)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))
SPANS = st.lists(SPAN, max_size=8).map(union)
STARTS = st.lists(st.integers(1, END + 9), max_size=8, unique=True).map(lambda drawn: [0, *sorted(drawn)])

# Four turns of ten characters; planning in the first and the third, posting across the first two and in the last.
TURNS = [0, 10, 20, 30]
PLANNING: list[Span] = [(0, 6), (20, 26)]
POSTING: list[Span] = [(4, 14), (32, 38)]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (Step("and", POSTING), [(4, 6)]),
        (Step("or", POSTING), [(0, 14), (20, 26), (32, 38)]),
        (Step("not", POSTING), [(20, 26)]),
        (Step("near", POSTING, turns=0), [(0, 6)]),
        (Step("near", POSTING, turns=1), [(0, 6), (20, 26)]),
        (Step("within", POSTING), []),
        (Step("within", [(0, 8), (18, 25)]), [(0, 6)]),
    ],
)
def test_the_worked_example(step, found):
    assert answer(PLANNING, [step], starts=TURNS) == found


def test_steps_are_taken_from_left_to_right():
    steps = [Step("or", POSTING), Step("not", [(12, 13)])]
    assert answer(PLANNING, steps, starts=TURNS) == [(20, 26), (32, 38)]
    assert answer(PLANNING, [*reversed(steps)], starts=TURNS) == [(0, 14), (20, 26), (32, 38)]


def test_touching_is_not_overlapping():
    assert untouched([(5, 9)], [(0, 5), (9, 12)]) == [(5, 9)]
    assert inside([(3, 7)], [(0, 5), (5, 9)]) == []


def test_a_passage_between_turns_is_with_the_turn_before():
    assert turns_of((9, 10), starts=[0, 10]) == (0, 0)
    assert turns_of((9, 11), starts=[0, 10]) == (0, 1)
    assert turns_of((0, 3), starts=[5, 10]) == (0, 0)


def places(spans: list[Span]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def turn_at(place: int, starts: list[int]) -> int:
    return max(0, sum(start <= place for start in starts) - 1)


def apart(one: Span, other: Span, starts: list[int]) -> int:
    """The fewest turns between any character of the one and any of the other: slow and certain."""
    return min(abs(turn_at(a, starts) - turn_at(b, starts)) for a in range(*one) for b in range(*other))


@given(SPANS, SPANS)
def test_with_and_or_are_of_characters_and_do_not_ask_for_the_order(one, other):
    both, either = (answer(one, [Step(operator, other)], starts=[0]) for operator in ("and", "or"))
    assert places(both) == places(one) & places(other)
    assert places(either) == places(one) | places(other)
    assert both == answer(other, [Step("and", one)], starts=[0])
    assert either == answer(other, [Step("or", one)], starts=[0])


@given(SPANS, SPANS)
def test_without_and_inside_keep_whole_passages(one, other):
    assert untouched(one, other) == [span for span in one if not places([span]) & places(other)]
    assert inside(one, other) == [span for span in one if any(a <= span[0] and span[1] <= b for a, b in other)]


@given(SPANS, SPANS, STARTS, st.integers(0, 4))
def test_near_is_the_fewest_turns_between_any_two_characters(one, other, starts, turns):
    expected = [span for span in one if any(apart(span, there, starts) <= turns for there in other)]
    assert near(one, other, starts=starts, turns=turns) == expected


@given(SPANS, SPANS, STARTS)
def test_a_wider_reach_loses_nothing_and_what_overlaps_is_near(one, other, starts):
    close, far = (near(one, other, starts=starts, turns=turns) for turns in (0, 2))
    assert {*one} - {*untouched(one, other)} <= {*close} <= {*far} <= {*one}


@given(SPANS, st.lists(st.tuples(st.sampled_from(["and", "or", "not", "near", "within"]), SPANS), max_size=4), STARTS)
def test_every_answer_can_be_asked_further(first, steps, starts):
    found = answer(first, [Step(operator, spans, turns=1) for operator, spans in steps], starts=starts)
    assert found == union(found)
