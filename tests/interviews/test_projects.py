"""The list of projects; a project's beginning, settings, archive, deletion and end."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from coding.models import Assignment, Code, Coding, CodingState
from interviews.models import Member, Participant, Project, Revision, Role, Transcript, User
from interviews.services.projects import create_project, propose_key
from interviews.services.revisions import record
from tests.factories import make_code, make_transcript
from tests.people import client_of, make_user

pytestmark = pytest.mark.django_db


def last_verb(project: Project) -> str:
    return Revision.objects.filter(project=project).latest("number").verb


# The list


def test_an_empty_list_says_what_to_do_first(sam: User) -> None:
    page = client_of(sam).get("/")
    assert "Create a project" in page.text
    assert "/projects/new/" in page.text


def test_the_list_shows_name_role_and_transcripts(karim: Member) -> None:
    make_transcript(karim.project, ("Anna", "Hello."))
    page = client_of(karim).get("/")
    assert "Night shift" in page.text
    assert "Coder" in page.text
    assert '<td role="cell" class="numeric" data-label="Transcripts">1</td>' in page.text


def test_a_stranger_sees_no_project(sam: User, olga: Member) -> None:
    assert "Night shift" not in client_of(sam).get("/").text


def test_who_left_does_not_see_the_project(karim: Member) -> None:
    Member.objects.filter(pk=karim.pk).update(left_at=timezone.now())
    assert "Night shift" not in client_of(karim).get("/").text


def test_archived_projects_stand_apart(olga: Member) -> None:
    client_of(olga).post("/projects/night-shift/archive/", {"archived": "1"})
    page = client_of(olga).get("/")
    assert [row.project.key for row in page.context["projects"].archived] == ["night-shift"]
    assert page.context["projects"].current == []


def test_a_blind_coder_does_not_learn_when_others_worked(karim: Member, lena: Member) -> None:
    record(karim.project, actor=lena.user, verb="coding.created")
    row = client_of(karim).get("/").context["projects"].current[0]
    assert row.active_at is None
    row = client_of(lena).get("/").context["projects"].current[0]
    assert row.active_at is not None


def test_the_demo_study_is_offered_to_its_members(sam: User) -> None:
    demo = Project.objects.create(key="omsrp-demo", name="Demo", fictional=True)
    assert "Look at the demo study" not in client_of(sam).get("/").text
    Member.objects.create(project=demo, user=sam, role=Role.READER)
    page = client_of(sam).get("/")
    assert "Look at the demo study" in page.text
    assert "Fictional study" in page.text


def test_the_list_takes_as_many_queries_for_twenty_projects_as_for_one(
    sam: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = client_of(sam)
    create_project(sam, name="First")
    browser.get("/")
    with django_assert_num_queries(3):  # session, user, projects
        browser.get("/")
    for number in range(20):
        create_project(sam, name=f"Study {number}")
    with django_assert_num_queries(3):
        browser.get("/")


# A new one


def test_a_new_project_belongs_to_who_made_it(sam: User) -> None:
    response = client_of(sam).post("/projects/new/", {"name": "Équipe de nuit", "language": "fr", "template": "empty"})
    project = Project.objects.get()
    assert response["Location"] == "/projects/equipe-de-nuit/"
    assert (project.key, project.language) == ("equipe-de-nuit", "fr")
    assert [(member.user, member.role) for member in project.members.all()] == [(sam, "owner")]
    assert last_verb(project) == "project.created"


def test_a_new_project_may_begin_with_the_template(sam: User) -> None:
    client_of(sam).post("/projects/new/", {"name": "Study", "language": "en", "template": "e-influence"})
    assert Code.objects.filter(project=Project.objects.get()).count() > 20
    assert Revision.objects.count() == 1


def test_a_name_is_needed(sam: User) -> None:
    response = client_of(sam).post("/projects/new/", {"name": "", "language": "en", "template": "empty"})
    assert response.status_code == 422
    assert not Project.objects.exists()


@pytest.mark.parametrize("key", ["night-shift", "new", "no spaces", "../x"])
def test_a_short_name_that_is_taken_or_no_address_is_refused(sam: User, olga: Member, key: str) -> None:
    response = client_of(sam).post(
        "/projects/new/", {"name": "Study", "key": key, "language": "en", "template": "empty"}
    )
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Night shift", "night-shift-2"),
        ("New", "new-2"),
        ("夜勤", "project"),
        ("  --  ", "project"),
        ("A" * 80, "a" * 50),
    ],
)
def test_the_short_name_is_made_from_the_name(olga: Member, name: str, key: str) -> None:
    assert propose_key(name) == key


def test_a_name_is_shown_as_text_everywhere(sam: User) -> None:
    client_of(sam).post("/projects/new/", {"name": "<script>alert(1)</script>", "language": "en", "template": "empty"})
    page = client_of(sam).get("/")
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


# Settings

SETTINGS = {"name": "Night shift", "description": "", "language": "en"}


def test_settings_change_the_project(lea: Member) -> None:
    response = client_of(lea).post(
        "/projects/night-shift/settings/",
        {"name": "Day shift", "description": "Nurses", "language": "fr", "coders_create_codes": "on"},
    )
    assert response["Location"] == "/projects/night-shift/settings/"
    project = Project.objects.get()
    assert (project.name, project.description, project.language) == ("Day shift", "Nurses", "fr")
    assert (project.coders_create_codes, project.coders_see_each_other) == (True, False)
    assert last_verb(project) == "project.renamed"


def test_settings_left_as_they_are_record_nothing(lea: Member) -> None:
    client_of(lea).post("/projects/night-shift/settings/", SETTINGS)
    assert not Revision.objects.exists()


def test_a_change_that_is_no_new_name_is_recorded_with_its_fields(lea: Member) -> None:
    client_of(lea).post("/projects/night-shift/settings/", {**SETTINGS, "coders_see_each_other": "on"})
    revision = Revision.objects.get()
    assert (revision.verb, revision.actor) == ("project.changed", lea.user)
    assert revision.summary == {"fields": ["coders_see_each_other"]}


def test_a_refused_setting_changes_nothing_and_keeps_the_pages_head(lea: Member) -> None:
    response = client_of(lea).post("/projects/night-shift/settings/", {**SETTINGS, "name": ""})
    assert response.status_code == 422
    assert '<span aria-current="page">Night shift</span>' in response.text


@pytest.mark.parametrize("who", ["karim", "rita"])
def test_coders_and_readers_do_not_change_the_project(who: str, request: pytest.FixtureRequest) -> None:
    member = request.getfixturevalue(who)
    response = client_of(member).get("/projects/night-shift/settings/")
    assert response.status_code == 403
    assert "Only owners and leads change the project" in response.text


def test_the_archive_closes_and_opens(lea: Member) -> None:
    browser = client_of(lea)
    browser.post("/projects/night-shift/archive/", {"archived": "1"})
    assert Project.objects.get().archived_at is not None
    assert last_verb(lea.project) == "project.archived"
    browser.post("/projects/night-shift/archive/", {"archived": "0"})
    assert Project.objects.get().archived_at is None
    assert last_verb(lea.project) == "project.unarchived"


# Deletion


def test_a_deletion_is_confirmed_by_the_name(olga: Member) -> None:
    browser = client_of(olga)
    assert browser.post("/projects/night-shift/delete/", {"name": "yes"}).status_code == 422
    assert Project.objects.get().deleted_at is None
    response = browser.post("/projects/night-shift/delete/", {"name": "Night shift"})
    assert response["Location"] == "/?deleted=night-shift"
    assert Project.objects.get().deleted_at is not None
    assert last_verb(olga.project) == "project.deleted"


def test_a_deletion_offers_its_undo(olga: Member) -> None:
    browser = client_of(olga)
    page = browser.post("/projects/night-shift/delete/", {"name": "Night shift"}, follow=True)
    assert "“Night shift” is deleted." in page.text
    response = browser.post("/projects/night-shift/restore/")
    assert response["Location"] == "/projects/night-shift/"
    assert Project.objects.get().deleted_at is None
    assert last_verb(olga.project) == "project.restored"


def test_a_deleted_project_is_out_of_sight_for_all_but_its_owners(olga: Member, lea: Member, karim: Member) -> None:
    client_of(olga).post("/projects/night-shift/delete/", {"name": "Night shift"})
    for member in (olga, lea, karim):
        assert client_of(member).get("/projects/night-shift/team/").status_code == 404
    assert "Night shift" not in client_of(lea).get("/").text
    assert "Night shift" in client_of(olga).get("/").text


def test_only_owners_delete_and_restore(olga: Member, lea: Member, sam: User) -> None:
    assert client_of(lea).get("/projects/night-shift/delete/").status_code == 403
    client_of(olga).post("/projects/night-shift/delete/", {"name": "Night shift"})
    assert client_of(lea).post("/projects/night-shift/restore/").status_code == 403
    assert client_of(sam).post("/projects/night-shift/restore/").status_code == 404
    assert Project.objects.get().deleted_at is not None


def test_a_living_project_is_not_restored(olga: Member) -> None:
    assert client_of(olga).post("/projects/night-shift/restore/").status_code == 404


def test_someone_signed_out_is_asked_to_sign_in(olga: Member) -> None:
    assert Client().get("/")["Location"] == "/accounts/login/?next=/"


# The purge


def purge() -> str:
    output = StringIO()
    call_command("purge", stdout=output)
    return output.getvalue()


def delete_days_ago(project: Project, days: int) -> None:
    Project.objects.filter(pk=project.pk).update(deleted_at=timezone.now() - timedelta(days=days))


def test_a_project_in_its_days_of_grace_is_kept(olga: Member) -> None:
    delete_days_ago(olga.project, 29)
    assert purge() == "Nothing to erase.\n"
    assert Project.objects.exists()


def test_a_purge_erases_rows_and_files_of_that_project_alone(
    karim: Member,
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    transcript = make_transcript(karim.project, ("I", "Why?"), ("Anna", "Because."))
    code = make_code(karim.project, "care")
    make_code(karim.project, "night-care", parent=code)
    assignment = Assignment.objects.create(transcript=transcript, coder=karim)
    coding = Coding.objects.create(
        uid="6f1c1f6e-3a51-4d7e-9c1b-0b8f6f8d2d10",
        project=karim.project,
        transcript=transcript,
        assignment=assignment,
        coder=karim,
    )
    state = CodingState(coding=coding, text=transcript.current, code=code, start=5, end=9, born=1)
    state.codebook_revision = 0
    state.quote_hash = "0" * 64
    state.save()
    state.speakers.create(speaker=transcript.speakers.get(label="Anna"))
    other = Project.objects.create(key="other", name="Other")
    make_transcript(other, ("Ben", "Elsewhere."), title="Kept")
    file = Path(transcript.current.original.path)
    delete_days_ago(karim.project, 31)

    with django_capture_on_commit_callbacks(execute=True):
        receipt = purge()

    assert receipt.startswith("Erased night-shift (Night shift), deleted on ")
    assert receipt.endswith(": 1 transcripts, 1 files.\n")
    assert not file.exists()
    assert [project.key for project in Project.objects.all()] == ["other"]
    assert [transcript.title for transcript in Transcript.objects.all()] == ["Kept"]
    assert [participant.project for participant in Participant.objects.all()] == [other]
    assert make_user("karim2")  # accounts stay: only the project goes
