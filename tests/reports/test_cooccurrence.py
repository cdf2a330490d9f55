"""Codes together: in the study of conftest.py Anna says all three, Bruno and Dora post."""

import pytest

from tests.people import client_of
from tests.reports.conftest import mark
from tests.reports.test_kinds import ADDRESS, said

pytestmark = pytest.mark.usefixtures("olga")  # the command reads as the owner


def together(unit: str, *options: str) -> dict[frozenset[str], dict]:
    rows = said("cooccurrence", "--basis", "union", "--option", f"unit={unit}", *options)["rows"]
    return {frozenset((row["code"], row["with"])): row for row in rows}


@pytest.mark.parametrize("unit", ["participant", "transcript", "turn"])
def test_codes_are_together_in_the_unit_that_is_asked_for(unit, study, karim):
    mark(karim, study.group, study.presence, "We post at night.")
    found = together(unit)[frozenset(("posting", "presence"))]
    assert found["n"] == 2  # Anna and Bruno; both transcripts; a turn in each
    of_posting = 3 if unit in {"participant", "turn"} else 2
    given = {found["code"]: found["second_given_first"], found["with"]: found["first_given_second"]}
    assert given == {"posting": 2 / of_posting, "presence": 1.0}
    assert found["jaccard"] == 2 / of_posting


def test_overlaps_count_passages_and_characters(study):
    found = together("overlap")[frozenset(("planning", "presence"))]
    # Two passages of presence lie within the one of planning, which both coders' passages make up.
    rest = found["n"] if found["code"] == "presence" else None
    assert rest in {None, 2}
    assert found["jaccard"] == len("We plan" + " each week.") / len("We plan each week. We post")


def test_a_pair_shows_who_is_behind_its_cells(study, olga):
    said_pair = said(
        "cooccurrence", "--basis", "union", "--option", "first=posting", "--option", "second=planning",
        "--option", "third=presence",
    )["pair"]  # fmt: skip
    assert {name: said_pair[name] for name in ("both", "only_first", "only_second", "neither")} == {
        "both": 1, "only_first": 2, "only_second": 0, "neither": 0,
    }  # fmt: skip
    assert said_pair["then"] == {"both": 1, "then": 1, "rest": 2, "rest_then": 0}
    page = client_of(olga).get(f"{ADDRESS}cooccurrence/?basis=union&first=posting&second=planning").content.decode()
    assert "1 of 3 who mention “Posting” mention “Planning” too; of the others 0 of 0." in page
    assert f"?code=posting&amp;participant={study.people['Bruno'].pk}" in page


def test_a_cell_of_two_by_two_opens_the_passages_behind_it(study, olga):
    client = client_of(olga)
    page = client.get(f"{ADDRESS}cooccurrence/?basis=union&first=posting&second=planning").content.decode()
    both, alone = (
        "code=posting&amp;with=planning&amp;under=union",
        "code=posting&amp;without=planning&amp;under=union",
    )
    assert both in page
    assert alone in page
    assert "code=planning&amp;without=posting" not in page  # nobody is in that cell
    behind = client.get(f"{ADDRESS}passages/?{both.replace('&amp;', '&')}")
    assert [name for name, _passages in behind.context["groups"]] == ["Anna"]
    assert "Only of participants who mention “Planning” too (Union)." in behind.content.decode()
    others = client.get(f"{ADDRESS}passages/?{alone.replace('&amp;', '&')}")
    assert {name for name, _passages in others.context["groups"]}.isdisjoint({"Anna"})
    assert client.get(f"{ADDRESS}passages/?code=posting&with=nothing").status_code == 404


def test_who_mentions_what_beside_what_is_for_the_team(study, rita):
    client = client_of(rita)
    page = client.get(f"{ADDRESS}cooccurrence/?basis=union&first=posting&second=planning").content.decode()
    assert "with=planning" not in page
    assert client.get(f"{ADDRESS}passages/?code=posting&with=planning").status_code == 404


def test_a_cell_of_the_matrix_opens_its_pair(study, olga):
    page = client_of(olga).get(f"{ADDRESS}cooccurrence/?basis=union&unit=turn").content.decode()
    assert "?basis=union&amp;unit=turn&amp;first=posting&amp;second=planning" in page


def test_a_reader_sees_no_participants_behind_a_pair(study, rita):
    page = client_of(rita).get(f"{ADDRESS}cooccurrence/?basis=union&first=posting&second=planning").content.decode()
    assert "Two by two" in page
    assert "participant=" not in page


def test_the_matrix_prints_its_numbers_and_shades_them(study, olga):
    page = client_of(olga).get(f"{ADDRESS}cooccurrence/?basis=union&measure=given").content.decode()
    assert "shade-5" in page
    assert page.count("shade-own") == 3
    assert "1 of 3" in page


def test_a_pair_of_one_code_is_no_pair(study, olga):
    answer = client_of(olga).get(f"{ADDRESS}cooccurrence/?first=posting&second=posting")
    assert answer.status_code == 200
    assert b"Two by two" not in answer.content
