"""Excel workbooks: one sheet, frozen header, numbers and days as such, text kept as text."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from interviews.exporters.table import FORMULA, NOT_IN_XML, Cell, Table, words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

KIND = "xlsx"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write(table: Table) -> bytes:
    """The table as bytes. No text becomes a formula, and none is longer than a cell holds."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]  # a new workbook has one
    sheet.title = table.title.translate(NOT_IN_A_NAME).strip()[:31] or "1"
    for number, row in enumerate((table.columns, *table.rows), start=1):
        fill(sheet, number, row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = sheet.cell(row=2, column=1 + table.names).coordinate
    for column, width in zip(sheet.columns, widths(table), strict=True):
        sheet.column_dimensions[column[0].column_letter].width = width  # type: ignore[union-attr]
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fill(sheet: "Worksheet", number: int, row: tuple[Cell, ...]) -> None:
    """Write one row: numbers as numbers, days as days, all else as text."""
    from openpyxl.styles import Alignment

    for place, value in enumerate(row, start=1):
        cell = sheet.cell(row=number, column=place)
        if isinstance(value, int | Decimal | date) and not isinstance(value, datetime):
            cell.value = value
            continue
        cell.value = NOT_IN_XML.sub("", words(value))[:LONGEST_CELL] or None
        if cell.value:
            cell.data_type = "s"  # openpyxl takes a text that starts with = for a formula
            cell.quotePrefix = str(cell.value).startswith(FORMULA)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def widths(table: Table) -> list[int]:
    """A width for each column: that of its longest text, within reason."""
    rows = (table.columns, *table.rows)
    return [min(60, 2 + max(len(words(row[place])) for row in rows)) for place in range(len(table.columns))]
