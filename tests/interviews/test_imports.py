"""Importing transcripts in the browser: choose, look, confirm."""

import io
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews import jobs
from interviews.models import Job, Participant, Revision, Speaker, Transcript, Turn, Upload
from interviews.queries.uploads import preview_of
from interviews.services.uploads import import_uploads, keep_files
from tests.people import client_of

SAMPLES = Path(__file__).parent.parent / "samples"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

INTERVIEW = """Interview 7
Date: May 2

I: How does the week begin?
Marta: With a plan.
It holds until Tuesday.
I: And then?
Marta: Then it does not.
I: Who decides?
Marta: I do.
"""


@pytest.fixture
def lead(lea) -> Client:
    return client_of(lea)


def send(client: Client, *files: tuple[str, bytes | str]):
    sent = [SimpleUploadedFile(name, body.encode() if isinstance(body, str) else body) for name, body in files]
    return client.post(reverse("transcripts_import", args=["night-shift"]), {"files": sent})


def address(upload: Upload) -> str:
    return reverse("upload", args=["night-shift", upload.uid])


def fields(client: Client, upload: Upload, **changed: str) -> dict[str, str]:
    """What the preview's form would send as it stands, with changes; `role_1` is the field `role-1`."""
    form = client.get(address(upload)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return sent | {name.replace("_", "-") if name != "do" else name: value for name, value in changed.items()}


def confirm(client: Client, upload: Upload, **changed: str):
    return client.post(address(upload), fields(client, upload, do="confirm", **changed))


def test_a_text_file_is_looked_at_before_anything_is_written(lead):
    answer = send(lead, ("marta.txt", INTERVIEW))
    upload = Upload.objects.get()
    assert answer.url == address(upload)
    page = lead.get(answer.url)
    assert page.context["preview"].draft.speakers == {"I": 3, "Marta": 3}
    assert "Interview 7" in page.content.decode()
    assert Transcript.objects.count() == 0


def test_a_confirmed_file_becomes_a_transcript_with_its_participant(lead, lea):
    send(lead, ("marta.txt", INTERVIEW))
    answer = confirm(lead, Upload.objects.get(), title="Marta’s week", pseudonym_1="Robin")
    transcript = Transcript.objects.get()
    assert answer.url == reverse("transcript", args=["night-shift", transcript.pk])
    assert transcript.title == "Marta’s week"
    assert [(s.label, s.role, str(s.participant or "")) for s in transcript.speakers.order_by("pk")] == [
        ("I", "interviewer", ""),
        ("Marta", "participant", "Robin"),
    ]
    assert transcript.current.header == "Interview 7\nDate: May 2"
    with transcript.current.original.open("rb") as file:
        assert file.read() == INTERVIEW.encode()
    assert "With a plan.\nIt holds until Tuesday." in transcript.current.text
    assert Upload.objects.count() == 0
    assert Revision.objects.filter(verb="transcript.imported", actor=lea.user).count() == 1


def test_turns_without_a_label_leave_the_labelled_speakers_alone(lead, project):
    send(lead, ("times.txt", "Interview 7\n" + INTERVIEW.partition("\n\n")[2]))
    upload = Upload.objects.get()
    lead.post(address(upload), fields(lead, upload, do="keep:1"))
    voices = {voice.label: voice for voice in preview_of(Upload.objects.get(), project).voices}
    assert set(voices) == {"", "I", "Marta"}
    assert (voices["I"].name, voices["I"].role) == ("I", "interviewer")
    assert voices["Marta"].name == "Marta"
    assert (voices[""].role, voices[""].who) == ("other", "none")


def test_the_proposed_pseudonym_is_not_the_name_in_the_file_nor_anybodys(lead, project):
    Participant.objects.create(project=project, pseudonym="Robin")
    send(lead, ("alex.txt", INTERVIEW.replace("Marta", "Alex")))
    voices = preview_of(Upload.objects.get(), project).voices
    assert voices[1].label == "Alex"
    assert voices[1].pseudonym not in ("Alex", "Robin", "")


def test_a_label_that_is_a_known_pseudonym_is_that_participant(lead, project):
    marta = Participant.objects.create(project=project, pseudonym="Marta")
    send(lead, ("marta.txt", INTERVIEW))
    confirm(lead, Upload.objects.get())
    assert Speaker.objects.get(label="Marta").participant == marta
    assert Participant.objects.count() == 1


def test_two_files_are_looked_at_one_after_the_other(lead):
    send(lead, ("one.txt", INTERVIEW), ("two.vtt", (SAMPLES / "interview.vtt").read_bytes()))
    first, second = Upload.objects.order_by("pk")
    page = lead.get(address(first)).content.decode()
    assert "file 1 of 2" in page
    assert confirm(lead, first).url == address(second)
    page = lead.get(address(second))
    assert "file 2 of 2" in page.content.decode()
    assert "times from 0:00 to 0:25" in page.content.decode()
    confirm(lead, second)
    assert Transcript.objects.count() == 2
    assert Turn.objects.filter(begins_ms=5000).count() == 1


def test_the_rest_of_a_batch_can_be_imported_as_found(lead):
    send(lead, *((f"{n}.txt", INTERVIEW + f"I: Goodbye {n}.\n") for n in range(3)))
    answer = lead.post(address(Upload.objects.order_by("pk")[0]), {"do": "all", "title": "0", "pseudonym-1": "Robin"})
    assert answer.status_code == 302
    assert [*Transcript.objects.order_by("pk").values_list("title", flat=True)] == ["0", "1", "2"]
    assert Participant.objects.count() == 3
    assert Upload.objects.count() == 0


def test_a_broken_file_among_good_ones_is_refused_with_the_reason(lead):
    answer = send(lead, ("good.txt", INTERVIEW), ("torn.docx", b"PK\x03\x04 torn"), ("empty.txt", b""))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "torn.docx" in page
    assert "This file is empty" in page
    assert [upload.name for upload in Upload.objects.all()] == ["good.txt"]
    assert address(Upload.objects.get()) in page


def test_no_file_at_all_is_told(lead):
    answer = lead.post(reverse("transcripts_import", args=["night-shift"]))
    assert answer.status_code == 422
    assert "No file was chosen" in answer.content.decode()


def test_a_file_of_the_project_is_noticed_when_it_comes_again(lead):
    send(lead, ("marta.txt", INTERVIEW))
    confirm(lead, Upload.objects.get())
    send(lead, ("marta-again.txt", INTERVIEW))
    page = lead.get(address(Upload.objects.get())).content.decode()
    assert "This file is in the project already" in page
    assert reverse("transcript", args=["night-shift", Transcript.objects.get().pk]) in page


def test_the_same_file_twice_in_one_batch_is_noticed_and_left_out_of_import_all(lead):
    send(lead, ("a.txt", INTERVIEW), ("b.txt", INTERVIEW))
    first, second = Upload.objects.order_by("pk")
    assert "The same file was sent twice" in lead.get(address(second)).content.decode()
    lead.post(address(first), fields(lead, first, do="all"))
    assert Transcript.objects.count() == 1
    assert Upload.objects.get() == second


def test_a_skipped_file_goes(lead):
    send(lead, ("a.txt", INTERVIEW), ("b.txt", INTERVIEW + "I: Bye.\n"))
    first, second = Upload.objects.order_by("pk")
    assert lead.post(address(first), {"do": "skip"}).url == address(second)
    assert [*Upload.objects.all()] == [second]
    assert lead.post(address(second), {"do": "skip"}).url == reverse("project", args=["night-shift"])


def test_choices_stay_when_the_page_is_opened_again(lead):
    send(lead, ("marta.txt", INTERVIEW))
    upload = Upload.objects.get()
    lead.post(address(upload), fields(lead, upload, do="show", role_1="other", title="Kept"))
    form = lead.get(address(upload)).context["form"]
    assert (form["role-1"].value(), form["title"].value()) == ("other", "Kept")


def test_a_change_refreshes_the_preview_without_the_page(lead):
    send(lead, ("marta.txt", INTERVIEW))
    upload = Upload.objects.get()
    sent = fields(lead, upload, do="show", pseudonym_1="Jules")
    part = lead.post(address(upload), sent, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "the record of Jules" in part


def test_labels_of_one_name_become_one_speaker(lead):
    send(lead, ("typo.txt", INTERVIEW + "I 2: One more thing.\nMarta: Yes?\nI 2: No.\nMarta: Well.\n"))
    upload = Upload.objects.get()
    assert set(preview_of(upload, upload.project).draft.speakers) == {"I", "Marta", "I 2"}
    confirm(lead, upload, name_2="I")
    assert sorted(Speaker.objects.values_list("label", flat=True)) == ["I", "Marta"]


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_the_real_interview_keeps_its_times_and_lines_left_aside(lead):
    send(lead, ("entretien-chercheur-1.docx", (CORPUS / "entretien-chercheur-1.docx").read_bytes()))
    page = lead.get(address(Upload.objects.get())).content.decode()
    assert "times from 0:01" in page
    assert "Entretien 01 24.10.03 01" in page
    assert "8:16- 9:20" in page


def test_a_proposal_is_merged_or_left_apart(lead):
    body = "".join(f"Interviewer2: Question {n}?\nInterviewee1: Answer {n}.\n" for n in range(6))
    send(lead, ("typo.txt", body + "Interviewer2 2: Last one?\nInterviewee1: No.\n"))
    upload = Upload.objects.get()
    (proposal,) = preview_of(upload, upload.project).proposals
    assert (proposal.from_label, proposal.to_label) == ("Interviewer2 2", "Interviewer2")
    lead.post(address(upload), fields(lead, upload, do="merge:2:0"))
    assert "Merged into Interviewer2" in lead.get(address(upload)).content.decode()
    lead.post(address(upload), fields(lead, upload, do="apart:2"))
    upload.refresh_from_db()
    assert preview_of(upload, upload.project).proposals == ()
    lead.post(address(upload), fields(lead, upload, do="merge:2:0"))
    confirm(lead, Upload.objects.get())
    assert {s.label: s.turns.count() for s in Speaker.objects.all()} == {"Interviewer2": 7, "Interviewee1": 7}


def test_a_label_that_is_no_speaker_goes_back_into_the_turn_before(lead):
    said = "I: Well?\nMarta: I say this.\nRemark: it is mine.\nI: So?\nMarta: No.\nRemark: not yours.\nI: Hm?\n"
    send(lead, ("note.txt", said + "Marta: Go.\nRemark: indeed.\n"))
    upload = Upload.objects.get()
    labels = [voice.label for voice in preview_of(upload, upload.project).voices]
    assert labels == ["I", "Marta", "Remark"]
    confirm(lead, upload, role_2="ignore")
    assert "I say this.\nRemark: it is mine." in Transcript.objects.get().current.text
    assert not Speaker.objects.filter(label="Remark").exists()


def test_a_line_left_aside_is_put_back_into_the_text(lead):
    send(lead, ("marta.txt", INTERVIEW))
    upload = Upload.objects.get()
    lead.post(address(upload), fields(lead, upload, do="keep:1"))
    confirm(lead, Upload.objects.get())
    assert Transcript.objects.get().current.text.startswith("Interview 7")


def test_a_text_without_labels_has_one_speaker_and_alternates_only_when_told(lead):
    body = "\n\n".join(f"A whole paragraph, number {n}, of somebody who speaks." for n in range(6))
    send(lead, ("plain.txt", body))
    upload = Upload.objects.get()
    assert [voice.label for voice in preview_of(upload, upload.project).voices] == [""]
    lead.post(address(upload), fields(lead, upload, do="alternate"))
    upload.refresh_from_db()
    assert [(v.label, v.turns) for v in preview_of(upload, upload.project).voices] == [
        ("Interviewer", 3),
        ("Participant", 3),
    ]
    confirm(lead, upload)
    assert [t.speaker.role for t in Turn.objects.order_by("index")][:3] == ["interviewer", "participant", "interviewer"]


def test_without_labels_all_is_one_participants(lead):
    send(lead, ("plain.txt", "\n\n".join(f"A paragraph, number {n}." for n in range(4))))
    confirm(lead, Upload.objects.get(), pseudonym_0="Kim")
    assert Speaker.objects.get().participant.pseudonym == "Kim"


def test_a_new_participant_needs_a_pseudonym_of_their_own(lead, project):
    Participant.objects.create(project=project, pseudonym="Élodie")
    send(lead, ("marta.txt", INTERVIEW))
    upload = Upload.objects.get()
    answer = confirm(lead, upload, pseudonym_1="elodie")
    assert answer.status_code == 422
    assert "There is a participant named Élodie" in answer.content.decode()
    assert Transcript.objects.count() == 0


def test_names_are_shown_as_text(lead):
    body = INTERVIEW.replace("Marta:", "<script>x:").replace("May 2", "<b>May</b>")
    send(lead, ("<script>alert(1)</script>.txt", body))
    upload = Upload.objects.get()
    page = lead.get(address(upload)).content.decode()
    assert "<script>x" not in page
    assert "<script>alert" not in page
    assert "<b>May" not in page
    confirm(lead, upload, title="=1+1")
    transcript = Transcript.objects.get()
    page = lead.get(reverse("transcript", args=["night-shift", transcript.pk])).content.decode()
    assert "<script>x" not in page
    assert "=1+1" in page


def test_a_word_document_is_read(lead):
    document = docx.Document()
    for line in INTERVIEW.splitlines():
        document.add_paragraph(line)
    content = io.BytesIO()
    document.save(content)
    send(lead, ("marta.docx", content.getvalue()))
    confirm(lead, Upload.objects.get())
    assert Transcript.objects.get().current.importer == "docx"
    assert Turn.objects.count() == 6


def test_a_job_run_twice_writes_once(lead):
    send(lead, ("marta.txt", INTERVIEW))
    confirm(lead, Upload.objects.get())
    job = Job.objects.get()
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    job.refresh_from_db()
    import_uploads(job)
    assert Transcript.objects.count() == 1
    assert Job.objects.get().result["transcripts"] == [Transcript.objects.get().pk]


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_writes_it_whole(lead, monkeypatch):
    def killed(*args: object, **kwargs: object) -> None:
        raise SystemExit

    send(lead, ("marta.txt", INTERVIEW))
    upload = Upload.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr("interviews.services.uploads.finish", killed)
        answer = confirm(lead, upload)
    assert answer.url == reverse("job", args=["night-shift", Job.objects.get().pk])
    assert Transcript.objects.count() == 0
    assert Participant.objects.count() == 0
    Job.objects.update(beat_at=timezone.now() - timedelta(minutes=2))
    assert jobs.take_up_lost_jobs() == 1
    assert Transcript.objects.count() == 1
    assert Turn.objects.count() == 6


def test_a_failed_import_says_why_and_can_be_tried_again(lead, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise jobs.JobError("The disk is full.")

    send(lead, ("marta.txt", INTERVIEW))
    upload = Upload.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr("interviews.services.uploads.write_transcript", broken)
        assert confirm(lead, upload).url == address(upload)
    assert "The disk is full." in lead.get(address(upload)).content.decode()
    confirm(lead, upload)
    assert Transcript.objects.count() == 1
    assert Job.objects.count() == 2


def test_the_address_of_an_imported_file_leads_to_its_transcript(lead):
    send(lead, ("marta.txt", INTERVIEW))
    upload = Upload.objects.get()
    confirm(lead, upload)
    assert lead.get(address(upload)).url == reverse("transcript", args=["night-shift", Transcript.objects.get().pk])


def test_files_that_nobody_wanted_for_a_week_go(lead, lea):
    keep_files([("old.txt", INTERVIEW.encode())], by=lea, at=timezone.now() - timedelta(days=8))
    send(lead, ("new.txt", INTERVIEW))
    assert [upload.name for upload in Upload.objects.all()] == ["new.txt"]


def test_only_the_sender_sees_a_file_and_only_leads_import(lead, olga, karim, rita, sam):
    send(lead, ("marta.txt", INTERVIEW))
    upload = Upload.objects.get()
    assert client_of(olga).get(address(upload)).status_code == 404
    assert lead.get(reverse("upload", args=["night-shift", uuid4()])).status_code == 404
    assert client_of(sam).get(address(upload)).status_code == 404
    for member in (karim, rita):
        answer = client_of(member).get(reverse("transcripts_import", args=["night-shift"]))
        assert answer.status_code == 403
        assert "Only owners and leads import transcripts" in answer.content.decode()
