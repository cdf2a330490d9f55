"""What changed since the cursor: others' codings where one may see them, and one's own from another tab."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from coding.models import Code, Coding
from interviews.models import Member, Project, Transcript
from tests.factories import make_code, make_transcript
from tests.people import client_of

WORDS = "We plan first and then we post, and people answer us."


@pytest.fixture
def interview(project: Project) -> Transcript:
    make_code(project, "planning")
    return make_transcript(project, ("Interviewer", "How?"), ("Anna", WORDS), ("Anna", "That is all."))


def address(transcript: Transcript, page: str) -> str:
    return f"/projects/night-shift/transcripts/{transcript.pk}/{page}/"


def code(client: Client, transcript: Transcript, quote: str, **more: object) -> str:
    start = transcript.current.text.index(quote)
    uid = str(uuid4())
    sent = {
        "op": str(uuid4()),
        "uid": uid,
        "kind": "code",
        "text": transcript.current_id,
        "code": Code.objects.get().pk,
    }
    sent |= {"start": start, "end": start + len(quote), "quote": quote, **more}
    assert client.post(address(transcript, "codings"), json.dumps(sent), "application/json").status_code == 200
    return uid


def remove(client: Client, transcript: Transcript, uid: str) -> None:
    sent = {"op": str(uuid4()), "uid": uid, "kind": "remove", "text": transcript.current_id}
    assert client.post(address(transcript, "codings"), json.dumps(sent), "application/json").status_code == 200


def cursor_of(client: Client, transcript: Transcript) -> str:
    page = client.get(address(transcript, "code")).content.decode()
    return page.split('data-cursor="')[1].split('"')[0]


def test_nothing_new_is_no_content(karim: Member, interview: Transcript) -> None:
    client = client_of(karim)
    code(client, interview, "We plan")
    answer = client.get(address(interview, "changes"), {"since": cursor_of(client, interview)})
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_coding_and_its_removal_bring_their_turn(karim: Member, interview: Transcript) -> None:
    first, second = client_of(karim), client_of(karim)
    since = cursor_of(second, interview)
    uid = code(first, interview, "We plan")
    answer = second.get(address(interview, "changes"), {"since": since}).json()
    assert [*answer["turns"]] == ["1"]
    assert uid in answer["turns"]["1"]
    remove(first, interview, uid)
    answer = second.get(address(interview, "changes"), {"since": answer["cursor"]}).json()
    assert [*answer["turns"]] == ["1"]
    assert uid not in answer["turns"]["1"]
    assert second.get(address(interview, "changes"), {"since": answer["cursor"]}).status_code == 204


def test_a_lead_gets_the_coders_work_and_a_blind_coder_nothing(
    karim: Member, lena: Member, lea: Member, interview: Transcript
) -> None:
    before = {who: cursor_of(client_of(who), interview) for who in (lea, lena)}
    uid = code(client_of(karim), interview, "We plan")
    assert uid in client_of(lea).get(address(interview, "changes"), {"since": before[lea]}).json()["turns"]["1"]
    assert client_of(lena).get(address(interview, "changes"), {"since": before[lena]}).status_code == 204


@pytest.mark.parametrize(
    "since", ["", "x", "-", "1-", "-1", "٣-٣", "9999999999999999-0", f"{10**30}-0", "0-0; drop table", "1e3-0"]
)
def test_an_unreadable_cursor_is_no_error(since: str, karim: Member, interview: Transcript) -> None:
    client = client_of(karim)
    code(client, interview, "We plan")
    assert client.get(address(interview, "changes"), {"since": since}).status_code in {200, 204}


def test_signed_out_while_coding_keeps_the_work_and_signed_in_again_saves_it(karim: Member, interview) -> None:
    sent = {"op": str(uuid4()), "uid": str(uuid4()), "kind": "code", "text": interview.current_id}
    body = json.dumps(sent | {"code": Code.objects.get().pk, "start": 5, "end": 12, "quote": "We plan"})
    queue = {"X-Requested-By": "queue", "X-Queue-User": str(karim.user.pk)}
    client = client_of(karim)
    client.logout()
    first = client.post(address(interview, "codings"), body, "application/json", headers=queue)
    client.force_login(karim.user, "interviews.accounts.NameBackend")
    second = client.post(address(interview, "codings"), body, "application/json", headers=queue)
    assert (first.status_code, second.status_code) == (401, 200)
    assert Coding.objects.get().coder == karim


def test_anothers_session_does_not_take_over_a_queue(karim: Member, lena: Member, interview: Transcript) -> None:
    sent = {"op": str(uuid4()), "uid": str(uuid4()), "kind": "code", "text": interview.current_id}
    body = json.dumps(sent | {"code": Code.objects.get().pk, "start": 5, "end": 12, "quote": "We plan"})
    queue = {"X-Requested-By": "queue", "X-Queue-User": str(karim.user.pk)}
    answer = client_of(lena).post(address(interview, "codings"), body, "application/json", headers=queue)
    assert answer.status_code == 401
    assert Coding.objects.count() == 0
