"""The agreement of coders over spans: against counting character by character, libraries, and what must hold always."""

import json
import random
from dataclasses import replace

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score, precision_score, recall_score
from statsmodels.stats.inter_rater import fleiss_kappa

from methods.agreement import BadSpan, Counts, Document, add, count, pooled, rolled_up, values, values_of
from methods.pairs import pair
from tests.methods.oracles import figures, four_counts, kept, table
from tests.methods.projects import CODERS, CODES, patiently, projects

UNITS = ("character", "sentence", "turn", "document")
NAMES = ("prevalence", "percent_agreement", "krippendorff_alpha", "gwet_ac1", "fleiss_kappa", "brennan_prediger")


def text(length, work, *, units=(), key="d1", **more: frozenset[tuple[str, str]]):
    """A transcript with {coder: {code: spans}}."""
    spans = {(coder, code): found for coder, codes in work.items() for code, found in codes.items()}
    return Document(key, length, tuple(work), units, spans, **more)


def by(unit, documents, codes=("x",)):
    return values([count(document, codes, unit) for document in documents], codes[0])


def test_a_passage_by_hand():
    """anna [0, 10) and bruno [5, 15) of 100: n 200, n1 20, D 20; alpha 1 - 199 x 20 / (2 x 20 x 180)."""
    found = by("character", [text(100, {"anna": {"x": [(0, 10)]}, "bruno": {"x": [(5, 15)]}})])
    assert (found.units, found.ratings, found.coded, found.positive, found.disagreement) == (100, 200, 20, 15, 20)
    assert (found.prevalence, found.percent_agreement, found.share) == (0.1, 0.9, 0.1)
    assert found.krippendorff_alpha == pytest.approx(1 - 199 * 20 / (2 * 20 * 180))
    assert found.gwet_ac1 == pytest.approx((0.9 - 0.18) / (1 - 0.18))
    assert found.fleiss_kappa == pytest.approx((0.9 - 0.82) / (1 - 0.82))
    assert found.brennan_prediger == pytest.approx(0.8)
    pair_found = found.pairs["anna", "bruno"]
    assert (pair_found.both, pair_found.only_first, pair_found.only_second, pair_found.neither) == (5, 5, 5, 85)
    assert (pair_found.dice, pair_found.precision, pair_found.recall) == (0.5, 0.5, 0.5)
    assert found.by_coder == {"anna": 10, "bruno": 10}


def test_a_unit_is_coded_when_any_of_its_characters_is():
    document = text(30, {"anna": {"x": [(9, 11)]}, "bruno": {"x": [(0, 1)]}}, units=((0, 10), (10, 20), (22, 30)))
    found = by("turn", [document])
    assert (found.units, found.pairs["anna", "bruno"].both, found.pairs["anna", "bruno"].only_first) == (3, 1, 1)


def test_a_passage_between_the_units_codes_none_of_them():
    found = by("turn", [text(30, {"anna": {"x": [(20, 22)]}, "bruno": {}}, units=((0, 20), (22, 30)))])
    assert (found.units, found.coded) == (2, 0)


def test_a_document_is_one_unit():
    first = text(30, {"anna": {"x": [(9, 11)]}, "bruno": {"x": [(0, 1)]}})
    found = by("document", [first, text(5, {"anna": {}, "bruno": {}})])
    assert (found.units, found.krippendorff_alpha) == (2, 1)


def test_what_is_cut_out_is_in_no_length_and_no_unit():
    document = Document(
        "d1",
        30,
        ("anna", "bruno"),
        ((0, 10), (10, 20), (20, 30)),
        {("anna", "x"): [(5, 25)], ("bruno", "x"): [(12, 14)]},
        ((10, 20), (15, 22)),
    )
    assert (by("character", [document]).units, by("character", [document]).by_coder) == (18, {"anna": 8, "bruno": 0})
    assert (by("turn", [document]).units, by("turn", [document]).coded) == (2, 2)


def test_a_text_that_is_cut_out_altogether_has_nothing_to_compare():
    document = Document("d1", 9, ("anna", "bruno"), ((0, 9),), {("anna", "x"): [(1, 2)]}, ((0, 9),))
    for unit in UNITS:
        found = by(unit, [document])
        assert (found.units, found.transcripts, found.percent_agreement) == (0, 0, None)


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        ([], "no_shared_transcripts"),
        ([text(9, {"anna": {"x": [(0, 3)]}})], "one_coder"),
        ([text(9, {"anna": {}}), text(9, {"bruno": {}})], "no_shared_transcripts"),
        ([text(0, {"anna": {}, "bruno": {}})], "not_used"),
    ],
)
def test_without_a_shared_unit_all_is_undefined_with_one_reason(documents, reason):
    found = by("character", documents)
    assert all(getattr(found, name) is None for name in NAMES)
    assert found.undefined == dict.fromkeys(NAMES, reason)


def test_a_code_that_nobody_used_is_no_evidence_of_agreement():
    found = by("character", [text(9, {"anna": {}, "bruno": {}})])
    assert (found.krippendorff_alpha, found.fleiss_kappa) == (None, None)
    assert found.undefined == {"krippendorff_alpha": "not_used", "fleiss_kappa": "not_used"}
    assert (found.percent_agreement, found.gwet_ac1, found.brennan_prediger) == (1, 1, 1)
    assert {*found.pairs["anna", "bruno"].undefined.values()} == {"not_used"}


def test_a_code_on_everything_does_not_vary():
    found = by("character", [text(9, {"anna": {"x": [(0, 9)]}, "bruno": {"x": [(0, 9)]}})])
    assert found.undefined == {"krippendorff_alpha": "no_variation", "fleiss_kappa": "no_variation"}
    assert (found.gwet_ac1, found.brennan_prediger, found.pairs["anna", "bruno"].dice) == (1, 1, 1)
    assert found.pairs["anna", "bruno"].undefined == {"cohen_kappa": "no_variation"}


def test_who_did_not_submit_has_said_nothing():
    work = {("anna", "x"): [(0, 3)], ("bruno", "x"): [(0, 3)], ("chloe", "x"): [(5, 9)]}
    assert by("character", [Document("d1", 9, ("anna", "bruno"), (), work)]).krippendorff_alpha == 1


def test_a_code_that_a_coder_could_not_have_used_misses_her_alone():
    document = text(
        9,
        {"anna": {"x": [(0, 3)]}, "bruno": {"x": [(0, 3)]}, "chloe": {}},
        unlooked=frozenset({("chloe", "x")}),
    )
    counts = [count(document, ["x", "y"], "character")]
    assert values(counts, "x").krippendorff_alpha == 1
    assert (values(counts, "y").coders, values(counts, "x").coders) == (3, 2)


def test_pairs_without_a_common_transcript_say_so():
    found = values(
        [count(text(9, {"anna": {}, "bruno": {}}), ["x"], "character")], "x", coders=("chloe", "bruno", "anna")
    )
    assert [*found.pairs] == [("chloe", "bruno"), ("chloe", "anna"), ("bruno", "anna")]
    assert {*found.pairs["chloe", "anna"].undefined.values()} == {"no_shared_transcripts"}


def test_the_promised_form():
    found = by("character", [text(9, {"anna": {"x": [(0, 3)]}, "bruno": {}})])
    assert found.as_json() == {
        "units": 9,
        **{name: getattr(found, name) for name in NAMES},
        "pairs": {
            "anna|bruno": {
                "both": 0,
                "only_first": 3,
                "only_second": 0,
                "neither": 6,
                "cohen_kappa": 0,
                "dice": 0,
            }
        },
        "undefined": {},
    }
    nothing = by("character", [text(9, {"anna": {}, "bruno": {}})]).as_json()
    assert nothing["undefined"] == {
        "krippendorff_alpha": "not_used",
        "fleiss_kappa": "not_used",
        "pairs.anna|bruno.cohen_kappa": "not_used",
        "pairs.anna|bruno.dice": "not_used",
    }


def test_a_rare_code_by_character():
    """Ten transcripts of 10,000, prevalence 3.3 %: percent, AC1 and BP applaud the empty text; alpha and Dice look."""
    documents = [text(10_000, {"anna": {"x": [(0, 330)]}, "bruno": {"x": [(170, 500)]}}, key=key) for key in range(10)]
    found = by("character", documents)
    assert (found.prevalence, round(found.percent_agreement, 3)) == (0.033, 0.966)
    assert (round(found.gwet_ac1, 3), round(found.brennan_prediger, 3)) == (0.964, 0.932)
    assert (round(found.krippendorff_alpha, 3), round(found.pairs["anna", "bruno"].dice, 3)) == (0.467, 0.485)


def test_pooled_values_sum_disagreement_and_never_average_coefficients():
    document = text(100, {"anna": {"x": [(0, 10)], "y": [(0, 50)]}, "bruno": {"x": [(5, 15)], "y": [(0, 50)]}})
    found = values_of([count(document, ["x", "y", "z"], "character")], ["x", "y", "z"])
    together = pooled(found.values())
    observed, expected = 20, 2 * 20 * 180 / 199 + 2 * 100 * 100 / 199
    assert (together.codes, together.percent_agreement) == (3, pytest.approx((0.9 + 1 + 1) / 3))
    assert together.krippendorff_alpha == pytest.approx(1 - observed / expected)
    # de Vries et al. 2008: mean observed and mean expected agreement of the three codes.
    po, pe = (0.9 + 1 + 1) / 3, (0.82 + 0.5 + 1) / 3
    assert together.cohen_kappa["anna", "bruno"] == pytest.approx((po - pe) / (1 - pe))


def test_pooled_values_of_what_never_varies_are_undefined():
    nothing = pooled(values_of([count(text(9, {"anna": {}, "bruno": {}}), ["x"], "character")], ["x"]).values())
    assert (nothing.krippendorff_alpha, nothing.cohen_kappa) == (None, {("anna", "bruno"): None})
    nobody = pooled([by("character", [])])
    assert (nobody.codes, nobody.percent_agreement, nobody.krippendorff_alpha) == (0, None, None)


def test_pooled_kappa_leaves_out_a_code_that_the_pair_did_not_both_look_for():
    work = {"anna": {"x": [(0, 3)]}, "bruno": {"x": [(0, 3)]}, "chloe": {}}
    document = text(9, work, unlooked=frozenset({("bruno", "y")}))
    found = pooled(values_of([count(document, ["x", "y"], "character")], ["x", "y"]).values())
    assert found.cohen_kappa["anna", "bruno"] == 1


def test_a_parent_is_the_union_of_what_is_below_it():
    work = {"anna": {"planning": [(0, 4)], "calendar": [(2, 6)]}, "bruno": {"practices": [(0, 6)], "trust": [(0, 1)]}}
    document = text(9, work, unlooked=frozenset({("anna", "trust"), ("bruno", "calendar")}))
    parents = {"practices": None, "planning": "practices", "calendar": "planning"}
    up = rolled_up(document, parents)
    assert up.spans["anna", "practices"] == up.spans["anna", "planning"] == [(0, 4), (2, 6)]
    assert up.spans["bruno", "trust"] == [(0, 1)]
    assert up.unlooked == {("anna", "trust")} | {("bruno", code) for code in parents}
    assert by("character", [replace(up, unlooked=frozenset())], codes=("practices",)).krippendorff_alpha == 1


def test_counts_of_different_units_do_not_add_up():
    document = text(9, {"anna": {}, "bruno": {}})
    with pytest.raises(ValueError, match="these are of character, turn"):
        add([count(document, ["x"], "turn"), count(document, ["x"], "character")])
    with pytest.raises(ValueError, match="these are of none"):
        add([])


def test_a_passage_outside_its_text_is_an_error_that_names_it():
    for span in ((4, 12), (-1, 3), (5, 5), (7, 2)):
        with pytest.raises(BadSpan, match=rf"Document d1: coder anna has x on \[{span[0]}, {span[1]}\)"):
            by("character", [text(10, {"anna": {"x": [(0, 1), span]}})])


def test_more_coders_than_a_number_has_bits():
    coders = [f"c{number:02}" for number in range(70)]
    documents = [
        text(50, {coder: {"x": [(0, 10)] if coder < "c35" else []} for coder in coders}, key=key) for key in (1, 2)
    ]
    counts = [count(document, ["x"], "character") for document in documents]
    found = values([Counts.from_json(json.loads(json.dumps(one.as_json()))) for one in counts], "x")
    assert (found.coded, found.disagreement, len(found.pairs)) == (
        700,
        pytest.approx(20 * 2 * 35 * 35 / 69),
        70 * 69 / 2,
    )


@patiently
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
        two = found.pairs[CODERS[i], CODERS[j]]
        assert (two.both, two.only_first, two.only_second, two.neither) == wanted


@patiently
@given(projects(), st.sampled_from(UNITS), st.sampled_from(CODES))
def test_alpha_is_that_of_the_library_on_the_same_units(documents, unit, code):
    ratings = table(documents, code, CODERS, unit)
    found = values([count(document, CODES, unit) for document in documents], code)
    assume(found.krippendorff_alpha is not None)
    theirs = krippendorff.alpha(reliability_data=ratings, level_of_measurement="nominal")
    assert found.krippendorff_alpha == pytest.approx(theirs, abs=1e-9)


@patiently
@given(projects(), st.sampled_from(CODES))
def test_fleiss_kappa_is_that_of_the_library_where_all_rated_all(documents, code):
    complete = [replace(document, coders=CODERS, unlooked=frozenset()) for document in documents]
    found = by("character", complete, codes=(code,))
    assume(found.fleiss_kappa is not None)
    yes = table(complete, code, CODERS, "character").sum(axis=0)
    counts = np.stack([yes, len(CODERS) - yes], axis=1)
    assert found.fleiss_kappa == pytest.approx(fleiss_kappa(counts), abs=1e-9)
    assert found.brennan_prediger == pytest.approx(fleiss_kappa(counts, method="uniform"), abs=1e-9)


@patiently
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_the_coefficients_of_a_pair_are_those_of_the_library(rated):
    first, second = zip(*rated, strict=True)
    counts = [rated.count(cell) for cell in ((True, True), (True, False), (False, True), (False, False))]
    found = pair(*counts)
    if found.cohen_kappa is not None:
        assert found.cohen_kappa == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)
    for ours, theirs in ((found.dice, f1_score), (found.precision, precision_score), (found.recall, recall_score)):
        if ours is not None:
            assert ours == pytest.approx(theirs(first, second), abs=1e-9)


@patiently
@given(projects(), st.sampled_from(UNITS))
def test_counts_survive_being_kept(documents, unit):
    counts = [count(document, CODES, unit) for document in documents]
    again = [Counts.from_json(json.loads(json.dumps(one.as_json()))) for one in counts]
    assert values_of(again, CODES) == values_of(counts, CODES)
    assert add(again).as_json() == add(counts).as_json()


def shown(documents, unit="character", codes=CODES):
    """Every figure, to 12 digits: sums in another order differ in the last."""
    found = values_of([count(document, codes, unit) for document in documents], codes, coders=CODERS)
    return json.dumps([found[code].as_json() for code in codes], sort_keys=True)


def rounded(words):
    return json.loads(words, parse_float=lambda number: round(float(number), 12))


@patiently
@given(projects(), st.sampled_from(UNITS), st.integers(0, 99))
def test_the_order_of_coders_transcripts_spans_and_codes_leaves_no_trace(documents, unit, seed):
    chance = random.Random(seed)  # noqa: S311  # not a secret
    mixed = []
    for document in documents:
        entries = [(key, chance.sample(found, len(found))) for key, found in document.spans.items()]
        chance.shuffle(entries)
        coders = chance.sample(document.coders, len(document.coders))
        mixed.append(replace(document, spans=dict(entries), coders=tuple(coders)))
    chance.shuffle(mixed)
    assert rounded(shown(mixed, unit)) == rounded(shown(documents, unit))
    one, other = (
        add([count(document, codes, unit) for document in found])
        for found, codes in ((mixed, CODES[::-1]), (documents, CODES))
    )
    assert one.as_json() == other.as_json()


@patiently
@given(projects(most=1))
def test_splitting_a_transcript_where_nothing_is_coded_changes_nothing_by_character(documents):
    whole = replace(documents[0], excluded=())
    coded = {at for found in whole.spans.values() for start, end in found for at in range(start + 1, end)}
    free = [at for at in range(1, whole.length) if at not in coded]
    assume(free)
    at = free[len(free) // 2]
    parts = [
        replace(
            whole,
            key=key,
            length=end - start,
            spans={
                name: [(a - start, b - start) for a, b in found if start <= a and b <= end]
                for name, found in whole.spans.items()
            },
        )
        for key, start, end in ((0, 0, at), (1, at, whole.length))
    ]
    assert rounded(shown(parts)) == rounded(shown([whole]))


@patiently
@given(projects(), st.integers(2, 9))
def test_scaling_all_coordinates_leaves_unit_means(documents, scale):
    scaled = [
        replace(
            document,
            length=document.length * scale,
            spans={name: [(a * scale, b * scale) for a, b in found] for name, found in document.spans.items()},
            excluded=tuple((a * scale, b * scale) for a, b in document.excluded),
        )
        for document in documents
    ]
    for code in CODES:
        one, other = by("character", documents, codes=(code,)), by("character", scaled, codes=(code,))
        for name in ("prevalence", "percent_agreement", "gwet_ac1", "fleiss_kappa", "brennan_prediger"):
            value = getattr(one, name)
            assert getattr(other, name) == (None if value is None else pytest.approx(value))


@patiently
@given(projects(), st.sampled_from(UNITS))
def test_identical_coders_agree_perfectly_or_nothing_varies(documents, unit):
    alike = [
        replace(
            document,
            unlooked=frozenset(),
            spans={(coder, code): document.spans.get(("anna", code), []) for coder in CODERS for code in CODES},
        )
        for document in documents
    ]
    for code in CODES:
        assert by(unit, alike, codes=(code,)).krippendorff_alpha in {1.0, None}


@patiently
@given(projects(), st.sampled_from(UNITS))
def test_a_coder_who_marks_nothing_agrees_with_one_who_does_no_more_than_by_chance(documents, unit):
    two = [
        replace(
            document,
            coders=("anna", "bruno"),
            unlooked=frozenset(),
            spans={("anna", code): document.spans.get(("anna", code), []) for code in CODES},
        )
        for document in documents
    ]
    for code in CODES:
        alpha = by(unit, two, codes=(code,)).krippendorff_alpha
        assert alpha is None or alpha <= 0


@patiently
@given(projects(), st.sampled_from(UNITS))
def test_a_coder_who_never_submits_changes_nothing(documents, unit):
    more = [
        replace(one, spans={**one.spans, ("dora", "planning"): [(0, 1)] if one.length else []}) for one in documents
    ]
    assert shown(more, unit) == shown(documents, unit)


@patiently
@given(projects(), st.sampled_from(UNITS))
def test_the_names_of_codes_do_not_matter(documents, unit):
    new = dict(zip(CODES, (3, 1, 2), strict=True))
    renamed = [
        replace(
            document,
            spans={(coder, new[code]): found for (coder, code), found in document.spans.items()},
            unlooked=frozenset((coder, new[code]) for coder, code in document.unlooked),
        )
        for document in documents
    ]
    assert rounded(shown(renamed, unit, tuple(new.values()))) == rounded(shown(documents, unit))


def test_the_oracle_cuts_what_the_engine_cuts():
    assert kept(Document("d1", 5, (), (), {}, ((1, 3),))) == [0, 3, 4]
