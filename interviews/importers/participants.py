"""A table of participants: a row a person, one column with pseudonyms, the others attributes. Without the database."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.importers.draft import Problem
from interviews.importers.sheets import Cell, Column, HeaderChoice, Row, Sheet, columns, data_rows
from interviews.importers.typed import MISSING, NOTHING, Field, UnreadableValue, Value, folded, read_value
from interviews.importers.values import guess_kind, text_of

PSEUDONYM, SKIP, KNOWN, NEW = "pseudonym", "skip", "is:", "new:"
NEW_KINDS = ("category", "number", "date", "text")
LONGEST_PSEUDONYM = 80
# A column of longer texts, or of addresses, is a description and hardly an attribute.
LONGEST_ATTRIBUTE = 200
TITLES = frozenset(
    {
        "pseudonym", "pseudonyme", "pseudo", "participant", "participante", "participant id", "id participant",
        "interviewee", "personne interviewee", "personne", "person", "name", "nom", "id", "identifiant", "code",
    }
)  # fmt: skip
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """A column that is read: its place, its title, and the attribute it fills. `is_new` creates that attribute."""

    index: int
    title: str
    field: Field
    is_new: bool


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One person of the file: the row's number as a spreadsheet shows it, and a value for each cell that has one."""

    line: int
    pseudonym: str
    values: Mapping[int, Value]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What can't be taken from a row, in which column ("" for the whole row), and what becomes of it."""

    line: int
    column: str
    what: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ParticipantsDraft:
    """A table of participants as it would be written. Cells with a problem are left out of their rows."""

    columns: tuple[DraftColumn, ...]
    rows: tuple[DraftRow, ...]
    problems: tuple[CellProblem, ...]


def guess_roles(sheet: Sheet, header: HeaderChoice, fields: Sequence[Field]) -> dict[int, str]:
    """What each column probably is: the pseudonyms, a known attribute, a new one of a kind, or nothing to read."""
    found = columns(sheet, header)
    rows = [row for _line, row in data_rows(sheet, header)]
    person = _pseudonym_column(found, rows)
    roles: dict[int, str] = {}
    for column in found:
        written = [row[column.index] for row in rows]
        role = PSEUDONYM if column == person else _role(column, written, fields)
        # Two columns for one attribute: the second would overwrite the first.
        roles[column.index] = SKIP if role.startswith(KNOWN) and role in roles.values() else role
    return roles


def read_participants(
    sheet: Sheet, header: HeaderChoice, roles: Mapping[int, str], fields: Sequence[Field], *, adding: bool
) -> ParticipantsDraft:
    """The table as the chosen columns read it. With `adding`, known categories take values they do not list yet."""
    titles = {column.index: column.title for column in columns(sheet, header)}
    chosen = tuple(_columns(roles, titles, {field.key: field for field in fields}))
    person = next((index for index, role in roles.items() if role == PSEUDONYM), None)
    problems = [*_formulas(sheet)]
    rows: list[DraftRow] = []
    seen: dict[str, int] = {}
    for line, row in data_rows(sheet, header) if person is not None else ():
        name = " ".join(_text(row[person]).split()) if person is not None else ""
        if problem := _row_problem(line, name, seen):
            problems.append(problem)
            continue
        seen[folded(name)] = line
        values, wrong = _values(line, row, chosen, adding=adding)
        problems += wrong
        rows.append(DraftRow(line, name, values))
    return ParticipantsDraft(chosen, tuple(rows), tuple(sorted(problems, key=lambda problem: problem.line)))


def _pseudonym_column(found: Sequence[Column], rows: Sequence[Row]) -> Column | None:
    for column in found:
        if folded(column.title) in TITLES and any(text_of(row[column.index]) for row in rows):
            # "id" often numbers the rows of a file that names people in another column.
            better = (other for other in found if folded(other.title) in TITLES - {"id", "identifiant", "code"})
            return next(better, column)
    for column in found:
        written = [folded(text_of(row[column.index])) for row in rows]
        if all(written) and len({*written}) == len(written) and all(len(one) <= LONGEST_PSEUDONYM for one in written):
            return column
    return None


def _role(column: Column, written: Sequence[Cell], fields: Sequence[Field]) -> str:
    title = folded(column.title)
    for field in fields:
        if title.endswith(f"[{folded(field.key)}]"):
            return SKIP  # our own files say a category twice: its label, then its key
        if title in field.names:
            return f"{KNOWN}{field.key}"
    texts = [text_of(cell) for cell in written if text_of(cell)]
    if not texts or any(len(text) > LONGEST_ATTRIBUTE or text.startswith(("http://", "https://")) for text in texts):
        return SKIP
    # Marks such as "?" say that a value is missing, not of which kind the others are.
    return f"{NEW}{guess_kind([cell for cell in written if text_of(cell).casefold() not in MISSING])}"


def _columns(roles: Mapping[int, str], titles: Mapping[int, str], fields: Mapping[str, Field]) -> Iterator[DraftColumn]:
    for index, role in sorted(roles.items()):
        if role.startswith(KNOWN) and role.removeprefix(KNOWN) in fields:
            yield DraftColumn(index, titles[index], fields[role.removeprefix(KNOWN)], is_new=False)
        elif role.startswith(NEW) and role.removeprefix(NEW) in NEW_KINDS:
            kind = role.removeprefix(NEW)
            field = Field(key="", label=titles[index][:120], kind=kind)  # type: ignore[arg-type]  # one of NEW_KINDS
            yield DraftColumn(index, titles[index], field, is_new=True)


def _row_problem(line: int, name: str, seen: Mapping[str, int]) -> CellProblem | None:
    left_out = _("The row is left out.")
    if not name:
        return CellProblem(line, "", _("This row has no pseudonym."), left_out)
    if len(name) > LONGEST_PSEUDONYM:
        what = _("This pseudonym has more than %(limit)s characters.") % {"limit": LONGEST_PSEUDONYM}
        return CellProblem(line, "", what, left_out)
    if folded(name) in seen:
        what = _("“%(name)s” is in row %(line)s already.") % {"name": name, "line": seen[folded(name)]}
        return CellProblem(line, "", what, left_out)
    return None


def _values(
    line: int, row: Row, chosen: Sequence[DraftColumn], *, adding: bool
) -> tuple[dict[int, Value], list[CellProblem]]:
    values: dict[int, Value] = {}
    problems = []
    for column in chosen:
        cell = row[column.index]
        try:
            read = _text(cell) if isinstance(cell, str) else cell
            value = read_value(read, column.field, adding=adding or column.is_new)
        except UnreadableValue as error:
            what = str(error)
            problems.append(CellProblem(line, column.title, what[0].upper() + what[1:], _("The cell is left out.")))
            continue
        if value != NOTHING:
            values[column.index] = value
    return values, problems


def _text(cell: Cell) -> str:
    """The cell as text, without the apostrophe that our own .csv files put before what looks like a formula."""
    return _GUARDED.sub("", text_of(cell), count=1) if _GUARDED.match(text_of(cell)) else text_of(cell)


def _formulas(sheet: Sheet) -> Iterator[CellProblem]:
    for problem in sheet.problems:
        yield _as_cell_problem(problem)


def _as_cell_problem(problem: Problem) -> CellProblem:
    return CellProblem(problem.line or 0, problem.quote, problem.what, problem.outcome)
