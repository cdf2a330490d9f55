"""The figures of a closed round: through the database, they are what counting each character gives."""

from collections.abc import Mapping
from uuid import uuid4

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from coding.models import Code, CodingState, Disagreement, Round, Tally
from coding.queries.agreement_results import results_of
from coding.services.agreement import compute
from interviews.jobs import start_job
from interviews.models import Member, Project, Transcript
from tests.coding.closed_rounds import closed_round, coded, submitted
from tests.factories import make_code, make_transcript

# The interviewer's turns are [0, 12) and [64, 71), Anna's [13, 63) and [72, 115).
TURNS = (
    ("Interviewer", "How is that?"),
    ("Anna", "We plan first. Then we post, and people answer us."),
    ("Interviewer", "Really?"),
    ("Anna", "They do. Every day, and we answer them too."),
)


@pytest.fixture
def codes(project: Project) -> dict[str, Code]:
    practices = make_code(project, "practices", heading=True)
    return {
        "practices": practices,
        "planning": make_code(project, "planning", parent=practices),
        "posting": make_code(project, "posting", parent=practices),
        "trust": make_code(project, "trust"),
    }


@pytest.fixture
def transcripts(project: Project) -> list[Transcript]:
    return [make_transcript(project, *TURNS, title=f"Interview {number}") for number in range(1, 4)]


@pytest.fixture
def round_(
    lea: Member, karim: Member, lena: Member, olga: Member, codes: dict[str, Code], transcripts: list[Transcript]
) -> Round:
    """Karim and Lena on all three, Olga on the first two; she submitted the second without a coding."""
    planning, posting, trust = codes["planning"], codes["posting"], codes["trust"]
    first, second, third = transcripts
    return closed_round(
        lea,
        {
            first: {
                karim: [(planning, 13, 27), (posting, 28, 62)],
                lena: [(planning, 13, 40), (trust, 71, 79)],
                olga: [(planning, 20, 27), (posting, 71, 113)],
            },
            second: {karim: [(planning, 13, 62)], lena: [(planning, 5, 62)], olga: []},
            third: {karim: [(posting, 80, 113)], lena: [(posting, 90, 113), (planning, 13, 20)]},
        },
    )


SPEECH = [*range(13, 63), *range(72, 115)]


def by_character(round_: Round, coders: list[Member], keys: set[str]) -> np.ndarray:
    """Coders x characters of all transcripts' speech: 1, 0, or nan where she did not submit."""
    rows = []
    for coder in coders:
        row: list[float] = []
        for transcript in Transcript.objects.order_by("position"):
            pass_ = transcript.assignments.filter(coder=coder, round=round_).first()
            states = [*CodingState.objects.filter(coding__assignment=pass_, code__key__in=keys)] if pass_ else []
            marked = {at for state in states for at in range(state.start, state.end)}
            row += [float(at in marked) if pass_ else np.nan for at in SPEECH]
        rows.append(row)
    return np.array(rows)


@pytest.mark.parametrize(
    ("code", "keys"), [("planning", {"planning"}), ("posting", {"posting"}), ("practices", {"planning", "posting"})]
)
def test_alpha_by_character_is_that_of_the_library(
    round_: Round, codes: dict[str, Code], karim: Member, lena: Member, olga: Member, code: str, keys: set[str]
) -> None:
    ratings = by_character(round_, [karim, lena, olga], keys)
    found = results_of(round_.snapshot).code(codes[code].pk, "character").values
    expected = krippendorff.alpha(reliability_data=ratings, level_of_measurement="nominal")
    assert found.krippendorff_alpha == pytest.approx(expected, abs=1e-12)
    assert found.units == 3 * len(SPEECH)
    both = ~np.isnan(ratings[:2]).any(axis=0)
    kappa = cohen_kappa_score(ratings[0][both], ratings[1][both])
    assert found.pairs[karim.pk, lena.pk].cohen_kappa == pytest.approx(kappa, abs=1e-12)


def test_a_turn_is_coded_when_any_of_it_is(round_: Round, codes: dict[str, Code], karim: Member, lena: Member) -> None:
    found = results_of(round_.snapshot).code(codes["planning"].pk, "turn").values
    assert (found.transcripts, found.units, found.ratings, found.coded) == (3, 6, 16, 6)
    assert found.pairs[karim.pk, lena.pk].both == 2
    assert found.pairs[karim.pk, lena.pk].only_second == 1


def test_units_and_ratings_are_those_of_the_participants_speech(round_: Round) -> None:
    strip = results_of(round_.snapshot).each("turn")
    assert [(one["units"], one["ratings"]) for one in strip] == [(2, 6), (2, 6), (2, 4)]
    assert [one["units"] for one in results_of(round_.snapshot).each("sentence")] == [4, 4, 4]


def test_a_code_that_nobody_used_is_undefined_with_its_reason(
    lea: Member, codes: dict[str, Code], round_: Round
) -> None:
    results = results_of(round_.snapshot)
    trust = results.code(codes["trust"].pk, "turn").values
    assert trust.krippendorff_alpha is not None
    assert results.counted(codes["trust"].pk, "document").values.undefined == {}


def test_three_transcripts_give_a_range_and_no_probability(round_: Round, codes: dict[str, Code]) -> None:
    found = results_of(round_.snapshot).code(codes["planning"].pk, "turn")
    assert (found.range.kind, found.range.seed, found.range.p_below_667) == ("leave-one-out", None, None)
    assert found.without is not None


def test_disagreements_are_numbered_by_their_weight(round_: Round, codes: dict[str, Code]) -> None:
    found = [*Disagreement.objects.filter(round=round_).order_by("number")]
    assert [one.number for one in found] == [*range(1, len(found) + 1)]
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert sum(one.share for one in found) == pytest.approx(1)
    results = results_of(round_.snapshot)
    for key in ("planning", "posting", "trust"):
        alone = results.counted(codes[key].pk, "character").values
        weight = sum(one.weight for one in found if one.code_id == codes[key].pk)
        assert weight == pytest.approx(alone.disagreement / 2)
    assert results.disagreements["number"] == len(found)


def test_a_disagreement_tells_what_each_who_submitted_marked(
    round_: Round, codes: dict[str, Code], transcripts: list[Transcript], karim: Member, lena: Member, olga: Member
) -> None:
    one = Disagreement.objects.get(round=round_, transcript=transcripts[0], code=codes["planning"])
    assert (one.start, one.end, one.kind) == (13, 40, "boundary")
    assert {side["coder"]: side["spans"] for side in one.sides} == {
        karim.pk: [[13, 27]], lena.pk: [[13, 40]], olga.pk: [[20, 27]],
    }  # fmt: skip
    second = Disagreement.objects.get(round=round_, transcript=transcripts[1])
    assert {side["coder"]: side["spans"] for side in second.sides}[olga.pk] == []


def test_computing_twice_gives_the_same_numbers(round_: Round) -> None:
    snapshot = round_.snapshot
    before, listed = snapshot.results, [*Disagreement.objects.values_list("number", "start", "code", "weight")]
    compute(snapshot)
    assert snapshot.results == before
    # A worker that was stopped before the end has left rows, and no results.
    snapshot.results = None
    snapshot.save()
    compute(snapshot)
    assert snapshot.results == before
    assert [*Disagreement.objects.values_list("number", "start", "code", "weight")] == listed
    assert Tally.objects.filter(snapshot=snapshot).count() == 12


def test_what_is_coded_after_the_round_closed_moves_nothing(
    lea: Member, karim: Member, lena: Member, codes: dict[str, Code], transcripts: list[Transcript]
) -> None:
    first = transcripts[0]
    work: Mapping = {first: {karim: [(codes["planning"], 13, 27)], lena: [(codes["planning"], 13, 30)]}}
    round_ = closed_round(lea, work, computed=False)
    pass_ = first.assignments.get(coder=karim)
    coded(pass_, codes["planning"], 71, 79)
    CodingState.objects.filter(coding__coder=lena).update(died=lea.project.revision + 10)
    submitted(first, lena, [(codes["trust"], 13, 20)])
    compute(round_.snapshot)
    found = results_of(round_.snapshot).code(codes["planning"].pk, "character").values
    assert found.coded == 14 + 17


def test_a_code_newer_than_done_is_not_a_no(
    lea: Member, karim: Member, lena: Member, codes: dict[str, Code], transcripts: list[Transcript]
) -> None:
    Code.objects.filter(key="trust").update(meaning_since=1)
    round_ = closed_round(lea, {transcripts[0]: {karim: [], lena: [(codes["trust"], 13, 20)]}}, computed=False)
    snapshot = round_.snapshot
    snapshot.document["passes"][0]["codebook_version"] = 0
    snapshot.save()
    compute(snapshot)
    trust = results_of(snapshot).code(codes["trust"].pk, "turn").values
    assert trust.krippendorff_alpha is None
    assert trust.undefined["krippendorff_alpha"] == "one_coder"


def test_a_round_without_a_shared_transcript_has_no_figures(
    lea: Member, karim: Member, lena: Member, codes: dict[str, Code], transcripts: list[Transcript]
) -> None:
    work = {transcripts[0]: {karim: [(codes["planning"], 13, 20)]}, transcripts[1]: {lena: []}}
    round_ = closed_round(lea, work)
    found = results_of(round_.snapshot).code(codes["planning"].pk, "turn").values
    assert found.undefined["krippendorff_alpha"] == "no_shared_transcripts"
    assert not Disagreement.objects.exists()


def test_a_round_in_which_nobody_submitted_is_computed_too(lea: Member, codes: dict[str, Code]) -> None:
    round_ = closed_round(lea, {})
    assert results_of(round_.snapshot).coders == ()


def test_the_job_computes_and_is_done_in_one_step(lea: Member, karim: Member, codes: dict[str, Code]) -> None:
    round_ = closed_round(lea, {}, computed=False)
    start = {"project": lea.project, "user": lea.user, "kind": "agreement", "op": uuid4()}
    job = start_job(**start, payload={"snapshot": round_.snapshot.pk})
    job.refresh_from_db()
    round_.snapshot.refresh_from_db()
    assert job.state == "done"
    assert round_.snapshot.results is not None
