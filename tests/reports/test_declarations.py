"""What a study declares before it looks: a new row each time, with its reason, by those who lead."""

import pytest

from interviews.models import Member, Project, Revision
from methods.strength import DEFAULT, Cuts
from reports.models import Declaration
from reports.queries.study.declared import declared
from tests.people import client_of

URL = "/projects/night-shift/reports/declaration/"
FIRST = {"stance": "codebook", "test": "exact", "evidenced_by": 3, "k_team": 3, "k_public": 5}


def test_a_lead_declares_and_declares_again_with_a_reason(study, lea: Member):
    client = client_of(lea)
    sent = FIRST | {"attribute": study.sector.pk, "family": [study.planning.pk, study.posting.pk]}
    assert client.post(URL, sent).status_code == 302
    assert client.post(URL, sent).status_code == 422
    assert client.post(URL, sent | {"stance": "reflexive", "reason": "We read, we do not count."}).status_code == 302
    first, second = Declaration.objects.order_by("number")
    assert (first.number, first.stance, first.attribute, first.family.count()) == (1, "codebook", study.sector, 2)
    assert (second.number, second.stance, second.declared_by) == (2, "reflexive", lea)
    assert Revision.objects.filter(verb="declaration.made").count() == 2
    page = client.get(URL).content.decode()
    assert "We read, we do not count." in page
    assert "2 codes tested by Sector" in page


def test_others_see_the_declaration_and_cannot_declare(study, lena: Member):
    client = client_of(lena)
    assert client.get(URL).status_code == 200
    assert '<form class="form' not in client.get(URL).content.decode()
    assert client.post(URL, FIRST).status_code == 403
    assert not Declaration.objects.exists()


def test_a_group_of_nobody_is_refused(study, lea: Member):
    answer = client_of(lea).post(URL, FIRST | {"k_team": 0})
    assert answer.status_code == 422
    assert not Declaration.objects.exists()


def test_words_for_findings_begin_where_the_study_declares(study, lea: Member):
    client = client_of(lea)
    assert client.post(URL, FIRST).status_code == 302
    assert declared(study.project).declaration.cuts == DEFAULT  # what is left out stays
    assert client.post(URL, FIRST | {"very_marked": 90, "reason": "As in the field."}).status_code == 302
    assert declared(study.project).declaration.cuts == Cuts(very_marked=90)
    assert "very marked from 90" in client.get(URL).content.decode()


@pytest.mark.parametrize("wrong", [{"slight": 30}, {"most": 90}, {"almost_all": 101}])
def test_cut_points_that_do_not_rise_are_refused(wrong, study, lea: Member):
    answer = client_of(lea).post(URL, FIRST | wrong)
    assert answer.status_code == 422
    assert "rise from one to the next" in answer.content.decode()
    assert not Declaration.objects.exists()


def test_a_code_of_another_project_cannot_be_declared(study, lea: Member, project: Project):
    other = Project.objects.create(key="other", name="Other")
    foreign = other.codes.create(key="foreign", label_en="Foreign")
    assert client_of(lea).post(URL, FIRST | {"family": [foreign.pk]}).status_code == 422


def test_without_a_declaration_the_defaults_hold_and_nothing_is_in_a_family(study):
    found = declared(study.project)
    assert (found.number, found.family, found.declaration.shows_statistics) == (0, frozenset(), True)
