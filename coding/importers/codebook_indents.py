"""How far each row's code is indented: by blanks before it, or by the cell's own indent in a workbook."""

import re

from interviews.importers.clean import decode, kind_of
from interviews.importers.sheets import cells_of, csv_rows, load, sniff_delimiter

TAB = 4
BLANKS = re.compile(r"^[ \t\u00a0\u2002\u2003\u3000]+")


def indents_of(content: bytes, *, sheet: str, column: int) -> dict[int, int]:
    """Row numbers (from 1) and the width of what stands before the code in this column; rows without are left out.

    `content` has been read as a table before, so it is one.
    """
    if kind_of(content) == "zip":
        cells = cells_of(load(content, results=True)[sheet])
        found = {
            cell.row: width_of(cell.value) + TAB * int(cell.alignment.indent or 0)
            for cell in cells
            if cell.column == column + 1 and isinstance(cell.value, str)
        }
    else:
        text = decode(content).text
        rows = enumerate(csv_rows(text, sniff_delimiter(text)), start=1)
        found = {number: width_of(row[column]) for number, row in rows if len(row) > column}
    return {number: width for number, width in found.items() if width}


def width_of(text: str) -> int:
    """The blanks at the start, a tab as four."""
    found = BLANKS.match(text)
    return sum(TAB if blank == "\t" else 1 for blank in found[0]) if found else 0
