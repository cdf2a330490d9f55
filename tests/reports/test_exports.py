"""Files: opened again, with the numbers of the page, text that stays text, and nothing that the reader may not see."""

import csv
from io import BytesIO, StringIO

import docx
import openpyxl
import pypdf
import pytest
from django.http import FileResponse
from django.utils import timezone

from coding.models import Memo, Rating
from interviews.models import Member, Participant, Project
from reports.document import Bar, Chart, Column, Report, Row, Share, Table, Undefined
from reports.exporters import EXPORTERS, KINDS, CannotWrite, pdf
from tests.people import client_of
from tests.reports.conftest import mark

ADDRESS = "/projects/night-shift/reports/"
FORMULA = "=1+1"
XSS = '<script>alert("x")</script>'


def fetch(member: Member, address: str) -> bytes:
    answer = client_of(member).get(ADDRESS + address)
    assert answer.status_code == 200
    assert isinstance(answer, FileResponse)
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]  # read to its end, it closes


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def words_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)


def printed(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)


def test_every_exporter_has_a_kind_of_its_own():
    assert [exporter.KIND for exporter in EXPORTERS] == ["csv", "xlsx", "docx", "pdf", "svg", "png"]


def test_the_csv_has_one_row_a_cell(study, olga):
    rows = rows_of(fetch(olga, "crosstab.csv?attribute=sector"))
    assert len(rows) == 5 * 2
    assert rows[2] == {
        "code": "planning",
        "path": "Practices > Planning",
        "group": "private",
        "label": "Private",
        "participants": "1",
        "of": "1",
        "passages": "1",
        "basis": "union",
        "fictional": "no",
        "mentioned": "1",
        "denied": "0",
        "asked_no_mention": "0",
        "not_asked": "0",
        "not_looked_for": "0",
        "no_mention": "0",
    }


def test_the_workbook_has_real_numbers_a_frozen_header_and_notes(study, olga):
    book = workbook(fetch(olga, "crosstab.xlsx?attribute=sector&basis=union"))
    assert book.sheetnames == ["Participants who mention", "Passages", "With their silence", "Notes"]
    sheet = book["Participants who mention"]
    assert [cell.value for cell in sheet[1]] == ["Code", "Private (of 1)", "Public (of 1)", "Not looked for"]
    assert [cell.value for cell in sheet[2]] == ["Practices", 1, 1, None]
    assert sheet["B2"].data_type == "n" and sheet["B2"].number_format == '0" of 1"'
    assert sheet.freeze_panes == "B2"
    assert [cell.value for cell in book["Passages"][5]] == ["Presence", 2, 0]
    notes = [row[0] for row in book["Notes"].values]
    assert any("upper bound" in note for note in notes)
    assert any("1 participant has no value" in note for note in notes)
    assert any("1 of 2 transcripts was coded by one person" in note for note in notes)


def test_the_pdf_can_be_read_again(study, olga):
    text = printed(fetch(olga, "crosstab.pdf?attribute=sector"))
    assert "Codes by sector" in text and "Night shift" in text
    assert "Planning" in text and "1 of 1" in text and "Basis: Union" in text


def test_a_file_takes_the_language_of_its_address(study, olga):
    assert "Privé" in fetch(olga, "crosstab.csv?attribute=sector&lang=fr").decode()


def test_a_fictional_study_is_marked_in_every_file(study, olga):
    Project.objects.update(fictional=True)
    assert all(row["fictional"] == "yes" for row in rows_of(fetch(olga, "crosstab.csv")))
    assert all(row["fictional"] == "yes" for row in rows_of(fetch(olga, "codings.csv")))
    for address in ("crosstab.xlsx", "codings.xlsx", "passages.xlsx?code=planning", "sample.xlsx"):
        notes = [row[0] for row in workbook(fetch(olga, address))["Notes"].values]
        assert any("Fictional study" in note for note in notes)
    for address in ("codings.docx", "passages.docx?code=planning", "sample.docx"):
        assert "Fictional study" in words_of(fetch(olga, address))
    assert "Fictional study" in printed(fetch(olga, "crosstab.pdf"))


def test_the_name_of_a_file_says_project_report_and_day(study, olga):
    answer = client_of(olga).get(f"{ADDRESS}crosstab.xlsx?attribute=sector")
    day = timezone.localtime().strftime("%Y-%m-%d")
    assert f'filename="night-shift-crosstab-sector-{day}.xlsx"' in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content)


def test_all_codings_have_one_row_each_with_everything_about_them(study, olga, karim):
    planned = mark(karim, study.anna, study.posting, "We listen.", direction="mixed", rating=2)
    Memo.objects.create(project=study.project, on_coding=planned.coding, author=karim, text="Look again")
    rows = rows_of(fetch(olga, "codings.csv"))
    assert len(rows) == 11
    assert next(row for row in rows if row["memo"]) == {
        "participant": "Anna",
        "Sector": "Private",
        "speaker": "Anna",
        "transcript": "Interview",
        "turn": "2",
        "time": "",
        "quote": "We listen.",
        "code path": "Practices > Posting",
        "code key": "posting",
        "coder": "Karim",
        "direction": "mixed",
        "rating": "2",
        "rating in words": "",
        "memo": "Look again",
        "pass done": "yes",
        "start": "54",
        "end": "64",
        "fictional": "no",
    }


def test_a_passage_over_two_speakers_is_one_row_with_both(study, olga):
    row = next(row for row in rows_of(fetch(olga, "codings.csv")) if "never" in row["quote"])
    assert (row["participant"], row["speaker"]) == ("Bruno; Dora", "Bruno, Dora")
    assert row["Sector"] == "Public; "


def test_the_workbook_of_codings_has_numbers_where_there_are_numbers(study, olga):
    sheet = workbook(fetch(olga, "codings.xlsx"))["Codings"]
    head = [cell.value for cell in sheet[1]]
    assert sheet.cell(row=2, column=head.index("start") + 1).data_type == "n"
    assert sheet.max_row == 11


def test_the_document_of_codings_reads_by_participant(study, olga):
    text = words_of(fetch(olga, "codings.docx"))
    assert "We plan each week." in text
    assert "Practices > Planning · Anna · Interview · turn 2 · Karim" in text


def test_passages_keep_the_filters_of_their_page(study, olga):
    assert len(rows_of(fetch(olga, "passages.csv?code=practices"))) == 7
    assert len(rows_of(fetch(olga, "passages.csv?code=practices&alone=yes"))) == 0
    assert len(rows_of(fetch(olga, "passages.csv?code=practices&coder=lena"))) == 2
    assert len(rows_of(fetch(olga, f"passages.csv?code=practices&participant={study.people['Dora'].pk}"))) == 1
    assert len(rows_of(fetch(olga, "passages.csv?code=practices&value=sector:public"))) == 1
    notes = list(workbook(fetch(olga, "passages.xlsx?code=practices&value=sector:public"))["Notes"].values)
    assert ("1 coding · Sector: Public",) in notes
    with_words = rows_of(fetch(olga, "passages.csv?code=presence"))
    assert (with_words[0]["quote"], with_words[0]["after"]) == ("We plan", " each week.")
    assert "after" not in rows_of(fetch(olga, "passages.csv?code=presence&context=no"))[0]


@pytest.mark.parametrize(
    "address",
    ["crosstab.csv", "crosstab.xlsx", "codings.csv", "codings.xlsx", "codings.docx", "passages.csv?code=presence"],
)
def test_no_file_of_a_blind_coder_has_others_work(study, lena, address):
    content = fetch(lena, address)
    if address.endswith("docx"):
        text = words_of(content)
    elif address.endswith("xlsx"):
        text = "\n".join(str(row) for sheet in workbook(content) for row in sheet.values)
    else:
        text = content.decode()
    assert "Karim" not in text and "We listen" not in text
    if "crosstab" in address:
        assert "union" not in text.lower()


def test_a_blind_coder_sees_counts_of_her_own_codings_only(study, lena):
    rows = {(row["code"], row["group"]): row for row in rows_of(fetch(lena, "crosstab.csv?basis=union"))}
    assert rows["presence", "private"]["participants"] == "0"
    assert (rows["posting", "public"]["of"], rows["posting", "private"]["passages"]) == ("0", "1")
    assert rows["posting", "private"]["basis"] == "coder:lena"


def test_text_that_looks_like_a_formula_stays_text(study, olga):
    Participant.objects.filter(pk=study.people["Anna"].pk).update(pseudonym=FORMULA)
    study.planning.label_en = "@planning"
    study.planning.save()
    study.project.name = "+night"
    study.project.save()
    rows = rows_of(fetch(olga, "codings.csv"))
    assert "'=1+1" in {row["participant"] for row in rows}
    for address in ("codings.xlsx", "crosstab.xlsx"):
        for sheet in workbook(fetch(olga, address)):
            assert all(cell.data_type != "f" for line in sheet for cell in line)
    values = [cell.value for line in workbook(fetch(olga, "codings.xlsx"))["Codings"] for cell in line]
    assert FORMULA in values


def test_markup_in_names_is_printed_as_it_is(study, olga):
    study.planning.label_en = XSS
    study.planning.save()
    assert XSS in printed(fetch(olga, "crosstab.pdf?attribute=sector")).replace("\n", "")


def test_the_pdf_opens_neither_network_nor_files(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    fetcher = pdf.refusing_fetcher()
    for address in (secret.as_uri(), "http://127.0.0.1:1/x.png", "https://example.org/x.css", "ftp://127.0.0.1/x"):
        with pytest.raises(ValueError, match="disallowed"):
            fetcher.fetch(address)
    fetcher.fetch("data:text/plain,ours").close()


def test_without_pango_the_page_says_why_and_what_to_do(study, olga, monkeypatch):
    def missing(report: Report, target: object) -> None:
        raise CannotWrite("PDF needs the system library pango.")

    monkeypatch.setattr(pdf, "write", missing)
    answer = client_of(olga).get(f"{ADDRESS}crosstab.pdf")
    assert answer.status_code == 501
    assert b"pango" in answer.content


def test_a_missing_pango_is_told_by_the_exporter_itself(study, olga, monkeypatch):
    import sys

    class Broken:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    answer = client_of(olga).get(f"{ADDRESS}crosstab.pdf")
    assert answer.status_code == 501
    assert b"libpango" in answer.content


@pytest.mark.parametrize("kind", ["csv", "xlsx", "docx", "pdf", "svg", "png"])
def test_every_format_takes_a_report_with_everything_in_it(kind, db):
    report = Report(
        key="all",
        project_key="x",
        project_name="X\x00Y",
        title="Everything",
        at=timezone.now(),
        fictional=True,
        tables=(
            Table(
                "Odd: [cells]/\\*?",
                (Column("=a"), Column("b", numeric=True)),
                [
                    Row(("-1", Share(1, 2)), depth=1),
                    Row(("\x00é\ud800", Undefined("nobody"))),
                    Row((None, 1.5)),
                    Row((timezone.now(), None), branch=True),
                ],
            ),
        ),
        charts=(Chart("c", "d", ("a", "b", "c", "d"), (Bar("x", (Share(1, 2), None, Share(0, 3), Share(1, 0))),)),),
        notes=("note",),
    )
    target = BytesIO()
    KINDS[kind].write(report, target)
    assert target.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "crosstab.txt",
        "codings.pdf",
        "passages.csv",
        "passages.csv?code=nothing",
        "crosstab.csv?attribute=colour",
        "crosstab.csv?basis=coder:sam",
        "crosstab.csv?branch=nothing",
        "sample.csv",
    ],
)
def test_what_is_not_there_is_not_found(study, olga, address):
    assert client_of(olga).get(ADDRESS + address).status_code == 404


def test_strangers_get_no_file(study, sam):
    for address in ("crosstab.csv", "codings.csv", "passages.csv?code=planning", "sample.xlsx"):
        assert client_of(sam).get(ADDRESS + address).status_code == 404


def test_the_sample_counts_each_attribute_alone(study, olga):
    from interviews.models import Attribute, ParticipantValue

    years = Attribute.objects.create(project=study.project, key="years", label_en="Years", kind="number", position=2)
    for name, number in (("Anna", 2), ("Bruno", 9), ("Chloe", 4)):
        ParticipantValue.objects.create(participant=study.people[name], attribute=years, number=number, born=1)
    ParticipantValue.objects.create(participant=study.people["Dora"], attribute=years, missing="unknown", born=1)
    book = workbook(fetch(olga, "sample.xlsx"))
    assert list(book["Sector"].values)[1:] == [("Private", 2), ("Public", 1), ("no value yet", 1)]
    assert list(book["Years"].values)[1:] == [("median", "4"), ("range", "2 to 9"), ("unknown", 1)]


def test_every_kind_of_value_stands_in_the_export_of_codings(study, olga):
    import datetime

    from interviews.models import Attribute, ParticipantValue

    kinds = {
        "size": ("number", {"number": 12}, "12"),
        "rate": ("number", {"number": "2.5"}, "2.5"),
        "since": ("date", {"date": datetime.date(2024, 2, 29)}, "2024-02-29"),
        "role": ("text", {"text": "@lead"}, "'@lead"),
        "city": ("category", {"missing": "not_applicable"}, "not applicable"),
    }
    for place, (key, (kind, value, _)) in enumerate(kinds.items(), start=5):
        attribute = Attribute.objects.create(project=study.project, key=key, label_en=key, kind=kind, position=place)
        ParticipantValue.objects.create(participant=study.people["Anna"], attribute=attribute, born=1, **value)
    row = next(row for row in rows_of(fetch(olga, "codings.csv")) if row["participant"] == "Anna")
    assert {key: row[key] for key in kinds} == {key: shown for key, (_, _, shown) in kinds.items()}


def test_case_ratings_have_a_sheet_of_their_own_and_keep_blindness(study, olga, karim, lena):
    study.presence.scale = [{"value": 2, "en": "established", "fr": "établie"}]
    study.presence.save()
    for coder, value in ((karim, 2), (lena, 1)):
        Rating.objects.create(
            assignment=study.anna.assignments.get(coder=coder),
            participant=study.people["Anna"],
            code=study.presence,
            value=value,
            born=1,
        )
    karims = ("Anna", "Presence", "presence", "Karim", 2, "established")
    lenas = ("Anna", "Presence", "presence", "Lena", 1, None)
    assert list(workbook(fetch(olga, "codings.xlsx"))["Case ratings"].values)[1:] == [karims, lenas]
    assert list(workbook(fetch(lena, "codings.xlsx"))["Case ratings"].values)[1:] == [lenas]
