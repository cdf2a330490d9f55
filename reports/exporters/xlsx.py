"""Excel workbooks: a sheet for each table with real numbers and a frozen header, and a sheet of notes."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZIP_DEFLATED

from django.utils.translation import gettext as _

from interviews.exporters.table import NOT_IN_XML
from interviews.exporters.xlsx import LONGEST_CELL, NOT_IN_A_NAME
from reports.document import Cell, Report, Row, Share, Table, said_fictional, worded
from reports.exporters.still import StillZip, moment

if TYPE_CHECKING:
    from openpyxl import Workbook

KIND = "xlsx"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLED = 200
WIDE, LINE = 80, 15  # characters, points
# A text that would be a formula, has lines, or holds what no XML does.
TO_BE_MADE = re.compile(rf"\A[=+\-@]|\n|{NOT_IN_XML.pattern}")


def write(report: Report, target: BinaryIO) -> None:
    """The workbook. No text becomes a formula, and none is longer than a cell holds."""
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook(write_only=True)
    book.properties.title = NOT_IN_XML.sub("", report.title)
    for number, table in enumerate(report.tables, start=1):
        _sheet(book, table, name=table.title.translate(NOT_IN_A_NAME).strip()[:31] or str(number))
    _notes(book, report)
    # `save` would write the time of day.
    book.properties.created = book.properties.modified = moment(report.at)
    with StillZip(target, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()


def _sheet(book: "Workbook", table: Table, *, name: str) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    for place, width in enumerate(_widths(table)):
        sheet.column_dimensions[letter(place)].width = width
    sheet.append([cell_of(sheet, column.label, bold=True) for column in table.columns])
    for row in table.rows:
        sheet.append(_cells(sheet, row))


def _cells(sheet: Any, row: Row) -> list[Any]:
    cells = [_plain(value) or cell_of(sheet, value) for value in row.cells]
    if row.cells and (row.branch or row.depth):
        cells[0] = cell_of(sheet, row.cells[0], bold=row.branch, indent=row.depth)
    return cells


def _plain(value: Cell) -> Any:
    """A value that needs no cell of its own: a number, or a short text that nothing is to be done about. Else None.

    Most are such, and openpyxl takes them faster than a cell.
    """
    if isinstance(value, int | float):
        return value
    is_plain = isinstance(value, str) and len(value) <= LONGEST_CELL and not TO_BE_MADE.search(value)
    return value if is_plain else None


def cell_of(sheet: Any, value: Cell, *, bold: bool = False, indent: int = 0) -> Any:
    """A cell to append: numbers stay numbers, text stays text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    if isinstance(value, Share):
        cell = WriteOnlyCell(sheet, value.n)
        # The number stays a number; the denominator is shown with it.
        cell.number_format = _('0" of %(of)s"') % {"of": value.of}
        return cell
    if isinstance(value, int | float):
        return WriteOnlyCell(sheet, value)
    text = NOT_IN_XML.sub("", worded(value))[:LONGEST_CELL]
    if not text:
        return None
    if not (bold or indent or TO_BE_MADE.search(text)):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # openpyxl takes a text that starts with = for a formula
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(
        horizontal="left" if indent else None, indent=indent, wrap_text="\n" in text, vertical="top"
    )
    cell.font = Font(bold=bold)
    return cell


def _notes(book: "Workbook", report: Report) -> None:
    lines = (report.title, report.project_name, said_fictional(report), *report.paragraphs, *report.notes)
    write_lines(book.create_sheet(_("Notes")), [(line, line is report.title) for line in lines if line])


def write_lines(sheet: Any, lines: Iterable[tuple[str, bool]]) -> None:
    """Lines of words, each with whether it is a head, on a sheet that prints as wide as a page."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.column_dimensions["A"].width = WIDE
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "portrait", 0
    sheet.page_setup.fitToWidth = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for number, (line, bold) in enumerate(lines, start=1):
        cell = cell_of(sheet, line, bold=bold)
        cell = WriteOnlyCell(sheet, cell) if isinstance(cell, str) else cell
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        # Excel finds the height by itself, LibreOffice does not.
        sheet.row_dimensions[number].height = LINE * (1 + len(line) // WIDE)
        sheet.append([cell])


def _widths(table: Table) -> list[int]:
    """A width for each column: that of its longest text among the first rows, within reason."""
    rows = [[column.label for column in table.columns]]
    rows += [[worded(cell) for cell in row.cells] for row in islice(table.rows, SAMPLED)]
    return [min(60, 3 + max(len(row[place]) for row in rows)) for place in range(len(table.columns))]


def letter(place: int) -> str:
    """The column's letter, from 0 on."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)
