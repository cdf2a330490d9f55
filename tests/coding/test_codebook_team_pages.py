"""Pages of the codebook in a team: versions, groups, proposals, rechecks."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.models import Code, CodebookVersion, ExclusiveGroup, Memo, Proposal, Recheck
from coding.queries.versions import hash_of
from coding.services.codebook import create_code, edit_code
from coding.services.passes import mark_done
from coding.services.proposals import propose
from coding.services.rounds import close_round
from coding.services.versions import freeze
from interviews.models import Member, Project, Transcript
from tests.coding.rounds import FRIDAY, opened
from tests.coding.test_proposals import again, send
from tests.factories import make_transcript
from tests.people import client_of

AT = "/projects/night-shift/codebook/"


@pytest.fixture
def interview(project: Project) -> Transcript:
    return make_transcript(project, ("Interviewer", "How?"), ("Anna", "I plan first. People answer."))


@pytest.fixture
def goals(lea: Member) -> Code:
    return create_code(lea, label_en="Goals", definition_en="To want.")


def seen(member: Member, address: str) -> str:
    answer = client_of(member).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_lead_freezes_and_everyone_reads_what_changed(lea: Member, karim: Member, goals: Code) -> None:
    assert "never frozen" in seen(lea, f"{AT}versions/")
    client = client_of(lea)
    assert client.post(f"{AT}freeze/", {"note": ""}).status_code == 422
    assert client.post(f"{AT}freeze/", {"note": "First"}).status_code == 302
    lea.project.refresh_from_db()
    edit_code(goals, by=lea, definition_en="To wish.")
    create_code(lea, label_en="Work")
    draft = seen(karim, f"{AT}versions/")
    assert "A draft is open" in draft and "To wish." in draft and "Freeze a version" not in draft
    assert "These codes mean something else now" in seen(lea, f"{AT}freeze/")
    client.post(f"{AT}freeze/", {"note": "Second", "redefined": []})
    assert {code.key: code.meaning_since for code in Code.objects.all()} == {"goals": 0, "work": 2}
    page = seen(karim, f"{AT}versions/2/")
    assert "What has changed since version 1" in page and "<del>To want.</del>" in page and "Added" in page
    assert "There is nothing to freeze" in seen(lea, f"{AT}freeze/")
    assert client_of(karim).get(f"{AT}freeze/").status_code == 403


def test_the_document_of_a_version_is_what_its_hash_is_of(lea: Member, goals: Code) -> None:
    version = freeze(lea, note="First")
    answer = client_of(lea).get(f"{AT}versions/1.json")
    assert hash_of(json.loads(answer.content)) == version.sha256
    assert version.sha256 in seen(lea, f"{AT}versions/1/")


def test_versions_can_be_compared_across(lea: Member, goals: Code) -> None:
    for note in ("First", "Second", "Third"):
        create_code(lea, label_en=note)
        freeze(lea, note=note)
    page = seen(lea, f"{AT}versions/3/?from=1")
    assert "since version 1" in page and "Second" in page
    assert "since version 2" in seen(lea, f"{AT}versions/3/?from=x")


def test_a_group_is_made_changed_and_dissolved_on_its_pages(lea: Member, karim: Member, goals: Code) -> None:
    create_code(lea, label_en="Work")
    client = client_of(lea)
    assert "There is no group yet" in seen(karim, f"{AT}groups/")
    assert client.post(f"{AT}groups/new/", {"name": "Tone", "codes": ["goals"]}).status_code == 422
    assert client.post(f"{AT}groups/new/", {"name": "Tone", "codes": ["goals", "work"]}).status_code == 302
    group = ExclusiveGroup.objects.get()
    assert "Tone" in seen(karim, f"{AT}groups/")
    client.post(f"{AT}groups/{group.pk}/", {"name": "Mood", "codes": ["goals", "work"]})
    assert "Mood" in seen(karim, f"{AT}groups/")
    assert client.post(f"{AT}groups/{group.pk}/dissolve/").status_code == 302
    assert not ExclusiveGroup.objects.exists()


def test_where_two_of_a_group_stand_is_listed_with_its_place(
    lea: Member, karim: Member, lena: Member, goals: Code, interview: Transcript
) -> None:
    work = create_code(lea, label_en="Work")
    client_of(lea).post(f"{AT}groups/new/", {"name": "Tone", "codes": ["goals", "work"]})
    for code in (goals, work):
        made = send(karim, interview, "I plan", kind="code", code=code.pk).json()
    assert f"?coding={made['uid']}" in seen(lea, f"{AT}groups/")
    assert "1 passage with two of them" in seen(karim, f"{AT}groups/")
    assert "0 passages with two of them" in seen(lena, f"{AT}groups/")


@pytest.fixture
def round_(lea: Member, karim: Member, goals: Code, interview: Transcript) -> object:
    freeze(lea, note="First")
    made = opened(lea, {karim: [interview]})
    again(lea, karim)
    return made


def test_a_coder_proposes_and_rewords_without_a_script(karim: Member, lena: Member, round_: object) -> None:
    client = client_of(karim)
    assert client.post(f"{AT}proposals/new/", {"label": "Goals"}).status_code == 422
    assert client.post(f"{AT}proposals/new/", {"label": "Silnet"}).status_code == 302
    key = Code.objects.get(label_en="Silnet").key
    sent = {"do": "reword", "label": "Silent", "definition": "Reads."}
    assert client.post(f"{AT}proposals/{key}/", sent).status_code == 302
    assert "Silent" in seen(karim, f"{AT}proposals/")
    assert "Silent" not in seen(lena, f"{AT}proposals/")
    assert client_of(lena).get(f"{AT}proposals/{key}/").status_code == 404


def test_a_lead_decides_on_the_page_and_takes_it_back(
    lea: Member, karim: Member, interview: Transcript, round_: object
) -> None:
    made = send(karim, interview, "People answer", kind="code", new_code="Silent").json()
    key = Code.objects.get(pk=made["code"]["id"]).key
    client = client_of(lea)
    page = seen(lea, f"{AT}proposals/{key}/")
    assert "People answer" in page and "Decline it" in page and "Adopt it" not in page
    assert client.post(f"{AT}proposals/{key}/", {"do": "adopt"}).status_code == 200  # no such form now
    assert client.post(f"{AT}proposals/{key}/", {"do": "decline", "decline-reason": ""}).status_code == 422
    client.post(f"{AT}proposals/{key}/", {"do": "decline", "decline-reason": "A fact."})
    assert "Declined: “A fact.”" in seen(karim, f"{AT}proposals/")
    client.post(f"{AT}proposals/{key}/undo/")
    close_round(round_, by=lea, at=FRIDAY)  # type: ignore[arg-type]
    sent = {"do": "adopt", "adopt-label_en": "Conversation", "adopt-parent": "goals"}
    assert client.post(f"{AT}proposals/{key}/", sent).status_code == 302
    assert "Adopted as “Conversation”" in seen(karim, f"{AT}proposals/")
    client.post(f"{AT}proposals/conversation/undo/")
    key = Proposal.objects.get().code.key
    client.post(f"{AT}proposals/{key}/", {"do": "merge", "merge-into": "goals"})
    assert "Merged into “Goals”" in seen(karim, f"{AT}proposals/")
    assert not Memo.objects.living().exists()


def test_the_list_of_proposals_takes_the_same_queries_however_many_there_are(
    lea: Member, karim: Member, interview: Transcript, round_: object
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            seen(lea, f"{AT}proposals/")
        return len(found)

    for label in ("One", "Two"):
        propose(karim, label=label)
    few = queries()
    for number in range(4):
        propose(karim, label=f"More {number}")
    assert queries() <= few + 4 * 1  # each that waits shows its passages


def test_a_coder_rechecks_on_her_list_and_the_lead_sees_how_far(
    lea: Member, karim: Member, goals: Code, interview: Transcript
) -> None:
    freeze(lea, note="First")
    karim.project.refresh_from_db()
    mark_done(interview, by=karim)
    create_code(lea, label_en="Work")
    freeze(lea, note="Second")
    assert "“Work” is new in version 2" in seen(karim, "/projects/night-shift/recheck/")
    assert "1 of 1 left" in seen(lea, "/projects/night-shift/recheck/")
    assert "“Work” is new in version 2" in seen(karim, f"/projects/night-shift/transcripts/{interview.pk}/code/")
    address = f"/projects/night-shift/transcripts/{interview.pk}/recheck/"
    client_of(karim).post(address, {"code": "work"})
    assert "There is nothing to recheck" in seen(karim, "/projects/night-shift/recheck/")
    client_of(karim).post(address, {"code": "work", "undo": "1"})
    assert not Recheck.objects.exists()
    assert client_of(karim).post(address, {"code": "goals"}, follow=True).status_code == 200
    assert CodebookVersion.objects.count() == 2
