"""The agreement of coders over spans: against published figures, libraries, and counting character by character."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.agreement import BadSpan, Counts, Document, add, count, runs, values, values_of
from tests.methods.oracles import figures, four_counts, kept, marked, table
from tests.methods.projects import CODERS, CODES, projects

UNITS = ("character", "sentence", "turn", "document")
NAMES = ("prevalence", "percent_agreement", "krippendorff_alpha", "gwet_ac1", "fleiss_kappa", "brennan_prediger")


@given(projects(), st.sampled_from(UNITS), st.sampled_from(CODES))
def test_the_sweep_gives_what_counting_each_character_gives(documents, unit, code):
    ratings = table(documents, code, CODERS, unit)
    found = values([count(document, CODES, unit) for document in documents], code, coders=CODERS)
    expected = figures(ratings)
    assert found.units == expected["units"]
    for name in NAMES:
        wanted = expected.get(name)
        assert getattr(found, name) == (wanted if wanted is None else pytest.approx(wanted, abs=1e-9))
        assert (name in found.undefined) == (wanted is None)
    for (i, j), wanted in four_counts(ratings).items():
        pair = found.pairs[CODERS[i], CODERS[j]]
        assert (pair.both, pair.only_first, pair.only_second, pair.neither) == wanted


@given(projects())
def test_runs_carry_the_observed_disagreement_and_say_who(documents):
    parents = {"planning": None, "posting": "planning", "trust": None}
    found = [(document, run) for document in documents for run in runs(document, parents)]
    counts = [count(document, CODES, "character") for document in documents]
    for code, value in values_of(counts, CODES).items():
        weight = sum(run.weight for _, run in found if run.code == code)
        assert weight == pytest.approx(value.disagreement / 2)
    for document, run in found:
        compared = [at for at in kept(document) if run.start <= at < run.end]
        assert run.length == len(compared) > 0
        for at in compared:
            assert all(at in marked(document, coder, run.code) for coder in run.yes)
            assert not any(at in marked(document, coder, run.code) for coder in run.no)


@given(projects(), st.sampled_from(UNITS))
def test_counts_survive_being_kept(documents, unit):
    counts = [count(document, CODES, unit) for document in documents]
    again = [Counts.from_json(json.loads(json.dumps(one.as_json()))) for one in counts]
    assert values_of(again, CODES) == values_of(counts, CODES)
    assert add(again).as_json() == add(counts).as_json()


def test_a_passage_outside_its_text_is_an_error_that_names_it():
    document = Document("d1", 10, ("anna",), (), {("anna", "trust"): [(4, 12)]})
    with pytest.raises(BadSpan, match=r"Document d1: coder anna has trust on \[4, 12\)"):
        count(document, ["trust"], "character")
