"""The common kinds of report: counted by hand in conftest.py, and the same on the page, in files and from a command."""

import json
import subprocess
import sys
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from interviews.models import Member
from methods.exact import fisher
from methods.proportions import Count, difference
from reports.models import Declaration
from reports.queries.kinds.registry import KINDS_OF_REPORT
from tests.factories import make_code
from tests.people import client_of

ADDRESS = "/projects/night-shift/reports/"


def said(name: str, *options: str) -> dict:
    out = StringIO()
    call_command("report", "night-shift", name, *options, stdout=out)
    return json.loads(out.getvalue())


def declare(project, **fields: object) -> Declaration:
    number = project.declarations.count() + 1
    return Declaration.objects.create(project=project, number=number, **fields)


@pytest.mark.parametrize("name", KINDS_OF_REPORT)
def test_every_kind_has_a_page_and_files(name, study, olga):
    make_code(study.project, "culture", rated="participant", scale=[{"value": n, "en": "x"} for n in (1, 2, 3)])
    client = client_of(olga)
    page = client.get(f"{ADDRESS}{name}/?basis=union")
    assert page.status_code == 200
    for kind in ("xlsx", "csv", "docx", "pdf"):
        answer = client.get(f"{ADDRESS}{name}.{kind}?basis=union")
        assert answer.status_code == 200, kind
        assert b"".join(answer.streaming_content)


@pytest.mark.parametrize("name", KINDS_OF_REPORT)
def test_every_kind_has_a_page_in_an_empty_project(name, project, olga):
    assert client_of(olga).get(f"{ADDRESS}{name}/").status_code == 200


@pytest.mark.parametrize("name", KINDS_OF_REPORT)
def test_a_page_asks_few_questions_however_many_codes(name, study, olga, django_assert_max_num_queries):
    client = client_of(olga)
    client.get(f"{ADDRESS}{name}/")
    with django_assert_max_num_queries(26):
        client.get(f"{ADDRESS}{name}/")


@pytest.mark.parametrize("query", ["basis=nobody", "branch=nothing", "attribute=nothing"])
def test_what_is_not_there_is_not_found(query, study, olga):
    name = "comparison"
    assert client_of(olga).get(f"{ADDRESS}{name}/?{query}").status_code == 404


def test_codes_are_ranked_by_participants(study, olga):
    found = said("ranking", "--basis", "union")
    assert [(row["code"], row["n"], row["of"], row["rank"]) for row in found["rows"]] == [
        ("posting", 3, 3, 1),
        ("planning", 1, 3, 2),
        ("presence", 1, 3, 2),
        ("late", 0, 3, 4),
    ]
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in found["rows"])
    assert found["seed"] == 2014


def test_a_branch_ranks_the_codes_right_below_it(study, olga):
    assert [row["code"] for row in said("ranking", "--branch", "practices")["rows"]] == ["posting", "planning"]


def test_a_comparison_gives_difference_interval_and_p(study, olga):
    found = said("comparison", "--attribute", "sector", "--basis", "union")
    assert (found["basis"], found["groups"]) == ("union", {"private": 1, "public": 1})
    planning = next(row for row in found["rows"] if row["code"] == "planning")
    apart = difference(Count(1, 1), Count(0, 1))
    assert planning["cells"] == {"private": {"n": 1, "of": 1}, "public": {"n": 0, "of": 1}}
    assert (planning["difference"], planning["low"], planning["high"]) == (apart.value, apart.low, apart.high)
    assert planning["p"] == fisher(Count(1, 1), Count(0, 1))
    assert planning["p_holm"] is None


def test_holm_counts_the_declared_family_of_the_declared_attribute(study, olga):
    declare(study.project, attribute=study.sector).family.set([study.planning, study.posting])
    rows = {row["code"]: row for row in said("comparison", "--attribute", "sector", "--basis", "union")["rows"]}
    assert rows["planning"]["p_holm"] == min(1, 2 * rows["planning"]["p"])
    assert rows["presence"]["p_holm"] is None


def test_a_reflexive_study_shows_no_statistics(study, olga):
    declare(study.project, stance="reflexive")
    row = said("comparison", "--attribute", "sector", "--basis", "union")["rows"][0]
    assert (row["difference"], row["low"], row["p"]) == (None, None, None)
    assert said("ranking", "--basis", "union")["rows"][0]["rank_low"] is None
    page = client_of(olga).get(f"{ADDRESS}comparison/?basis=union").content.decode()
    assert "Newcombe" not in page
    assert "reflexive" in page


def test_a_file_has_the_numbers_of_the_page(study, olga):
    answer = client_of(olga).get(f"{ADDRESS}ranking.xlsx?basis=union")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == [3, 1, 1, 0]


def test_the_command_says_what_is_not_there(study, olga):
    with pytest.raises(CommandError, match="no such attribute, code, basis or snapshot"):
        said("ranking", "--branch", "nothing")


def test_the_command_writes_a_file(study, olga, tmp_path):
    target = tmp_path / "ranking.csv"
    call_command("report", "night-shift", "ranking", "--format", "csv", "--out", str(target))
    assert "posting" in target.read_text("utf-8-sig").casefold()


def test_a_blind_coder_sees_her_own_work_only(study, lena: Member):
    page = client_of(lena).get(f"{ADDRESS}ranking/").content.decode()
    assert "Only your own codings are counted" in page


def test_a_figure_is_a_file_of_its_own_and_the_menu_offers_it(study, olga):
    client = client_of(olga)
    menu = client.get(f"{ADDRESS}ranking/?basis=union").content.decode()
    assert "ranking.svg?basis=union" in menu
    drawn = b"".join(client.get(f"{ADDRESS}ranking.svg?basis=union").streaming_content)
    assert "Posting" in drawn.decode()
    again = b"".join(client.get(f"{ADDRESS}ranking.png?basis=union").streaming_content)
    assert again.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["comparison", "indicators", "saturation", "emergence"])
def test_every_figure_can_be_drawn_for_print(name, study, olga):
    study.late.created_at = timezone.now() + timedelta(days=1)
    study.late.save()
    answer = client_of(olga).get(f"{ADDRESS}{name}.svg?basis=union")
    assert answer.status_code == 200
    assert b"</svg>" in b"".join(answer.streaming_content)


def test_a_report_without_a_figure_says_so_and_leaves_no_file(study, olga, tmp_path):
    client = client_of(olga)
    assert "emergence.svg" not in client.get(f"{ADDRESS}emergence/").content.decode()
    assert client.get(f"{ADDRESS}emergence.svg").status_code == 404
    target = tmp_path / "figure.svg"
    with pytest.raises(CommandError, match="no figure to draw"):
        call_command("report", "night-shift", "emergence", "--format", "svg", "--out", str(target))
    assert not target.exists()


def test_no_page_loads_the_libraries_of_figures_and_data_files() -> None:
    heavy = "{'matplotlib', 'pandas', 'pyreadstat'}"
    code = f"import django; django.setup(); import omsrp.urls, sys; print(bool({heavy} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
