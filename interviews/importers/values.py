"""What a cell means: numbers and dates as people write them in French and English, and the kind of a column."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from interviews.importers.sheets import Cell

Kind = Literal["category", "number", "date", "text"]

FEW_VALUES = 12
SHORT_VALUE = 60
# The database keeps fourteen digits before the decimal sign and six after it.
MAX_NUMBER = Decimal(10) ** 14

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_GROUPED_BY_COMMA = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GROUPED_BY_DOT = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def guess_kind(values: Sequence[Cell]) -> Kind:
    """The kind of attribute that a column's values look like; blank ones are ignored, and a column without any is text.

    A number or date column may hold no other value. A category has few values, short ones, and some that come back.
    """
    written = [value for value in values if text_of(value)]
    if not written:
        return "text"
    if all(parse_number(value) is not None for value in written):
        return "number"
    if all(parse_date(value) is not None for value in written):
        return "date"
    different = {text_of(value).casefold() for value in written}
    few = len(different) <= FEW_VALUES and (len(different) < len(written) or len(written) <= 3)
    return "category" if few and all(len(value) <= SHORT_VALUE for value in different) else "text"


def parse_number(value: Cell) -> Decimal | None:
    """A number from a cell: "1 200", "1,200", "1 200,5", "1.200,5". None when it is none, or too large to store.

    One comma before exactly three digits groups them ("1,200" is 1200); any other comma is a decimal sign.
    """
    if isinstance(value, bool) or value is None or isinstance(value, date):
        return None
    written = _BLANKS.sub("", str(value)).replace("−", "-")
    if _GROUPED_BY_COMMA.fullmatch(written):
        written = written.replace(",", "")
    elif _GROUPED_BY_DOT.fullmatch(written):
        written = written.replace(".", "").replace(",", ".")
    elif isinstance(value, str) and not _PLAIN.fullmatch(written):
        return None
    number = Decimal(written.replace(",", "."))
    return number if number.is_finite() and abs(number) < MAX_NUMBER else None


def parse_date(value: Cell) -> date | None:
    """A day from a cell: a spreadsheet's date, 2026-11-23, or 23/11/2026 with the day first. None when it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    written = value.strip()
    if iso := _ISO_DATE.fullmatch(written):
        year, month, day = iso.groups()
    elif day_first := _DAY_FIRST.fullmatch(written):
        day, month, year = day_first.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def text_of(value: Cell) -> str:
    """What a person would read in the cell, without blanks around it; whole numbers without a decimal sign."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < MAX_NUMBER:
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value).strip()
