"""Transcripts spread over coders: all read by as many, coders with equally many, the same for the same seed."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.spreading import spread_evenly


@given(st.integers(0, 30), st.integers(1, 8), st.data(), st.integers(0, 2**31))
def test_each_transcript_goes_to_as_many_and_no_coder_has_two_more_than_another(n, m, data, seed) -> None:
    overlap = data.draw(st.integers(1, m))
    coders = [*range(100, 100 + m)]
    cells = spread_evenly([*range(n)], coders, overlap=overlap, seed=seed)
    assert len(set(cells)) == len(cells)
    assert Counter(t for t, _ in cells) == dict.fromkeys(range(n), overlap)
    load = Counter(dict.fromkeys(coders, 0)) + Counter(c for _, c in cells)
    assert max([load[c] for c in coders]) - min([load[c] for c in coders]) <= 1


def test_the_seed_says_it_all() -> None:
    drawn = [spread_evenly([*range(12)], [1, 2, 3], overlap=2, seed=seed) for seed in (7, 7, 8)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_every_pair_of_coders_shares_as_many() -> None:
    cells = spread_evenly([*range(12)], [1, 2, 3, 4], overlap=2, seed=20141119)
    readers = {t: frozenset(c for one, c in cells if one == t) for t in range(12)}
    shared = Counter(readers.values())
    assert {shared[frozenset(pair)] for pair in combinations([1, 2, 3, 4], 2)} == {2}


@pytest.mark.parametrize("overlap", [0, 3])
def test_more_readers_than_coders_are_refused(overlap: int) -> None:
    with pytest.raises(ValueError, match="coders a transcript"):
        spread_evenly([1], [1, 2], overlap=overlap, seed=1)
