"""The home of a project: what stands there, for whom, and what it proposes to do next."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding.models import Assignment, Coding, CodingState, Memo
from interviews.models import (
    Attribute,
    AttributeValue,
    Member,
    Participant,
    ParticipantValue,
    Project,
    Revision,
    Transcript,
    Turn,
    Upload,
)
from tests.factories import make_code, make_transcript, numbers
from tests.people import client_of

MAY = datetime(2026, 5, 2, 9, tzinfo=UTC)


def home(member):
    return client_of(member).get(reverse("project", args=["night-shift"]))


def code(member: Member, transcript: Transcript, *, times: int = 1, done: bool = False) -> None:
    """What a coder's work leaves behind: a pass, codings, and a revision each."""
    work, _ = Assignment.objects.get_or_create(transcript=transcript, coder=member)
    if done:
        Assignment.objects.filter(pk=work.pk).update(done_at=MAY)
    for _ in range(times):
        number = next(numbers)
        coding = Coding.objects.create(project=member.project, transcript=transcript, assignment=work, coder=member)
        CodingState.objects.create(
            coding=coding,
            text=transcript.current,
            code=make_code(member.project, f"code-{number}"),
            start=0,
            end=2,
            quote_hash="",
            born=number,
        )
        Revision.objects.create(
            project=member.project,
            number=number,
            op=coding.uid,
            actor=member.user,
            transcript=transcript,
            verb="coded",
            at=MAY,
        )


def sector(project: Project, **people: str) -> Attribute:
    attribute = Attribute.objects.create(
        project=project, key="sector", label_en="Sector", kind="category", required=True
    )
    values = {
        key: AttributeValue.objects.create(attribute=attribute, key=key.lower(), label_en=key, position=place)
        for place, key in enumerate(("Private", "Public"))
    }
    for name, key in people.items():
        person, _ = Participant.objects.get_or_create(project=project, pseudonym=name)
        ParticipantValue.objects.create(participant=person, attribute=attribute, category=values[key], born=1)
    return attribute


@pytest.fixture
def two(project) -> list[Transcript]:
    return [
        make_transcript(project, ("I", "Who?"), ("A", "Anna speaks."), title="Night 1", participant="Anna"),
        make_transcript(project, ("I", "Who?"), ("B", "Boris speaks."), title="Night 2", participant="Boris"),
    ]


def test_an_empty_project_says_what_to_do_first(lea, rita):
    told = home(lea).content.decode()
    assert "Start with one interview" in told
    assert told.count("button--primary") == 1  # the place to drop files is the one thing to press
    assert 'type="file"' in told
    reader = home(rita).content.decode()
    assert 'type="file"' not in reader
    assert "There is no transcript yet" in reader


def test_counts_and_the_first_category_stand_under_the_title(lea, two, project):
    sector(project, Anna="Private", Boris="Public")
    told = " ".join(home(lea).content.decode().split())
    assert "2 interviews · 6 words · Sector: 1 Private, 1 Public" in told


def test_a_lead_sees_every_coders_state_and_number(lea, karim, lena, two):
    code(karim, two[0], times=2, done=True)
    code(lena, two[0])
    cells = home(lea).context["home"].rows[0].cells
    assert [(cell.coder, cell.state, cell.count) for cell in cells] == [("Karim", "done", 2), ("Lena", "progress", 1)]
    untouched = home(lea).context["home"].rows[1].cells
    assert [cell.state for cell in untouched] == ["todo", "todo"]


def test_a_blind_coder_sees_neither_state_nor_number_nor_activity_of_the_others(karim, lena, two):
    code(lena, two[0], times=3, done=True)
    Memo.objects.create(project=lena.project, on_transcript=two[0], author=lena, text="Only for leads")
    answer = home(karim)
    shown = answer.context["home"]
    assert [column.member for column in shown.coders] == [karim]
    assert [(cell.state, cell.count) for cell in shown.rows[0].cells] == [("todo", 0)]
    assert shown.rows[0].active_at is None
    assert [mate.active_at for mate in shown.team] == [None, None]
    assert "Only for leads" not in answer.content.decode()


def test_coders_who_may_see_each_other_do(karim, lena, two, project):
    Project.objects.update(coders_see_each_other=True)
    code(lena, two[0])
    assert [column.member for column in home(karim).context["home"].coders] == [karim, lena]


def test_a_coder_is_led_to_what_is_left(karim, two):
    code(karim, two[0], done=True)
    step = home(karim).context["steps"][0]
    assert step.title == "Code the last transcript"
    assert step.url == reverse("workspace", args=["night-shift", two[1].pk])


def test_who_is_alone_is_led_to_the_first_transcript(lea, two):
    step = home(lea).context["steps"][0]
    assert (step.title, step.url) == (
        "Code the first transcript",
        reverse("workspace", args=["night-shift", two[0].pk]),
    )


def test_a_lead_is_told_who_has_transcripts_left_and_what_is_missing(lea, karim, two, project):
    sector(project, Anna="Private")
    code(karim, two[0], done=True)
    two[1].speakers.filter(label="B").update(participant=None)
    titles = [step.title for step in home(lea).context["steps"]]
    assert titles == [
        "Say who speaks in Night 2",
        "Remind Karim of the transcript that is left",
        "Enter “Sector” for Boris",
        "Read the table codes × Sector",
    ]


def test_who_may_code_goes_to_the_coding_screen_and_who_reads_to_the_text(karim, rita, two):
    assert f'row-link" href="{reverse("workspace", args=["night-shift", two[0].pk])}"' in home(karim).content.decode()
    assert f'row-link" href="{reverse("transcript", args=["night-shift", two[0].pk])}"' in home(rita).content.decode()


def test_minutes_are_told_where_there_are_times(lea, two):
    Turn.objects.filter(text=two[0].current, index=1).update(begins_ms=754_000)
    assert "13 min" in home(lea).content.decode()


def test_an_archived_transcript_leaves_the_table(lea, two):
    Transcript.objects.filter(pk=two[0].pk).update(archived_at=MAY)
    shown = home(lea).context["home"]
    assert [row.transcript for row in shown.rows] == [two[1]]
    assert shown.archived == [two[0]]


def test_names_are_shown_as_text(lea, project):
    make_transcript(project, ("A", "Words"), participant="<script>x</script>")
    told = home(lea).content.decode()
    assert "<script>x" not in told
    assert "&lt;script&gt;x" in told


def test_a_stranger_finds_nothing(sam, two):
    assert home(sam).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_transcripts(
    lea, karim, lena, project, django_assert_max_num_queries
):
    sector(project)
    for number in range(40):
        transcript = make_transcript(
            project, ("I", "Who?"), ("A", "I do."), title=f"{number}", participant=f"P{number}"
        )
        code(karim, transcript, done=True)
    client = client_of(lea)
    with django_assert_max_num_queries(20):
        answer = client.get(reverse("project", args=["night-shift"]))
    assert len(answer.context["home"].rows) == 40


def test_an_empty_project_with_a_codebook_does_not_ask_for_one(lea):
    make_code(lea.project, "planning")
    page = client_of(lea).get("/projects/night-shift/").content.decode()
    assert "Choose a codebook" not in page
    assert "1 code. Choose one to read its rules." in page


def give(lead: Member, transcript: Transcript, *coders: Member, **fields: object) -> None:
    """What opening a round leaves behind."""
    for coder in coders:
        Assignment.objects.create(transcript=transcript, coder=coder, assigned_by=lead, **fields)


def test_who_was_not_given_a_transcript_is_not_waited_for(lea, karim, lena, two):
    give(lea, two[0], karim, done_at=MAY)
    shown = home(lea).context["home"]
    assert [cell.state for cell in shown.rows[0].cells] == ["done", "none"]
    assert [cell.state for cell in shown.rows[1].cells] == ["todo", "todo"]  # given to nobody: everybody may
    assert [(column.name, column.done, column.all) for column in shown.coders] == [("Karim", 1, 2), ("Lena", 0, 1)]
    assert shown.done_by_all == 1


def test_who_codes_unasked_is_shown_and_not_waited_for(lea, karim, lena, two):
    give(lea, two[0], karim, done_at=MAY)
    code(lena, two[0])
    shown = home(lea).context["home"]
    assert [(cell.state, cell.count) for cell in shown.rows[0].cells] == [("done", 0), ("progress", 1)]
    assert shown.done_by_all == 1


def test_a_transcript_that_was_given_is_still_to_do_until_its_first_coding(lea, karim, two):
    give(lea, two[0], karim)
    assert [cell.state for cell in home(lea).context["home"].rows[0].cells] == ["todo"]
    code(karim, two[0])
    assert [cell.state for cell in home(lea).context["home"].rows[0].cells] == ["progress"]


def test_what_was_withdrawn_from_her_is_not_waited_for(lea, karim, lena, two):
    give(lea, two[0], karim, done_at=MAY)
    give(lea, two[0], lena, withdrawn_at=MAY)
    shown = home(lea).context["home"]
    assert [cell.state for cell in shown.rows[0].cells] == ["done", "none"]
    assert shown.done_by_all == 1


def test_a_blind_coder_is_led_to_what_was_given_to_her(lea, karim, lena, two):
    give(lea, two[0], karim)
    give(lea, two[1], lena)
    answer = home(lena)
    assert [cell.state for row in answer.context["home"].rows for cell in row.cells] == ["none", "todo"]
    assert answer.context["steps"][0].url == reverse("workspace", args=["night-shift", two[1].pk])


def test_an_empty_projects_home_names_the_files_that_wait(lea, project):
    sent = SimpleUploadedFile("talk.txt", b"Ann: Hello.\nBob: Yes.\n")
    client = client_of(lea)
    client.post(reverse("transcripts_import", args=["night-shift"]), {"files": sent})
    told = home(lea).content.decode()
    assert "Waiting for your look" in told
    assert reverse("upload", args=["night-shift", Upload.objects.get().uid]) in told
