"""The one report object: screens, files and commands show the same frozen numbers and words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True, slots=True)
class Share:
    """n of N: `n` is the number, `of` the denominator that is always printed with it."""

    n: int
    of: int

    def __str__(self) -> str:
        return _("%(n)s of %(of)s") % {"n": self.n, "of": self.of}


@dataclass(frozen=True, slots=True)
class Undefined:
    """No value, and why: shown as an em dash with its reason, never as 0 and never as nothing."""

    reason: str

    def __str__(self) -> str:
        return f"\u2014 ({self.reason})"


@dataclass(frozen=True, slots=True)
class Closed:
    """A number that is not shown, for it could tell who is described; a note under the table says so."""

    def __str__(self) -> str:
        return pgettext("a number that is not shown", "closed")


Cell = str | int | float | datetime | Share | Undefined | Closed | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; `numeric` ones are set to the right.

    `bar` is the group, counted from 0, whose bar a page draws behind the column's shares; None for none. `short` is
    what a page calls it, where each cell says the rest.
    """

    label: str
    numeric: bool = False
    bar: int | None = None
    short: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One cell a column. `depth` is the place in a tree: 0 at the top. A `branch` has rows below it.

    `opens` has for some cells, by their place, what leads to the passages behind them: a query of their page.
    `leads` has in the same way what the page's own address says where the cell is opened. `note` is a small word that
    a page sets beside the row's name.
    """

    cells: tuple[Cell, ...]
    depth: int = 0
    branch: bool = False
    opens: Mapping[int, str] = field(default_factory=dict)
    note: str = ""
    leads: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the numbers of a `matrix` are shaded by how much they are, the diagonal is set apart.

    A `listing` has in rows what the report has elsewhere for reading: it is for workbooks, and no document prints it.
    A `folded` one opens on its page on request.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    matrix: bool = False
    listing: bool = False
    folded: bool = False
    plot: "Plot | None" = None


@dataclass(frozen=True, slots=True)
class Plot:
    """What a page draws in the rows of a table, before its column `place`: a mark a row over one axis for all.

    `ends` say in words what lies at the axis's low and high end. Files draw the report's figures in its place.
    """

    place: int
    ranges: "Ranges"
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: a label, and a share for each series; None where the series has nobody."""

    label: str
    shares: tuple[Share | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars of shares. `description` says in words what the chart shows and where its numbers stand."""

    title: str
    description: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Dumbbells:
    """Shares of several groups on one line each, joined by a bar: how far apart they are is what one sees."""

    title: str
    description: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a figure of ranges: where the value stands and how far it may reach, all None when undefined.

    `words` are the numbers as the line says them. `band` is what chance alone gives, drawn as a pale block behind.
    `group` is whose mark it is, counted from 0: a disc for the first, a ring for the second.
    """

    label: str
    words: str
    value: float | None
    low: float | None = None
    high: float | None = None
    band: tuple[float, float] | None = None
    group: int = 0


@dataclass(frozen=True, slots=True)
class Ranges:
    """Values with their ranges on an axis from `low` to `high`. `ticks` are (place, label); at `zero` stands a line.

    `cuts` are thresholds: the last one a solid line, those before it dashed.
    """

    title: str
    description: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    zero: float | None = None
    cuts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dots:
    """A dot for each participant over the values of a scale. `rows` are (group, counts by value, median's index).

    `values` are the (number, word) of the scale, lowest first; the narrowest screens show the numbers alone.
    """

    title: str
    description: str
    values: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[int, ...], int | None], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line over steps from 1 on, with a band around the `middle` of other orders, each as long as `found`."""

    title: str
    description: str
    step: str
    found: tuple[float, ...]
    middle: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    marked: int | None = None


@dataclass(frozen=True, slots=True)
class Stacked:
    """Bars that are whole: each is cut into the `parts`, whose counts in `bars` add up to the same number in all."""

    title: str
    description: str
    parts: tuple[str, ...]
    bars: tuple[tuple[str, tuple[int, ...]], ...]


Figure = Chart | Dumbbells | Ranges | Dots | Curve | Stacked


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that somebody said, with their surroundings, and a line that says who and where."""

    quote: str
    source: str
    before: str = ""
    after: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a screen shows and a file holds. `key` names the file; `flat` is the form for csv and scripts, if any.

    `quotations` in order; one with a heading opens a new group. `fictional` is printed on every form.
    `snapshot` is the number of the one that it is made from; None for the numbers of today.
    """

    key: str
    project_key: str
    project_name: str
    title: str
    at: datetime
    fictional: bool
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Figure, ...] = ()
    quotations: Sequence[Quotation] = ()
    notes: tuple[str, ...] = ()
    flat: Table | None = None
    snapshot: int | None = None

    @property
    def drawn(self) -> Sequence["Figure | Table"]:
        """What a drawing of it shows: its figures; of one without any its matrices, shaded as on the page."""
        return self.charts or [table for table in self.tables if table.matrix]

    def file_name(self, kind: str) -> str:
        """Project, report and date: `omsrp-demo-crosstab-sector-2026-03-12.xlsx`; of a snapshot its number too."""
        frozen = f"-s{self.snapshot}" if self.snapshot else ""
        return f"{self.project_key}-{self.key}{frozen}-{localtime(self.at):%Y-%m-%d}.{kind}"


def said_fictional(report: Report) -> str:
    """The line that marks an invented study; nothing for a real one."""
    return _("Fictional study: the people and what they say are invented.") if report.fictional else ""


def listed(parts: Iterable[object]) -> str:
    """The parts in one line, as the language sets apart those that may have commas of their own."""
    return pgettext("between parts of a list", "; ").join(map(str, parts))


def worded(cell: Cell) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    return f"{localtime(cell):%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)
