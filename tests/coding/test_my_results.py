"""A coder's own results: hers, unnamed, and only when they are for her to see."""

import pytest

from coding.models import Round
from interviews.models import Member
from tests.coding.closed_rounds import closed_round
from tests.factories import make_code, make_transcript
from tests.people import client_of

ADDRESS = "/projects/night-shift/rounds/1/mine/"


@pytest.fixture
def round_(lea: Member, karim: Member, lena: Member, olga: Member) -> Round:
    planning, posting = make_code(lea.project, "planning"), make_code(lea.project, "posting")
    first, second = (
        make_transcript(lea.project, ("Anna", "We plan first."), ("Anna", "Then we post."), title=title)
        for title in ("Talk 1", "Talk 2")
    )
    work = {
        first: {karim: [(planning, 0, 14)], lena: [(planning, 3, 14), (posting, 15, 28)]},
        second: {lena: [(planning, 0, 14)], olga: []},
    }
    return closed_round(lea, work, shows_results=True)


def show(member: Member) -> str:
    answer = client_of(member).get(ADDRESS)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_she_sees_where_she_and_the_group_differed(round_: Round, karim: Member) -> None:
    page = show(karim)
    assert "2 passages on which you and the group differed" in page
    assert "You and others marked it, with other borders." in page
    assert "Others marked it, you did not." in page
    assert '<mark class="k0">We </mark><mark class="k0 u0">plan first.</mark>' in page


def test_nobody_else_is_named_and_nothing_of_texts_she_did_not_code(round_: Round, karim: Member) -> None:
    page = show(karim)
    assert "Lena" not in page
    assert "Talk 2" not in page


@pytest.mark.parametrize("field", ["shows_results", "is_blind"])
def test_it_is_hidden_unless_it_is_for_her_to_see(round_: Round, karim: Member, field: str) -> None:
    if field == "is_blind":
        Member.objects.filter(pk=karim.pk).update(is_blind=True)
    else:
        Round.objects.update(shows_results=False)
    page = show(karim)
    assert "Nothing is shown here yet." in page
    assert "plan first" not in page


def test_who_was_not_in_the_round_sees_nothing(round_: Round, lea: Member) -> None:
    assert "Nothing is shown here yet." in show(lea)


def test_readers_have_no_such_page(round_: Round, rita: Member) -> None:
    assert client_of(rita).get(ADDRESS).status_code == 403
