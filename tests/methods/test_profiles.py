"""What a coder's work looks like."""

import json

from methods.continuum import Document
from methods.profiles import Profile, add_profiles, profiles


def transcript(excluded=(), unlooked=frozenset()):
    spans = {
        ("anna", "x"): [(0, 10), (5, 12), (30, 33)],
        ("anna", "y"): [(40, 44)],
        ("bruno", "x"): [(11, 20)],
    }
    return Document("d1", 500, ("anna", "bruno"), (), spans, excluded, unlooked)


def test_passages_their_lengths_and_those_that_nobody_else_marked():
    found = profiles(transcript(), ["x", "y"])
    assert found["anna"] == Profile(3, 500, {12: 1, 3: 1, 4: 1}, 3, 2)
    assert (found["anna"].per_10_000, found["anna"].median_length, found["anna"].share_alone) == (60, 4, 2 / 3)
    assert found["bruno"] == Profile(1, 500, {9: 1}, 1, 0)


def test_the_median_of_an_even_number_is_half_of_the_middle_two():
    assert Profile(4, 100, {3: 1, 4: 1, 7: 2}, 0, 0).median_length == 5.5


def test_what_cannot_be_said_is_none():
    nothing = Profile(0, 0, {}, 0, 0)
    assert (nothing.per_10_000, nothing.median_length, nothing.share_alone) == (None, None, None)


def test_a_passage_that_nobody_could_compare_is_not_alone():
    found = profiles(transcript(unlooked=frozenset({("bruno", "y")})), ["x", "y"])
    assert (found["anna"].compared, found["anna"].alone) == (2, 1)


def test_what_is_cut_out_is_not_read():
    found = profiles(transcript(excluded=((0, 8), (100, 500))), ["x", "y"])
    assert (found["anna"].characters, found["anna"].lengths) == (92, {4: 2, 3: 1})


def test_transcripts_add_up_and_survive_being_kept():
    one = profiles(transcript(), ["x", "y"])
    two = add_profiles([one, one])
    assert two["anna"] == Profile(6, 1000, {12: 2, 3: 2, 4: 2}, 6, 4)
    assert Profile.from_json(json.loads(json.dumps(two["anna"].as_json()))) == two["anna"]
