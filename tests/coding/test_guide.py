"""The interview guide: its questions, and what was asked in each interview, by hand or by proposals."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coding.models import Asked, Question
from coding.queries.codebook import codebook_of
from coding.queries.guide import guide_of, overview_of, questions_by_code
from coding.services.codebook import archive_code
from coding.services.guide import MOST_QUESTIONS, GuideError, add_questions, read_lines
from interviews.models import Member, Project, Revision, Transcript
from tests.coding.rounds import make_version, opened
from tests.factories import make_code, make_transcript
from tests.people import client_of

AT = "/projects/night-shift/guide/"
LIST = "1. Is your work planned?\n\n  2) Do colleagues take part?\n- Who decides?\n"


@pytest.fixture
def guide(lea: Member) -> list[Question]:
    return add_questions(lea, read_lines(LIST))


@pytest.fixture
def interview(project: Project) -> Transcript:
    return make_transcript(
        project,
        ("Interviewer", "Thank you for coming. So, is the work planned, with you?"),
        ("Anna", "We plan each week."),
        ("Interviewer", "And your colleagues, do they take part?"),
        ("Anna", "Some take part. The work is planned by colleagues who take part."),
        title="Anna",
    )


def page_of(interview: Transcript) -> str:
    return f"/projects/night-shift/transcripts/{interview.pk}/guide/"


def seen(who: Member | Client, address: str) -> str:
    answer = (who if isinstance(who, Client) else client_of(who)).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def say(who: Member, interview: Transcript, key: str, do: str, **more: int) -> int:
    return client_of(who).post(page_of(interview), {"question": key, "do": do, **more}).status_code


def marks(interview: Transcript) -> dict[str, tuple[str, str]]:
    rows = Asked.objects.living().filter(transcript=interview).select_related("question", "text")
    return {row.question.key: (row.answer, row.text.text[row.start : row.end] if row.text else "") for row in rows}


PLANNED, PART, DECIDES = "is-your-work-planned", "do-colleagues-take-part", "who-decides"
FIRST = "Thank you for coming. So, is the work planned, with you?"


def test_a_pasted_list_is_shown_before_it_is_written(lea: Member) -> None:
    client = client_of(lea)
    looked = client.post(f"{AT}paste/", {"lines": LIST})
    assert looked.status_code == 200 and "Add 3 questions" in looked.content.decode()
    assert not Question.objects.exists()
    assert client.post(f"{AT}paste/", {"lines": LIST, "write": "1"}).status_code == 302
    assert [one.text for one in guide_of(lea.project)] == [
        "Is your work planned?", "Do colleagues take part?", "Who decides?",
    ]  # fmt: skip
    assert Revision.objects.filter(verb="guide.added").count() == 1


@pytest.mark.parametrize(
    "lines", ["", " \n - \n", "x" * 501, "\n".join(f"{n}. Why?" for n in range(MOST_QUESTIONS + 1))]
)
def test_a_list_that_makes_no_guide_is_refused_with_the_form(lea: Member, lines: str) -> None:
    assert client_of(lea).post(f"{AT}paste/", {"lines": lines, "write": "1"}).status_code == 422
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Q3 : Pourquoi ?", "Pourquoi ?"),
        ("12) Why?", "Why?"),
        ("• Why?", "Why?"),
        ("  Why   now?", "Why now?"),
        ("5 years ago, why?", "5 years ago, why?"),
    ],
)
def test_numbers_and_bullets_are_taken_away(line: str, read: str) -> None:
    assert read_lines(line) == [read]


def test_a_question_has_two_languages_probes_and_codes(project: Project, lea: Member, karim: Member) -> None:
    make_code(project, "planning")
    sent = {
        "text_en": " Is it  planned? ",
        "text_fr": "C’est planifié ?",
        "probes": "1. By whom?\n",
        "codes": ["planning"],
    }
    assert client_of(lea).post(f"{AT}new/", sent).status_code == 302
    (question,) = guide_of(project)
    assert question.wordings == ("Is it planned?", "C’est planifié ?", "By whom?")
    assert [code.key for code in question.codes.all()] == ["planning"]
    page = seen(karim, AT)
    assert "Planning" in page and "New question" not in page
    assert client_of(lea).post(f"{AT}questions/{question.key}/", sent | {"text_fr": "", "codes": []}).status_code == 302
    question.refresh_from_db()
    assert (question.text_fr, question.codes.count()) == ("", 0)


def test_a_question_without_a_text_is_refused(lea: Member, guide: list[Question]) -> None:
    client = client_of(lea)
    assert client.post(f"{AT}new/", {"text_en": " ", "text_fr": ""}).status_code == 422
    answer = client.post(f"{AT}questions/{PLANNED}/", {"text_en": "x" * 501})
    assert answer.status_code == 422
    assert client.post(f"{AT}questions/{PLANNED}/", {}).status_code == 422


def test_questions_are_ordered_put_away_and_brought_back(lea: Member, guide: list[Question]) -> None:
    client = client_of(lea)
    client.post(f"{AT}questions/{DECIDES}/move/", {"step": "-1"})
    client.post(f"{AT}questions/{PLANNED}/move/", {"step": "-1"})  # it is the first already
    client.post(f"{AT}questions/{PLANNED}/move/")
    assert [one.key for one in guide_of(lea.project)] == [PLANNED, DECIDES, PART]
    gone = client.post(f"{AT}questions/{PLANNED}/archive/")
    assert "is put away" in seen(client, gone.url)
    assert [one.key for one in guide_of(lea.project)] == [DECIDES, PART]
    client.post(f"{AT}questions/{PLANNED}/restore/")
    assert [one.key for one in guide_of(lea.project)] == [PLANNED, DECIDES, PART]
    assert [*Revision.objects.values_list("verb", flat=True)] == [
        "guide.added", "guide.moved", "guide.archived", "guide.restored",
    ]  # fmt: skip


def test_an_empty_guide_says_why_it_pays(lea: Member, rita: Member) -> None:
    assert "Paste a list" in seen(lea, AT)
    page = seen(rita, AT)
    assert "“2 of 7 mention it”" in page and "Paste a list</a>" not in page


def test_the_program_proposes_and_counts_nothing_before_it_is_confirmed(
    karim: Member, guide: list[Question], interview: Transcript
) -> None:
    page = seen(karim, page_of(interview))
    assert "For 2 the program proposes" in page and FIRST in page
    assert marks(interview) == {}
    assert say(karim, interview, PLANNED, "confirm", turn=0) == 302
    assert marks(interview) == {PLANNED: ("asked", FIRST)}
    assert Asked.objects.living().get().proposed
    client_of(karim).post(f"{page_of(interview)}confirm/")
    assert [*marks(interview)] == [PLANNED, PART]
    assert "2 of 3 questions are marked" in seen(karim, page_of(interview))


def test_what_the_participant_says_is_never_proposed(karim: Member, guide: list[Question], project: Project) -> None:
    alone = make_transcript(project, ("Anna", "Is your work planned? Do colleagues take part?"), title="Alone")
    page = seen(karim, page_of(alone))
    assert "No speaker here is marked as interviewer" in page
    assert say(karim, alone, PLANNED, "confirm", turn=0) == 422
    assert say(karim, alone, PLANNED, "asked") == 302
    assert marks(alone) == {PLANNED: ("asked", "")}


def test_a_refused_proposal_is_not_made_again_and_the_question_stays_open(
    karim: Member, guide: list[Question], interview: Transcript
) -> None:
    assert say(karim, interview, PLANNED, "refuse") == 302
    page = seen(karim, page_of(interview))
    assert "the proposal was wrong" in page and "0 of 3 questions are marked" in page
    assert say(karim, interview, PLANNED, "asked", turn=2) == 302
    assert marks(interview)[PLANNED] == ("asked", "And your colleagues, do they take part?")
    assert not Asked.objects.living().get().proposed


def test_not_asked_open_again_and_the_choice_of_a_turn(
    karim: Member, guide: list[Question], interview: Transcript
) -> None:
    say(karim, interview, DECIDES, "not_asked")
    assert marks(interview) == {DECIDES: ("not_asked", "")}
    say(karim, interview, DECIDES, "open")
    assert marks(interview) == {}
    assert Asked.objects.count() == 1, "a mark dies, it is not deleted"
    page = seen(karim, f"{page_of(interview)}?choose={DECIDES}")
    assert "Asked in which turn?" in page and "3 · And your colleagues" in page


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"question": PLANNED},
        {"question": PLANNED, "do": "confirm"},
        {"question": PLANNED, "do": "confirm", "turn": "1"},  # Anna speaks
        {"question": PLANNED, "do": "asked", "turn": "99"},
        {"question": PLANNED, "do": "asked", "turn": "x"},
        {"question": "no-such", "do": "not_asked"},
        {"question": PLANNED, "do": "delete"},
    ],
)
def test_a_mark_that_makes_no_sense_is_refused_with_the_page(
    karim: Member, guide: list[Question], interview: Transcript, sent: dict[str, str]
) -> None:
    answer = client_of(karim).post(page_of(interview), sent)
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert marks(interview) == {}


def test_one_step_is_one_revision_and_is_undone_by_who_made_it(
    karim: Member, lena: Member, guide: list[Question], interview: Transcript
) -> None:
    client = client_of(karim)
    client.post(f"{page_of(interview)}confirm/")
    say(karim, interview, PLANNED, "not_asked")
    say(karim, interview, PLANNED, "not_asked")  # the same again is nothing
    assert Revision.objects.filter(verb="guide.marked").count() == 2
    client_of(lena).post(f"{page_of(interview)}undo/")
    assert marks(interview)[PLANNED] == ("not_asked", ""), "Lena has nothing to undo"
    client.post(f"{page_of(interview)}undo/")
    assert marks(interview)[PLANNED] == ("asked", FIRST)
    client.post(f"{page_of(interview)}undo/")
    assert marks(interview) == {}
    assert "There is nothing left to undo." in client.post(f"{page_of(interview)}undo/", follow=True).content.decode()


def test_a_step_that_somebody_changed_since_is_not_undone(
    karim: Member, lena: Member, guide: list[Question], interview: Transcript
) -> None:
    say(karim, interview, PLANNED, "not_asked")
    say(lena, interview, PLANNED, "asked", turn=0)
    answer = client_of(karim).post(f"{page_of(interview)}undo/", follow=True)
    assert "Somebody changed these questions since." in answer.content.decode()
    assert marks(interview) == {PLANNED: ("asked", FIRST)}


def test_readers_see_and_mark_nothing(rita: Member, guide: list[Question], interview: Transcript) -> None:
    assert "Asked here" not in seen(rita, page_of(interview))
    assert say(rita, interview, PLANNED, "not_asked") == 403
    assert client_of(rita).post(f"{AT}questions/{PLANNED}/archive/").status_code == 403


def test_an_archived_transcript_and_question_are_not_marked(
    karim: Member, lea: Member, guide: list[Question], interview: Transcript
) -> None:
    client_of(lea).post(f"{AT}questions/{DECIDES}/archive/")
    assert say(karim, interview, DECIDES, "not_asked") == 422
    client_of(lea).post(f"/projects/night-shift/transcripts/{interview.pk}/archive/", {"archived": "1"})
    assert say(karim, interview, PLANNED, "not_asked") == 422
    assert client_of(karim).post(f"{page_of(interview)}confirm/").status_code == 302
    assert marks(interview) == {}
    assert overview_of(lea.project).interviews == ()


def test_who_codes_blind_sees_what_was_asked_and_not_who_marked_it(
    lea: Member, karim: Member, lena: Member, guide: list[Question], interview: Transcript
) -> None:
    say(karim, interview, DECIDES, "not_asked")
    make_version(lea.project)
    opened(lea, {karim: [interview], lena: [interview]})
    hers, his = seen(lena, page_of(interview)), seen(karim, page_of(interview))
    assert "Not asked</span>" in hers and "marked by" not in hers
    assert "marked by Karim" in his and "marked by Karim" in seen(lea, page_of(interview))


def test_the_overview_has_every_interview_with_its_answers(
    karim: Member, rita: Member, guide: list[Question], interview: Transcript, project: Project
) -> None:
    make_transcript(project, ("Interviewer", "Well?"), ("Bruno", "Well."), title="Bruno")
    say(karim, interview, PLANNED, "asked", turn=0)
    say(karim, interview, PART, "refuse")
    say(karim, interview, DECIDES, "not_asked")
    overview = overview_of(project)
    assert (overview.marked, overview.cells) == (2, 6)
    assert [(one.asked, one.not_asked, one.open) for one in overview.questions] == [(1, 0, 1), (0, 0, 2), (0, 1, 1)]
    page = seen(rita, f"{AT}interviews/")
    assert "2 of 6 are marked" in page and "2 of 3" in page


def test_a_question_asks_about_its_codes_those_below_and_those_above(project: Project, lea: Member) -> None:
    goals = make_code(project, "goals")
    money = make_code(project, "money", parent=goals)
    make_code(project, "coins", parent=money)
    make_code(project, "fame", parent=goals)
    (question,) = add_questions(lea, ["Do you want money?"])
    question.codes.add(money)
    codebook = codebook_of(project)
    about = questions_by_code(guide_of(project), codebook)
    assert {codebook.by_id[pk].key for pk in about} == {"goals", "money", "coins"}
    archive_code(money, by=lea)
    assert questions_by_code(guide_of(project), codebook_of(project)) == {}


def test_a_question_has_one_living_mark_in_a_transcript(
    karim: Member, guide: list[Question], interview: Transcript
) -> None:
    row = {"question": guide[0], "transcript": interview, "answer": "not_asked", "by": karim, "born": 1}
    Asked.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Asked.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Asked.objects.create(**row | {"died": 2, "start": 3})


def test_a_guide_that_is_full_takes_nothing_back(lea: Member, guide: list[Question]) -> None:
    client_of(lea).post(f"{AT}questions/{PLANNED}/archive/")
    add_questions(lea, ["Why?"] * (MOST_QUESTIONS - 2))
    with pytest.raises(GuideError):
        add_questions(lea, ["Why?"])
    client_of(lea).post(f"{AT}questions/{PLANNED}/restore/")
    assert len(guide_of(lea.project)) == MOST_QUESTIONS


def test_pages_of_a_long_guide_ask_as_often_as_those_of_a_short_one(
    karim: Member, guide: list[Question], interview: Transcript, project: Project
) -> None:
    def asked() -> list[int]:
        client = client_of(karim)
        counts = []
        for address in (AT, f"{AT}interviews/", page_of(interview)):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    few = asked()
    Question.objects.bulk_create(
        Question(project=project, key=f"more-{n}", text_en=f"And number {n}?", position=9) for n in range(20)
    )
    for number in range(5):
        make_transcript(project, ("Interviewer", "Well?"), title=f"More {number}")
    assert asked() == few
    assert max(few) <= 14
