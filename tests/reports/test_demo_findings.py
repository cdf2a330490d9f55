"""The twelve findings of the demo study: their counts are those of its plan, and what depends on who coded says so."""

import json
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from coding.demo import study
from coding.services.demo import KEY, load_demo
from interviews.models import Member
from reports.forms.asked import basis_asked
from reports.models import ChosenQuote, Finding, FindingQuote
from reports.queries.basis.bases import bases_for
from reports.queries.counts.cells import cells_under
from reports.queries.findings.findings import Standings, Today, findings_of, sensitivity
from reports.services.demo import declare_demo, find_demo

CULTURE = ("social-media-culture/sector:private", "social-media-culture/sector:public")
COUNTS = json.loads((study.HERE / "counts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The study with what it declared and found, loaded once for all tests of this file."""
    with django_db_blocker.unblock():
        load_demo(password="a long password")
        declare_demo(KEY)
        find_demo(KEY)
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def lead(loaded: None, db: None) -> Member:
    return Member.objects.select_related("project", "user").get(project__key=KEY, user__username="helene")


@pytest.fixture
def found(lead: Member) -> dict[int, Standings]:
    return {one.finding.number: one for one in findings_of(lead)}


def test_all_twelve_hold_under_consensus_in_both_languages(found):
    assert {number: one.under.verdict.outcome for number, one in found.items()} == dict.fromkeys(range(1, 13), "holds")
    assert all(one.finding.claim_en and one.finding.claim_fr and not one.stale for one in found.values())
    assert {one.finding.basis for one in found.values()} == {"consensus"}


@pytest.mark.parametrize("basis", ["union", "consensus"])
def test_the_cells_are_those_of_the_plan(lead, basis):
    cells = cells_under(lead, basis_asked(basis, reader=lead))
    wanted = {f"{code}/sector:{group}": n for code, by in COUNTS[basis].items() for group, n in by.items()}
    assert {key: cell.n for key, cell in cells.of(wanted).items()} == wanted


def test_the_sample_is_that_of_the_plan(found):
    counts = {key: (cell.n, cell.of) for key, cell in found[1].under.cells.items()}
    assert counts == {
        "*/sector:private": (12, 19),
        "*/sector:public": (7, 19),
        "*/city:quebec": (13, 19),
        "*/city:montreal": (6, 19),
    }


def test_digital_presence_flips_under_coder_a_and_says_so(lead, found):
    outcomes = {one.key: one.verdict.outcome for one in sensitivity(Today(lead), found[3], bases_for(lead))}
    assert outcomes == {
        "coder:amelie": "fails",
        "coder:thomas": "holds",
        "union": "holds",
        "intersection": "fails",
        "consensus": "holds",
    }


def test_differences_are_as_strong_as_their_counts(found):
    assert {number: found[number].strength for number in (3, 4, 10)} == dict.fromkeys((3, 4, 10), "very_marked")
    assert found[7].strength is None  # a claim about A, not about shares


@pytest.mark.parametrize(("basis", "agreement"), [("union", 0.75), ("consensus", 0.8)])
def test_culture_is_polarised_in_public_under_the_union_and_under_consensus(lead, basis, agreement):
    """Two of the twelve private ones stay open under consensus, where the coders differ and nobody decided."""
    private, public = cells_under(lead, basis_asked(basis, reader=lead)).of(CULTURE).values()
    assert round(private.measures["agreement"], 2) == agreement
    assert round(public.measures["agreement"], 2) == -0.69


def test_a_finding_has_quotes_and_negative_cases(loaded, db):
    roles = Finding.objects.get(number=3).quotes.values_list("role", flat=True)
    assert sorted(roles) == ["against", "supports", "supports"]


def test_the_quotes_of_findings_are_kept_for_their_codes_too(lead):
    kept = ChosenQuote.objects.visible_to(lead).living()
    quoted = FindingQuote.objects.filter(finding__project=lead.project)
    places = ("participant", "text", "start", "end")
    assert {*kept.values_list(*places)} == {*quoted.values_list(*places)}
    assert kept.exists()
