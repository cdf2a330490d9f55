"""Saturation against the example of its authors, a slow oracle, and orders drawn by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.saturation import BadRule, Rule, Run, Saturation, saturation


def bringing(new):
    """Interviews that each bring so many codes nobody had before, and repeat one that somebody had."""
    sets, made = [], 0
    for n in new:
        sets.append({*range(made, made + n)} | ({0} if made else set()))
        made += n
    return sets


def test_the_example_of_guest_namey_and_chen():
    """2020: 37 themes in the base of four; runs of two bring 11 % (6 and 7) and 3 % (7 and 8): saturation at 6 + 2."""
    found = saturation(bringing([20, 9, 5, 3, 7, 3, 1, 0, 1, 0]), seed=7)
    assert found.new == (20, 9, 5, 3, 7, 3, 1, 0, 1, 0)
    assert found.cumulative[:5] == (20, 29, 34, 37, 44)
    assert found.runs[:3] == (Run(5, 6, 10, 10 / 37), Run(6, 7, 4, 4 / 37), Run(7, 8, 1, 1 / 37))
    assert [round(100 * run.share) for run in found.runs[1:3]] == [11, 3]
    assert (found.reached, found.confirmed, found.reason) == (6, 8, None)


def test_five_per_cent_is_few_enough_and_a_rule_may_ask_for_less():
    brought = [20, 0, 0, 0, 1, 0, 0, 0]
    assert saturation(bringing(brought), seed=7).reached == 4
    assert saturation(bringing(brought), seed=7, rule=Rule(threshold=4)).reached == 5
    assert saturation(bringing(brought), seed=7, rule=Rule(base=6, run=1, threshold=0)).confirmed == 7


def test_what_was_not_reached_says_why():
    never = saturation(bringing([5, 5, 5, 5, 5, 5, 5]), seed=7)
    assert (never.reached, never.confirmed, never.reason) == (None, None, "not_reached")
    nothing = saturation([set()] * 4 + [{1}, {2}], seed=7)
    assert (nothing.reached, nothing.reason, nothing.runs) == (None, "nothing_in_base", ())
    few = saturation(bringing([5, 1, 0, 0, 0]), seed=7)
    assert few == Saturation((5, 1, 0, 0, 0), (5, 6, 6, 6, 6), (), None, None, "few_interviews", None)
    assert saturation([], seed=7).reason == "few_interviews"


def test_a_group_has_ten_interviews_or_no_saturation():
    nine, ten = bringing([9, 0, 0, 0, 0, 0, 0, 0, 0]), bringing([9, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    assert saturation(nine, seed=7, group=True).reason == "small_group"
    assert saturation(nine, seed=7).reached == 4
    assert saturation(ten, seed=7, group=True).reached == 4


STUDY = st.lists(st.sets(st.integers(0, 12)), min_size=6, max_size=14)


def slow(interviews, rule):
    """Interview by interview, with sets."""
    base = set().union(*interviews[: rule.base])
    for begin in range(rule.base, len(interviews) - rule.run + 1):
        before = set().union(*interviews[:begin])
        new = set().union(*interviews[begin : begin + rule.run]) - before
        if base and len(new) / len(base) * 100 <= rule.threshold + 1e-9:
            return begin
    return None


@given(STUDY, st.integers(1, 4), st.integers(1, 2), st.sampled_from([0, 5, 20, 50]))
def test_it_is_reached_where_the_slow_way_finds_it(interviews, base, run, threshold):
    rule = Rule(base, run, threshold)
    assert saturation(interviews, seed=7, rule=rule, shuffles=3).reached == slow(interviews, rule)


@given(STUDY, st.integers(0, 9))
def test_the_shuffles_are_those_of_shuffling_by_hand(interviews, seed):
    count = len(interviews)
    found = saturation(interviews, seed=seed, shuffles=40).shuffled
    places = np.random.default_rng(seed).permuted(np.tile(np.arange(count), (40, 1)), axis=1)
    orders = [[interviews[index] for index in np.argsort(place)] for place in places]
    curves = [[len(set().union(*order[: at + 1])) for at in range(count)] for order in orders]
    for printed, share in ((found.median, 50), (found.low, 5), (found.high, 95)):
        assert printed == pytest.approx(np.percentile(curves, share, axis=0))
    reached = [slow(order, Rule()) for order in orders]
    assert found.reached == {at: reached.count(at) for at in {*reached} - {None}}
    assert found.never == reached.count(None)
    ordered = sorted(reached, key=lambda at: count + 1 if at is None else at)
    assert found.median_reached == ordered[19]
    assert (found.shuffles, found.seed) == (40, seed)


@given(STUDY)
def test_every_curve_ends_with_all_codes(interviews):
    found = saturation(interviews, seed=7, shuffles=10)
    everything = len(set().union(*interviews))
    assert found.cumulative[-1] == found.shuffled.median[-1] == found.shuffled.low[-1] == everything
    assert found.cumulative == tuple(np.cumsum(found.new))


@pytest.mark.parametrize("rule", [{"base": 0}, {"run": 0}, {"threshold": -1}, {"threshold": 101}])
def test_a_rule_without_interviews_or_percentage_is_refused(rule):
    with pytest.raises(BadRule, match="Base and run"):
        Rule(**rule)
