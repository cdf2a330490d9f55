"""Done and taken back, and the judgements of a whole interview, each with undo."""

import json
from uuid import uuid4

import pytest
from django.http import HttpResponse

from coding.models import Assignment, Rating
from interviews.models import Member, Participant, Project, Transcript
from tests.factories import make_code, make_transcript
from tests.people import client_of

SCALE = [{"value": 1, "en": "absent"}, {"value": 2, "en": "present"}]


@pytest.fixture
def interview(project: Project) -> Transcript:
    make_code(project, "culture", rated="participant", scale=SCALE)
    make_code(project, "planning")
    return make_transcript(project, ("Interviewer", "How?"), ("Anna", "We plan."))


def say(member: Member, transcript: Transcript, done: str) -> HttpResponse:
    url = f"/projects/night-shift/transcripts/{transcript.pk}/done/"
    return client_of(member).post(url, {"done": done})


def rate(member: Member, transcript: Transcript, value: str, **fields: str) -> HttpResponse:
    sent = {"code": "culture", "participant": str(Participant.objects.get(pseudonym="Anna").pk), "value": value}
    url = f"/projects/night-shift/transcripts/{transcript.pk}/ratings/"
    return client_of(member).post(url, sent | fields)


def step(member: Member, transcript: Transcript, kind: str) -> int:
    url = f"/projects/night-shift/transcripts/{transcript.pk}/codings/"
    sent = {"op": str(uuid4()), "kind": kind, "text": transcript.current_id}
    return client_of(member).post(url, json.dumps(sent), "application/json").status_code


def living() -> list[tuple[str, int]]:
    return [(str(one.assignment.coder), one.value) for one in Rating.objects.filter(died=None).order_by("pk")]


def test_done_begins_a_pass_and_can_be_taken_back(karim: Member, project: Project, interview: Transcript) -> None:
    assert say(karim, interview, "1").status_code == 302
    assert Assignment.objects.get().done_at is not None
    assert say(karim, interview, "0").status_code == 302
    assert Assignment.objects.get().done_at is None
    project.refresh_from_db()
    assert project.revision == 2


def test_done_twice_is_done_once(karim: Member, project: Project, interview: Transcript) -> None:
    say(karim, interview, "1")
    at = Assignment.objects.get().done_at
    say(karim, interview, "1")
    project.refresh_from_db()
    assert (Assignment.objects.get().done_at, project.revision) == (at, 1)


def test_each_coder_has_an_own_pass(karim: Member, lena: Member, interview: Transcript) -> None:
    say(karim, interview, "1")
    page = client_of(lena).get(f"/projects/night-shift/transcripts/{interview.pk}/code/").content.decode()
    assert 'name="done" value="1"' in page
    assert 'name="done" value="0"' not in page


def test_readers_have_no_pass(rita: Member, interview: Transcript) -> None:
    assert say(rita, interview, "1").status_code == 403
    assert rate(rita, interview, "1").status_code == 403


def test_a_rating_is_given_changed_and_taken_away(karim: Member, interview: Transcript) -> None:
    rate(karim, interview, "1")
    rate(karim, interview, "2")
    assert living() == [("Karim", 2)]
    rate(karim, interview, "")
    assert living() == []
    assert Rating.objects.count() == 2


def test_the_same_rating_again_is_no_new_step(karim: Member, project: Project, interview: Transcript) -> None:
    rate(karim, interview, "1")
    rate(karim, interview, "1")
    project.refresh_from_db()
    assert project.revision == 1


def test_undo_and_redo_of_ratings(karim: Member, interview: Transcript) -> None:
    rate(karim, interview, "1")
    rate(karim, interview, "2")
    assert step(karim, interview, "undo") == 200
    assert living() == [("Karim", 1)]
    assert step(karim, interview, "redo") == 200
    assert living() == [("Karim", 2)]
    assert step(karim, interview, "undo") == 200
    assert step(karim, interview, "undo") == 200
    assert living() == []


@pytest.mark.parametrize(
    ("value", "fields", "status"),
    [
        ("3", {}, 422),
        ("1", {"code": "planning"}, 422),
        ("1", {"code": "nothing"}, 404),
        ("1", {"participant": "9"}, 404),
    ],
)
def test_what_cannot_be_rated_is_refused(karim: Member, interview: Transcript, value, fields, status) -> None:
    assert rate(karim, interview, value, **fields).status_code == status
    assert living() == []


def test_a_participant_of_another_interview_is_not_rated_here(karim: Member, interview: Transcript) -> None:
    make_transcript(karim.project, ("Zoe", "Hello."), participant="Zoe")
    zoe = Participant.objects.get(pseudonym="Zoe")
    assert rate(karim, interview, "1", participant=str(zoe.pk)).status_code == 404


def test_an_archived_transcript_takes_no_rating(karim: Member, interview: Transcript) -> None:
    Transcript.objects.update(archived_at="2026-01-01T00:00Z")
    assert rate(karim, interview, "1").status_code == 422
    assert say(karim, interview, "1").status_code == 422
    assert living() == []


def test_an_archived_project_takes_no_rating(karim: Member, interview: Transcript) -> None:
    Project.objects.update(archived_at="2026-01-01T00:00Z")
    assert rate(karim, interview, "1").status_code == 403
    assert say(karim, interview, "1").status_code == 403
