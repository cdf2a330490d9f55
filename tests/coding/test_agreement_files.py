"""A round's method and files: other software counts the same from them."""

import csv
import json
import subprocess
import sys
from io import BytesIO, StringIO

import krippendorff
import numpy as np
import pytest
from django.core.management import call_command
from docx import Document
from openpyxl import load_workbook

from coding.models import Code, Round
from coding.queries.agreement_results import results_of
from interviews.models import Member
from tests.coding.test_agreement_pages import round_
from tests.people import client_of

__all__ = ["round_"]
ADDRESS = "/projects/night-shift/rounds/1/"


def fetch(member: Member, name: str) -> bytes:
    answer = client_of(member).get(f"{ADDRESS}files/{name}")
    assert answer.status_code == 200
    return answer.content


def test_krippendorff_gives_our_alpha_from_units_and_coders(round_: Round, lea: Member) -> None:
    rows = [*csv.DictReader(StringIO(fetch(lea, "units.csv").decode("utf-8-sig")))]
    results = results_of(round_.snapshot)
    for code in Code.objects.filter(key__in=["planning", "posting", "practices"]):
        own = [row for row in rows if row["code"] == code.key]
        data = [[float(row[coder]) if row[coder] else np.nan for row in own] for coder in ("karim", "lena")]
        expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        assert results.code(code.pk, "turn").values.krippendorff_alpha == pytest.approx(expected, abs=1e-12)


def test_the_command_gives_our_values_from_the_spans(round_: Round, lea: Member, tmp_path) -> None:
    path = tmp_path / "spans.json"
    path.write_bytes(fetch(lea, "spans.json"))
    out = StringIO()
    call_command("agreement_spans", str(path), stdout=out, stderr=StringIO())
    found = json.loads(out.getvalue())
    results = results_of(round_.snapshot)
    for code in Code.objects.filter(key__in=["planning", "posting", "trust"]):
        for unit, kept in (("turn", "per_code_unit"), ("character", "per_code_character")):
            ours = results.counted(code.pk, unit).values
            assert found[kept][code.key]["krippendorff_alpha"] == pytest.approx(ours.krippendorff_alpha)
            assert found[kept][code.key]["units"] == ours.units


def test_krippendorff_gives_our_alpha_from_the_characters_of_the_spans(round_: Round, lea: Member) -> None:
    study = json.loads(fetch(lea, "spans.json"))
    code = Code.objects.get(key="planning")
    data = [[], []]
    for document in study["documents"]:
        for place, coder in enumerate(study["coders"]):
            row = np.zeros(document["length"])
            for span in study["spans"]:
                if (span["doc"], span["coder"], span["code"]) == (document["id"], coder, "planning"):
                    row[span["start"] : span["end"]] = 1
            data[place] += row.tolist()
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    ours = results_of(round_.snapshot).code(code.pk, "character").values.krippendorff_alpha
    assert ours == pytest.approx(expected, abs=1e-12)


def test_the_workbook_holds_numbers_and_no_formula(round_: Round, lea: Member) -> None:
    Code.objects.filter(key="planning").update(label_en="=1+1")
    lea.project.codebook_revision += 1
    lea.project.save()
    sheet = load_workbook(BytesIO(fetch(lea, "table.xlsx"))).active
    rows = [*sheet.iter_rows(min_row=2)]
    assert [row[0].value for row in rows] == ["practices", "planning", "posting", "trust"]
    assert isinstance(rows[1][8].value, float)
    assert rows[3][8].value is None
    assert all(cell.data_type != "f" for row in rows for cell in row)


def test_the_document_has_the_method_and_the_table(round_: Round, lea: Member) -> None:
    document = Document(BytesIO(fetch(lea, "table.docx")))
    assert "Krippendorff" in document.paragraphs[1].text
    assert [row.cells[0].text.strip() for row in document.tables[0].rows][1:] == [
        "Practices", "Planning", "Posting", "Trust",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "begins"), [("forest.svg", b"<?xml"), ("forest.png", b"\x89PNG")])
def test_the_forest_plot_is_a_picture_and_the_same_each_time(
    round_: Round, lea: Member, name: str, begins: bytes
) -> None:
    first = fetch(lea, name)
    assert first.startswith(begins)
    assert first == fetch(lea, name)


def test_the_method_says_all_in_both_languages(round_: Round, lea: Member) -> None:
    page = client_of(lea).get(f"{ADDRESS}method/").content.decode()
    assert all(word in page for word in ("Krippendorff’s alpha", "12 turns", "24 ratings", "snapshot 1", "OMSRP 0.1.0"))
    assert 'lang="fr"' in page


def test_coders_get_no_file(round_: Round, karim: Member) -> None:
    assert client_of(karim).get(f"{ADDRESS}files/table.csv").status_code == 403
    assert client_of(karim).get(f"{ADDRESS}method/").status_code == 403


def test_a_file_that_is_not_offered_is_not_found(round_: Round, lea: Member) -> None:
    assert client_of(lea).get(f"{ADDRESS}files/table.pdf").status_code == 404


def test_no_page_loads_the_drawing_library() -> None:
    code = "import django; django.setup(); import omsrp.urls, sys; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
