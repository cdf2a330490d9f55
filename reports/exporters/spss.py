"""SPSS files with labels, by pyreadstat, which is loaded here and for these files alone."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from interviews.exporters.table import NOT_IN_XML
from reports.variables import DataTable, Variable

# What SPSS holds of a label, in bytes.
OF_VARIABLE, OF_VALUE = 250, 118


def sav(table: DataTable, *, title: str) -> bytes:
    """The table as a .sav file, its labels in the active language. Levels are numbers with their words."""
    from pandas import DataFrame
    from pyreadstat import write_sav

    columns = {one.name: _column(table, place) for place, one in enumerate(table.variables)}
    labelled = [one for one in table.variables if one.levels]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.sav"
        write_sav(
            DataFrame(columns),
            path,
            file_label=cut(title, 60),
            column_labels=[cut(one.words.here, OF_VARIABLE) for one in table.variables],
            variable_value_labels={
                one.name: {level.number: cut(level.words.here, OF_VALUE) for level in one.levels} for one in labelled
            },
            variable_measure={one.name: one.measure for one in table.variables},
            variable_format={one.name: "F8.0" for one in table.variables if _whole(table, one)},
        )
        return path.read_bytes()


def cut(text: str, most: int) -> str:
    """The text within so many bytes, whole characters only."""
    return NOT_IN_XML.sub("", text).encode()[:most].decode(errors="ignore")


def _column(table: DataTable, place: int) -> Any:
    from pandas import Series

    one = table.variables[place]
    values = [row[place] for row in table.rows]
    if one.kind == "text":
        return Series([NOT_IN_XML.sub("", str(value)) if value is not None else "" for value in values], dtype=object)
    if one.kind == "level":
        numbers = {level.key: level.number for level in one.levels}
        values = [numbers.get(str(value)) for value in values]
    return Series(values, dtype="float64")


def _whole(table: DataTable, one: Variable) -> bool:
    place = table.variables.index(one)
    return one.kind != "text" and all(row[place] is None or not isinstance(row[place], float) for row in table.rows)
