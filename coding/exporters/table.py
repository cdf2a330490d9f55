"""What an exporter writes, and what every exporter does to a cell."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

Cell = str | int | datetime | None

# A spreadsheet takes a cell that starts so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# XML 1.0 has no place for these, so no Office file has.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; each row has one cell a column. A date is written in the site's time zone."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def moment(at: datetime) -> str:
    """Date and minute, in the order that sorts."""
    return localtime(at).strftime("%Y-%m-%d %H:%M")


def words(cell: Cell) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    return moment(cell) if isinstance(cell, datetime) else str(cell)
