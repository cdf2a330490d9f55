"""Comma-separated values: UTF-8 with its mark, so that spreadsheets read the accents; one table, no notes."""

import csv
from io import TextIOWrapper
from typing import BinaryIO

from interviews.exporters.csv import guarded
from reports.document import Cell, Closed, Report, Share, Undefined, worded

KIND = "csv"
CONTENT_TYPE = "text/csv; charset=utf-8"


def write(report: Report, target: BinaryIO) -> None:
    """The report's flat table, or its first one. A row at a time, so that a long table needs no memory."""
    table = report.flat or report.tables[0]
    # A lone surrogate, which no importer lets in, must not stop a download.
    text = TextIOWrapper(target, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([plain(cell) for cell in row.cells])
    text.flush()
    text.detach()


def plain(cell: Cell) -> str | int | float:
    """A number as a number; text guarded against formulas; nothing for what is undefined."""
    if isinstance(cell, Share):
        return cell.n
    if isinstance(cell, Undefined):
        return ""
    if isinstance(cell, Closed):
        return str(cell)
    return cell if isinstance(cell, int | float) else guarded(worded(cell))
