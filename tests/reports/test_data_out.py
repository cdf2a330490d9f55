"""Data for statistics programs: the numbers of the tables, valid names, labels, text that stays text, in the team."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pyreadstat
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from coding.models import Rating
from interviews.models import Attribute, Member, ParticipantValue
from reports.queries.data.files import FILES
from reports.queries.kinds.registry import KINDS_OF_REPORT
from tests.factories import make_code
from tests.people import client_of
from tests.reports.conftest import done, mark

URL = "/projects/night-shift/reports/data/"


def fetch(member: Member, name: str, query: str = "basis=union") -> bytes:
    answer = client_of(member).get(f"{URL}{name}?{query}")
    assert answer.status_code == 200
    return answer.content


def rows(member: Member, name: str, query: str = "basis=union") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(fetch(member, name, query).decode("utf-8-sig"))))


def sav(content: bytes, folder: Path):
    path = folder / "data.sav"
    path.write_bytes(content)
    return pyreadstat.read_sav(path)


@pytest.fixture
def rated(study, karim):
    """Culture is rated: Karim gives Anna 2."""
    scale = [{"value": 1, "en": "low", "fr": "faible"}, {"value": 2, "en": "high", "fr": "forte"}]
    study.culture = make_code(study.project, "culture", rated="participant", scale=scale)
    pass_ = study.anna.assignments.get(coder=karim)
    Rating.objects.create(
        assignment=pass_, participant=study.people["Anna"], code=study.culture, value=2, born=study.project.revision
    )
    return study


def test_the_wide_table_has_a_row_a_participant(rated, olga):
    found = {row["participant"]: row for row in rows(olga, "wide.csv")}
    names = ("done", "a_sector", "c_practices", "c_posting", "c_planning", "c_culture", "r_culture")
    assert {person: tuple(row[name] for name in names) for person, row in found.items()} == {
        "Anna": ("1", "private", "1", "1", "1", "1", "2"),
        "Bruno": ("1", "public", "1", "1", "0", "0", ""),
        "Dora": ("1", "", "1", "1", "0", "0", ""),
        "Chloe": ("0", "private", "", "", "", "", ""),
    }


def test_the_long_table_says_what_a_missing_mention_means(rated, olga):
    found = {(row["participant"], row["code"]): row for row in rows(olga, "long.csv")}
    names = ("mentioned", "denied", "passages", "rating", "state")
    said = {key: tuple(row[name] for name in names) for key, row in found.items()}
    assert said["Anna", "posting"] == ("1", "1", "1", "", "denied")
    assert said["Bruno", "posting"] == ("1", "0", "1", "", "mentioned")
    assert said["Bruno", "planning"] == ("0", "", "0", "", "no_mention")
    assert said["Anna", "late"] == ("0", "", "0", "", "not_looked_for")
    assert said["Anna", "culture"] == ("1", "", "0", "2", "mentioned")
    assert said["Chloe", "planning"] == ("", "", "", "", "not_done")
    assert len(said) == 4 * 6


def test_the_basis_is_chosen(study, olga):
    query = "basis=coder:lena"
    found = {row["participant"]: row["c_posting"] for row in rows(olga, "wide.csv", query)}
    assert found == {"Anna": "1", "Bruno": "", "Dora": "", "Chloe": ""}
    assert client_of(olga).get(f"{URL}wide.csv?basis=nobody").status_code == 404


def test_spss_gets_numbers_with_labels_in_the_language_of_the_address(rated, olga, tmp_path):
    frame, meta = sav(fetch(olga, "wide.sav", "basis=union&lang=fr"), tmp_path)
    assert [*frame["participant"]] == ["Anna", "Bruno", "Dora", "Chloe"]
    assert [*frame["a_sector"].fillna(0)] == [1, 2, 0, 1]
    assert meta.column_names_to_labels["a_sector"] == "Secteur"
    assert meta.variable_value_labels["a_sector"] == {1: "Privé", 2: "Public"}
    assert meta.variable_value_labels["r_culture"] == {1: "faible", 2: "forte"}
    assert meta.variable_measure["r_culture"] == "ordinal"
    frame, meta = sav(fetch(olga, "long.sav"), tmp_path)
    assert meta.variable_value_labels["state"][1] == "mentioned"
    assert frame["mentioned"].sum() == sum(row["mentioned"] == "1" for row in rows(olga, "long.csv"))


def test_names_are_valid_in_spss_whatever_the_keys_are(study, olga, tmp_path):
    make_code(study.project, "x" * 80)
    make_code(study.project, "1_and-2")
    for kind in Attribute.Kind.values:
        Attribute.objects.create(project=study.project, key=f"{kind}_1", label_en="É" * 120, kind=kind)
    frame, meta = sav(fetch(olga, "wide.sav"), tmp_path)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", name) and len(name) <= 64 for name in frame)
    assert len({name.casefold() for name in frame}) == len([*frame]) == len([*rows(olga, "wide.csv")[0]])
    assert all(len((label or "").encode()) <= 256 for label in meta.column_labels)


def test_every_kind_of_value_is_in_the_wide_table(study, olga, tmp_path):
    values = {
        "number": ("age", {"number": "31.5"}),
        "date": ("met", {"date": "2026-03-02"}),
        "text": ("role", {"text": "=SUM(A1)"}),
    }
    for kind, (key, given) in values.items():
        attribute = Attribute.objects.create(project=study.project, key=key, label_en=key, kind=kind)
        ParticipantValue.objects.create(participant=study.people["Anna"], attribute=attribute, born=1, **given)
        ParticipantValue.objects.create(
            participant=study.people["Bruno"], attribute=attribute, born=1, missing="unknown"
        )
    anna, bruno, *_others = rows(olga, "wide.csv")
    assert (anna["a_age"], anna["a_met"], anna["a_role"]) == ("31.5", "2026-03-02", "'=SUM(A1)")
    assert (bruno["a_age"], bruno["a_met"], bruno["a_role"]) == ("", "", "")
    sheet = openpyxl.load_workbook(BytesIO(fetch(olga, "wide.xlsx"))).worksheets[0]
    cell = next(one for one in sheet[2] if one.value == "=SUM(A1)")
    assert cell.data_type == "s"
    frame, _meta = sav(fetch(olga, "wide.sav"), tmp_path)
    assert (frame["a_age"][0], frame["a_role"][0]) == (31.5, "=SUM(A1)")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_pseudonym_that_looks_like_a_formula_stays_text(sign, study, olga):
    study.people["Anna"].pseudonym = f"{sign}1+1"
    study.people["Anna"].save()
    assert rows(olga, "long.csv")[0]["participant"] == f"'{sign}1+1"
    book = openpyxl.load_workbook(BytesIO(fetch(olga, "long.xlsx")))
    assert (book.worksheets[0]["A2"].value, book.worksheets[0]["A2"].data_type) == (f"{sign}1+1", "s")


def test_the_dictionary_has_every_variable_and_value_in_both_languages(rated, olga):
    found = rows(olga, "dictionary.csv", "basis=union&lang=fr")
    named = {(row["file"], row["variable"]) for row in found}
    assert named == {(file, name) for file in ("wide", "long") for name in rows(olga, f"{file}.csv")[0]}
    private = next(row for row in found if row["key"] == "private")
    assert (private["variable"], private["value"], private["value_en"], private["value_fr"]) == (
        "a_sector",
        "1",
        "Private",
        "Privé",
    )
    sector = next(row for row in found if row["variable"] == "a_sector")
    assert (sector["label_en"], sector["label_fr"]) == ("Sector", "Secteur")


def test_the_json_has_what_the_tables_show(rated, olga):
    found = json.loads(fetch(olga, "tables.json"))
    assert (found["basis"], found["done"], found["of"]) == ("union", 3, 4)
    assert {*found["reports"]} == {*KINDS_OF_REPORT}
    out = StringIO()
    call_command("report", "night-shift", "comparison", "--attribute", "sector", "--basis", "union", stdout=out)
    assert found["reports"]["comparison"] == [{"attribute": "sector", "closed": [], **json.loads(out.getvalue())}]
    out = StringIO()
    call_command("crosstab", "night-shift", "--attribute", "sector", "--basis", "union", "--json", stdout=out)
    assert found["crosstab"] == [{"attribute": "sector", **json.loads(out.getvalue())}]


def test_the_zip_has_every_file_and_python_reads_them(rated, olga, tmp_path):
    ZipFile(BytesIO(fetch(olga, "all.zip"))).extractall(tmp_path)
    folder = tmp_path / "night-shift-data"
    assert {path.name for path in folder.iterdir()} == {*FILES}
    read = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, folder / "read_data.py"], capture_output=True, check=True, text=True
    ).stdout
    assert "night-shift, union: 3 / 4" in read
    assert re.search(r"posting +3 +3\n", read)
    assert re.search(r"posting +private +1 +1\n", read)
    assert "Basis: Union" in (folder / "readme.txt").read_text()


needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here (Debian: r-base-core)")


def in_r(folder: Path, **variables: str) -> str:
    """What the script for R prints, called from elsewhere."""
    environment = {"PATH": os.environ["PATH"], **variables}
    done = subprocess.run(
        ["Rscript", "--vanilla", str(folder / "read_data.R")],  # noqa: S607  # wherever R is
        capture_output=True,
        check=False,
        text=True,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@needs_r
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_r_reads_the_files_and_counts_the_same(locale, rated, olga, tmp_path):
    ZipFile(BytesIO(fetch(olga, "all.zip"))).extractall(tmp_path)
    read = in_r(tmp_path / "night-shift-data", LC_ALL=locale)
    assert re.search(r"posting +3 +3\n", read)
    assert re.search(r"posting +private +1 +1\n", read)


@needs_r
def test_r_reads_the_files_of_a_study_of_nobody(project, olga, tmp_path):
    ZipFile(BytesIO(fetch(olga, "all.zip"))).extractall(tmp_path)
    assert in_r(tmp_path / "night-shift-data") == "No participant is done yet.\n"


def test_a_study_of_nobody_has_files_too(project, olga, tmp_path):
    ZipFile(BytesIO(fetch(olga, "all.zip", ""))).extractall(tmp_path)
    folder = tmp_path / "night-shift-data"
    assert (folder / "wide.csv").read_text("utf-8-sig").splitlines() == ["participant,done"]
    frame, _meta = pyreadstat.read_sav(folder / "long.sav")
    assert len(frame) == 0
    subprocess.run([sys.executable, folder / "read_data.py"], capture_output=True, check=True)  # noqa: S603


def test_readers_get_no_row_of_a_participant_and_are_told_why(study, rita):
    client = client_of(rita)
    for address in (URL, f"{URL}wide.csv", f"{URL}all.zip"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "they stay in the team" in answer.content.decode()
    assert "reports/data/" not in client.get("/projects/night-shift/reports/").content.decode()


def test_a_coder_gets_her_own_work_alone(study, lena, karim):
    found = {row["participant"]: (row["c_posting"], row["c_presence"]) for row in rows(lena, "wide.csv")}
    assert found == {"Anna": ("1", "0"), "Bruno": ("", ""), "Dora": ("", ""), "Chloe": ("", "")}
    mark(karim, study.chloe, study.posting, "We plan nothing.")
    done(karim, study.chloe)
    assert found == {row["participant"]: (row["c_posting"], row["c_presence"]) for row in rows(lena, "wide.csv")}


def test_the_page_offers_every_file_under_the_basis(study, olga, django_assert_max_num_queries):
    client = client_of(olga)
    page = client.get(f"{URL}?basis=union").content.decode()
    for name in (*FILES, "all.zip"):
        assert f"{URL}{name}?basis=union" in page
    assert "Done: 3 of 4 participants" in page
    with django_assert_max_num_queries(25):
        client.get(f"{URL}?basis=union")
    assert client.get(f"{URL}wide.docx").status_code == 404


def test_the_command_writes_every_file(study, olga, tmp_path):
    out = StringIO()
    call_command("data_out", "night-shift", "--out", str(tmp_path / "out"), "--basis", "union", stdout=out)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*FILES}
    assert len(out.getvalue().splitlines()) == len(FILES)
    call_command("data_out", "night-shift", "--out", str(tmp_path / "out"), "--language", "fr", stdout=out)
    assert "Base\u00a0: Union" in (tmp_path / "out" / "readme.txt").read_text()


def test_the_command_says_what_is_wrong(study, olga, tmp_path):
    with pytest.raises(CommandError, match="no such basis"):
        call_command("data_out", "night-shift", "--out", str(tmp_path), "--basis", "nobody")
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="can't be written"):
        call_command("data_out", "night-shift", "--out", str(tmp_path / "file"))


def test_who_is_deleted_is_in_no_file(study, olga):
    study.people["Bruno"].deleted_at = timezone.now()
    study.people["Bruno"].save()
    assert "Bruno" not in {row["participant"] for row in rows(olga, "wide.csv")}
