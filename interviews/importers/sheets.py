"""Tables from .csv and .xlsx: cells as they are, merged cells filled, the header found and its columns named."""

import csv
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from interviews.importers.clean import check_size, clean, decode, kind_of
from interviews.importers.draft import Problem
from interviews.importers.errors import UnreadableFile
from interviews.importers.office import Package, cut_off, declares_entities

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | bool | date | datetime | None
Row = tuple[Cell, ...]

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELL = 100_000
DELIMITERS = (",", ";", "\t", "|")
SNIFFED_ROWS = 30
SHOWN_CELL = 60  # characters


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows and columns count from 0, the last ones are inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. All rows have the same length; row 0 is the first of the file.

    A cell merged downwards has its value in each row of its first column. One merged sideways has it in the first
    column only, so that a value is never counted twice; `merges` tells its width.
    """

    name: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def bands(self) -> frozenset[int]:
        """Rows that are one merged cell over most columns: a title or the heading of a section, not values."""
        width = len(self.rows[0]) if self.rows else 0
        return frozenset(
            merge.top
            for merge in self.merges
            if merge.top == merge.bottom
            and (merge.right - merge.left + 1) * 2 > width > 2
            and self.is_single(merge.top)
        )

    def is_single(self, index: int) -> bool:
        """Whether a row has one value and no more."""
        return sum(cell is not None for cell in self.rows[index]) == 1


@dataclass(frozen=True, slots=True)
class HeaderChoice:
    """Where the titles stand: `rows` of them (1 or 2), from row `first_row` (from 0)."""

    rows: int
    first_row: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table by its place (from 0) and a title that no other column has."""

    index: int
    title: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as the file has it, to choose the titles by: its number as a spreadsheet shows it, whether it is one."""

    number: int
    is_title: bool
    cells: tuple[str, ...]


def first_rows(sheet: Sheet, header: HeaderChoice, *, count: int = 8) -> list[RawRow]:
    """The first rows of the file, and at least two below the titles; long cells are cut."""
    last = max(count, header.first_row + header.rows + 2)
    titles = range(header.first_row, header.first_row + header.rows)
    return [
        RawRow(index + 1, index in titles, tuple("" if cell is None else str(cell)[:SHOWN_CELL] for cell in row))
        for index, row in enumerate(sheet.rows[:last])
    ]


def read_sheet(name: str, content: bytes, *, sheet: str | None = None) -> Sheet:
    """The table in a .csv or .xlsx file; of several sheets the one named `sheet`, or the first that has values.

    Raises UnreadableFile when the file is no table, is damaged, or is too large.
    """
    check_size(content)
    kind = kind_of(content)
    if kind == "zip":
        return read_workbook(content, sheet=sheet)
    if kind == "ole":
        raise UnreadableFile(
            _("This is a spreadsheet in the old .xls format. Open it, save it as .xlsx or .csv, and choose that file.")
        )
    if kind != "text" or PurePath(name).suffix.lower() in {".xlsx", ".xlsm"}:
        raise UnreadableFile(
            _(
                "This file is no spreadsheet: neither .xlsx nor text in columns. Save the table as .xlsx or .csv, "
                "and choose that file."
            )
        )
    return read_csv(name, content)


def guess_header(sheet: Sheet) -> HeaderChoice:
    """The most likely header: the first row with two titles; two rows when cells merged sideways have titles below."""
    bands = sheet.bands
    for index, row in enumerate(sheet.rows[:SNIFFED_ROWS]):
        titles = [cell for cell in row if cell is not None]
        if index in bands or len(titles) < min(2, len(row)) or not all(isinstance(cell, str) for cell in titles):
            continue
        return HeaderChoice(2 if has_subtitles(sheet, index) else 1, index)
    return HeaderChoice(1, 0)


def columns(sheet: Sheet, header: HeaderChoice) -> tuple[Column, ...]:
    """The columns that have a title or values. Titles of two rows are joined; the same title again gets a number."""
    filled = [widened(sheet, index) for index in range(header.first_row, header.first_row + header.rows)]
    values = sheet.rows[header.first_row + header.rows :]
    seen: Counter[str] = Counter()
    found = []
    for index in range(len(sheet.rows[0]) if sheet.rows else 0):
        parts = [" ".join(str(row[index]).split()) for row in filled if row[index] is not None]
        title = " · ".join(dict.fromkeys(part for part in parts if part))
        if not title and not any(row[index] is not None for row in values):
            continue
        title = title or _("Column %(letter)s") % {"letter": letter_of(index)}
        seen[title.casefold()] += 1
        count = seen[title.casefold()]
        found.append(Column(index, title if count == 1 else f"{title} ({count})"))
    return tuple(found)


def data_rows(sheet: Sheet, header: HeaderChoice) -> Iterator[tuple[int, Row]]:
    """The rows below the header that have values, with their numbers as a spreadsheet shows them (from 1)."""
    bands = sheet.bands
    for index in range(header.first_row + header.rows, len(sheet.rows)):
        if index not in bands and any(cell is not None for cell in sheet.rows[index]):
            yield index + 1, sheet.rows[index]


def letter_of(index: int) -> str:
    """A column's letters in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def has_subtitles(sheet: Sheet, index: int) -> bool:
    """Whether cells merged sideways in this row have at least two titles of their own below them."""
    if index + 1 >= len(sheet.rows):
        return False
    below = sheet.rows[index + 1]
    if not all(isinstance(cell, str) for cell in below if cell is not None):
        return False
    wide = [merge for merge in sheet.merges if merge.top == index == merge.bottom and merge.right > merge.left]
    return any(sum(cell is not None for cell in below[merge.left : merge.right + 1]) > 1 for merge in wide)


def widened(sheet: Sheet, index: int) -> Row:
    """A row with the value of each cell merged sideways in all the columns that it covers."""
    row = list(sheet.rows[index])
    for merge in sheet.merges:
        if merge.top <= index <= merge.bottom:
            row[merge.left : merge.right + 1] = [sheet.rows[merge.top][merge.left]] * (merge.right - merge.left + 1)
    return tuple(row)


def read_csv(name: str, content: bytes) -> Sheet:
    """A text table; the delimiter is the one that cuts the first rows most evenly."""
    decoded = decode(content)
    lines = decoded.text
    csv.field_size_limit(MAX_CELL)
    try:
        delimiter = sniff_delimiter(lines)
        found: list[list[Cell]] = [[blank_to_none(cell) for cell in row] for row in csv_rows(lines, delimiter)]
    except csv.Error:
        raise UnreadableFile(
            _(
                "A cell of this table has more than %(limit)s characters; perhaps a quotation mark is not closed. "
                "Check it in a spreadsheet program."
            )
            % {"limit": MAX_CELL}
        ) from None
    title = PurePath(name).stem
    return Sheet(title, (title,), rectangle(found), problems=decoded.problems)


def sniff_delimiter(text: str) -> str:
    """The delimiter among DELIMITERS whose rows agree best on more than one column."""

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row, _number in zip(csv_rows(text, delimiter), range(SNIFFED_ROWS), strict=False) if row]
        if not widths:
            return 0.0, 0
        width, count = Counter(widths).most_common(1)[0]
        return (count / len(widths) if width > 1 else 0.0), width

    return max(DELIMITERS, key=evenness)


def csv_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a text table; quoted cells may hold newlines. Refuses more than MAX_ROWS."""
    for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter)):
        if number >= MAX_ROWS:
            raise UnreadableFile(too_many_rows())
        yield row


def read_workbook(content: bytes, *, sheet: str | None) -> Sheet:
    """One sheet of an .xlsx file, with the results of its formulas."""
    package = Package(content)
    parts = [name for name in package.sizes if name.endswith((".xml", ".rels"))]
    if not package.has("xl/workbook.xml") and not any(name.startswith("xl/") for name in parts):
        raise UnreadableFile(_("This file is no spreadsheet. Save the table as .xlsx or .csv, and choose that file."))
    contents = {name: package.part(name) for name in parts}
    if any(declares_entities(part) for part in contents.values()):
        raise UnreadableFile(
            _(
                "This file defines XML entities, which no office program writes. Open it, save it under a new name, "
                "and choose that one."
            )
        )
    book = load(content, results=True)
    chosen = chosen_sheet(book, sheet)
    with_formulas = any(name.startswith("xl/worksheets/") and b"<f" in part for name, part in contents.items())
    formulas = load(content, results=False)[chosen.title] if with_formulas else None
    merges = tuple(
        Merge(found.min_row - 1, found.min_col - 1, found.max_row - 1, found.max_col - 1)
        for found in chosen.merged_cells.ranges
    )
    rows = rows_of(chosen)
    inside = tuple(sorted((m for m in (clipped(merge, rows) for merge in merges) if m), key=lambda m: (m.top, m.left)))
    problems = tuple(formula_problems(formulas, chosen)) if formulas is not None else ()
    return Sheet(chosen.title, tuple(ws.title for ws in book.worksheets), filled_down(rows, inside), inside, problems)


def load(content: bytes, *, results: bool) -> "Workbook":
    """openpyxl's workbook, with the formulas or with their results. Raises UnreadableFile whatever it stumbles over."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # It warns of drop-down lists and print areas, which no import reads.
            warnings.simplefilter("ignore")
            return load_workbook(BytesIO(content), data_only=results, keep_links=False)
    except Exception as error:  # noqa: BLE001 - the library has no root exception, and a damaged part fails anywhere in it
        raise UnreadableFile(cut_off()) from error


def chosen_sheet(book: "Workbook", name: str | None) -> "Worksheet":
    """The sheet of that name, else the first that has values."""
    for sheet in book.worksheets:
        if name in (None, sheet.title) and any(value_of(cell.value) is not None for cell in cells_of(sheet)):
            return sheet
    raise UnreadableFile(
        _("This spreadsheet has no values in any sheet. Check that it is the right file and was saved.")
    )


def cells_of(sheet: "Worksheet") -> list[Any]:
    """The cells that the file holds; the public iterators would make one for every place up to the last formatted."""
    return list(sheet._cells.values())  # noqa: SLF001 - the only sparse view: a formatted column reaches row 1,048,576


def rows_of(sheet: "Worksheet") -> list[list[Cell]]:
    """The values up to the last row and column that have any. Refuses more than the limits."""
    written = [
        (cell.row, cell.column, value) for cell in cells_of(sheet) if (value := value_of(cell.value)) is not None
    ]
    height, width = max(row for row, _c, _v in written), max(column for _r, column, _v in written)
    if height > MAX_ROWS:
        raise UnreadableFile(too_many_rows())
    if width > MAX_COLUMNS:
        raise UnreadableFile(too_many_columns())
    rows: list[list[Cell]] = [[None] * width for _ in range(height)]
    for row, column, value in written:
        rows[row - 1][column - 1] = value
    return rows


def value_of(value: object) -> Cell:
    """A cell's value as text, number, truth or day; a moment at midnight is a day, a duration is text."""
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    if value is None or isinstance(value, bool | int | float | date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return blank_to_none(clean(str(value)))


def blank_to_none(text: str) -> str | None:
    """The text without blanks around it; None when nothing is left."""
    return text.strip() or None


def clipped(merge: Merge, rows: Sequence[Sequence[Cell]]) -> Merge | None:
    """The part of a merged range that lies among the rows; None when none does."""
    bottom, right = min(merge.bottom, len(rows) - 1), min(merge.right, len(rows[0]) - 1)
    return Merge(merge.top, merge.left, bottom, right) if merge.top <= bottom and merge.left <= right else None


def filled_down(rows: list[list[Cell]], merges: Sequence[Merge]) -> tuple[Row, ...]:
    """The rows with each merged cell's value repeated down its first column."""
    for merge in merges:
        for index in range(merge.top + 1, merge.bottom + 1):
            rows[index][merge.left] = rows[merge.top][merge.left]
    return tuple(tuple(row) for row in rows)


def formula_problems(formulas: "Worksheet", results: "Worksheet") -> Iterator[Problem]:
    """Each cell that holds a formula, with what was taken instead."""
    for cell in cells_of(formulas):
        if cell.data_type != "f":
            continue
        known = results.cell(cell.row, cell.column).value is not None
        outcome = (
            _("Its last result is taken.")
            if known
            else _("It has no stored result, so the cell is empty. Open the file, save it, and choose it again.")
        )
        yield Problem(cell.row, _("This cell holds a formula."), quote=cell.coordinate, outcome=outcome)


def rectangle(rows: list[list[Cell]]) -> tuple[Row, ...]:
    """Rows of one length, without the blank columns and rows at the end. Raises UnreadableFile when nothing is left."""
    width = max((place + 1 for row in rows for place, cell in enumerate(row) if cell is not None), default=0)
    if width == 0:
        raise UnreadableFile(_("This table has no values. Check that it is the right file and was saved."))
    if width > MAX_COLUMNS:
        raise UnreadableFile(too_many_columns())
    while not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return tuple(tuple(row[:width]) + (None,) * (width - len(row)) for row in rows)


def too_many_rows() -> str:
    return _("This table has more than %(limit)s rows. Split it, or delete the rows that are not needed.") % {
        "limit": MAX_ROWS
    }


def too_many_columns() -> str:
    return _("This table has more than %(limit)s columns. Delete those that are not needed.") % {"limit": MAX_COLUMNS}
