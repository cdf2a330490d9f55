"""Comma-separated values: UTF-8 with its mark, so that spreadsheets read the accents."""

import csv
from io import StringIO

from interviews.exporters.table import FORMULA, Cell, Table, words

KIND = "csv"
CONTENT_TYPE = "text/csv; charset=utf-8"


def write(table: Table) -> bytes:
    """The table as bytes. Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([guarded(column) for column in table.columns])
    writer.writerows([guarded(cell) for cell in row] for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig", errors="replace")


def guarded(cell: Cell) -> str:
    """The cell as text that stays text; numbers need no guard."""
    text = words(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA) else text
