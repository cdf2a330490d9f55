"""The coding screen, as a browser gets it: the same for a full project as for an empty one."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import _study
from coding.models import Assignment, Code, Coding
from interviews.models import Member, Project, Transcript
from tests.factories import make_code, make_transcript
from tests.people import client_of
from tests.rules.addresses import make_coding

STRANGE = [
    '<script>alert("x")</script> & "quotes" \u2019 \u00ab\u00a0oui\u00a0\u00bb',
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd, right to left",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467 and flag \U0001f1e8\U0001f1e6 and cafe\u0301",
    "a\ttab and  two blanks",
]


@pytest.fixture
def interview(project: Project) -> Transcript:
    make_code(project, "planning")
    return make_transcript(project, ("Interviewer", "How?"), *[("Anna", words) for words in STRANGE])


def address(transcript: Transcript, page: str = "code") -> str:
    return f"/projects/{transcript.project.key}/transcripts/{transcript.pk}/{page}/"


def turns_of(html: str) -> dict[str, str]:
    """Each turn's words as the page shows them: without tags, unescaped."""
    found = re.findall(r'<article [^>]*id="t(\d+)".*?<p class="tx"[^>]*>(.*?)</p>', html, re.DOTALL)
    return {index: unescape(re.sub(r"<[^>]+>", "", words)) for index, words in found}


def test_every_word_is_shown_as_it_is_stored(karim: Member, interview: Transcript) -> None:
    page = client_of(karim).get(address(interview)).content.decode()
    assert [*turns_of(page).values()] == ["How?", *STRANGE]
    assert "<script>alert" not in page


def test_coding_strange_words_leaves_them_as_they_are(karim: Member, interview: Transcript) -> None:
    text = interview.current.text
    planning = Code.objects.get()
    for start in range(6, len(text) - 9, 7):
        make_coding(karim, interview, planning, start=start, end=start + 9)
    page = client_of(karim).get(address(interview)).content.decode()
    assert [*turns_of(page).values()] == ["How?", *STRANGE]


def test_names_with_markup_are_shown_as_text(project: Project, karim: Member, interview: Transcript) -> None:
    evil = '</script><script>alert("1")</script>'
    make_code(project, "evil", label_en=evil)
    Transcript.objects.filter(pk=interview.pk).update(title=f"{evil}'\"")
    karim.user.name = evil
    karim.user.save()
    page = client_of(karim).get(address(interview)).content.decode()
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_a_turn_of_an_answer_is_that_of_the_page(karim: Member, lea: Member, interview: Transcript) -> None:
    planning = Code.objects.get()
    make_coding(karim, interview, planning, start=7, end=30)
    make_coding(lea, interview, planning, start=20, end=90)
    page = client_of(lea).get(address(interview)).content.decode()
    changes = client_of(lea).get(address(interview, "changes")).json()
    assert set(changes["turns"]) == {"1", "2", "3"}
    assert all(turn in page for turn in changes["turns"].values())


@pytest.mark.parametrize("reader", ["karim", "lea", "rita"])
def test_the_page_takes_at_most_twelve_queries_however_full_the_project_is(
    reader: str, request: pytest.FixtureRequest, project: Project, karim: Member
) -> None:
    member: Member = request.getfixturevalue(reader)
    make_code(project, "planning")
    transcript = _study.make_transcript(project, characters=20_000)
    client = client_of(member)
    client.get(address(transcript))
    empty = queries_of(client, transcript)
    _study.make_codings(transcript, karim, count=1000)
    for _ in range(3):
        other = _study.make_transcript(project, characters=5_000)
        _study.make_codings(other, karim, count=1000)
    full = queries_of(client, transcript)
    assert full <= 12
    assert full <= empty + 1  # a pass was not there before


def queries_of(client: object, transcript: Transcript) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(transcript)).status_code == 200
    return len(queries)


def test_a_reader_of_the_project_sees_codings_and_no_way_to_code(rita: Member, karim: Member, interview) -> None:
    coding = make_coding(karim, interview, Code.objects.get(), start=7, end=30)
    page = client_of(rita).get(address(interview)).content.decode()
    assert str(coding.uid) in page
    assert 'data-can-code="0"' in page
    assert address(interview, "done") not in page


@pytest.mark.parametrize("what", ["transcript", "project"])
def test_what_is_archived_is_read_and_not_coded(what: str, karim: Member, interview: Transcript) -> None:
    model = {"transcript": Transcript, "project": Project}[what]
    model.objects.update(archived_at="2026-01-01T00:00Z")
    page = client_of(karim).get(address(interview)).content.decode()
    assert 'data-can-code="0"' in page
    assert client_of(karim).post(address(interview, "done"), {"done": "1"}).status_code in {403, 422}
    assert Assignment.objects.count() == 0


def test_one_turn_is_coded_by_a_form_without_a_script(karim: Member, interview: Transcript) -> None:
    url = f"{address(interview, 'turns')}1/"
    assert client_of(karim).get(url).status_code == 200
    answer = client_of(karim).post(url, {"from": "0", "to": "0", "code": str(Code.objects.get().pk)})
    assert answer.status_code == 302
    state = Coding.objects.get().states.get()
    assert interview.current.text[state.start : state.end] in STRANGE[0]


def test_the_same_turn_in_a_dialog_is_answered_without_the_page(karim: Member, interview: Transcript) -> None:
    url = f"{address(interview, 'turns')}1/"
    dialog = client_of(karim).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in dialog
    assert f'value="http://testserver{address(interview)}#t1"' in dialog
    sent = {"from": "0", "to": "0", "code": str(Code.objects.get().pk)}
    done = client_of(karim).post(url, sent, headers={"HX-Request": "true"})
    assert (done.status_code, "Coded: " in done.content.decode()) == (200, True)
    refused = client_of(karim).post(url, sent | {"code": "0"}, headers={"HX-Request": "true"})
    assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (422, True)
    assert Coding.objects.count() == 1


def test_the_form_of_a_turn_sent_twice_codes_once(karim: Member, interview: Transcript) -> None:
    url = f"{address(interview, 'turns')}1/"
    page = client_of(karim).get(url).content.decode()
    hidden = dict(re.findall(r'name="(op|uid)" value="([^"]+)"', page))
    sent = {**hidden, "from": "0", "to": "0", "code": str(Code.objects.get().pk)}
    answers = [client_of(karim).post(url, sent).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Coding.objects.count() == 1
