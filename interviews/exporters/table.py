"""What an exporter of tables writes, and what every exporter does to a cell."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None

# A spreadsheet takes a cell that starts so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# XML 1.0 has no place for these, so no Office file has.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; each row has one cell a column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def words(cell: Cell) -> str:
    """A cell as text; numbers with a point, days as year-month-day."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)
