"""The tables of a talk pack as a workbook: a sheet a table with real numbers and a frozen head, and notes."""

from copy import copy
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZIP_DEFLATED

from django.utils.translation import gettext as _

from interviews.exporters.table import NOT_IN_XML
from interviews.exporters.xlsx import NOT_IN_A_NAME
from reports.exporters.still import StillZip, moment
from reports.exporters.xlsx import cell_of, letter, write_lines
from reports.pack import WORKBOOK, Amount, Head, Pack, PackCell, PackTable, closed_title, notes_of, printed

if TYPE_CHECKING:
    from openpyxl import Workbook

NAME = "tables.xlsx"
WIDEST, LINE = 60, 14


def write(pack: Pack, target: BinaryIO) -> None:
    """The workbook; no text becomes a formula."""
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = NOT_IN_XML.sub("", pack.title)
    for table in pack.tables_in(WORKBOOK):
        _sheet(book, table)
    _notes(book, pack)
    _closed(book, pack)
    # `save` would write the time of day.
    book.properties.created = book.properties.modified = moment(pack.at)
    with StillZip(target, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()


def _sheet(book: "Workbook", table: PackTable) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(f"{table.key} {table.title}".translate(NOT_IN_A_NAME)[:31].strip())
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    heads = [head_of(head) for head in table.heads]
    for place, head in enumerate(heads):
        longest = max((len(line) for row in table.rows for line in printed(row.cells[place]).split("\n")), default=0)
        sheet.column_dimensions[letter(place)].width = min(WIDEST, 3 + max(len(head), longest))
    sheet.print_title_rows = "1:1"
    sheet.append(
        [_set(sheet, cell_of(sheet, head, bold=True), head=told) for head, told in zip(heads, table.heads, strict=True)]
    )
    for number, row in enumerate(table.rows, start=2):
        sheet.append(
            [
                _set(
                    sheet,
                    _cell(sheet, value, bold=row.branch and not place, indent=0 if place else row.depth),
                    head=head,
                )
                for place, (head, value) in enumerate(zip(table.heads, row.cells, strict=True))
            ]
        )
        for cell in sheet[number]:
            top = copy(cell.alignment)
            top.vertical = "top"
            cell.alignment = top
        lines = max(_lines(printed(value)) for value in row.cells)
        if lines > 1:
            # Excel finds the height by itself, LibreOffice does not.
            sheet.row_dimensions[number].height = LINE * lines


def _set(sheet: Any, cell: Any, *, head: Head) -> Any:
    """The cell to the right under a head of numbers, whether it holds a number or its word ("1 =", "closed")."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    if head.numeric and cell is not None:
        cell = WriteOnlyCell(sheet, cell) if isinstance(cell, str) else cell
        cell.alignment = Alignment(horizontal="right", vertical="top", wrap_text=cell.alignment.wrap_text)
    return cell


def _lines(words: str) -> int:
    return sum(1 + len(line) // (WIDEST - 4) for line in words.split("\n"))


def head_of(head: Head) -> str:
    """The head with its spanner: one row of heads, so that a script can read the sheet."""
    return _("%(spanner)s: %(label)s") % {"spanner": head.spanner, "label": head.label} if head.spanner else head.label


def _cell(sheet: Any, value: PackCell, *, bold: bool, indent: int) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    if isinstance(value, Amount):
        cell = WriteOnlyCell(sheet, value.value)
        cell.number_format = value.form
        return cell
    cell = cell_of(sheet, value, bold=bold, indent=indent)
    if isinstance(value, str) and len(value) > WIDEST:
        cell = WriteOnlyCell(sheet, cell) if isinstance(cell, str) else cell
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _notes(book: "Workbook", pack: Pack) -> None:
    sheet = book.create_sheet(_("Notes"))
    told = [*filter(None, (pack.title, pack.subtitle, pack.fiction, pack.source, *pack.paragraphs, *pack.notes))]
    lines = [(line, line is pack.title) for line in told]
    for table in pack.tables_in(WORKBOOK):
        lines += [(f"{table.name}. {table.title}", True), *((line, False) for line in notes_of(table))]
    write_lines(sheet, lines)


def _closed(book: "Workbook", pack: Pack) -> None:
    """What the gate closed, on a sheet of its own; none where nothing is."""
    if pack.closed:
        write_lines(
            book.create_sheet(_("Not shown")), [(closed_title(), True), *((line, False) for line in pack.closed)]
        )
