"""Reading a table of ratings, one row a unit and one column a coder, into numbers and words."""

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from coding.management.bad_input import BadInput
from methods.coefficients import Level, Rating

DELIMITERS = ",;\t"
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class RatingsTable:
    """The coders' names, a row a unit (None where a rating is missing), and what the reader should be told."""

    coders: tuple[str, ...]
    rows: list[list[Rating | None]]
    warnings: tuple[str, ...]


def read_ratings(text: str, *, level: Level) -> RatingsTable:
    """The table of a CSV file with commas, semicolons or tabs; blank lines are no units.

    Numbers are numbers however they are written (1 and 1.0 are one category); a decimal comma counts where commas do
    not separate cells. Raises BadInput for what the level has no place for, with its line and column.
    """
    delimiter = max(DELIMITERS, key=text.split("\n", 1)[0].count)
    lines = _lines(text, delimiter)
    coders = _names(next(lines, (1, []))[1])
    rows: list[list[Rating | None]] = []
    words: list[str] = []
    for line, cells in lines:
        if len(cells) != len(coders):
            message = (
                f"Line {line} has {len(cells)} cells, the first line has {len(coders)} names. Fill or cut the line."
            )
            raise BadInput(message)
        row = [_rating(cell.strip(), decimal_comma=delimiter != ",") for cell in cells]
        rows.append(row)
        for coder, rating in zip(coders, row, strict=True):
            place = f"Line {line} (unit {len(rows)}), column {coder}"
            _check(rating, place, level)
            if isinstance(rating, str):
                words.append(f"{place}: “{rating}” is not a number")
    return RatingsTable(coders, rows, tuple(_warnings(rows, words)))


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Line numbers with their cells; blank lines are passed over."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if len(cells) > 1 or "".join(cells).strip():
                yield reader.line_num, cells
    except csv.Error as error:
        message = f"Line {reader.line_num} cannot be read as a table ({error}). Perhaps a quotation mark is not closed."
        raise BadInput(message) from error


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in cells)
    for place, name in enumerate(names, start=1):
        if not name:
            message = f"Line 1, column {place} has no name. The first line names the coders."
            raise BadInput(message)
        if name in names[: place - 1]:
            message = f"Line 1 names {name} twice. Give each coder one column."
            raise BadInput(message)
    return names


def _rating(cell: str, *, decimal_comma: bool) -> Rating | None:
    number = cell.replace(",", ".") if decimal_comma else cell
    if NUMBER.fullmatch(number) and math.isfinite(float(number)):
        return float(number)
    return cell or None


def _check(rating: Rating | None, place: str, level: Level) -> None:
    """Refuse words on a scale of numbers, and less than nothing on a ratio scale."""
    if level != "nominal" and isinstance(rating, str):
        message = (
            f"{place}: “{rating}” is not a number. At the {level} level ratings are numbers; leave a missing one empty."
        )
        raise BadInput(message)
    if level == "ratio" and isinstance(rating, float) and rating < 0:
        message = f"{place}: {rating:g} is negative. A ratio scale begins at 0; perhaps this is an interval scale."
        raise BadInput(message)


def _warnings(rows: Sequence[Sequence[Rating | None]], words: Sequence[str]) -> Iterator[str]:
    if not rows:
        yield "There is no unit below the names."
    if words and any(isinstance(rating, float) for row in rows for rating in row):
        more = f", and {len(words) - 1} more" if len(words) > 1 else ""
        yield f"{words[0]}{more}; words stand beside numbers as categories of their own."
