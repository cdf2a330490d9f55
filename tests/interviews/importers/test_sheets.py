"""Tables from .csv and .xlsx: cells, merges, headers, and what is refused."""

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from interviews.importers import UnreadableFile
from interviews.importers.sheets import Column, HeaderChoice, columns, data_rows, guess_header, letter_of, read_sheet
from tests.interviews.importers.files import saved, table, zipped

PEOPLE = [["Pseudonym", "Sector", "Size"], ["Anouk", "public", 1200], ["Marc", "private", 3]]


def titles(sheet):
    return [column.title for column in columns(sheet, guess_header(sheet))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_table_is_cut_by_its_own_delimiter_in_every_encoding(delimiter, encoding):
    text = "\r\n".join(delimiter.join(row) for row in [["Prénom", "Taille"], ["Zoé", "12"], ["Éric", ""]])
    sheet = read_sheet("gens.csv", text.encode(encoding))
    assert sheet.rows == (("Prénom", "Taille"), ("Zoé", "12"), ("Éric", None))
    assert sheet.name == "gens"


def test_a_decimal_comma_does_not_cut_a_table_of_semicolons():
    sheet = read_sheet("a.csv", b"nom;taille;note\nZoe;1,5;a, b\nEric;2,5;c\n")
    assert sheet.rows[1] == ("Zoe", "1,5", "a, b")


def test_a_quoted_cell_may_hold_newlines_and_delimiters():
    sheet = read_sheet("a.csv", b'code,definition\nplan,"first,\nthen"\n')
    assert sheet.rows[1] == ("plan", "first,\nthen")


def test_rows_of_unlike_length_are_filled_up_and_blank_ends_dropped():
    assert read_sheet("a.csv", b"a,b,,\n1\n , ,,\n\n").rows == (("a", "b"), ("1", None))


def test_one_column_is_a_table_too():
    assert read_sheet("a.csv", b"code\nplan\n").rows == (("code",), ("plan",))


def test_cells_keep_their_kind():
    day, moment = datetime(2026, 11, 23), datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - spreadsheets know no zones
    sheet = read_sheet("a.xlsx", table([["a", "b", "c", "d", "e"], [1, 1.5, True, day, moment]]))
    assert sheet.rows[1] == (1, 1.5, True, date(2026, 11, 23), moment)


def test_cells_that_look_like_formulas_in_text_stay_text():
    assert read_sheet("a.csv", b"nom,note\n=1+1,<script>\n").rows[1] == ("=1+1", "<script>")


def test_a_cell_merged_downwards_has_its_value_in_every_row():
    sheet = read_sheet("a.xlsx", table([["theme", "code"], ["Goals", "a"], [None, "b"], [None, "c"]], merged=["A2:A4"]))
    assert [row[0] for row in sheet.rows] == ["theme", "Goals", "Goals", "Goals"]


def test_a_cell_merged_sideways_has_its_value_once():
    sheet = read_sheet("a.xlsx", table([["a", "b", "c"], ["x", None, 1]], merged=["A2:B2"]))
    assert sheet.rows[1] == ("x", None, 1)


def test_a_merge_beyond_the_values_does_no_harm():
    sheet = read_sheet("a.xlsx", table([["a", "b"], ["x", "y"]], merged=["A2:A900", "D1:F9"]))
    assert sheet.rows == (("a", "b"), ("x", "y"))


def test_a_plain_header_is_one_row():
    sheet = read_sheet("a.xlsx", table(PEOPLE))
    assert guess_header(sheet) == HeaderChoice(rows=1, first_row=0)
    assert [*data_rows(sheet, guess_header(sheet))] == [(2, ("Anouk", "public", 1200)), (3, ("Marc", "private", 3))]


def test_a_title_and_blank_rows_above_the_header_are_passed_over():
    sheet = read_sheet("a.xlsx", table([["Participants of the study"], [], *PEOPLE], merged=["A1:C1"]))
    assert guess_header(sheet) == HeaderChoice(rows=1, first_row=2)
    assert titles(sheet) == ["Pseudonym", "Sector", "Size"]


def test_two_header_rows_are_joined():
    rows = [[None, "Experience", None, "Place"], ["ID", "Blocks", "Robots", None], ["P1", "none", "1 year", "Québec"]]
    sheet = read_sheet("a.xlsx", table(rows, merged=["B1:C1"]))
    assert guess_header(sheet) == HeaderChoice(rows=2, first_row=0)
    assert titles(sheet) == ["ID", "Experience · Blocks", "Experience · Robots", "Place"]


def test_a_wide_title_with_values_below_is_one_header_row():
    sheet = read_sheet(
        "a.xlsx", table([["Code", None, "Count"], ["Goals", None, 3], [None, "Plan", 2]], merged=["A1:B1"])
    )
    assert guess_header(sheet) == HeaderChoice(rows=1, first_row=0)
    assert titles(sheet) == ["Code", "Code (2)", "Count"]


def test_equal_titles_are_told_apart():
    assert titles(read_sheet("a.csv", b"Code,Description,code,description\n1,2,3,4\n")) == [
        "Code",
        "Description",
        "code (2)",
        "description (2)",
    ]


def test_a_column_without_title_is_named_by_its_letter_if_it_has_values():
    sheet = read_sheet("a.csv", b"a,,,b\n1,,2,3\n")
    assert columns(sheet, guess_header(sheet)) == (Column(0, "a"), Column(2, "Column C"), Column(3, "b"))


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_have_the_letters_of_a_spreadsheet(index, letters):
    assert letter_of(index) == letters


def test_numbers_alone_are_taken_under_the_first_row():
    sheet = read_sheet("a.xlsx", table([[1, 2], [3, 4]]))
    assert guess_header(sheet) == HeaderChoice(rows=1, first_row=0)


def test_a_merged_title_on_the_last_row_has_no_second_header_row():
    assert guess_header(read_sheet("a.xlsx", table([["a", None, "b"]], merged=["A1:B1"]))).rows == 1


def test_a_duration_is_text():
    assert read_sheet("a.xlsx", table([["a", "b"], [time(0, 21, 46), 1]])).rows[1] == ("00:21:46", 1)


def test_a_band_over_the_table_is_no_row():
    sheet = read_sheet("a.xlsx", table([*PEOPLE, ["Second round"], ["Lise", "public", 9]], merged=["A4:C4"]))
    assert [number for number, _row in data_rows(sheet, guess_header(sheet))] == [2, 3, 5]


def test_the_sheet_is_chosen_by_name_or_is_the_first_with_values():
    book = Workbook()
    for name, value in [("One", "a"), ("Two", "b")]:
        book.create_sheet(name).append([value])
    content = saved(book)
    assert read_sheet("a.xlsx", content).rows == (("a",),)
    assert read_sheet("a.xlsx", content, sheet="Two").rows == (("b",),)
    assert read_sheet("a.xlsx", content).names == ("Sheet", "One", "Two")


@pytest.mark.parametrize("sheet", ["Sheet", "Absent"])
def test_a_chosen_sheet_without_values_is_refused(sheet):
    book = Workbook()
    book.create_sheet("One").append(["a"])
    with pytest.raises(UnreadableFile, match="no values"):
        read_sheet("a.xlsx", saved(book), sheet=sheet)


def test_a_formula_gives_its_last_result_or_nothing_and_is_told_by_cell():
    sheet = read_sheet("a.xlsx", table([["a", "b"], [1, "=A2*2"]]))
    assert sheet.rows == (("a", "b"), (1, None))
    assert [(problem.line, problem.quote) for problem in sheet.problems] == [(2, "B2")]
    assert "no stored result" in sheet.problems[0].message


def test_a_formatted_column_to_the_last_row_costs_nothing():
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.cell(1_048_576, 16_384).number_format = "0.00"
    assert read_sheet("a.xlsx", saved(book)).rows == (("a", "b"),)


def test_more_than_50000_rows_are_refused():
    with pytest.raises(UnreadableFile, match="more than 50000 rows"):
        read_sheet("a.csv", b"a,b\n" * 50_001)


def test_a_value_beyond_the_last_row_allowed_is_refused():
    book = Workbook()
    book.active.cell(50_001, 1).value = "a"
    with pytest.raises(UnreadableFile, match="more than 50000 rows"):
        read_sheet("a.xlsx", saved(book))


@pytest.mark.parametrize("content", [b",".join([b"a"] * 201), table([["a"] * 201])], ids=["csv", "xlsx"])
def test_more_than_200_columns_are_refused(content):
    with pytest.raises(UnreadableFile, match="more than 200 columns"):
        read_sheet("a", content)


def test_an_unclosed_quotation_mark_is_refused_with_a_reason():
    with pytest.raises(UnreadableFile, match="quotation mark is not closed"):
        read_sheet("a.csv", b'a,b\n"' + b"x" * 200_000)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b" \n,,\n", "no values"),
        ("a.csv", b"\n\n", "no values"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls format"),
        ("a.csv", b"%PDF-1.7", "no spreadsheet"),
        ("a.xlsx", b"a,b\n", "no spreadsheet"),
        ("a.xlsx", zipped({"word/document.xml": b"<a/>"}), "no spreadsheet"),
        ("a.xlsx", zipped({"xl/workbook.xml": b"<a/>"}), "damaged or cut off"),
        ("a.csv", b"a" * 21_000_000, "the limit is 20 MB"),
    ],
)
def test_what_is_no_table_is_refused(name, content, message):
    with pytest.raises(UnreadableFile, match=message):
        read_sheet(name, content)


def test_a_truncated_workbook_is_refused():
    whole = table(PEOPLE)
    for end in range(4, len(whole), 400):
        with pytest.raises(UnreadableFile, match="damaged or cut off"):
            read_sheet("a.xlsx", whole[:end])


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(UnreadableFile, match="unpack to far more"):
        read_sheet("a.xlsx", zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 150_000_000}))


def test_xml_entities_are_refused():
    bomb = b'<!DOCTYPE w [<!ENTITY a "lol">]><workbook/>'
    with pytest.raises(UnreadableFile, match="defines XML entities"):
        read_sheet("a.xlsx", zipped({"xl/workbook.xml": bomb}))
