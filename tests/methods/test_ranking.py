"""Ranks with ties, their intervals by hand, and which codes share a place in a sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import rankdata

from methods.ranking import Place, competition_ranks, ranking, together


def test_equal_numbers_share_the_better_rank():
    assert competition_ranks([9, 4, 9, 12, 0]) == [2, 4, 2, 1, 5]
    assert competition_ranks([]) == []


@given(st.lists(st.integers(0, 19), min_size=1))
def test_ranks_are_those_of_scipy(counts):
    assert competition_ranks(counts) == rankdata([-n for n in counts], method="min").tolist()


MENTIONS = arrays(bool, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=8))


@given(MENTIONS, st.integers(0, 9))
def test_the_interval_holds_the_rank(mentions, seed):
    for place in ranking(mentions, seed=seed, replicates=50):
        assert 1 <= place.low <= place.rank <= place.high <= mentions.shape[1]
        assert place.of == len(mentions)


def test_the_interval_is_that_of_drawing_participants_by_hand():
    mentions = np.random.default_rng(3).random((19, 6)) < [0.9, 0.7, 0.6, 0.5, 0.2, 0.1]
    found = ranking(mentions, seed=7, replicates=400)
    chance = np.random.default_rng(7)
    weights = np.concatenate([chance.multinomial(19, np.full(19, 1 / 19), size=size) for size in (250, 150)])
    drawn = [competition_ranks([*np.repeat(mentions, row, axis=0).sum(axis=0)]) for row in weights]
    for code, place in enumerate(found):
        ranks = sorted(row[code] for row in drawn)
        # 2.5 % and 97.5 % of 400: the tenth and the three hundred ninetieth.
        assert (place.low, place.high) == (min(ranks[9], place.rank), max(ranks[389], place.rank))
    assert [place.n for place in found] == mentions.sum(axis=0).tolist()


def test_the_same_seed_gives_the_same_interval():
    mentions = np.random.default_rng(3).random((19, 6)) < 0.5
    assert ranking(mentions, seed=7) == ranking(mentions, seed=7) != ranking(mentions, seed=8)


def test_codes_that_all_and_none_mention_are_sure_of_their_place():
    mentions = np.array([[True, True, False, False]] * 4 + [[True, False, False, False]] * 4)
    first, _second, third, fourth = ranking(mentions, seed=7)
    assert (first.low, first.high) == (1, 1)
    assert third == fourth
    assert third.rank == 3


def test_one_participant_gives_ranks_without_intervals():
    places = ranking(np.array([[True, False, True]]), seed=7)
    assert places == (Place(1, 1, 1, None, None), Place(0, 1, 3, None, None), Place(1, 1, 1, None, None))
    assert together(places) == [[0, 2], [1]]
    assert ranking(np.empty((0, 2), dtype=bool), seed=7) == (Place(0, 0, 1, None, None),) * 2
    assert ranking(np.empty((5, 0), dtype=bool), seed=7) == ()


def place(rank, low, high):
    return Place(20 - rank, 20, rank, low, high)


def test_overlapping_intervals_share_a_place_in_the_sentence():
    """Personality and depth lead, then omnipresence and community together (F8)."""
    places = [place(4, 3, 4), place(1, 1, 2), place(2, 1, 2), place(3, 3, 4)]
    assert together(places) == [[1, 2], [3, 0]]


def test_a_chain_of_overlaps_is_cut_where_the_first_and_the_last_do_not_meet():
    assert together([place(1, 1, 2), place(2, 2, 3), place(3, 3, 4)]) == [[0, 1], [2]]


def test_equal_numbers_stay_together_when_one_of_them_does_not_reach_up():
    assert together([place(1, 1, 2), place(2, 2, 3), place(2, 3, 3), place(4, 4, 4)]) == [[0], [1, 2], [3]]
    assert together([]) == []


@given(MENTIONS)
def test_the_tiers_hold_every_code_once_and_never_part_equals(mentions):
    places = ranking(mentions, seed=1, replicates=30)
    tiers = together(places)
    assert sorted(index for tier in tiers for index in tier) == [*range(len(places))]
    of = {index: at for at, tier in enumerate(tiers) for index in tier}
    assert all(of[i] == of[j] for i in of for j in of if places[i].rank == places[j].rank)
    assert all(of[i] <= of[j] for i in of for j in of if places[i].rank < places[j].rank)


@pytest.mark.parametrize("replicates", [250, 251, 500])
def test_drawings_come_in_blocks_of_any_size(replicates):
    assert len(ranking(np.eye(4, dtype=bool), seed=1, replicates=replicates)) == 4
