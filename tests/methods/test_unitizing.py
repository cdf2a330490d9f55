"""Krippendorff's family for unitizing: the published example, and segment by segment the slow way."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.continuum import Document
from methods.spans import union
from methods.unitizing import (
    Lengths,
    OverlappingCodes,
    add_lengths,
    unitize,
    unitize_each,
    unitizing,
)
from tests.methods.oracles import kept
from tests.methods.projects import CODES, patiently, projects

# Krippendorff 2019, figure 12.11: three observers, a continuum of 60; half-open here.
ALEX = {1: [(0, 7)], 2: [(7, 13)], 5: [(30, 32)], 6: [(32, 37), (37, 44)], 7: [(44, 60)]}
PAUL = {1: [(0, 7)], 3: [(7, 13)], 5: [(13, 21)], 6: [(32, 44)]}
SUZAN = {1: [(0, 7)], 4: [(7, 13)], 5: [(13, 21)], 6: [(32, 37), (37, 41), (41, 44)]}


def text(length, work, key="d1"):
    spans = {(coder, code): found for coder, codes in work.items() for code, found in codes.items()}
    return Document(key, length, tuple(work), (), spans)


def test_the_published_example():
    """Krippendorff 2019, section 12.6: u .510, |u .413, cu .724; (k)u 1 for 1, 5, 6, 0 for 2, 3, 4; coverage 8/18."""
    found = unitizing([unitize(text(60, {"alex": ALEX, "paul": PAUL, "suzan": SUZAN}), range(1, 8))])
    assert found.u_alpha == pytest.approx(0.50998, abs=5e-6)
    assert found.u_alpha_binary == pytest.approx(0.41360, abs=5e-6)
    assert found.cu_alpha == pytest.approx(0.72417, abs=5e-6)
    assert found.ku_alpha == {1: 1, 2: 0, 3: 0, 4: 0, 5: 1, 6: 1, 7: None}
    assert found.ku_coverage == {1: 1, 2: 1, 3: 1, 4: 1, 5: pytest.approx(8 / 18), 6: 1, 7: 0}
    assert (found.undefined, found.undefined_of) == ({}, {7: "never_met"})


def test_segments_of_one_code_that_touch_stay_two_and_those_that_overlap_are_one():
    two = unitize(text(10, {"anna": {"k": [(0, 3), (3, 6)]}, "bruno": {}}), ["k"])
    one = unitize(text(10, {"anna": {"k": [(0, 4), (3, 6)]}, "bruno": {}}), ["k"])
    assert (two.values["k"].squares, one.values["k"].squares) == (18, 36)


def test_two_codes_of_one_coder_on_a_passage_are_refused_by_name_and_place():
    document = text(20, {"anna": {"x": [(2, 9)], "y": [(6, 12)]}, "bruno": {}}, "d7")
    with pytest.raises(OverlappingCodes, match=r"Document d7: coder anna has both x and y on \[6, 9\)"):
        unitize(document, ["x", "y"])


def test_each_code_by_itself_may_lie_on_others():
    document = text(20, {"anna": {"x": [(2, 9)], "y": [(6, 12)]}, "bruno": {"x": [(2, 9)], "y": [(0, 3)]}})
    found = unitize_each(document, ["x", "y"])
    assert unitizing([found["x"]]).u_alpha == 1
    assert unitizing([found["y"]]).u_alpha < 0


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        ([text(9, {"anna": {"k": [(0, 3)]}})], "one_coder"),
        ([text(9, {"anna": {"k": [(0, 3)]}}), text(9, {"bruno": {}})], "no_shared_transcripts"),
        ([], "no_shared_transcripts"),
        ([text(9, {"anna": {}, "bruno": {}})], "not_used"),
        ([text(9, {"anna": {"k": [(0, 9)]}, "bruno": {"k": [(0, 9)]}})], "no_variation"),
    ],
)
def test_what_is_undefined_has_its_reason(documents, reason):
    found = unitizing([unitize(document, ["k"]) for document in documents])
    assert found.undefined == dict.fromkeys(("u_alpha", "u_alpha_binary", "cu_alpha"), reason)
    assert {*found.undefined_of.values()} <= {reason}


def test_coders_whose_segments_never_meet_cannot_be_compared_in_what_they_say():
    found = unitizing([unitize(text(9, {"anna": {"x": [(0, 3)]}, "bruno": {"y": [(5, 8)]}}), ["x", "y"])])
    assert found.undefined == {"cu_alpha": "never_met"}
    assert found.undefined_of == {"x": "never_met", "y": "never_met"}


def test_a_coder_who_could_not_have_used_one_of_the_codes_is_missing():
    document = text(9, {"anna": {"x": [(0, 3)]}, "bruno": {"x": [(0, 3)]}, "chloe": {"x": [(5, 6)]}})
    short = Document("d1", 9, document.coders, (), document.spans, (), frozenset({("chloe", "y")}))
    assert unitize(short, ["x", "y"]).readers == {("anna", "bruno")}
    assert unitizing([unitize(short, ["x", "y"])]).u_alpha == 1


def exclusive(document, coder, codes):
    """A coder's segments, cut so that none lies on another: (start, end, code) on the continuum."""
    at = {place: index for index, place in enumerate(kept(document))}
    taken, found = set(), []
    for code in codes:
        for start, end in union(document.spans.get((coder, code), ())):
            here = [at[place] for place in range(start, end) if place in at and at[place] not in taken]
            if here and here == [*range(here[0], here[-1] + 1)]:
                taken.update(here)
                found.append((here[0], here[-1] + 1, code))
    return found


def slowly(segmented, codes):
    """The matrices of observed and expected coincidences, segment by segment (Krippendorff et al. 2016)."""
    gap = "gap"
    observed, squares, star_squares = {}, dict.fromkeys([*codes, gap], 0.0), dict.fromkeys(codes, 0.0)
    for length, of_coder in segmented:
        m = len(of_coder)
        lines = []
        for segments in of_coder:
            line = [gap] * length
            for start, end, code in segments:
                line[start:end] = [code] * (end - start)
                squares[code] += (end - start) ** 2
            squares[gap] += line.count(gap)
            lines.append(line)
        for i, j in permutations(range(m), 2):
            for c, k in zip(lines[i], lines[j], strict=True):
                observed[c, k] = observed.get((c, k), 0) + 1 / (m - 1)
        for i, segments in enumerate(of_coder):
            for start, end, code in segments:
                met = sum(lines[j][at] != gap for j in range(m) if j != i for at in range(start, end)) / (m - 1)
                star_squares[code] += met**2
    return observed, squares, star_squares


def alpha_of(observed, values, square, cells):
    """Observed over expected coincidences in these cells, None when none are expected."""
    row = {c: sum(observed.get((c, k), 0) for k in values) for c in values}
    size = sum(row.values())
    if size < 1e-9:
        return None
    pairs = size - sum(square.values()) / size
    unlike = sum((row[c] * row[k] - (square[c] if c == k else 0)) / pairs for c, k in cells)
    return None if unlike < 1e-9 else 1 - sum(observed.get(cell, 0) for cell in cells) / unlike


def family(observed, squares, star_squares, codes):
    everything = [*codes, "gap"]
    return (
        alpha_of(observed, everything, squares, [(c, k) for c in everything for k in everything if c != k]),
        alpha_of(observed, everything, squares, [(c, "gap") for c in codes]),
        alpha_of(observed, codes, star_squares, [(c, k) for c in codes for k in codes if c != k]),
    )


@patiently
@given(projects(most=3))
def test_the_sweep_gives_what_going_segment_by_segment_gives(documents):
    segmented, cleaned = [], []
    for document in documents:
        length = len(kept(document))
        work = {coder: exclusive(document, coder, CODES) for coder in document.coders}
        spans = {
            (coder, code): [(start, end) for start, end, has in segments if has == code]
            for coder, segments in work.items()
            for code in CODES
        }
        cleaned.append(Document(document.key, length, document.coders, (), spans))
        if len(work) > 1:
            segmented.append((length, [*work.values()]))
    found = unitizing([unitize(document, CODES) for document in cleaned])
    expected = family(*slowly(segmented, CODES), CODES)
    for ours, wanted in zip((found.u_alpha, found.u_alpha_binary, found.cu_alpha), expected, strict=True):
        assert ours == (None if wanted is None else pytest.approx(wanted, abs=1e-9))


@patiently
@given(projects(most=3), st.sampled_from(CODES))
def test_a_code_by_itself_is_a_group_of_one(documents, code):
    each = [unitize_each(document, CODES)[code] for document in documents]
    alone = [unitize(document, [code]) for document in documents]
    assert unitizing(each) == unitizing(alone)
    assert [Lengths.from_json(one.as_json()) for one in each] == each
    assert add_lengths([add_lengths(each[:1]), *each[1:]]) == add_lengths(each)


def test_no_code_is_no_family():
    assert unitizing([unitize(text(9, {"anna": {}, "bruno": {}}), [])]).undefined["u_alpha"] == "not_used"
