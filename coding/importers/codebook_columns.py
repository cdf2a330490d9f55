"""What the columns of a codebook table hold, guessed from their titles."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interviews.importers.sheets import Column

# Roles; those of TEXTS may end in _en or _fr, and are in the project's language without.
TEXTS = ("label", "definition", "use_when", "use_not", "examples")
IGNORE, CODE, LEVEL, PATH, PARENT, KEY, ABOVE = (
    "", "code", "level", "path", "parent", "key", "above_definition",
)  # fmt: skip

ROLES: tuple[tuple[str, Promise], ...] = (
    (IGNORE, _("Leave out")),
    (CODE, _("Code")),
    (LEVEL, _("Level above (theme, category)")),
    (PARENT, _("Parent")),
    (PATH, _("Path, “A > B”")),
    (KEY, _("Key")),
    ("label_en", _("English label")),
    ("label_fr", _("French label")),
    ("definition", _("Definition")),
    ("definition_en", _("Definition, English")),
    ("definition_fr", _("Definition, French")),
    (ABOVE, _("Definition of the level above")),
    ("use_when", _("Use when")),
    ("use_when_en", _("Use when, English")),
    ("use_when_fr", _("Use when, French")),
    ("use_not", _("Do not use")),
    ("use_not_en", _("Do not use, English")),
    ("use_not_fr", _("Do not use, French")),
    ("examples", _("Examples")),
    ("examples_en", _("Examples, English")),
    ("examples_fr", _("Examples, French")),
    ("origin", _("Origin")),
    ("active", _("Active")),
    ("heading", _("Heading only")),
    ("rated", _("Rated")),
    ("scale", _("Scale")),
    ("deniable", _("May be denied")),
    ("slot", _("Colour and pattern")),
)

# The first that fits counts, so the narrow ones stand before the wide ones.
PATTERNS: tuple[tuple[str, str], ...] = (
    (KEY, r"^(key|code key|cle|id|code id|identifiant)$"),
    (PATH, r"^(path|code path|chemin|hierarchy|hierarchie|full code)"),
    (
        PARENT,
        r"^(parente?|parent (code|key)|code parent|cle (du )?parente?|belongs to|under|sous)$",
    ),
    ("use_not", r"do not use|when not|not to use|exclu|ne pas|don.?t use|use not"),
    ("use_when", r"use when|when to use|quand|inclu|employer|rules?|regles?|how to"),
    ("examples", r"exampl|exempl|quote|citation|verbatim|anchor|illustration"),
    ("scale", r"^(scale|echelle|levels of intensity)"),
    ("rated", r"^(rated|rating|intensity|intensite|cot|notee?$)"),
    ("deniable", r"denied|deniable|\bniee?\b|etre nie"),
    ("heading", r"^(heading|titre|en-tete|rubrique)"),
    ("active", r"^(active|actif)\b"),
    ("origin", r"origin|a priori|emerg|inductive|deductive"),
    ("slot", r"^(colou?r|couleur)"),
    ("definition", r"defin|descri|comment|memo|meaning|signification|notes?$"),
    ("label", r"^(label|libelle|name, (english|french)|nom, (anglais|francais)|(english|french) (label|name))"),
    (CODE, r"^(codes?|code name|name|nom|nom du code|codename|sub-?code|sous-?code|indicator|indicateur|label)$"),
    (LEVEL, r"theme|categor|group|construct|dimension|famil|level|niveau|branch|domain|topic|concept"),
)
ENGLISH, FRENCH = re.compile(r"\b(english|anglais|en)\b"), re.compile(r"\b(french|francais|fr)\b")
COUNTS = re.compile(r"^(number|nombre|count|n$|groundedness|density|frequency|frequence|files|references|#)")
NUMBERED = re.compile(r" \(\d+\)$")


def guess_roles(columns: Sequence[Column]) -> dict[int, str]:
    """A role for each column's index. A table without a code column takes its first one for it."""
    roles = {column.index: guess_role(column.title) for column in columns}
    with_codes = [index for index, role in roles.items() if role in {CODE, PATH} or role.startswith("label")]
    if not with_codes and columns:
        levels = [index for index, role in roles.items() if role == LEVEL]
        roles[levels[-1] if levels else columns[0].index] = CODE
    settle_levels(roles)
    settle_definitions(roles)
    return roles


def guess_role(title: str) -> str:
    """The role that a title asks for; IGNORE when none does."""
    plain = NUMBERED.sub("", folded(title))
    if COUNTS.search(plain):
        return IGNORE
    role = next((role for role, pattern in PATTERNS if re.search(pattern, plain)), IGNORE)
    if role not in TEXTS:
        return role
    if FRENCH.search(plain):
        return f"{role}_fr"
    if ENGLISH.search(plain):
        return f"{role}_en"
    return CODE if role == "label" else role


def settle_levels(roles: dict[int, str]) -> None:
    """Groups beside an indented tree only repeat it; and a level stands left of the codes."""
    codes = [index for index, role in roles.items() if role == CODE]
    for index, role in roles.items():
        if role == LEVEL and (len(codes) > 1 or PATH in roles.values() or (codes and index > codes[0])):
            roles[index] = IGNORE


def settle_definitions(roles: dict[int, str]) -> None:
    """Of two columns “Description”, one left of the codes describes the level that it stands beside."""
    codes = [index for index, role in roles.items() if role == CODE]
    levels = [index for index, role in roles.items() if role == LEVEL]
    for index, role in roles.items():
        if role == "definition" and codes and levels and levels[0] < index < codes[0]:
            roles[index] = ABOVE


def field_of(role: str, *, language: str) -> str:
    """The code's field that a role of text fills: a role without a language is in the project's."""
    return f"{role}_{language}" if role in TEXTS else role


def folded(text: str) -> str:
    """A title without case, accents and blanks at its ends."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def places(roles: Mapping[int, str], role: str) -> list[int]:
    """The columns of one role, from left to right."""
    return sorted(index for index, found in roles.items() if found == role)
