"""A participant's values as plain data: what a person writes in a cell becomes one typed value, or a reason why not."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as day
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from interviews.importers.sheets import Cell
from interviews.importers.values import Kind, parse_date, parse_number, text_of

Missing = Literal["unknown", "not_applicable"]

LONGEST_LABEL = 120
LONGEST_TEXT = 2_000
SIX_DECIMALS = Decimal("0.000001")
# One key each in the sheet, and the words of both languages, so that a file from either is read in the other.
MISSING: dict[str, Missing] = {
    "?": "unknown",
    "unknown": "unknown",
    "inconnu": "unknown",
    "inconnue": "unknown",
    "/": "not_applicable",
    "n/a": "not_applicable",
    "not applicable": "not_applicable",
    "sans objet": "not_applicable",
    "s. o.": "not_applicable",
}
KEY_OF_MISSING: dict[str, str] = {"unknown": "?", "not_applicable": "/"}


class UnreadableValue(ValueError):
    """A cell that is no value of its attribute; its text says what is expected. `is_new` marks an unlisted category."""

    def __init__(self, message: str, *, is_new: bool = False) -> None:
        super().__init__(message)
        self.is_new = is_new


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a category."""

    key: str
    label_en: str = ""
    label_fr: str = ""

    @property
    def names(self) -> frozenset[str]:
        """What the value answers to: labels and key, without case and accents."""
        return frozenset(folded(name) for name in (self.label_en, self.label_fr, self.key) if name)


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute as an importer needs it: what it is called, of which kind, and a category's values."""

    key: str
    label: str
    kind: Kind
    options: tuple[Option, ...] = ()
    label_en: str = ""
    label_fr: str = ""

    @property
    def names(self) -> frozenset[str]:
        """What the attribute answers to in the title of a column."""
        return frozenset(folded(name) for name in (self.label, self.label_en, self.label_fr, self.key) if name)


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of a participant: at most one of these is set; none of them is no value at all.

    `category` is the key of a listed value, `new_category` the label of one that is not listed yet.
    """

    category: str | None = None
    new_category: str | None = None
    number: Decimal | None = None
    date: day | None = None
    text: str | None = None
    missing: Missing | None = None

    @property
    def token(self) -> str:
        """The value in one word, the same for equal values: the client sends back which one it saw."""
        if self.number is not None:
            return f"n:{plain(self.number)}"
        pairs = (
            ("c", self.category),
            ("+", self.new_category),
            ("d", self.date),
            ("t", self.text),
            ("m", self.missing),
        )
        return next((f"{mark}:{value}" for mark, value in pairs if value is not None), "")


NOTHING = Value()


def read_value(cell: Cell, field: Field, *, adding: bool = False) -> Value:
    """The value that a cell means for an attribute; an empty one is NOTHING.

    With `adding`, a category takes a label that is not listed as a new one. Raises UnreadableValue otherwise.
    """
    written = " ".join(text_of(cell).split()) if field.kind != "text" else text_of(cell)
    if not written:
        return NOTHING
    if field.kind == "category":
        return _category(written, field, adding=adding)
    if missing := MISSING.get(written.casefold()):
        return Value(missing=missing)
    if field.kind == "number":
        return _number(cell, written)
    if field.kind == "date":
        return _date(cell, written)
    if len(written) > LONGEST_TEXT:
        raise UnreadableValue(_("This text has more than %(limit)s characters. Shorten it.") % {"limit": LONGEST_TEXT})
    return Value(text=written)


def _category(written: str, field: Field, *, adding: bool) -> Value:
    wanted = folded(written)
    for option in field.options:
        if wanted in option.names:
            return Value(category=option.key)
    if missing := MISSING.get(written.casefold()):
        return Value(missing=missing)
    if len(written) > LONGEST_LABEL:
        raise UnreadableValue(_("A value has at most %(limit)s characters. Shorten it.") % {"limit": LONGEST_LABEL})
    if adding:
        return Value(new_category=written)
    raise UnreadableValue(
        _("“%(written)s” is not one of its values. Choose one of them, or add it as a new value.")
        % {"written": written},
        is_new=True,
    )


def _number(cell: Cell, written: str) -> Value:
    number = parse_number(cell)
    if number is None:
        raise UnreadableValue(
            _("a number is expected, not “%(written)s”. Write digits, for example 9 or 1200.") % {"written": written}
        )
    return Value(number=number.quantize(SIX_DECIMALS, ROUND_HALF_UP))


def _date(cell: Cell, written: str) -> Value:
    found = parse_date(cell)
    if found is None:
        raise UnreadableValue(
            _("a date is expected, not “%(written)s”. Write it as year-month-day, for example 2026-11-23.")
            % {"written": written}
        )
    return Value(date=found)


def written_as(value: Value, *, label_of: Mapping[str, str]) -> str:
    """The value as a person would write it in a cell: `read_value` reads it back. `label_of` names categories."""
    if value.missing:
        return KEY_OF_MISSING[value.missing]
    if value.number is not None:
        return plain(value.number).replace(".", get_format("DECIMAL_SEPARATOR"))
    if value.date:
        return value.date.isoformat()
    if value.category is not None:
        return label_of.get(value.category, value.category)
    return value.text or value.new_category or ""


def plain(number: Decimal) -> str:
    """A number in digits with a point, without zeros at its end."""
    digits = f"{number:f}"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) or "0"


def folded(text: str) -> str:
    """The text without case, accents and doubled blanks, for finding the same name again."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(bare.replace("’", "'").replace("œ", "oe").replace("Œ", "oe").casefold().split())
