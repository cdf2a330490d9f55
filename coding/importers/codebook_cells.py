"""What the cells of a codebook table say: texts, yes and no, scales, colours."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from coding.importers.codebook_columns import ABOVE, CODE, KEY, LEVEL, PARENT, PATH, TEXTS, field_of, folded
from interviews.importers.draft import Problem
from interviews.importers.sheets import Cell

LONGEST = {"label": 120, "text": 10_000}
SLOTS = 24
LEVEL_OF_SCALE = re.compile(r"^\s*(-?\d+)\s*[=:.)–-]?\s*(.*)$", re.DOTALL)
YES = frozenset(["1", "yes", "y", "true", "x", "oui", "o", "vrai", "✓"])
NO = frozenset(["0", "no", "n", "false", "non", "faux"])
WORDS = {
    "origin": {"a_priori": "priori deduc", "emergent": "emerg induc"},
    "rated": {"participant": "participant", "passage": "passage", "": "not non no"},
}


def fields_of(
    number: int, row: Sequence[Cell], roles: Mapping[int, str], language: str, problems: list[Problem]
) -> dict[str, object]:
    """What the row says of its code, by the model's fields; a blank cell says nothing."""
    found: dict[str, object] = {}
    for place, role in sorted(roles.items()):
        words = text_of(row[place])
        if not words or role in {"", CODE, LEVEL, PATH, PARENT, KEY, ABOVE}:
            continue
        name = field_of(role, language=language)
        if role.removesuffix("_en").removesuffix("_fr") in TEXTS:
            found[name] = f"{found[name]}\n\n{words}" if name in found else words
            continue
        value = _value(role, words)
        if value is None:
            problems.append(Problem(number, _not_understood(role), quote=words[:60], outcome=_("It is left out.")))
        else:
            found[name] = value
    return _short_enough(number, found, problems)


def _value(role: str, words: str) -> object:
    """A cell's words as the field's value; None when they are not understood."""
    plain = folded(words)
    if role in {"active", "heading", "deniable"}:
        return True if plain in YES else False if plain in NO else None
    if role in WORDS:
        hints = WORDS[role].items()
        return next((value for value, starts in hints if any(hint in plain for hint in starts.split())), None)
    if role == "slot":
        return int(plain) - 1 if plain.isdigit() and 1 <= int(plain) <= SLOTS else None
    return _scale(words)


def _scale(words: str) -> list[dict[str, object]] | None:
    """ "1 Weak | Faible; 2 Strong | Fort" as levels; None when it is not so written, or does not go up."""
    levels: list[dict[str, object]] = []
    for part in re.split(r"[;\n]", words):
        if not part.strip():
            continue
        found = LEVEL_OF_SCALE.match(part)
        if not found or not found[2].strip():
            return None
        english, _bar, french = found[2].partition("|")
        levels.append({"value": int(found[1]), "en": english.strip(), "fr": french.strip()})
    values = [int(str(level["value"])) for level in levels]
    return levels if len(values) > 1 and values == sorted(set(values)) else None


def _short_enough(number: int, fields: dict[str, object], problems: list[Problem]) -> dict[str, object]:
    """Cut what is longer than a field, and say so."""
    for name, value in fields.items():
        limit = LONGEST["label" if name.startswith("label") else "text"]
        if isinstance(value, str) and len(value) > limit:
            problems.append(Problem(number, _("This cell is too long."), value[:60], cut_at(limit)))
            fields[name] = value[:limit]
    return fields


def cut_at(limit: int) -> str:
    return _("It is cut after %(n)s characters.") % {"n": limit}


def _not_understood(role: str) -> str:
    known = {
        "scale": _("This is no scale. Write “1 Weak; 2 Strong”, from low to high:"),
        "slot": _("Colour and pattern are a number from 1 to 24:"),
        "rated": _("A code is rated per “passage” or per “participant”:"),
        "origin": _("The origin is “a priori” or “emergent”:"),
    }
    return known.get(role) or _("This is neither yes nor no:")


def first_of(row: Sequence[Cell], columns: Sequence[int]) -> str:
    """The words of the first of these columns that has any."""
    return next((words for place in columns if (words := text_of(row[place]))), "")


def text_of(cell: Cell) -> str:
    """A cell's words; the apostrophe that guarded a formula in a csv is taken off."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    words = str(cell).strip()
    return words[1:] if re.match(r"'[=+\-@\t\r]", words) else words
