"""A report's table as its page draws it: every word, width and place ready, for templates do not count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from reports.charts import FILLS, RowMark, RowsDrawing, drawn_in_rows
from reports.document import Cell, Chart, Column, Figure, Ranges, Row, Share, Table, worded

SHADES = 5
# Pixels of the bar behind "11 of 12".
BAR = 36


@dataclass(frozen=True, slots=True)
class ShownHead:
    """A column's head: its group's key where its shares have bars, or the axis of the plot in its rows."""

    label: str
    numeric: bool = False
    fill: str = ""
    plot: RowsDrawing | None = None


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the page. `label` is its column's head, which a phone shows beside it; `head`: it names its row.

    `url` leads to the passages behind it, `panel` opens them beside the table, `lead` is another page of the report.
    `bar` is a width, `shade` a step of
    five.
    """

    words: str
    label: str
    numeric: bool = False
    head: bool = False
    url: str = ""
    panel: str = ""
    bar: str = ""
    fill: str = ""
    shade: str = ""
    lead: Mapping[str, str] | None = None
    mark: RowMark | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    cells: tuple[ShownCell, ...]
    depth: int
    branch: bool
    note: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """`tree`: some rows lie below others, and branches fold; `panel`: cells open beside the table; `folded`: it opens
    on request; `plot`: what is drawn in its rows.
    """

    title: str
    heads: tuple[ShownHead, ...]
    rows: tuple[ShownRow, ...]
    matrix: bool
    tree: bool
    panel: bool
    folded: bool
    plot: RowsDrawing | None


def shown(table: Table, passages: str, *, panel: bool = False) -> ShownTable:
    """The table with the addresses behind its cells, on the page `passages` or in the `panel`; none if it is empty."""
    plot = drawn_in_rows(table.plot) if table.plot else None
    several = sum(column.bar is not None for column in table.columns) > 1
    heads = [
        ShownHead(column.short or column.label, column.numeric, _fill(column) if several else "")
        for column in table.columns
    ]
    most = _most(table)
    rows = [_row(table, at, passages, panel=panel, most=most) for at in range(len(table.rows))]
    if table.plot and plot:
        heads.insert(table.plot.place, ShownHead("", plot=plot))
        for row, mark in zip(rows, plot.marks, strict=True):
            row.insert(table.plot.place, ShownCell(mark.words, "", mark=mark))
    return ShownTable(
        title=table.title,
        heads=tuple(heads),
        rows=tuple(
            ShownRow(tuple(cells), min(row.depth, 3), row.branch, row.note)
            for cells, row in zip(rows, table.rows, strict=True)
        ),
        matrix=table.matrix,
        tree=any(row.depth for row in table.rows),
        panel=panel and bool(passages),
        folded=table.folded,
        plot=plot,
    )


def drawn_apart(charts: Iterable[Figure], tables: Iterable[Table]) -> list[Figure]:
    """The figures that the tables' rows do not draw already."""
    shown_tables = [*tables]
    plots = any(table.plot for table in shown_tables)
    bars = any(column.bar is not None for table in shown_tables for column in table.columns)
    return [one for one in charts if not (plots and isinstance(one, Ranges)) and not (bars and isinstance(one, Chart))]


def _row(table: Table, at: int, passages: str, *, panel: bool, most: float) -> list[ShownCell]:
    row, head = table.rows[at], _head(table)
    return [
        ShownCell(
            words=worded(value),
            label=column.short or column.label,
            numeric=column.numeric,
            head=place == head,
            url=f"{passages}?{row.opens[place]}" if passages and place in row.opens else "",
            panel=_place_of(row, place) if panel and passages else "",
            lead=row.leads.get(place),
            bar=_bar(value, column),
            fill=_fill(column),
            shade=_shade(value, most=most, diagonal=place == at + 1) if table.matrix and place else "",
        )
        for place, (value, column) in enumerate(zip(row.cells, table.columns, strict=True))
    ]


def _head(table: Table) -> int:
    """The column that names the rows: the first one of words."""
    return next((place for place, column in enumerate(table.columns) if not column.numeric), 0)


def _place_of(row: Row, place: int) -> str:
    """The cell as its panel's address names it, CODE:GROUP, from what leads to its passages; empty for none."""
    said = dict(part.partition("=")[::2] for part in row.opens.get(place, "").split("&"))
    group = said.get("value", "").partition(":")[2]
    return f"{said['code']}:{group}" if group else ""


def _fill(column: Column) -> str:
    return "" if column.bar is None else FILLS[column.bar % len(FILLS)]


def _bar(value: Cell, column: Column) -> str:
    if column.bar is None or not isinstance(value, Share) or not value.of:
        return ""
    return f"{BAR * value.n / value.of:.1f}"


def _shade(value: Cell, *, most: float, diagonal: bool) -> str:
    """One of five steps up to the most that a matrix has off its diagonal; nought has none."""
    if diagonal:
        return "own"
    weight = _weight(value)
    return str(ceil(SHADES * weight / most)) if weight and most else ""


def _most(table: Table) -> float:
    """The most that a matrix has off its diagonal; 0 for other tables."""
    if not table.matrix:
        return 0.0
    off = (cell for at, row in enumerate(table.rows) for place, cell in enumerate(row.cells) if place != at + 1)
    return max(map(_weight, off), default=0.0)


def _weight(value: Cell) -> float:
    if isinstance(value, Share):
        return value.n / value.of if value.of else 0.0
    return float(value) if isinstance(value, int | float) else 0.0
