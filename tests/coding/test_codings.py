"""Coding a passage: once, at its place, by its coder; with undo and redo."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from coding.models import Assignment, Coding, CodingState
from interviews.models import Member, Project, Revision, Transcript
from tests.factories import make_code, make_transcript
from tests.people import client_of

WORDS = "I plan first. Then we post. People answer, and I answer them 😀 back."


@pytest.fixture
def interview(project: Project) -> Transcript:
    return make_transcript(project, ("Interviewer", "How do you work?"), ("Anna", WORDS), ("Anna", "That is all."))


@pytest.fixture
def planning(project: Project) -> Any:
    return make_code(
        project, "planning", rated="passage", scale=[{"value": 1, "en": "low"}, {"value": 2, "en": "high"}]
    )


@pytest.fixture
def objective(project: Project) -> Any:
    return make_code(project, "monitor", deniable=True)


def send(member: Member, transcript: Transcript, **operation: object) -> HttpResponse:
    body = {"op": str(uuid4()), "text": transcript.current_id, **operation}
    return client_of(member).post(
        f"/projects/{member.project.key}/transcripts/{transcript.pk}/codings/",
        json.dumps(body),
        "application/json",
        headers={"X-Requested-By": "queue"},
    )


def passage(transcript: Transcript, quote: str) -> dict[str, object]:
    start = transcript.current.text.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}


def code(member: Member, transcript: Transcript, code: Any, quote: str, **more: object) -> HttpResponse:
    more = {"op": str(uuid4()), "uid": str(uuid4()), **more}
    return send(member, transcript, kind="code", code=code.pk, **passage(transcript, quote), **more)


def living(member: Member) -> list[tuple[str, str]]:
    states = CodingState.objects.visible_to(member).living().order_by("start", "pk")
    return [(state.code.key, state.text.text[state.start : state.end]) for state in states]


def test_a_passage_is_coded_at_its_code_points_and_its_turn_comes_back(karim, interview, planning):
    answer = code(karim, interview, planning, "answer them 😀 back")
    assert answer.status_code == 200
    assert living(karim) == [("planning", "answer them 😀 back")]
    assert list(answer.json()["turns"]) == ["1"]
    assert '<mark class="k0">answer them 😀 back</mark>' in answer.json()["turns"]["1"]


def test_the_first_coding_begins_the_coders_pass(karim, interview, planning):
    code(karim, interview, planning, "I plan first")
    assert [(a.coder, a.done_at) for a in Assignment.objects.all()] == [(karim, None)]


def test_the_same_operation_twice_is_done_once(karim, interview, planning):
    op, uid = str(uuid4()), str(uuid4())
    first = code(karim, interview, planning, "I plan first", op=op, uid=uid)
    second = code(karim, interview, planning, "I plan first", op=op, uid=uid)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["turns"] == second.json()["turns"]
    assert len(living(karim)) == 1


def test_the_same_operation_with_another_body_is_refused(karim, interview, planning):
    op = str(uuid4())
    code(karim, interview, planning, "I plan first", op=op)
    answer = code(karim, interview, planning, "Then we post", op=op)
    assert answer.status_code == 409
    assert len(living(karim)) == 1


def test_another_operation_with_a_known_uid_is_refused(karim, interview, planning):
    uid = str(uuid4())
    code(karim, interview, planning, "I plan first", uid=uid)
    assert code(karim, interview, planning, "Then we post", uid=uid).status_code == 409
    assert len(living(karim)) == 1


def test_a_late_retry_does_not_bring_back_what_was_undone(karim, interview, planning):
    op, uid = str(uuid4()), str(uuid4())
    code(karim, interview, planning, "I plan first", op=op, uid=uid)
    send(karim, interview, kind="undo")
    assert code(karim, interview, planning, "I plan first", op=op, uid=uid).status_code == 200
    assert living(karim) == []


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ({"start": 17, "end": 29, "quote": "I plan fixed"}, 409),
        ({"start": 17, "end": 999, "quote": "I plan first"}, 409),
        ({"start": 29, "end": 17, "quote": "I plan first"}, 422),
        ({"start": -3, "end": 5, "quote": "How"}, 422),
        ({"start": "0", "end": 3, "quote": "How"}, 422),
        ({"start": 16, "end": 18, "quote": "\nI"}, 409),
        ({"start": 0, "end": 3, "quote": "\ud83d"}, 409),
    ],
)
def test_a_passage_that_is_not_there_is_refused(karim, interview, planning, place, status):
    answer = send(karim, interview, kind="code", uid=str(uuid4()), code=planning.pk, **place)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert Coding.objects.count() == 0


def test_a_passage_that_cuts_a_character_in_two_is_refused(project, karim, planning):
    accent = make_transcript(project, ("Anna", "cafe\u0301 noir"))
    answer = code(karim, accent, planning, "cafe")
    assert answer.status_code == 409
    assert code(karim, accent, planning, "cafe\u0301").status_code == 200


def test_a_passage_may_span_turns(karim, interview, planning):
    answer = code(karim, interview, planning, "back.\nThat is all")
    assert list(answer.json()["turns"]) == ["1", "2"]


@pytest.mark.parametrize(
    "fields",
    [{"archived_at": "2026-01-01T00:00Z"}, {"active": False}, {"heading": True}],
    ids=["archived", "inactive", "heading"],
)
def test_a_code_that_cannot_be_applied_is_refused(project, karim, interview, fields):
    answer = code(karim, interview, make_code(project, "gone", **fields), "I plan first")
    assert answer.status_code == 422
    assert living(karim) == []


def test_a_direction_needs_a_code_that_may_be_denied(karim, interview, planning, objective):
    assert code(karim, interview, planning, "I plan first", direction="denies").status_code == 422
    assert code(karim, interview, objective, "I plan first", direction="denies").status_code == 200
    assert CodingState.objects.get().direction == "denies"


def test_a_rating_is_one_of_the_scale(karim, interview, planning, objective):
    assert code(karim, interview, planning, "I plan first", rating=3).status_code == 422
    assert code(karim, interview, objective, "I plan first", rating=1).status_code == 422
    assert code(karim, interview, planning, "I plan first", rating=2).status_code == 200


def test_an_archived_transcript_takes_no_coding(karim, interview, planning):
    Transcript.objects.filter(pk=interview.pk).update(archived_at="2026-01-01T00:00Z")
    assert code(karim, interview, planning, "I plan first").status_code == 422


def test_removing_undo_and_redo_walk_back_and_forth(karim, interview, planning):
    uid = str(uuid4())
    code(karim, interview, planning, "I plan first", uid=uid)
    send(karim, interview, kind="remove", uid=uid)
    assert living(karim) == []
    send(karim, interview, kind="undo")
    assert living(karim) == [("planning", "I plan first")]
    send(karim, interview, kind="undo")
    assert living(karim) == []
    assert send(karim, interview, kind="undo").status_code == 422
    send(karim, interview, kind="redo")
    assert living(karim) == [("planning", "I plan first")]
    send(karim, interview, kind="redo")
    assert living(karim) == []
    assert send(karim, interview, kind="redo").status_code == 422


def test_new_work_empties_redo(karim, interview, planning):
    code(karim, interview, planning, "I plan first")
    send(karim, interview, kind="undo")
    code(karim, interview, planning, "Then we post")
    assert send(karim, interview, kind="redo").status_code == 422


def test_a_coding_changes_its_passage_and_keeps_its_history(karim, interview, planning):
    uid = str(uuid4())
    code(karim, interview, planning, "I plan first", uid=uid)
    send(karim, interview, kind="change", uid=uid, **passage(interview, "I plan"))
    assert living(karim) == [("planning", "I plan")]
    assert CodingState.objects.filter(coding__uid=uid).count() == 2
    send(karim, interview, kind="undo")
    assert living(karim) == [("planning", "I plan first")]


def test_undo_never_touches_others_work(karim, lena, interview, planning):
    code(karim, interview, planning, "I plan first")
    assert send(lena, interview, kind="undo").status_code == 422
    assert living(karim) == [("planning", "I plan first")]


def test_nobody_removes_or_changes_anothers_coding(karim, olga, interview, planning):
    uid = str(uuid4())
    code(karim, interview, planning, "I plan first", uid=uid)
    assert send(olga, interview, kind="remove", uid=uid).status_code == 409
    assert living(karim) == [("planning", "I plan first")]


def test_who_speaks_is_written_with_the_state(karim, interview, planning):
    code(karim, interview, planning, "How do you work?\nI plan")
    labels = CodingState.objects.get().speakers.order_by("pk").values_list("speaker__label", flat=True)
    assert sorted(labels) == ["Anna", "Interviewer"]


def test_revision_numbers_have_no_gaps_and_refused_work_takes_none(project, karim, interview, planning):
    code(karim, interview, planning, "I plan first")
    send(karim, interview, kind="code", uid=str(uuid4()), code=planning.pk, start=0, end=3, quote="xyz")
    code(karim, interview, planning, "Then we post")
    numbers = Revision.objects.filter(project=project).order_by("number").values_list("number", flat=True)
    assert [*numbers] == [1, 2]


def test_a_coder_may_create_a_code_while_coding_where_the_project_says_so(project, karim, interview):
    asked = {"kind": "code", "new_code": "Timing", **passage(interview, "I plan first")}
    assert send(karim, interview, uid=str(uuid4()), **asked).status_code == 403
    Project.objects.filter(pk=project.pk).update(coders_create_codes=True)
    answer = send(karim, interview, uid=str(uuid4()), **asked)
    assert answer.status_code == 200
    assert answer.json()["code"]["label"] == "Timing"
    assert "Timing" in answer.json()["codebook"]


def test_readers_do_not_code(rita, interview, planning):
    answer = code(rita, interview, planning, "I plan first")
    assert answer.status_code == 403


def test_someone_signed_out_gets_401_and_not_a_form(client, karim, interview):
    answer = client.post(
        f"/projects/night-shift/transcripts/{interview.pk}/codings/",
        "{}",
        "application/json",
        headers={"X-Requested-By": "queue"},
    )
    assert answer.status_code == 401


@pytest.mark.django_db(transaction=True)
def test_one_more_coding_takes_at_most_twelve_queries(karim, interview, planning):
    code(karim, interview, planning, "I plan first")
    client = client_of(karim)
    body = {
        "op": str(uuid4()),
        "uid": str(UUID(int=5)),
        "text": interview.current_id,
        "kind": "code",
        "code": planning.pk,
        **passage(interview, "Then we post"),
    }
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.post(
            f"/projects/night-shift/transcripts/{interview.pk}/codings/", json.dumps(body), "application/json"
        )
    assert answer.status_code == 200
    assert len(queries) <= 12, "\n".join(query["sql"] for query in queries)
