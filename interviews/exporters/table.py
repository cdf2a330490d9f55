"""What an exporter of tables writes, and what every exporter does to a cell."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime

Cell = str | int | Decimal | date | datetime | None

# A spreadsheet takes a cell that starts so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# XML 1.0 has no place for these, so no Office file has.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; each row has one cell a column. `names` columns on the left say what a row is about."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    names: int = 0


def words(cell: Cell) -> str:
    """A cell as text: numbers with a point, days as year-month-day, moments to the minute in the site's time zone."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return localtime(cell).strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
