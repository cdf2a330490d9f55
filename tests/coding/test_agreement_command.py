"""`manage.py agreement`: what it prints is a promise to scripts."""

import json
from io import StringIO

import krippendorff
import pytest
from django.core.management import CommandError, call_command

from interviews.models import Member
from tests.coding.closed_rounds import closed_round
from tests.factories import make_code, make_transcript

V = {
    "units", "prevalence", "percent_agreement", "krippendorff_alpha", "gwet_ac1", "fleiss_kappa", "brennan_prediger",
    "pairs", "undefined",
}  # fmt: skip


@pytest.fixture
def study(lea: Member, karim: Member, lena: Member) -> None:
    """Two rounds of one transcript each; Anna's turns are [5, 13), [14, 22)."""
    practices = make_code(lea.project, "practices", heading=True)
    planning = make_code(lea.project, "planning", parent=practices)
    make_code(lea.project, "trust")
    for number in (1, 2):
        turns = (("Interviewer", "How?"), ("Anna", "We plan."), ("Anna", "We post."))
        transcript = make_transcript(lea.project, *turns, title=f"Talk {number}")
        passages = {karim: [(planning, 5, 13)], lena: [(planning, 5, 10), (planning, 14, 22)][:number]}
        closed_round(lea, {transcript: passages}, computed=number == 1)


def run(*words: str):
    out, err = StringIO(), StringIO()
    call_command("agreement", *words, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def test_it_prints_the_last_closed_round_by_turn(study) -> None:
    found, warnings = run("night-shift", "--json")
    assert (found["round"], found["unit"]) == ("Round 2", "turn")
    assert (found["coders"], found["transcripts"], warnings) == (["karim", "lena"], ["Talk 2"], "")
    assert [row["code"] for row in found["codes"]] == ["practices", "planning", "trust"]
    assert all(row.keys() == V | {"code", "path", "low", "high", "range", "seed"} for row in found["codes"])
    planning = found["codes"][1]
    assert planning["path"] == "Practices > Planning"
    assert planning["krippendorff_alpha"] == pytest.approx(krippendorff.alpha([[1, 0], [1, 1]]))
    assert planning["pairs"]["karim|lena"]["only_second"] == 1
    assert (planning["range"], planning["low"], planning["seed"]) == (None, None, None)


def test_a_parent_is_the_union_of_its_branch(study) -> None:
    found, _ = run("night-shift", "--json")
    practices, planning = found["codes"][:2]
    assert {name: practices[name] for name in V} == {name: planning[name] for name in V}


def test_what_is_undefined_is_null_with_its_reason(study) -> None:
    found, _ = run("night-shift", "--json", "--round", "Round 1", "--unit", "character")
    trust = found["codes"][2]
    assert trust["krippendorff_alpha"] is None
    assert trust["undefined"]["krippendorff_alpha"] == "not_used"
    assert trust["units"] == 16


def test_without_json_it_prints_a_table(study, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("agreement", "night-shift")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t")[:2] == ["code", "alpha"]
    assert lines[3].startswith("Trust\tnot_used\t")


def test_a_round_that_nobody_shared_warns(lea: Member, karim: Member) -> None:
    make_code(lea.project, "trust")
    transcript = make_transcript(lea.project, ("Anna", "We plan."))
    closed_round(lea, {transcript: {karim: []}})
    found, warnings = run("night-shift", "--json")
    assert "nothing is compared" in warnings
    assert found["codes"][0]["undefined"]["krippendorff_alpha"] == "one_coder"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["elsewhere"], "elsewhere: no such project. There are: night-shift."),
        (
            ["night-shift", "--round", "Round 9"],
            "Round 9: no closed round of this name. Closed rounds: Round 2, Round 1.",
        ),
    ],
)
def test_what_is_not_there_is_named(study, words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("agreement", *words)


def test_a_project_without_a_closed_round_says_so(lea: Member) -> None:
    with pytest.raises(CommandError, match="no round is closed. Closed rounds: none yet"):
        call_command("agreement", "night-shift")
