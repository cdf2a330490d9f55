"""Indicators, emergent codes and saturation, counted by hand in the study of conftest.py."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coding.models import Code, Coding, Recheck
from interviews.models import Member
from tests.factories import make_code
from tests.people import client_of
from tests.reports.conftest import mark
from tests.reports.test_kinds import ADDRESS, declare, said


def rows(name: str, *options: str) -> dict[str, dict]:
    return {row["code"]: row for row in said(name, *options)["rows"]}


@pytest.fixture
def emerged(study, karim: Member, lena: Member) -> Code:
    """`late` was made after the first coding; Karim marked it in the second interview, Lena in none."""
    Coding.objects.update(created_at=timezone.now() - timedelta(days=2))
    study.late.created_at = timezone.now() - timedelta(days=1)
    study.late.save()
    mark(karim, study.group, study.late, "We post at night.")
    return study.late


def test_an_indicator_has_participants_passages_and_negative_cases(study, olga):
    found = rows("indicators", "--branch", "practices", "--basis", "union")
    assert [*found] == ["planning", "posting"]
    assert {name: found["planning"][name] for name in ("n", "of", "passages", "negative", "evidenced")} == {
        "n": 1, "of": 3, "passages": 1, "negative": None, "evidenced": False,
    }  # fmt: skip
    assert (found["posting"]["n"], found["posting"]["negative"], found["posting"]["evidenced"]) == (3, 1, True)


def test_an_indicator_is_counted_under_each_basis_as_its_own_report_counts_it(study, olga):
    bases = rows("indicators", "--branch", "practices", "--basis", "union")["posting"]["bases"]
    assert [*bases] == ["union", "coder:karim", "coder:lena", "intersection", "consensus"]
    for basis, counts in bases.items():
        alone = rows("indicators", "--branch", "practices", "--basis", basis)["posting"]
        assert counts == {"n": alone["n"], "of": alone["of"]}, basis
    assert bases["coder:lena"] == {"n": 1, "of": 1}
    assert bases["intersection"] == {"n": 2, "of": 3}  # Anna's was Lena's alone


def test_how_many_evidence_an_indicator_is_declared(study, olga):
    declare(study.project, evidenced_by=1)
    found = said("indicators", "--branch", "practices", "--basis", "union")
    assert (found["k"], [row["evidenced"] for row in found["rows"]]) == (1, [True, True])
    page = client_of(olga).get(f"{ADDRESS}indicators/?basis=union&branch=practices").content.decode()
    assert "Evidenced by at least 1 participant: Planning, Posting." in page
    assert "Evidenced under some bases and not under others: Planning, Posting." not in page


def test_the_branch_of_the_indicators_is_found_by_its_key(study, olga):
    assert said("indicators")["branch"] == "practices"
    make_code(study.project, "indicators-of-x")
    assert said("indicators")["branch"] == "indicators-of-x"


def test_an_indicator_with_a_scale_has_the_lower_median(study, karim, olga):
    scale = [{"value": value, "en": "x"} for value in (1, 2, 3)]
    branch = make_code(study.project, "indicators")
    strong = make_code(study.project, "strong", parent=branch, rated="passage", scale=scale)
    mark(karim, study.anna, strong, "We plan", rating=3)
    mark(karim, study.group, strong, "We post", rating=2)
    assert rows("indicators", "--basis", "union")["strong"]["rating"] == 2


def test_an_emergent_code_has_its_first_interview(emerged, study, olga):
    found = rows("emergence", "--basis", "union")["late"]
    assert (found["first"], found["first_title"], found["n"], found["of"]) == (2, "Group", 1, 3)
    assert found["since"] == emerged.created_at.date().isoformat()
    page = client_of(olga).get(f"{ADDRESS}emergence/?basis=union").content.decode()
    assert "1 code emerged: Late." in page
    assert "2: Group (Bruno)" in page


def test_what_is_left_to_recheck_is_counted_until_it_is_done(emerged, study, karim, olga):
    emerged.meaning_since = 1
    emerged.save()
    assert rows("emergence", "--basis", "union")["late"]["recheck"] == 2
    for pass_ in karim.assignments.filter(done_at__isnull=False):
        Recheck.objects.create(assignment=pass_, code=emerged, version=1)
    assert rows("emergence", "--basis", "coder:karim")["late"]["recheck"] == 0
    assert rows("emergence", "--basis", "union")["late"]["recheck"] == 1  # Lena's pass over Anna's interview


def test_a_code_marked_emergent_before_the_first_coding_did_not_emerge(study, olga):
    study.late.created_at = timezone.now() - timedelta(days=20)
    study.late.save()
    assert said("emergence")["rows"] == []
    assert "older than the first coding: Late." in client_of(olga).get(f"{ADDRESS}emergence/").content.decode()


def test_new_codes_are_counted_by_interview(emerged, study, olga):
    found = said("saturation", "--basis", "union", "--option", "codes=all", "--option", "base=3", "--option", "run=1")
    assert [(row["interview"], row["transcript"], row["new"], row["all"]) for row in found["rows"]] == [
        (1, "Interview", 3, 3),
        (2, "Group", 1, 4),
    ]
    assert (found["codes"], found["rule"], found["reason"]) == (
        4,
        {"base": 3, "run": 1, "threshold": 5},
        "few_interviews",
    )
    assert said("saturation", "--basis", "union")["codes"] == 1


def test_a_small_group_is_told_no_saturation(emerged, olga):
    options = ("codes=all", "base=3", "run=1")
    found = said("saturation", *(word for option in options for word in ("--option", option)), "--attribute", "sector")
    assert found["by_group"]["private"] == {"interviews": 1, "reached": None, "reason": "few_interviews"}


def test_an_option_that_is_not_offered_is_not_found(study, olga):
    assert client_of(olga).get(f"{ADDRESS}saturation/?base=99").status_code == 404


def test_a_reflexive_study_shows_the_curve_without_its_band(emerged, study, olga):
    declare(study.project, stance="reflexive")
    found = said("saturation", "--basis", "union")
    assert (found["shuffles"], found["reason"], found["seed"]) == (None, None, None)
    page = client_of(olga).get(f"{ADDRESS}saturation/?basis=union").content.decode()
    assert "<polyline" in page
    assert "Guest" not in page
