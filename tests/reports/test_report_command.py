"""`manage.py report`: the ten names that are promised, each as JSON, as a table for scripts and as a drawing."""

import csv
import json
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from interviews.models import Attribute, Participant, ParticipantValue
from reports.document import Closed, Column, Report, Row, Share, Table
from reports.exporters import pdf, svg
from reports.exporters.figures import Drawing
from reports.management.commands.report import NAMED
from tests.factories import make_code

TEN = (
    "sample", "ranking", "comparison", "ratings", "dispersion", "emergence", "saturation", "indicators",
    "cooccurrence", "coverage",
)  # fmt: skip
SCALE = [{"value": n, "en": f"step {n}"} for n in (1, 2, 3)]


def said(name: str, *options: str) -> dict:
    out = StringIO()
    call_command("report", "night-shift", name, *options, stdout=out)
    return json.loads(out.getvalue())


def filed(folder: Path, name: str, form: str, *options: str) -> bytes:
    call_command("report", "night-shift", name, *options, format=form, out=str(folder / "file"))
    return (folder / "file").read_bytes()


def test_the_ten_names_are_there():
    assert {*TEN} == {*NAMED}


@pytest.mark.parametrize("name", TEN)
def test_each_says_its_basis_groups_and_rows(name, study, olga):
    make_code(study.project, "culture", rated="participant", scale=SCALE)
    found = said(name, "--basis", "union")
    assert (found["basis"], type(found["groups"]), type(found["rows"])) == ("union", dict, list)


@pytest.mark.parametrize(
    "name", [one for one in TEN if one not in {"emergence", "saturation", "ratings", "dispersion"}]
)
def test_each_can_be_drawn(name, study, olga, tmp_path):
    assert b"<svg" in filed(tmp_path, name, "svg", "--basis", "union")


def test_the_sample_has_the_numbers_of_each_value(study, olga, tmp_path):
    size = Attribute.objects.create(project=study.project, key="size", label_en="Size", kind="number")
    for n, person in enumerate(Participant.objects.order_by("pk")[:3]):
        ParticipantValue.objects.create(participant=person, attribute=size, number=Decimal(3 + 4 * n), born=1)
    rows = said("sample")["rows"]
    assert [(row["group"], row["n"]) for row in rows if row["attribute"] == "sector"] == [
        ("private", 2), ("public", 1), ("", 1),
    ]  # fmt: skip
    (sizes,) = (row for row in rows if row["attribute"] == "size" and row["group"] is None)
    assert (sizes["n"], sizes["of"], sizes["median"], sizes["low"], sizes["high"]) == (3, 4, 7, 3, 11)
    assert said("sample", "--attribute", "sector")["groups"] == {"private": 2, "public": 1}
    lines = [*csv.DictReader(StringIO(filed(tmp_path, "sample", "csv", "--for", "team").decode("utf-8-sig")))]
    assert {line["attribute"] for line in lines} == {"sector", "size"}


@pytest.mark.gate
def test_the_sample_closes_groups_that_are_too_small_and_everything_where_too_few_are_done(study, olga):
    """Three are done: two private ones and a public one."""
    rows = said("sample", "--for", "team")["rows"]
    assert [(row["group"], row["n"]) for row in rows if row["attribute"] == "sector"] == [(None, None)]
    with pytest.raises(CommandError, match="fewer than 5 participants"):
        said("sample", "--for", "public")


def test_a_matrix_is_drawn_with_a_number_in_each_square():
    rows = [Row(("1. Planning", 3, Share(1, 4))), Row(("2. Posting", Closed(), 2))]
    columns = (Column("Code"), Column("1"), Column("2"))
    report = Report("x", "x", "x", "x", at=None, fictional=False, tables=(Table("Both", columns, rows, matrix=True),))
    target = BytesIO()
    svg.write(report, target)
    words = target.getvalue().decode()
    assert all(f">{said}</text>" in words for said in ("1. Planning", "2. Posting", "3", "25", "2", "\u00b7"))
    picture = BytesIO()
    Drawing(report).write(picture, form="png")
    with Image.open(picture) as image:
        assert image.width == 2400


def test_a_page_of_one_tall_figure_is_not_laid_out_in_columns(monkeypatch, study, olga, tmp_path):
    """Two columns of one figure that fits neither took WeasyPrint twenty seconds."""
    seen: list[str] = []
    real = pdf.render_to_string
    monkeypatch.setattr(pdf, "render_to_string", lambda *said: seen.append(real(*said)) or seen[-1])
    filed(tmp_path, "coverage", "pdf", "--basis", "union")
    assert '<div class="charts">' in seen[0]
