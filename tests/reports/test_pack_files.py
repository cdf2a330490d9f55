"""The files of a talk pack, opened again: one number for one cell in all of them, and nothing that does not fit."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pypdf
import pytest
from django.db import transaction
from django.utils import translation
from PIL import Image

from interviews.models import Member, Project, Role
from reports.document import Share
from reports.exporters.figures import Drawing
from reports.exporters.talk import files_of
from reports.exporters.talk.fit import fitting, height
from reports.pack import Amount, Pack, PackTable, as_report, bare, printed
from reports.queries.pack.pack import pack_of
from tests.people import join
from tests.reports.talks import LONG_EN, LONG_FR, LONG_QUOTE, make_talk

INCH = 914_400
# The study is made in the fixture; without the mark there would be no tables for it.
pytestmark = pytest.mark.django_db


@dataclass
class Made:
    """Packs of a study in both languages, a reflexive and a sensitive one; a file is written once, when asked for."""

    packs: dict[str, Pack]
    kept: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def file(self, ending: str, which: str = "en") -> bytes:
        if (which, ending) not in self.kept:
            self.kept[which, ending] = written(self.packs[which], ending)
        return self.kept[which, ending]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Made:
    """A pack is plain data: the study that it was made from is rolled back at once."""
    packs = {}
    with django_db_blocker.unblock():
        studies = (
            ({}, ("en", "fr")),
            ({"stance": "reflexive"}, ("reflexive",)),
            ({"sensitive": True}, ("sensitive",)),
        )
        for said, languages in studies:
            with transaction.atomic():
                talk = make_talk(*_team(), **said)
                for language in languages:
                    with translation.override("fr" if language == "fr" else "en"):
                        packs[language] = pack_of(talk.owner, talk.snapshot)
                transaction.set_rollback(True)
    return Made(packs)


def _team() -> list[Member]:
    project = Project.objects.create(key="night-shift", name="Night shift", language="en")
    return [join(project, "olga", Role.OWNER), join(project, "karim", Role.CODER), join(project, "lena", Role.CODER)]


def written(pack: Pack, ending: str) -> bytes:
    """The pack's file with this ending."""
    target = BytesIO()
    with translation.override(pack.language):
        next(write for name, write in files_of(pack) if name.endswith(ending))(target)
    return target.getvalue()


def slides_of(content: bytes):
    return [*pptx.Presentation(BytesIO(content)).slides]


def table_on_slides(content: bytes, table: PackTable) -> dict[str, list[str]]:
    """The rows of a table over all its slides, by the code at their head."""
    rows = {}
    for slide in slides_of(content):
        for shape in slide.shapes:
            if shape.has_table and shape.name.endswith(f" {table.number}"):
                rows |= {row.cells[0].text: [cell.text for cell in row.cells] for row in shape.table.rows}
    return rows


def table_in_document(content: bytes, table: PackTable, pack: Pack) -> dict[str, list[str]]:
    grids = docx.Document(BytesIO(content)).tables
    grid = grids[[one.key for one in pack.tables_in("document")].index(table.key)]
    return {row.cells[0].text: [cell.text for cell in row.cells] for row in grid.rows}


def table_in_workbook(content: bytes, table: PackTable) -> dict[str, list]:
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = next(book[name] for name in book.sheetnames if name.startswith(table.key))
    return {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}


def printed_in(content: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages))


def number_of(cell) -> object:
    """What a workbook holds of a cell."""
    if isinstance(cell, Share):
        return cell.n
    return cell.value if isinstance(cell, Amount) else cell or None


def test_a_cell_says_the_same_number_in_every_file(made):
    pack, paper = made.packs["en"], printed_in(made.file("pdf"))
    shown = {1: "Private", 3: "Planning", 4: "Planning"}
    for table in (one for one in pack.tables if one.number in shown):
        row = next(row for row in table.rows if printed(row.cells[0]) == shown[table.number])
        slide = table_on_slides(made.file("pptx"), table)[shown[table.number]]
        kept = [cell for cell, head in zip(row.cells, table.heads, strict=True) if head.slides]
        printed_cells = [bare(cell) for cell in row.cells]
        assert slide == [printed(cell) for cell in kept]
        assert table_in_document(made.file("tables.docx"), table, pack)[shown[table.number]] == printed_cells
        assert table_in_workbook(made.file("xlsx"), table)[shown[table.number]] == [number_of(c) for c in row.cells]
        assert " ".join(filter(None, printed_cells)) in paper


def test_the_numbers_are_those_that_one_counts_by_hand(made):
    comparison = next(table for table in made.packs["en"].tables if table.number == 3)
    planning = next(row for row in comparison.rows if row.cells[0] == "Planning")
    # 5 of 6 against 1 of 5: 63 points apart, Newcombe 5 to 85, Fisher .080, twice that by Holm's first step.
    assert [printed(cell) for cell in planning.cells] == [
        "Planning", "5 of 6", "83", "1 of 5", "20", "+63", "+5", "+85", "0.080", "0.160",
    ]  # fmt: skip


def test_the_same_pack_gives_the_same_bytes(made):
    for ending in ("pptx", "tables.docx", "xlsx", "methods.docx", "F1.svg", "F1.png"):
        assert written(made.packs["en"], ending) == made.file(ending)


def test_a_figure_is_the_same_in_whichever_order_its_forms_are_written(made):
    pack = made.packs["en"]
    drawing = Drawing(as_report(pack, pack.figures[0]))
    for form in ("png", "svg"):
        target = BytesIO()
        drawing.write(target, form=form)
        assert target.getvalue() == made.file(f"F1.{form}")


def test_a_picture_has_the_inks_of_the_page_and_reads_in_grey(made):
    with Image.open(BytesIO(made.file("F1.png"))) as picture:
        assert picture.mode == "P" and [round(one) for one in picture.info["dpi"]] == [300, 300]
        seen = {colour for _n, colour in picture.convert("RGB").getcolors()}
        grey = {level for _n, level in picture.convert("L").getcolors()}
    assert {(255, 255, 255), (0x57, 0x52, 0x4A)} <= seen
    assert min(grey) < 90 and max(grey) == 255


def test_every_table_and_figure_has_its_number(made):
    pack = made.packs["en"]
    assert [table.key for table in pack.tables] == ["T1", "T2", "T3", "T4", "T5", "T6"]
    assert [figure.key for figure in pack.figures] == ["F1", "F2", "F3", "F4", "F5"]
    names = [name.rpartition("snapshot-1-")[2] for name, _write in files_of(pack)]
    documents = ["slides.pptx", "tables.docx", "tables.xlsx", "handout.pdf", "methods.docx"]
    assert names == documents + [f"F{n}.{form}" for n in range(1, 6) for form in ("svg", "png")]


def test_the_workbook_has_a_frozen_head_real_numbers_and_text_that_stays_text(made):
    book = openpyxl.load_workbook(BytesIO(made.file("xlsx")))
    assert [sheet.freeze_panes for sheet in book][:6] == ["B2"] * 6
    assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)
    sheet = book[book.sheetnames[2]]
    posting = next(row for row in sheet if row[0].value == "=Posting")
    assert (posting[1].value, posting[1].data_type, posting[1].number_format) == (3, "n", '0" of 6"')
    assert any("Fictional study" in str(row[0].value) for row in book["Notes"])


def test_notes_wrap_in_the_workbook_and_what_stands_under_numbers_stands_to_the_right(made):
    book = openpyxl.load_workbook(BytesIO(made.file("xlsx")))
    assert all(row[0].alignment.wrap_text for row in book["Notes"])
    ranking = book[next(name for name in book.sheetnames if name.startswith("T4"))]
    assert {cell.alignment.horizontal for cell in ranking[3][1:] if cell.value is not None} == {"right"}


def test_every_page_of_the_tables_says_whose_numbers_they_are(made):
    document = docx.Document(BytesIO(made.file("tables.docx")))
    assert "snapshot 1 of" in document.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize(("language", "longest"), [("en", LONG_EN), ("fr", LONG_FR)])
def test_nothing_on_a_slide_leaves_it_and_every_chart_says_what_it_shows(made, language, longest):
    """With names of sixty characters, and a quote of four thousand."""
    comparison = next(table for table in made.packs[language].tables if table.number == 3)
    assert longest in table_on_slides(made.file("pptx", language), comparison)
    for slide in slides_of(made.file("pptx", language)):
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= 13.34 * INCH
            assert shape.top + tall(shape) <= 7.5 * INCH
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
        assert slide.shapes.title.text_frame.text


def tall(shape: Any) -> int:
    return sum(row.height for row in shape.table.rows) if shape.has_table else shape.height


def test_a_slide_shortens_a_long_quote_and_its_notes_have_all_of_it(made):
    slides = slides_of(made.file("pptx"))
    slide = next(one for one in slides if one.shapes.title.text_frame.text.startswith("Private participants plan"))
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    said = next(text for text in texts if "[…]" in text)
    assert "We plan each week." in said and LONG_QUOTE not in said
    assert "\u2014 P0" in texts, "who says it is not shortened"
    assert LONG_QUOTE in slide.notes_slide.notes_text_frame.text


def test_at_most_seven_rows_stand_on_a_slide(made):
    tables = [shape.table for slide in slides_of(made.file("pptx")) for shape in slide.shapes if shape.has_table]
    assert tables and all(len(table.rows) <= 7 + 2 for table in tables)


def test_the_agreement_of_a_sensitive_code_and_of_its_branch_leaves_no_team(made):
    whole, pack = made.packs["en"], made.packs["sensitive"]
    for one, closed in ((whole, False), (pack, True)):
        rows = {row.cells[0]: row.cells[5:] for table in one.tables if table.number == 2 for row in table.rows}
        for label in ("Practices", "Planning", "=Posting"):
            assert (set(rows[label]) == {"closed"}) is closed, label
        drawn = {mark.label for figure in one.figures if figure.number == 5 for mark in figure.figure.marks}
        assert ("Planning" in drawn) is not closed
    assert "closed" not in str([row.cells for table in whole.tables for row in table.rows])


def test_a_reflexive_study_shows_no_statistics_in_any_file(made):
    pack = made.packs["reflexive"]
    assert [figure.key for figure in pack.figures] == ["F1", "F2", "F3"]
    heads = {words for table in pack.tables for head in table.heads for words in (head.label, head.spanner)}
    assert not heads & {"Difference, points", "Interval, 95 %", "p", "p, Holm", "alpha", "Rank, 95 %"}
    document = docx.Document(BytesIO(made.file("tables.docx", "reflexive")))
    text = printed_in(made.file("pdf", "reflexive")) + "".join(one.text for one in document.paragraphs)
    assert not [name for name in ("Newcombe", "Krippendorff", "Fisher", "alpha") if name in text]


def test_what_the_gate_closes_is_closed_in_every_file_and_its_finding_left_out(made):
    """One of five public participants plans, and the code is sensitive."""
    pack = made.packs["sensitive"]
    comparison = next(table for table in pack.tables if table.number == 3)
    rows = [
        table_on_slides(made.file("pptx", "sensitive"), comparison)["Planning"],
        table_in_document(made.file("tables.docx", "sensitive"), comparison, pack)["Planning"],
        [str(cell) for cell in table_in_workbook(made.file("xlsx", "sensitive"), comparison)["Planning"]],
    ]
    assert all("closed" in row and "1 of 5" not in row and "80" not in row for row in rows)
    assert pack.findings == ()
    assert "1 finding rests on closed cells and is left out." in pack.notes
    assert "Planning closed" in printed_in(made.file("pdf", "sensitive"))


def test_french_files_are_french(made):
    document = docx.Document(BytesIO(made.file("tables.docx", "fr")))
    cells = table_in_document(made.file("tables.docx", "fr"), made.packs["fr"].tables[2], made.packs["fr"])[
        "Planification"
    ]
    assert (document.core_properties.language, cells[-1]) == ("fr-CA", "0,160")


def test_a_quote_says_its_pseudonym_and_nothing_else_about_the_person(made):
    (finding,) = made.packs["en"].findings
    assert (finding.quotes[0].who, finding.cells) == (
        "P0",
        (("Planning, Private", Share(5, 6)), ("Planning, Public", Share(1, 5))),
    )


def test_what_does_not_fit_is_cut_at_a_word_and_says_so():
    size, words = fitting("a long sentence of many words", wide=60, high=30, sizes=(20, 12))
    assert (size, words.endswith("[…]")) == (12, True)
    assert height(words, size=12, wide=60) <= 30
    assert fitting("short", wide=200, high=30, sizes=(20, 12)) == (20, "short")


def test_libreoffice_opens_the_files_without_repair(made, tmp_path):
    """Debian: libreoffice-impress, libreoffice-writer, libreoffice-calc; poppler-utils to read what it prints."""
    missing = [program for program in ("soffice", "pdftotext") if shutil.which(program) is None]
    if missing:
        reason = f"{', '.join(missing)} not found: install libreoffice-impress, -writer, -calc and poppler-utils"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    for ending, file in (("pptx", "pptx"), ("docx", "tables.docx"), ("xlsx", "xlsx")):
        (tmp_path / f"{ending}.{ending}").write_bytes(made.file(file))
    pages = printed_by_libreoffice(tmp_path, "pptx", "docx", "xlsx")
    assert len(pages["pptx"]) == len(slides_of(made.file("pptx")))
    assert "Private participants plan more often." in "".join(pages["pptx"])
    assert "Table 6" in "".join(pages["docx"]) and len(pages["docx"]) >= 6
    assert "Planning" in "".join(pages["xlsx"])


def printed_by_libreoffice(folder: Path, *endings: str) -> dict[str, list[str]]:
    """The text of each page that LibreOffice prints of the files."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{ending}.{ending}") for ending in endings]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {ending: pages_in(folder / f"{ending}.pdf") for ending in endings}


def pages_in(printed: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]
