"""Memos: who reads them, who changes them, and their files."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from coding.models import Assignment, Coding, Memo
from coding.services.codebook import create_code
from coding.services.memos import MemoError, delete_memo, edit_memo, write_memo
from interviews.models import Member, Participant, Revision
from tests.factories import make_transcript
from tests.people import client_of

HOME = "/projects/night-shift/memos/"


def coding_of(coder: Member) -> Coding:
    transcript = make_transcript(coder.project, ("P", "Words."))
    passes = Assignment.objects.create(transcript=transcript, coder=coder)
    return Coding.objects.create(project=coder.project, transcript=transcript, assignment=passes, coder=coder)


def page_of(member: Member, query: str = "") -> str:
    return client_of(member).get(HOME + query).content.decode()


def test_a_memo_sits_on_one_thing_of_each_kind(lea: Member) -> None:
    code = create_code(lea, label_en="Planning")
    coding = coding_of(lea)
    things = {
        "project": "project",
        "participant": f"participant:{Participant.objects.get().pk}",
        "transcript": f"transcript:{coding.transcript_id}",
        "code": f"code:{code.key}",
        "coding": f"coding:{coding.uid}",
    }
    lead = client_of(lea)
    for kind, on in things.items():
        assert lead.post(f"{HOME}new/", {"on": on, "text": f"About a {kind}"}).status_code == 302
    assert [note.kind for note in lead.get(HOME).context["page"]] == [*reversed(things)]


def test_a_coder_reads_her_own_and_what_leads_share(lea: Member, karim: Member, lena: Member) -> None:
    write_memo(karim, "From Karim")
    write_memo(lea, "From Lea, for all")
    write_memo(lea, "From Lea, on a coding", on=coding_of(karim))
    write_memo(lena, "From Lena")
    page = page_of(lena)
    assert "From Lena" in page
    assert "From Lea, for all" in page
    assert "From Karim" not in page
    assert "on a coding" not in page
    assert "Karim" not in page  # nor in the list of authors


@pytest.mark.parametrize("kind", ["csv", "xlsx", "docx"])
def test_files_are_blind_too(karim: Member, lena: Member, kind: str) -> None:
    write_memo(karim, "SECRET")
    content = b"".join(client_of(lena).get(f"/projects/night-shift/memos.{kind}"))
    if kind == "csv":
        assert b"SECRET" not in content
    elif kind == "xlsx":
        assert load_workbook(BytesIO(content)).active.max_row == 1
    else:
        assert "SECRET" not in "".join(p.text for p in Document(BytesIO(content)).paragraphs)


def test_a_blind_coder_cannot_reach_anothers_memo_or_coding(karim: Member, lena: Member) -> None:
    memo = write_memo(karim, "From Karim")
    coder = client_of(lena)
    assert coder.get(f"{HOME}{memo.uid}/").status_code == 404
    assert coder.post(f"{HOME}{memo.uid}/delete/").status_code == 404
    assert coder.post(f"{HOME}new/", {"on": f"coding:{coding_of(karim).uid}", "text": "x"}).status_code == 404


@pytest.mark.parametrize("on", ["participant:x", "participant:999", "code:nothing", "coding:x", "planet:1", ""])
def test_a_memo_on_nothing_is_not_found(lea: Member, on: str) -> None:
    assert client_of(lea).post(f"{HOME}new/", {"on": on, "text": "x"}).status_code == 404


def test_only_the_author_changes_a_memo(lea: Member, olga: Member) -> None:
    memo = write_memo(lea, "From Lea")
    assert client_of(olga).post(f"{HOME}{memo.uid}/", {"text": "y"}).status_code == 403
    with pytest.raises(PermissionDenied):
        edit_memo(memo, by=olga, text="y")
    with pytest.raises(PermissionDenied):
        delete_memo(memo, by=olga)


def test_readers_read_but_do_not_write(lea: Member, rita: Member) -> None:
    write_memo(lea, "From Lea")
    assert "From Lea" in page_of(rita)
    assert "Add the memo" not in page_of(rita)
    assert client_of(rita).post(f"{HOME}new/", {"on": "project", "text": "x"}).status_code == 403


def test_editing_says_so_and_is_one_revision(lea: Member) -> None:
    memo = write_memo(lea, "First")
    client_of(lea).post(f"{HOME}{memo.uid}/", {"text": "Second\r\nline"})
    memo.refresh_from_db()
    assert (memo.text, memo.edited_at is not None) == ("Second\nline", True)
    assert [*Revision.objects.order_by("number").values_list("verb", flat=True)] == ["write-memo", "edit-memo"]


def test_a_deleted_memo_can_be_brought_back(lea: Member) -> None:
    memo = write_memo(lea, "Keep me")
    lead = client_of(lea)
    page = lead.post(f"{HOME}{memo.uid}/delete/", follow=True).content.decode()
    assert "Keep me" not in page
    assert f'action="{HOME}{memo.uid}/restore/"' in page
    lead.post(f"{HOME}{memo.uid}/restore/")
    assert "Keep me" in page_of(lea)


def test_an_empty_memo_and_one_without_end_are_refused(lea: Member) -> None:
    answer = client_of(lea).post(f"{HOME}new/", {"on": "project", "text": "  \n"})
    assert answer.status_code == 422
    assert "The memo is empty" in answer.content.decode()
    with pytest.raises(MemoError, match="the limit is 20000"):
        write_memo(lea, "x" * 20_001)


def test_the_way_back_never_leaves_the_site(lea: Member) -> None:
    form = {"on": "project", "text": "x", "next": "https://elsewhere.example/"}
    assert client_of(lea).post(f"{HOME}new/", form).url.startswith(HOME)


def test_search_does_not_mind_case_accents_or_order(lea: Member) -> None:
    write_memo(lea, "L’entrevue était très Élaborée")
    write_memo(lea, "Autre chose")
    found = client_of(lea).get(f"{HOME}?q=ELABOREE+l%27entrevue").context["page"]
    assert [note.memo.text for note in found] == ["L’entrevue était très Élaborée"]


def test_the_list_of_one_thing_shows_its_memos_and_writes_on_it(lea: Member) -> None:
    transcript = make_transcript(lea.project, ("P", "Words."), title="Interview 07")
    write_memo(lea, "Elsewhere")
    address = f"{HOME}?on=transcript:{transcript.pk}"
    lead = client_of(lea)
    lead.post(f"{HOME}new/", {"on": f"transcript:{transcript.pk}", "text": "Hard to hear", "next": address})
    page = lead.get(address)
    assert [note.memo.text for note in page.context["page"]] == ["Hard to hear"]
    assert "New memo on Interview 07" in page.content.decode()
    assert lead.get(f"{HOME}?on=transcript:999").status_code == 404


def test_a_new_memo_can_be_on_the_project_a_transcript_or_a_participant(lea: Member) -> None:
    transcript = make_transcript(lea.project, ("P", "Words."), title="Interview 07", participant="Anna")
    page = page_of(lea)
    assert f'<option value="transcript:{transcript.pk}">Interview 07</option>' in page
    assert f'<option value="participant:{Participant.objects.get().pk}">Anna</option>' in page


def test_filters_by_kind_and_author(lea: Member, olga: Member) -> None:
    write_memo(lea, "On the project")
    write_memo(olga, "On a code", on=create_code(olga, label_en="Planning"))
    lead = client_of(lea)
    for query, text in {"?kind=code": "On a code", "?author=lea": "On the project"}.items():
        assert [note.memo.text for note in lead.get(HOME + query).context["page"]] == [text]


def test_markup_and_formulas_stay_text(lea: Member) -> None:
    write_memo(lea, "=1+1 <script>alert(1)</script> \x0b end")
    assert "<script>alert(1)" not in page_of(lea)
    lead = client_of(lea)
    rows = [*csv.reader(StringIO(lead.get("/projects/night-shift/memos.csv").content.decode("utf-8-sig")))]
    assert rows[1][4].startswith("'=1+1")
    cell = load_workbook(BytesIO(lead.get("/projects/night-shift/memos.xlsx").content)).active["E2"]
    assert (cell.value[:4], cell.data_type) == ("=1+1", "s")


def test_the_word_file_tells_author_place_and_text(lea: Member) -> None:
    write_memo(lea, "One.\n\nTwo.", on=create_code(lea, label_en="Planning"))
    content = client_of(lea).get("/projects/night-shift/memos.docx").content
    lines = [paragraph.text for paragraph in Document(BytesIO(content)).paragraphs]
    assert lines[0] == "Memos, Night shift"
    assert lines[1].startswith("Lea · ")
    assert lines[1].endswith("· Code · Planning")
    assert lines[2:] == ["One.", "Two."]


def test_a_code_shows_its_memos_with_a_form(lea: Member) -> None:
    write_memo(lea, "Beside the code", on=create_code(lea, label_en="Planning"))
    page = client_of(lea).get("/projects/night-shift/codebook/codes/planning/").content.decode()
    assert "Beside the code" in page
    assert 'name="on" value="code:planning"' in page


def test_the_list_takes_as_many_queries_with_many_memos_as_with_few(lea: Member) -> None:
    def write_some(number: int) -> None:
        for _ in range(number):
            write_memo(lea, "On the project")
            write_memo(lea, "On a coding", on=coding_of(lea))

    def queries_of_list() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(HOME).status_code == 200
        return len(queries)

    lead = client_of(lea)
    write_some(2)
    few = queries_of_list()
    write_some(10)
    assert queries_of_list() == few <= 12
    assert Memo.objects.count() == 24
