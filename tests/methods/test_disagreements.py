"""The passages behind the numbers: where, who, how much, and what kind of difference."""

import pytest
from hypothesis import given

from methods.agreement import Document, count, runs, values_of
from tests.methods.oracles import kept, marked
from tests.methods.projects import CODES, patiently, projects

PARENTS = {"practices": None, "planning": "practices", "trust": None}


def text(work, length=100, **more: tuple[tuple[int, int], ...]):
    spans = {(coder, code): found for coder, codes in work.items() for code, found in codes.items()}
    return Document("d1", length, tuple(work), (), spans, **more)


def told(document):
    return [(run.code, run.start, run.end, run.yes, run.no, run.kind) for run in runs(document, PARENTS)]


def test_where_passages_overlap_the_difference_is_one_of_boundaries():
    document = text({"anna": {"trust": [(0, 10)]}, "bruno": {"trust": [(4, 15)]}})
    assert told(document) == [
        ("trust", 0, 4, ("anna",), ("bruno",), "boundary"),
        ("trust", 10, 15, ("bruno",), ("anna",), "boundary"),
    ]


def test_where_passages_only_touch_it_is_one_of_boundaries_too():
    document = text({"anna": {"trust": [(0, 10)]}, "bruno": {"trust": [(10, 15)]}})
    assert [run.kind for run in runs(document, PARENTS)] == ["boundary", "boundary"]


def test_a_passage_apart_is_an_omission():
    document = text({"anna": {"trust": [(0, 10)]}, "bruno": {"trust": [(11, 15)]}})
    assert [run.kind for run in runs(document, PARENTS)] == ["omission", "omission"]


def test_another_code_in_its_place_is_a_substitution():
    document = text({"anna": {"trust": [(0, 10)]}, "bruno": {"planning": [(9, 15)]}})
    assert told(document) == [
        ("trust", 0, 10, ("anna",), ("bruno",), "substitution"),
        ("planning", 9, 15, ("bruno",), ("anna",), "substitution"),
    ]


def test_a_code_above_or_below_is_a_difference_of_depth():
    document = text({"anna": {"practices": [(0, 10)]}, "bruno": {"planning": [(2, 5)], "trust": [(0, 10)]}})
    kinds = {(run.code, run.kind) for run in runs(document, PARENTS)}
    assert kinds == {("practices", "depth"), ("planning", "depth"), ("trust", "substitution")}


def test_one_of_several_who_lack_it_is_enough_for_a_boundary():
    document = text({"anna": {"trust": [(0, 10)]}, "bruno": {"trust": [(0, 12)]}, "chloe": {}})
    assert told(document) == [
        ("trust", 0, 10, ("anna", "bruno"), ("chloe",), "omission"),
        ("trust", 10, 12, ("bruno",), ("anna", "chloe"), "boundary"),
    ]


def test_passages_of_one_coder_that_touch_are_one_run():
    document = text({"anna": {"trust": [(0, 5), (5, 9)]}, "bruno": {"trust": [(9, 12)]}})
    assert told(document)[0] == ("trust", 0, 9, ("anna",), ("bruno",), "boundary")


def test_what_all_have_is_no_disagreement():
    assert runs(text({"anna": {"trust": [(0, 9)]}, "bruno": {"trust": [(0, 9)]}}), PARENTS) == []
    assert runs(text({"anna": {"trust": [(0, 9)]}}), PARENTS) == []
    assert runs(text({"anna": {}, "bruno": {}}), PARENTS) == []


def test_codes_that_are_not_asked_for_are_left_out():
    document = text({"anna": {"gossip": [(0, 10)]}, "bruno": {"trust": [(0, 10)]}})
    assert [(run.code, run.kind) for run in runs(document, PARENTS)] == [("trust", "omission")]


def test_the_weight_is_its_share_of_the_observed_disagreement():
    document = text({"anna": {"trust": [(0, 10)]}, "bruno": {"trust": [(0, 4)]}, "chloe": {}})
    assert [(run.length, run.weight) for run in runs(document, PARENTS)] == [(4, 4 * 2 * 1 / 2), (6, 6 * 1 * 2 / 2)]


def test_what_is_cut_out_carries_no_weight_and_does_not_part_a_passage_that_goes_on():
    document = text({"anna": {"trust": [(5, 25), (40, 45)]}, "bruno": {}}, excluded=((10, 20), (38, 50)))
    assert [(run.start, run.end, run.length, run.weight) for run in runs(document, PARENTS)] == [(5, 25, 10, 10)]


def test_who_could_not_have_used_a_code_is_not_among_those_who_did_not():
    document = Document(
        "d1",
        20,
        ("anna", "bruno", "chloe"),
        (),
        {("anna", "trust"): [(0, 5)]},
        (),
        frozenset({("chloe", "trust"), ("anna", "planning"), ("bruno", "planning")}),
    )
    assert told(document) == [("trust", 0, 5, ("anna",), ("bruno",), "omission")]


def passages(document, coder, code):
    merged = []
    for start, end in sorted(document.spans.get((coder, code), ())):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return merged


def has(document, coder, codes, run):
    """Whether the coder has one of the codes on a part of the run."""
    return any(
        start < run.end and end > run.start and (coder, code) not in document.unlooked
        for code in codes
        for start, end in document.spans.get((coder, code), ())
    )


def slowly(document, run, parents):
    """The kind of a run by its definition."""
    hers = [one for coder in run.yes for one in passages(document, coder, run.code)]
    covering = [one for one in hers if one[0] < run.end and one[1] > run.start]
    others = [one for coder in run.no for one in passages(document, coder, run.code)]
    if any(a <= end and b >= start for a, b in others for start, end in covering):
        return "boundary"
    related = [code for code, above in parents.items() if above == run.code or parents[run.code] == code]
    for kind, codes in (("depth", related), ("substitution", {*parents} - {run.code})):
        if any(has(document, coder, codes, run) for coder in run.no):
            return kind
    return "omission"


@patiently
@given(projects())
def test_runs_carry_the_observed_disagreement_and_say_where_who_and_what_kind(documents):
    parents = {"planning": None, "posting": "planning", "trust": None}
    found = [(document, run) for document in documents for run in runs(document, parents)]
    counts = [count(document, CODES, "character") for document in documents]
    for code, value in values_of(counts, CODES).items():
        weight = sum(run.weight for _, run in found if run.code == code)
        assert weight == pytest.approx(value.disagreement / 2)
    for document, run in found:
        compared = [at for at in kept(document) if run.start <= at < run.end]
        assert run.length == len(compared) > 0
        assert {*run.yes, *run.no} == {one for one in document.coders if (one, run.code) not in document.unlooked}
        for at in compared:
            assert all(at in marked(document, coder, run.code) for coder in run.yes)
            assert not any(at in marked(document, coder, run.code) for coder in run.no)
        assert run.kind == slowly(document, run, parents)
