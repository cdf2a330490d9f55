"""Tables for statistics programs: variables with labels in both languages, rows of plain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils import translation

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    en: str
    fr: str

    @property
    def here(self) -> str:
        """In the active language."""
        return self.fr if (translation.get_language() or "").startswith("fr") else self.en


def in_both(say: Callable[[], str]) -> Words:
    """What a sentence says in each language."""
    said = []
    for language in ("en", "fr"):
        with translation.override(language):
            said.append(str(say()))
    return Words(*said)


@dataclass(frozen=True, slots=True)
class Level:
    """A value of a variable: its number, its key in any language, its words."""

    number: int
    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class Variable:
    """A column. A "level" holds keys of its `levels`, which SPSS has as numbers; a "number" may have levels, too."""

    name: str
    words: Words
    kind: Literal["number", "text", "level"]
    levels: tuple[Level, ...] = ()
    measure: Literal["nominal", "ordinal", "scale"] = "nominal"


@dataclass(frozen=True, slots=True)
class DataTable:
    """Rows with one value a variable. `key` names its files; `tells` says what a row is."""

    key: str
    tells: Words
    variables: tuple[Variable, ...]
    rows: Sequence[tuple[Value, ...]] = field(default_factory=tuple)
