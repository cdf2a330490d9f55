"""Codes that coders propose while the codebook rests: private, and what a lead makes of them."""

import json
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from coding.models import Code, CodingState, Memo, Proposal, Round
from coding.queries.codebook import codebook_of
from coding.queries.proposals import own_proposals, proposals_of, seen_by
from coding.services.codebook import Resting, SameName, create_code, edit_code
from coding.services.proposal_decisions import NoReason, Unfit, adopt, decline, merge
from coding.services.proposal_undo import BuiltOn, take_back
from coding.services.proposals import Decided, NoRound, propose, reword
from coding.services.rounds import close_round
from coding.services.versions import freeze
from interviews.models import Member, Project, Transcript
from tests.coding.rounds import FRIDAY, opened
from tests.factories import make_transcript
from tests.people import client_of

WORDS = "I plan first. Then we post. People answer, and I answer them back."


@pytest.fixture
def interview(project: Project) -> Transcript:
    return make_transcript(project, ("Interviewer", "How do you work?"), ("Anna", WORDS))


@pytest.fixture
def goals(lea: Member) -> Code:
    return create_code(lea, label_en="Goals")


@pytest.fixture
def round_(lea: Member, goals: Code, interview: Transcript, karim: Member, lena: Member) -> Round:
    """Karim and Lena code in it; Lea leads and sees all."""
    return begun(lea, interview, karim, lena)


def begun(lea: Member, interview: Transcript, *coders: Member) -> Round:
    freeze(lea, note="For the round")
    round_ = opened(lea, dict.fromkeys(coders, [interview]))
    again(lea, *coders)
    return round_


def closed(round_: Round, *members: Member) -> None:
    close_round(round_, by=members[0], at=FRIDAY)
    again(*members)


def again(*members: Member) -> None:
    for member in members:
        member.refresh_from_db()
        member.project.refresh_from_db()


def send(member: Member, transcript: Transcript, quote: str = "", **operation: object) -> HttpResponse:
    body: dict[str, object] = {"op": str(uuid4()), "uid": str(uuid4()), "text": transcript.current_id, **operation}
    if quote:
        start = transcript.current.text.index(quote)
        body |= {"start": start, "end": start + len(quote), "quote": quote}
    return client_of(member).post(
        f"/projects/{member.project.key}/transcripts/{transcript.pk}/codings/", json.dumps(body), "application/json"
    )


def coded(member: Member) -> list[tuple[str, str]]:
    states = CodingState.objects.visible_to(member).living().order_by("start", "pk").select_related("code", "text")
    return [(state.code.label_en, state.text.text[state.start : state.end]) for state in states]


def the(label: str) -> Proposal:
    return Proposal.objects.select_related("code", "coder__user", "coder__project").get(code__label_en=label)


def test_the_codebook_rests_while_a_round_is_open(lea: Member, goals: Code, round_: Round) -> None:
    with pytest.raises(Resting, match="Round 1 is open with version 1"):
        create_code(lea, label_en="Work")
    with pytest.raises(Resting):
        edit_code(goals, by=lea, label_en="Objectives")
    closed(round_, lea)
    create_code(lea, label_en="Work")


def test_a_proposal_is_a_code_of_ones_own(karim: Member, lena: Member, lea: Member, round_: Round) -> None:
    before = Project.objects.get().codebook_revision
    code = propose(karim, label="  Silent   followers ", definition="Read, never react.")
    assert (code.label_en, code.definition_en, code.origin) == ("Silent followers", "Read, never react.", "emergent")
    assert the("Silent followers").round == round_
    assert Project.objects.get().codebook_revision == before
    assert [node.key for node in codebook_of(karim.project).living] == ["goals"]
    assert [node.code.label for node in seen_by(karim).living] == ["Goals", "Silent followers"]
    assert [node.key for node in seen_by(lena).living] == ["goals"]
    assert [one.code for one in own_proposals(karim)] == [code]
    assert own_proposals(lena) == [] == proposals_of(lena)
    assert [one.code for one in proposals_of(lea)] == [code]


def test_a_lead_who_codes_blind_sees_her_own_proposals_only(
    lea: Member, karim: Member, interview: Transcript, goals: Code
) -> None:
    begun(lea, interview, karim, lea)
    propose(karim, label="Silent followers")
    own = propose(lea, label="Loud followers")
    assert [one.code for one in proposals_of(lea)] == [own]
    with pytest.raises(PermissionDenied):
        decline(the("Loud followers"), by=lea, reason="no")


def test_a_name_that_is_there_is_refused(karim: Member, lena: Member, round_: Round) -> None:
    with pytest.raises(SameName, match="a code “Goals” already"):
        propose(karim, label="goals")
    propose(karim, label="Silent")
    with pytest.raises(SameName):
        propose(karim, label="SILENT")
    propose(lena, label="Silent")  # she does not know of his


def test_without_a_round_codes_are_not_proposed(karim: Member, rita: Member, goals: Code) -> None:
    with pytest.raises(NoRound):
        propose(karim, label="Silent")
    with pytest.raises(PermissionDenied):
        propose(rita, label="Silent")


def test_the_palettes_new_code_is_a_proposal_while_a_round_is_open(
    karim: Member, lena: Member, lea: Member, interview: Transcript, round_: Round
) -> None:
    answer = send(karim, interview, "People answer", kind="code", new_code="Silent", new_meaning="Read only.")
    assert answer.status_code == 200
    assert answer.json()["code"]["proposed"] is True
    assert "swatch--proposed" in answer.json()["codebook"]
    assert coded(karim) == [("Silent", "People answer")]
    assert coded(lena) == coded(lea) == []
    assert the("Silent").code.definition_en == "Read only."


def test_one_that_was_sent_after_the_round_closed_still_is_a_proposal(
    lea: Member, karim: Member, interview: Transcript, round_: Round
) -> None:
    closed(round_, lea, karim)
    refused = send(karim, interview, "People answer", kind="code", new_code="Silent")
    assert refused.status_code == 403
    answer = send(karim, interview, "People answer", kind="code", new_code="Silent", propose=True)
    assert answer.status_code == 200
    assert the("Silent").round is None


def test_codings_of_a_proposal_are_changed_removed_and_undone_like_others(
    karim: Member, goals: Code, interview: Transcript, round_: Round
) -> None:
    first = send(karim, interview, "People answer", kind="code", new_code="Silent").json()
    silent = first["code"]["id"]
    assert send(karim, interview, "I plan first", kind="code", code=silent).status_code == 200
    assert send(karim, interview, kind="change", uid=first["uid"], code=goals.pk).status_code == 200
    assert coded(karim) == [("Silent", "I plan first"), ("Goals", "People answer")]
    assert send(karim, interview, kind="undo").json()["said"] == "Undone: Changed: Goals"
    assert send(karim, interview, kind="remove", uid=first["uid"]).json()["said"] == "Removed: Silent"
    assert send(karim, interview, kind="undo").status_code == 200
    assert coded(karim) == [("Silent", "I plan first"), ("Silent", "People answer")]


def test_nobody_codes_with_anothers_proposal(
    karim: Member, lena: Member, lea: Member, interview: Transcript, round_: Round
) -> None:
    silent = propose(karim, label="Silent")
    for member in (lena, lea):
        assert send(member, interview, "People answer", kind="code", code=silent.pk).status_code == 422


def test_all_pages_of_the_coder_stand_with_a_coded_proposal(
    karim: Member, interview: Transcript, round_: Round
) -> None:
    made = send(karim, interview, "People answer", kind="code", new_code="Silent").json()
    Memo.objects.create(project=karim.project, author=karim, text="a thought", on_coding_id=coding_of(made["uid"]))
    at = f"/projects/night-shift/transcripts/{interview.pk}"
    for address in ("code/", "turns/1/", f"codings/{made['uid']}/", "changes/?since=0-0"):
        page = client_of(karim).get(f"{at}/{address}")
        assert (page.status_code, "Silent" in page.content.decode()) == (200, True), address
    for address in ("", "memos/", "reports/", "codebook/", "reports/passages/?code=goals", "memos.xlsx"):
        assert client_of(karim).get(f"/projects/night-shift/{address}").status_code == 200, address


def test_a_memo_on_a_coding_of_a_proposal_tells_others_no_name(
    karim: Member, lea: Member, rita: Member, interview: Transcript, round_: Round
) -> None:
    made = send(karim, interview, "People answer", kind="code", new_code="Silent").json()
    Memo.objects.create(project=karim.project, author=karim, text="a thought", on_coding_id=coding_of(made["uid"]))
    for member in (lea, rita):
        for address in ("memos/", f"transcripts/{interview.pk}/codings/{made['uid']}/", "reports/codings.csv"):
            page = client_of(member).get(f"/projects/night-shift/{address}")
            for_the_team = member == rita and address.endswith(".csv")  # a row a coding
            assert page.status_code == (409 if for_the_team else 200), address
            assert "Silent" not in b"".join(page).decode(errors="replace"), address


def coding_of(uid: str) -> int:
    return CodingState.objects.get(coding__uid=UUID(uid)).coding_id


def test_a_proposal_waits_for_the_round_to_close_unless_it_is_declined(
    lea: Member, karim: Member, goals: Code, round_: Round
) -> None:
    propose(karim, label="Silent")
    with pytest.raises(Resting):
        adopt(the("Silent"), by=lea)
    with pytest.raises(Resting):
        merge(the("Silent"), by=lea, into=goals)
    decline(the("Silent"), by=lea, reason="A fact, not a theme.")


def test_an_adopted_proposal_is_a_code_of_the_draft_and_its_codings_are_seen(
    lea: Member, karim: Member, lena: Member, goals: Code, interview: Transcript, round_: Round
) -> None:
    send(karim, interview, "People answer", kind="code", new_code="Silent")
    closed(round_, lea, karim, lena)
    code = adopt(the("Silent"), by=lea, parent=goals, label_en="Conversation", label_fr="Conversation")
    assert (code.key, code.parent, code.proposed_by, code.origin) == ("conversation", goals, None, "emergent")
    assert coded(lea) == [("Conversation", "People answer")] == coded(karim)
    (told,) = own_proposals(karim)
    assert (told.proposal.outcome, told.passages, told.version) == ("adopted", 1, None)
    assert freeze(lea, note="Second").number == 2
    assert own_proposals(karim)[0].version == 2
    assert Code.objects.get(key="conversation").meaning_since == 2


def test_a_merged_proposals_codings_are_born_under_the_other_code(
    lea: Member, karim: Member, goals: Code, interview: Transcript, round_: Round
) -> None:
    made = send(karim, interview, "People answer", kind="code", new_code="Silent").json()
    send(karim, interview, "I plan first", kind="code", code=made["code"]["id"])
    closed(round_, lea, karim)
    assert merge(the("Silent"), by=lea, into=goals, reason="The same.") == 2
    assert coded(lea) == [("Goals", "I plan first"), ("Goals", "People answer")]
    state = CodingState.objects.visible_to(karim).living().get(coding__uid=made["uid"])
    assert [one.speaker.label for one in state.speakers.all()] == ["Anna"]
    assert the("Silent").passages == 2
    assert send(karim, interview, kind="undo").status_code == 422


def test_only_a_code_that_can_be_applied_takes_a_proposal_in(lea: Member, karim: Member, round_: Round) -> None:
    propose(karim, label="Silent")
    closed(round_, lea, karim)
    with pytest.raises(Unfit):
        merge(the("Silent"), by=lea, into=create_code(lea, label_en="Practice", heading=True))


def test_a_declined_proposals_passages_become_memos_of_their_coder(
    lea: Member, karim: Member, lena: Member, interview: Transcript, round_: Round
) -> None:
    made = send(karim, interview, "People answer", kind="code", new_code="Silent").json()
    with pytest.raises(NoReason):
        decline(the("Silent"), by=lea, reason=" ")
    assert decline(the("Silent"), by=lea, reason="A fact.") == 1
    assert coded(karim) == []
    (memo,) = Memo.objects.visible_to(karim)
    assert (memo.author, memo.on_transcript) == (karim, interview)
    assert memo.text == "“People answer” was proposed as “Silent”. Declined: A fact."
    assert not Memo.objects.visible_to(lena).exists()
    assert send(karim, interview, kind="undo").status_code == 409
    assert send(karim, interview, "I plan first", kind="code", code=made["code"]["id"]).status_code == 422


def test_a_removed_coding_does_not_come_back_with_a_declined_code(
    lea: Member, karim: Member, interview: Transcript, round_: Round
) -> None:
    made = send(karim, interview, "People answer", kind="code", new_code="Silent").json()
    send(karim, interview, kind="remove", uid=made["uid"])
    decline(the("Silent"), by=lea, reason="A fact.")
    assert send(karim, interview, kind="undo").status_code == 409
    assert coded(karim) == []


def test_the_second_lead_is_told_what_the_first_decided(
    lea: Member, olga: Member, karim: Member, round_: Round
) -> None:
    propose(karim, label="Silent")
    seen = the("Silent")
    decline(seen, by=lea, reason="A fact.")
    with pytest.raises(Decided, match="declined, by Lea"):
        decline(seen, by=olga, reason="No.")


def test_a_proposal_is_reworded_by_its_coder_while_it_waits(karim: Member, lena: Member, round_: Round) -> None:
    propose(karim, label="Silnet")
    reword(the("Silnet"), by=karim, label="Silent", definition="Reads.")
    assert the("Silent").code.definition_en == "Reads."
    with pytest.raises(PermissionDenied):
        reword(the("Silent"), by=lena, label="Loud", definition="")


@pytest.mark.parametrize("outcome", ["adopted", "merged", "declined"])
def test_a_decision_is_taken_back_where_nothing_was_built_on_it(
    lea: Member, karim: Member, goals: Code, interview: Transcript, round_: Round, outcome: str
) -> None:
    send(karim, interview, "People answer", kind="code", new_code="Silent")
    closed(round_, lea, karim)
    if outcome == "adopted":
        adopt(the("Silent"), by=lea, parent=goals, label_en="Conversation")
    elif outcome == "merged":
        merge(the("Silent"), by=lea, into=goals)
    else:
        decline(the("Silent"), by=lea, reason="A fact.")
    take_back(Proposal.objects.visible_to(lea).select_related("code").get(), by=lea)
    assert the("Silent").outcome == ""
    assert coded(karim) == [("Silent", "People answer")]
    assert coded(lea) == []
    assert not Memo.objects.visible_to(karim).living().exists()
    assert [node.key for node in codebook_of(lea.project).living] == ["goals"]
    state = CodingState.objects.visible_to(karim).living().get()
    assert [one.speaker.label for one in state.speakers.all()] == ["Anna"]


def test_an_adopted_code_stays_once_it_was_used_or_frozen(
    lea: Member, karim: Member, lena: Member, interview: Transcript, round_: Round
) -> None:
    propose(karim, label="Silent")
    propose(karim, label="Loud")
    closed(round_, lea, karim, lena)
    used, frozen = adopt(the("Silent"), by=lea), adopt(the("Loud"), by=lea)
    send(lena, interview, "People answer", kind="code", code=used.pk)
    with pytest.raises(BuiltOn, match="used since"):
        take_back(the("Silent"), by=lea)
    freeze(lea, note="Second")
    with pytest.raises(BuiltOn, match="part of version 2"):
        take_back(the("Loud"), by=lea)
    assert frozen.pk in codebook_of(lea.project).by_id


def test_a_merge_stays_once_its_codings_were_changed_and_a_decline_once_its_memos_were(
    lea: Member, karim: Member, goals: Code, interview: Transcript, round_: Round
) -> None:
    made = send(karim, interview, "People answer", kind="code", new_code="Silent").json()
    send(karim, interview, "I plan first", kind="code", new_code="Loud")
    closed(round_, lea, karim)
    merge(the("Silent"), by=lea, into=goals)
    send(karim, interview, kind="remove", uid=made["uid"])
    with pytest.raises(BuiltOn, match="changed since"):
        take_back(the("Silent"), by=lea)
    decline(the("Loud"), by=lea, reason="A fact.")
    Memo.objects.visible_to(karim).update(edited_at=round_.opened_at)
    with pytest.raises(BuiltOn, match="memos"):
        take_back(the("Loud"), by=lea)


def test_pages_of_the_codebook_say_why_it_rests_and_offer_no_change(lea: Member, goals: Code, round_: Round) -> None:
    at = "/projects/night-shift/codebook/codes/"
    for address in ("/projects/night-shift/codebook/", f"{at}goals/", f"{at}goals/?edit=names"):
        page = client_of(lea).get(address).content.decode()
        assert "Round 1 is open with version 1" in page
        assert "fact__edit" not in page and "New code" not in page.replace("New code, under", "")
    for address in ("goals/archive/", "goals/restore/", "goals/move/"):
        answer = client_of(lea).post(at + address, {"step": "1"}, follow=True)
        assert answer.status_code == 200
    renamed = client_of(lea).post(f"{at}goals/", {"part": "names", "label_en": "Aims"})
    assert (renamed.status_code, "rests until it closes" in renamed.content.decode()) == (422, True)
    assert [node.code.label for node in codebook_of(lea.project).living] == ["Goals"]
