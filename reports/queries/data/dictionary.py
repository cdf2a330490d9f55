"""The data dictionary: every variable of the data files and every value, in both languages."""

from collections.abc import Iterable

from reports.document import Cell, Column, Row, Table
from reports.variables import DataTable

NAMES = ("file", "variable", "label_en", "label_fr", "kind", "measure", "value", "key", "value_en", "value_fr")


def dictionary(tables: Iterable[DataTable]) -> Table:
    """A line a variable, and below it a line a value; the heads are the same in every language."""
    return Table("dictionary", tuple(Column(name) for name in NAMES), [*_rows(tables)])


def _rows(tables: Iterable[DataTable]) -> Iterable[Row]:
    for table in tables:
        for one in table.variables:
            said: tuple[Cell, ...] = (table.key, one.name, one.words.en, one.words.fr, one.kind, one.measure)
            yield Row((*said, "", "", "", ""))
            for level in one.levels:
                yield Row(
                    (table.key, one.name, "", "", "", "", level.number, level.key, level.words.en, level.words.fr)
                )


def as_table(data: DataTable) -> Table:
    """The rows as csv and xlsx have them: a level by its key."""
    columns = tuple(Column(one.name, numeric=one.kind == "number") for one in data.variables)
    return Table(data.key, columns, [Row(row) for row in data.rows])
