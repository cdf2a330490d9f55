"""Codes taken for each other, and agreement from round to round."""

import pytest

from coding.models import Code, Round
from coding.queries.agreement_results import results_of
from interviews.models import Member, Transcript
from tests.coding.closed_rounds import closed_round
from tests.factories import make_code, make_transcript
from tests.people import client_of

ADDRESS = "/projects/night-shift/rounds/1/"


@pytest.fixture
def transcript(lea: Member) -> Transcript:
    """Anna's turns are [0, 14), [15, 28)."""
    return make_transcript(lea.project, ("Anna", "We plan first."), ("Anna", "Then we post."), title="Talk")


@pytest.fixture
def codes(lea: Member) -> tuple[Code, Code]:
    return make_code(lea.project, "planning"), make_code(lea.project, "posting")


@pytest.fixture
def round_(lea: Member, karim: Member, lena: Member, transcript: Transcript, codes: tuple[Code, Code]) -> Round:
    planning, posting = codes
    return closed_round(lea, {transcript: {karim: [(planning, 0, 14)], lena: [(posting, 3, 14), (planning, 8, 14)]}})


def show(member: Member, address: str) -> str:
    answer = client_of(member).get(ADDRESS + address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_confusion_is_where_one_has_this_code_and_the_other_that_one(round_: Round, codes: tuple[Code, Code]) -> None:
    planning, posting = codes
    # On [3, 8) Karim has planning and not posting, Lena posting and not planning; on [8, 14) Lena has both.
    cells = {(first, second): size for first, second, size in results_of(round_.snapshot).confusion}
    assert cells[planning.pk, posting.pk] == cells[posting.pk, planning.pk] == 5
    assert cells[planning.pk, planning.pk] == 12


def test_the_matrix_leads_to_the_passages(round_: Round, lea: Member) -> None:
    page = show(lea, "confusion/")
    # 5 of the 20 characters of planning (14 of Karim's and 6 of Lena's), 5 of the 11 of posting.
    assert "Planning, Posting, 25 %" in page
    assert "Posting, Planning, 45 %" in page
    opened = show(lea, "confusion/?cell=planning:posting")
    assert '<mark class="k0 u0">plan </mark>first.' in opened
    assert "Karim Planning · Lena Posting" in opened
    assert client_of(lea).get(f"{ADDRESS}confusion/?cell=planning:nothing").status_code == 404


def test_without_confusion_the_page_says_so(lea: Member, karim: Member, transcript: Transcript, codes) -> None:
    closed_round(lea, {transcript: {karim: []}})
    assert "No two codes of this round lie on the same words" in show(lea, "confusion/")


def test_the_trend_shows_every_round_and_a_coder_beside_herself(
    round_: Round, lea: Member, karim: Member, lena: Member, transcript: Transcript, codes: tuple[Code, Code]
) -> None:
    planning, posting = codes
    second = closed_round(lea, {transcript: {karim: [(planning, 0, 14)], lena: [(posting, 15, 28)]}})
    page = show(lea, "trend/")
    assert all(name in page for name in ("Round 1", "Round 2", "Planning", "Posting"))
    again = {one["coder"]: one for one in results_of(second.snapshot).again}
    assert again[karim.pk] == {"coder": karim.pk, "round": 1, "transcripts": 1, "turn": 1.0, "character": 1.0}
    assert again[lena.pk]["turn"] < 0
    assert "Karim" in client_of(lea).get("/projects/night-shift/rounds/2/trend/").content.decode()


def test_coders_see_neither(round_: Round, karim: Member) -> None:
    assert client_of(karim).get(f"{ADDRESS}confusion/").status_code == 403
    assert client_of(karim).get(f"{ADDRESS}trend/").status_code == 403
