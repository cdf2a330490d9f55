"""Passages under consensus: agreed stretches and decided ones in place of every coder's codings; notes in files."""

from types import SimpleNamespace

import pytest

from coding.models import Code, CodingState, Rating
from coding.services.decisions import settle
from interviews.models import Member
from reports.queries.counts.cell import Cell
from tests.disagreements import make_disagreement, make_round
from tests.people import client_of
from tests.reports.conftest import done, mark
from tests.reports.test_crosstab import opened
from tests.reports.test_exports import fetch, printed, rows_of, words_of, workbook

ADDRESS = "/projects/night-shift/reports/"


@pytest.fixture
def differing(study: SimpleNamespace, karim: Member, lena: Member) -> SimpleNamespace:
    """The round of Anna's transcript: Planning is a boundary, Posting an omission."""
    round_ = make_round(study.project)
    sides = {karim: ["We plan each week."], lena: ["plan each week. We post"]}
    study.boundary = make_disagreement(round_, study.anna, study.planning, sides)
    lenas = {karim: [], lena: ["We post each day."]}
    study.posted = make_disagreement(round_, study.anna, study.posting, lenas, kind="omission")
    return study


def show(member: Member, query: str) -> str:
    answer = client_of(member).get(f"{ADDRESS}passages/?{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def export(member: Member, query: str, *, name: str = "passages") -> list[dict[str, str]]:
    return rows_of(fetch(member, f"{name}.csv?{query}"))


def test_the_page_lists_what_all_marked_alike(differing, olga):
    page = show(olga, "code=planning&basis=consensus")
    assert "1 coded passage " in page
    assert "<mark" in page
    assert "plan each week.</mark>" in page
    assert "all coders" in page
    assert "4 coded passages" in show(olga, "code=planning")


def test_a_decision_counts_instead_and_says_so(differing, olga):
    settle(differing.boundary, by=olga, outcome="union")
    settle(differing.posted, by=olga, outcome="neither")
    page = show(olga, "code=planning&basis=consensus")
    assert "We plan each week. We post</mark>" in page
    assert "decided: union" in page
    found = export(olga, "code=practices&basis=consensus")
    assert [(row["participant"], row["quote"].split("\n")[0], row["coder"]) for row in found] == [
        ("Anna", "We plan each week. We post", "decided: union"),
        ("Bruno; Dora", "post at night.", "the one coder"),
        ("Dora; Bruno", "post at night.", "the one coder"),
    ]


def test_what_a_decision_keeps_says_what_was_said(differing, olga):
    settle(differing.posted, by=olga, outcome="union")
    page = show(olga, f"code=posting&basis=consensus&participant={differing.people['Anna'].pk}")
    assert "decided: union · denies" in page
    # A coder's coding leads to it; without one, the turn.
    assert "?coding=" in page
    CodingState.objects.filter(coding__layer="coder", code=differing.posting).update(died=9)
    assert "/code/#t1" in show(olga, f"code=posting&basis=consensus&participant={differing.people['Anna'].pk}")


def test_directions_and_ratings_are_those_of_all_or_none(study, olga, karim, lena):
    Code.objects.filter(pk=study.presence.pk).update(
        deniable=True, rated="passage", scale=[{"value": 1, "en": "low"}, {"value": 2, "en": "high"}]
    )
    for coder, direction, rating in ((karim, "affirms", 1), (lena, "denies", 1)):
        mark(coder, study.anna, study.presence, "We listen.", direction=direction, rating=rating)
    (row,) = export(olga, "code=presence&basis=consensus")
    assert (row["quote"], row["direction"], row["rating"]) == ("We listen.", "mixed", "1")
    CodingState.objects.filter(coding__coder=lena, rating=1).update(rating=2, direction="affirms")
    (row,) = export(olga, "code=presence&basis=consensus")
    assert (row["direction"], row["rating"]) == ("affirms", "")


def test_it_follows_the_other_filters_and_forgets_the_coder(differing, olga):
    assert "1 coded passage " in show(olga, "code=practices&basis=consensus&value=sector:public")
    dora = differing.people["Dora"].pk
    assert "1 coded passage " in show(olga, f"code=practices&basis=consensus&participant={dora}&coder=lena")
    assert "Nothing was coded with it yet." in show(olga, "code=presence&basis=consensus")


def test_the_page_says_what_is_open_and_what_rests_on_one(differing, olga):
    page = show(olga, "code=practices&basis=consensus")
    assert "2 open: disagreements that nobody has decided yet" in page
    assert "1 of 2 transcripts was coded by one person." in page


def test_a_blind_coder_has_no_consensus(differing, karim):
    page = show(karim, "code=planning&basis=consensus")
    assert "your own; others’ work is hidden from you" in page
    assert "all coders" not in page
    assert 'name="basis"' not in page


def test_all_passages_of_the_consensus_are_a_file_each_once(differing, olga, karim):
    settle(differing.boundary, by=olga, outcome="union")
    page = client_of(olga).get(f"{ADDRESS}codings/").content.decode()
    assert "codings.csv?basis=consensus" in page
    found = export(olga, "basis=consensus", name="codings")
    assert [(row["participant"], row["quote"].split("\n")[0]) for row in found] == [
        ("Anna", "We plan each week. We post"),
        ("Bruno; Dora", "post at night."),
    ]
    everybody = export(olga, "", name="codings")
    assert {"Karim", "Lena"} <= {row["coder"] for row in everybody}
    # Who is blind gets his own codings under any name.
    assert {row["coder"] for row in export(karim, "basis=consensus", name="codings")} == {"Karim"}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_files_to_read_say_what_is_open(differing, olga, kind):
    content = fetch(olga, f"passages.{kind}?code=practices&basis=consensus")
    assert "2 open: disagreements" in READ[kind](content)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_table_as_document_and_pdf_says_what_is_open_and_what_rests_on_one(differing, olga, kind):
    words = " ".join(READ[kind](fetch(olga, f"crosstab.{kind}?attribute=sector&basis=consensus")).split())
    assert "4 open: disagreements that nobody has decided yet" in words
    assert "1 of 2 transcripts was coded by one person." in words


def in_cells(content: bytes) -> str:
    return "\n".join(
        str(cell) for sheet in workbook(content) for row in sheet.iter_rows(values_only=True) for cell in row
    )


READ = {"docx": words_of, "pdf": printed, "xlsx": in_cells}


# A mention that rests on case ratings alone.


def test_under_consensus_a_mention_by_ratings_shows_no_undecided_coding(study, olga, karim, lena):
    Code.objects.filter(pk=study.presence.pk).update(rated="participant", scale=[{"value": 1, "en": "low"}])
    for coder in (karim, lena):
        assignment = CodingState.objects.filter(coding__coder=coder).first().coding.assignment
        done(coder, study.anna)
        Rating.objects.create(
            assignment=assignment, participant=study.people["Anna"], code=study.presence, value=1, born=1
        )
    found: Cell = opened(olga, "presence", "private", "consensus")
    (voice,) = found.voices
    assert (voice.passages, voice.count, voice.apart) == ((), 0, False)
    assert [hand.name for hand in voice.ratings] == ["Karim", "Lena"]
    (voice,) = opened(olga, "presence", "private", "union").voices
    assert voice.count == 2
