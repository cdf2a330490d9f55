"""How sure an alpha is: transcripts drawn again, or left out, with exact values where they can be had."""

import numpy as np
import pytest

from methods.agreement import Document, Range, add, count, interval, pooled, pooled_interval, values, values_of


def transcript(key, anna, bruno, other=()):
    spans = {("anna", "x"): anna, ("bruno", "x"): bruno, ("anna", "y"): other, ("bruno", "y"): other}
    return Document(key, 100, ("anna", "bruno"), (), spans)


def study(number):
    """Transcripts whose coders agree more or less, none alike."""
    return [transcript(key, [(10, 40 + key)], [(10 + 2 * key, 40)], [(0, key)] if key else ()) for key in range(number)]


def counted(documents, codes=("x", "y")):
    return [count(document, codes, "character") for document in documents]


def test_from_three_transcripts_on_the_range_of_what_is_left_without_one():
    counts = counted(study(5))
    left = [values(counts[:one] + counts[one + 1 :], "x").krippendorff_alpha for one in range(5)]
    found = interval(counts, ["x"], seed=7)["x"]
    assert (found.kind, found.seed, found.transcripts, found.replicates) == ("leave-one-out", None, 5, 5)
    assert (found.low, found.high) == (pytest.approx(min(left)), pytest.approx(max(left)))
    assert (found.p_below_667, found.p_below_80, found.reason) == (None, None, None)


def test_under_three_transcripts_there_is_no_range():
    found = interval(counted(study(2)), ["x"], seed=7)["x"]
    assert found == Range(None, None, None, None, 2, 0, 0, {}, "few_transcripts")


def test_from_ten_transcripts_on_an_interval_of_drawings():
    """The same drawing by hand: multinomial weights of the transcripts, 2.5 and 97.5 percent of their alphas."""
    counts = counted(study(12))
    found = interval(counts, ["x", "y"], seed=7, replicates=300)["x"]
    chance = np.random.default_rng(7)
    weights = np.concatenate([chance.multinomial(12, np.full(12, 1 / 12), size=size) for size in (250, 50)])
    alphas = [
        values([one for one, times in zip(counts, row, strict=True) for _time in range(times)], "x").krippendorff_alpha
        for row in weights.tolist()
    ]
    low, high = np.percentile(alphas, [2.5, 97.5])
    assert (found.kind, found.seed, found.replicates, found.dropped) == ("interval", 7, 300, 0)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.p_below_667 == pytest.approx(np.mean(np.array(alphas) < 0.667))
    assert found.p_below_80 == pytest.approx(np.mean(np.array(alphas) < 0.8))


def test_the_same_seed_gives_the_same_interval_and_another_another():
    counts = counted(study(10))
    assert interval(counts, ["x"], seed=7) == interval(counts, ["x"], seed=7) != interval(counts, ["x"], seed=8)


def test_replicates_in_which_nothing_varies_are_dropped_and_counted():
    marked = [transcript(0, [(0, 50)], [(0, 40)])]
    counts = counted(marked + [transcript(key, [], []) for key in range(1, 10)])
    found = interval(counts, ["x"], seed=7)["x"]
    # The one that says something is not drawn in (9/10)^10 of them.
    assert found.dropped / found.replicates == pytest.approx(0.9**10, abs=0.03)
    assert found.low is not None


def test_a_code_that_nobody_used_has_no_range_but_a_reason():
    found = interval(counted(study(10)), ["z"], seed=7)["z"]
    assert (found.kind, found.reason, found.transcripts) == (None, "few_transcripts", 0)
    found = interval(counted([transcript(key, [], []) for key in range(10)]), ["x"], seed=7)["x"]
    assert (found.kind, found.reason, found.dropped, found.seed) == (None, "undefined", 2000, 7)


def test_a_code_has_the_transcripts_in_which_it_was_looked_for():
    """Ten transcripts for x; y was looked for in four of them, so its range leaves one of these out."""
    short = [
        Document(one.key, one.length, one.coders, (), one.spans, (), frozenset({("anna", "y")} if one.key > 3 else ()))
        for one in study(10)
    ]
    found = interval(counted(short), ["x", "y"], seed=7)
    assert (found["x"].kind, found["x"].transcripts) == ("interval", 10)
    assert (found["y"].kind, found["y"].transcripts) == ("leave-one-out", 4)
    assert found["x"] == interval(counted(study(10)), ["x"], seed=7)["x"]


def test_a_transcript_that_one_coder_read_is_not_drawn():
    alone = Document("d", 100, ("anna",), (), {("anna", "x"): [(0, 90)]})
    counts = counted([*study(10), alone, Document("e", 0, ("anna", "bruno"), (), {})])
    assert interval(counts, ["x"], seed=7) == interval(counted(study(10)), ["x"], seed=7)


def test_the_pooled_alpha_has_a_range_too():
    counts = counted(study(4))
    left = [
        pooled(values_of(counts[:one] + counts[one + 1 :], ["x", "y"]).values()).krippendorff_alpha for one in range(4)
    ]
    found = pooled_interval(counts, ["x", "y"], seed=7)
    assert (found.low, found.high) == (pytest.approx(min(left)), pytest.approx(max(left)))
    assert pooled_interval(counts[:2], ["x"], seed=7).reason == "few_transcripts"
    assert pooled_interval(counted([transcript(key, [], []) for key in range(10)]), ["x"], seed=1).reason == "undefined"


def test_counts_that_were_added_up_are_one_transcript():
    counts = counted(study(6))
    assert interval([add(counts[:2]), add(counts[2:4]), add(counts[4:])], ["x"], seed=7)["x"].transcripts == 3
