"""Agreement on sets of codes: the distances by hand, and the sweep against going character by character."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods import codesets
from methods.codesets import SetCounts, add_sets, count_sets, jaccard, masi, set_values
from methods.continuum import Document
from tests.methods.oracles import kept, marked
from tests.methods.projects import CODES, patiently, projects


@pytest.mark.parametrize(
    ("left", "right", "of_masi", "of_jaccard"),
    [
        ("", "", 0, 0),
        ("ab", "ba", 0, 0),
        ("a", "ab", 1 - 1 / 2 * 2 / 3, 1 / 2),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3, 2 / 3),
        ("a", "b", 1, 1),
        ("", "a", 1, 1),
    ],
)
def test_the_distance_of_two_sets(left, right, of_masi, of_jaccard):
    """Passonneau 2006, section 3: 1 - J M, with M 1, 2/3, 1/3 and 0; two empty sets are equal."""
    assert masi(left, right) == pytest.approx(of_masi)
    assert jaccard(left, right) == pytest.approx(of_jaccard)


def slowly(documents, distance):
    """Alpha of what each coder has on each character, from its definition."""
    units = []
    for document in documents:
        short = {coder for coder, _code in document.unlooked}
        coders = [coder for coder in document.coders if coder not in short]
        if len(coders) > 1:
            sets = {(coder, code): marked(document, coder, code) for coder in coders for code in CODES}
            units += [
                [frozenset(code for code in CODES if at in sets[coder, code]) for coder in coders]
                for at in kept(document)
            ]
    given_sets = [one for unit in units for one in unit]
    observed = sum(
        distance(a, b) / (len(unit) - 1)
        for unit in units
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
        if i != j
    )
    different = sorted(map(sorted, {*given_sets}))
    often = {tuple(one): given_sets.count(frozenset(one)) for one in different}
    expected = sum(often[a] * often[b] * distance(a, b) for a in often for b in often)
    return 1 - (len(given_sets) - 1) * observed / expected if expected else None


@patiently
@given(projects(most=3))
def test_the_sweep_gives_what_going_by_character_gives(documents):
    found = set_values(count_sets(document, CODES) for document in documents)
    for ours, distance in ((found.masi_alpha, masi), (found.jaccard_alpha, jaccard)):
        wanted = slowly(documents, distance)
        assert ours == (None if wanted is None else pytest.approx(wanted, abs=1e-9))
    assert (found.reason is None) == (found.masi_alpha is not None)


@patiently
@given(projects(most=3))
def test_counts_of_sets_survive_being_kept_and_add_up(documents):
    counts = [count_sets(document, CODES) for document in documents]
    again = [SetCounts.from_json(one.as_json()) for one in counts]
    assert [one.as_json() for one in again] == [one.as_json() for one in counts]
    assert set_values([add_sets(again)]) == set_values(counts)


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        ([{"anna": []}], "one_coder"),
        ([{"anna": []}, {"bruno": []}], "no_shared_transcripts"),
        ([], "no_shared_transcripts"),
        ([{"anna": [], "bruno": []}], "not_used"),
        ([{"anna": [(0, 5)], "bruno": [(0, 5)]}], "no_variation"),
    ],
)
def test_what_is_undefined_has_its_reason(work, reason):
    documents = [
        Document(key, 5, tuple(spans), (), {(coder, "trust"): found for coder, found in spans.items()})
        for key, spans in enumerate(work)
    ]
    found = set_values(count_sets(document, CODES) for document in documents)
    assert (found.masi_alpha, found.jaccard_alpha, found.reason) == (None, None, reason)


def test_more_codes_than_fit_into_one_number():
    codes = [*range(70)]
    spans = {("anna", code): [(code, code + 9)] for code in codes}
    spans |= {("bruno", code): [(code, code + 8)] for code in codes if code != 3}
    found = count_sets(Document("d1", 90, ("anna", "bruno"), (), spans), codes)
    assert found.sets[(*range(60, 69),)] == 1
    assert sum(found.sets.values()) == 180


@patiently
@given(st.integers(0, 2**32 - 1))
def test_distinct_sets_in_several_blocks_are_those_in_one(seed):
    chance = np.random.default_rng(seed)
    sets = {
        tuple(np.flatnonzero(chance.integers(0, 2, size=6)).tolist()): int(chance.integers(1, 9)) for _time in range(30)
    }
    expected = codesets._expected(sets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codesets, "AT_ONCE", 3)
        assert codesets._expected(sets) == pytest.approx(expected)
