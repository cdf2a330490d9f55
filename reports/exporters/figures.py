"""Figures for slides and print: what the page draws, by matplotlib, which is loaded here and for these files alone."""

from collections.abc import Callable
from functools import cache, cached_property
from textwrap import fill
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from django.utils.translation import gettext as _

from interviews.exporters.table import NOT_IN_XML
from reports.document import (
    Cell,
    Chart,
    Curve,
    Dots,
    Dumbbells,
    Figure,
    Ranges,
    Report,
    Share,
    Stacked,
    Table,
    said_fictional,
    worded,
)
from reports.exporters.errors import CannotWrite

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Sheet

DPI, WIDTH, LINE, MARGIN, LONGEST, NAME, SQUARE = 300, 8.0, 0.34, 1.1, 125, 36, 6
INK, FILL, GREY, PALE = "#1f1c18", "#57524a", "#8b8478", "#e2ded6"
# Filled, outlined, hatched, as on the page; from the fourth group on they begin again.
FACES: tuple[dict[str, Any], ...] = (
    {"facecolor": FILL, "edgecolor": FILL},
    {"facecolor": "white", "edgecolor": FILL},
    {"facecolor": "white", "edgecolor": FILL, "hatch": "////"},
)
# The parts of a whole bar, in their order, as on the page.
PARTS: tuple[dict[str, Any], ...] = (
    {"facecolor": FILL, "edgecolor": FILL},
    {"facecolor": "white", "edgecolor": FILL, "hatch": "xxxx"},
    {"facecolor": "white", "edgecolor": FILL, "hatch": "////"},
    {"facecolor": "white", "edgecolor": FILL},
    {"facecolor": "white", "edgecolor": FILL, "hatch": "...."},
    {"facecolor": PALE, "edgecolor": PALE},
)
DISCS: tuple[dict[str, Any], ...] = (
    {"marker": "o", "markerfacecolor": FILL, "markeredgecolor": FILL},
    {"marker": "o", "markerfacecolor": "white", "markeredgecolor": FILL},
    {"marker": "^", "markerfacecolor": "white", "markeredgecolor": FILL},
)


def draw(report: Report, target: BinaryIO, *, form: str) -> None:
    """All figures of the report, one under the other, with what they rest on below. Raises CannotWrite for none."""
    Drawing(report).write(target, form=form)


class Drawing:
    """The figures of a report, put together and laid out once for all the forms that are wanted of them."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def write(self, target: BinaryIO, *, form: str) -> None:
        """The drawing as svg or png. The same numbers give the same file. Raises CannotWrite where there is none."""
        if not self.report.drawn:
            raise CannotWrite(_("This report has no figure to draw. Choose xlsx, csv, docx or pdf."))
        import matplotlib as mpl

        with mpl.rc_context({"svg.hashsalt": self.report.key, "font.size": 9, "svg.fonttype": "none"}):
            if form == "png":
                _picture(self._sheet, target)
            else:
                self._sheet.savefig(target, format=form, metadata={"Date": None})

    @cached_property
    def _sheet(self) -> "Sheet":
        from matplotlib.figure import Figure as Sheet

        heights = [height(one) for one in self.report.drawn]
        sheet = Sheet(figsize=(WIDTH, sum(heights) + 0.5), layout="constrained")
        plots = sheet.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        for plot, one in zip(plots, self.report.drawn, strict=True):
            _plot(plot, one)
        sheet.supxlabel(plain(_sources(self.report)), fontsize=7, color=INK, x=0.01, ha="left")
        sheet.draw_without_rendering()
        sheet.set_layout_engine("none")
        return sheet


def _picture(sheet: "Sheet", target: BinaryIO) -> None:
    """A png of few bytes: every ink is a grey, so a dot is one number, and a palette gives it its tint back."""
    from matplotlib.backend_bases import FigureCanvasBase
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas: Any = FigureCanvasAgg(sheet)
    sheet.set_dpi(DPI)
    canvas.draw()
    size = canvas.get_width_height(physical=True)
    dots = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("L")
    FigureCanvasBase(sheet)  # in place of the other one, which holds some thirty megabytes
    dots.putpalette(_tints())
    dots.save(target, format="png", dpi=(DPI, DPI))


@cache
def _tints() -> bytes:
    """Red, green and blue of each lightness: our inks at theirs, and between two of them what lies between."""
    from matplotlib.colors import to_rgb

    inks = np.array([to_rgb(ink) for ink in ("black", INK, FILL, GREY, PALE, "white")]) * 255
    # The lightness of a colour, as a picture turned to grey has it (ITU-R 601).
    light = inks @ (0.299, 0.587, 0.114)
    parts = [np.interp(np.arange(256), light, ink) for ink in inks.T]
    return np.column_stack(parts).round().astype(np.uint8).tobytes()


def plain(text: str) -> str:
    """Words as they are: matplotlib reads what stands between dollars as a formula."""
    return NOT_IN_XML.sub("", text).replace("$", r"\$")


def label(text: str) -> str:
    """A line's name, broken where it would leave no room for the drawing."""
    return plain(fill(text, NAME))


def _sources(report: Report) -> str:
    """Whose numbers these are: project, whom they speak of, basis, version and date."""
    lines = (report.project_name, said_fictional(report), *report.paragraphs[:2], *report.notes[-1:])
    return fill(" · ".join(line for line in lines if line), LONGEST)


def height(one: Figure | Table) -> float:
    """Of one figure in inches, so that labels of any number stay apart."""
    if isinstance(one, Chart):
        lines = len(one.bars) * (0.7 * len(one.series) + 0.6)
    elif isinstance(one, Dumbbells):
        lines = 1.3 * len(one.bars) + 1
    elif isinstance(one, Ranges):
        lines = sum(max(1, 0.6 * (1 + label(mark.label).count("\n"))) for mark in one.marks)
    elif isinstance(one, Dots):
        lines = sum(2 + 0.6 * max([3, *counts]) for _label, counts, _median in one.rows)
    elif isinstance(one, Stacked):
        lines = 1.4 * len(one.bars) + 2
    elif isinstance(one, Table):
        lines = 0.6 * len(one.rows)
    else:
        lines = 9
    return MARGIN + LINE * max(lines, 1)


def _plot(plot: "Axes", one: Figure | Table) -> None:
    plot.set_title(plain(one.title), loc="left", fontsize=10)
    for side in ("top", "right", "left"):
        plot.spines[side].set_visible(False)
    draws: dict[type, Callable[[Any, Any], None]] = {
        Chart: _bars,
        Dumbbells: _dumbbells,
        Ranges: _ranges,
        Dots: _dots,
        Curve: _curve,
        Stacked: _stacked,
        Table: _matrix,
    }
    draws[type(one)](plot, one)


def _bars(plot: "Axes", chart: Chart) -> None:
    several, names = len(chart.series), []
    for place, bar in enumerate(chart.bars):
        names.append(label(bar.label))
        for number, (series, share) in enumerate(zip(chart.series, bar.shares, strict=True)):
            at = place + 0.8 * (number + 0.5) / several - 0.4
            wide = share.n / share.of if share and share.of else 0.0
            plot.barh(at, wide, height=0.7 / several, linewidth=0.8, **FACES[number % len(FACES)])
            # The first line names the series, as on the page; said on every line the names would be all one reads.
            words = " ".join(filter(None, (str(share or "\u2014"), "" if place else series)))
            plot.text(wide + 0.01, at, plain(words), va="center", fontsize=8, color=INK)
    plot.set_yticks(range(len(names)), names)
    plot.tick_params(axis="y", length=0)
    plot.set_xlim(0, 1.35)
    plot.set_xticks([])
    plot.spines["bottom"].set_visible(False)
    plot.axvline(0, color=GREY, linewidth=0.8)
    plot.set_ylim(len(names) - 0.4, -0.6)


def _dumbbells(plot: "Axes", figure: Dumbbells) -> None:
    """A mark for each group on one line, joined; the group's name stands at its mark on the first line."""
    for place, bar in enumerate(figure.bars):
        at = [share.n / share.of if share and share.of else None for share in bar.shares]
        known = [value for value in at if value is not None]
        if known:
            plot.plot([min(known), max(known)], [place, place], color=GREY, linewidth=2, zorder=1)
        for number, (value, share) in enumerate(zip(at, bar.shares, strict=True)):
            if value is None:
                continue
            plot.plot([value], [place], linestyle="", markersize=8, zorder=2, **DISCS[number % len(DISCS)])
            left = value == min(known) and (value < max(known) or not number)
            aside, align = (value - 0.025, "right") if left else (value + 0.025, "left")
            plot.text(aside, place, plain(str(share)), va="center", ha=align, fontsize=8, color=INK)
    for number, series in enumerate(figure.series):
        plot.plot([], [], linestyle="", markersize=8, label=plain(series), **DISCS[number % len(DISCS)])
    plot.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(figure.series), frameon=False, fontsize=8)
    plot.set_title(plain(figure.title), loc="left", fontsize=10, pad=22)
    plot.set_yticks(range(len(figure.bars)), [label(bar.label) for bar in figure.bars])
    plot.tick_params(axis="y", length=0)
    plot.set_xlim(-0.18, 1.18)
    plot.set_ylim(len(figure.bars) - 0.4, -0.6)
    plot.set_xticks([0, 0.25, 0.5, 0.75, 1], [plain(_("%(n)s %%") % {"n": n}) for n in (0, 25, 50, 75, 100)])


def _ranges(plot: "Axes", figure: Ranges) -> None:
    if figure.zero is not None:
        plot.axvline(figure.zero, color=GREY, linewidth=0.8)
    for place, cut in enumerate(figure.cuts, 1):
        plot.axvline(cut, color=GREY, linewidth=0.8, linestyle="-" if place == len(figure.cuts) else "--")
    edge = figure.high + 0.03 * (figure.high - figure.low)
    lines: list[tuple[float, float, float]] = []
    discs: list[tuple[float, float]] = []
    for place, mark in enumerate(figure.marks):
        if mark.band:
            plot.barh(place, mark.band[1] - mark.band[0], left=mark.band[0], height=0.5, color=PALE, zorder=0)
        if mark.value is not None:
            low, high = (mark.value if end is None else end for end in (mark.low, mark.high))
            lines.append((place, low, high))
            discs.append((mark.value, place))
        plot.text(edge, place, plain(mark.words), va="center", fontsize=8, color=INK, clip_on=False)
    if lines:
        plot.hlines(*zip(*lines, strict=True), color=INK, linewidth=1.2, clip_on=False)
        plot.plot(*zip(*discs, strict=True), color=INK, linestyle="", marker="o", markersize=5, clip_on=False)
    plot.set_yticks(range(len(figure.marks)), [label(mark.label) for mark in figure.marks])
    plot.tick_params(axis="y", length=0)
    plot.set_xlim(figure.low, figure.high)
    plot.set_ylim(len(figure.marks) - 0.5, -0.5)
    plot.set_xticks([at for at, _label in figure.ticks], [plain(label) for _at, label in figure.ticks])


def _dots(plot: "Axes", figure: Dots) -> None:
    """The groups from above downwards, a step of height for each dot."""
    top, places = 0.0, []
    for number, (_label, counts, median) in enumerate(figure.rows):
        base = top + max(3.0, *counts, 0) + 1
        disc = DISCS[number % len(DISCS)]
        for value, n in enumerate(counts):
            plot.plot([value] * n, [base - 0.7 - step for step in range(n)], linestyle="", markersize=6, **disc)
            plot.text(value, base + 0.2, str(n), ha="center", va="top", fontsize=8, color=INK)
        plot.axhline(base, color=GREY, linewidth=0.8)
        if median is not None:
            plot.plot([median], [base + 1.0], marker="^", markersize=4, color=INK)
            plot.text(median + 0.07, base + 1.0, plain(_("median")), va="center", fontsize=7, color=INK)
        places.append(base - 0.5)
        top = base + 1.8
    plot.set_yticks(places, [plain(label) for label, _counts, _median in figure.rows])
    plot.tick_params(axis="both", length=0)
    plot.set_xlim(-0.5, len(figure.values) - 0.5)
    plot.set_ylim(top, 0)
    plot.set_xticks(range(len(figure.values)), [plain(f"{value}\n{word}") for value, word in figure.values])
    plot.xaxis.tick_top()
    plot.spines["bottom"].set_visible(False)


def _stacked(plot: "Axes", figure: Stacked) -> None:
    """Whole bars, with the number of each part below it; the key above has the parts that are there."""
    from matplotlib.patches import Patch

    for place, (_label, counts) in enumerate(figure.bars):
        left, whole = 0.0, sum(counts) or 1
        for number, n in enumerate(counts):
            if n:
                look = PARTS[number % len(PARTS)]
                plot.barh(place, n / whole, left=left, height=0.42, linewidth=0.8, **look)
                plot.text(left + n / whole / 2, place + 0.26, str(n), ha="center", va="top", fontsize=8, color=INK)
            left += n / whole
    key = [
        Patch(label=plain(part), linewidth=0.8, **PARTS[number % len(PARTS)])
        for number, part in enumerate(figure.parts)
        if any(counts[number] for _label, counts in figure.bars)
    ]
    plot.legend(handles=key, loc="lower left", bbox_to_anchor=(-0.015, 0.98), ncols=3, frameon=False, fontsize=8)
    plot.set_title(plot.get_title(loc="left"), loc="left", fontsize=10, pad=30)
    plot.set_yticks(range(len(figure.bars)), [plain(fill(label, 44)) for label, _counts in figure.bars])
    plot.tick_params(axis="y", length=0)
    plot.set_xlim(0, 1)
    plot.set_xticks([])
    plot.spines["bottom"].set_visible(False)
    plot.set_ylim(len(figure.bars) - 0.4, -0.4)


def _matrix(plot: "Axes", table: Table) -> None:
    """Squares from white to grey by how much they hold, with their numbers; the diagonal is outlined, not shaded."""
    from matplotlib.colors import LinearSegmentedColormap

    size = len(table.rows)
    held = np.array([[_amount(cell) for cell in row.cells[1:]] for row in table.rows]).reshape(size, size)
    np.fill_diagonal(held, 0)
    edges = np.arange(size + 1) - 0.5
    shades = LinearSegmentedColormap.from_list("shades", ["white", GREY])
    plot.pcolormesh(edges, edges, held, cmap=shades, vmin=0, vmax=held.max() or 1, edgecolor="white", linewidth=2)
    own = range(size)
    plot.plot(own, own, linestyle="", marker="s", markersize=14, markerfacecolor="none", markeredgecolor=GREY)
    for place, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells[1:]):
            words = plain(_in_a_square(cell))
            plot.text(column, place, words, va="center", ha="center", fontsize=SQUARE, color=INK)
    plot.set_yticks(own, [label(str(row.cells[0])) for row in table.rows])
    plot.set_xticks(own, [plain(column.label) for column in table.columns[1:]])
    plot.xaxis.tick_top()
    plot.tick_params(axis="both", length=0, labelsize=8)
    plot.spines["bottom"].set_visible(False)
    plot.set_xlim(-0.6, size - 0.4)
    plot.set_ylim(size - 0.4, -0.6)


def _amount(cell: Cell) -> float:
    """How much a square of a matrix holds; a share as what it is of its whole."""
    if isinstance(cell, Share):
        return cell.n / cell.of if cell.of else 0.0
    return float(cell) if isinstance(cell, int | float) else 0.0


def _in_a_square(cell: Cell) -> str:
    """A number as it is, a share in whole hundredths: a square has no room for its denominator, which the table has."""
    if isinstance(cell, Share):
        return str(round(100 * cell.n / cell.of)) if cell.of else ""
    return worded(cell) if isinstance(cell, int | float) else "\u00b7"


def _curve(plot: "Axes", figure: Curve) -> None:
    steps = range(1, len(figure.found) + 1)
    if figure.high:
        plot.fill_between(steps, figure.low, figure.high, color=PALE, linewidth=0)
        plot.plot(steps, figure.middle, color=GREY, linewidth=1, linestyle="--")
    plot.plot(steps, figure.found, color=INK, linewidth=1.8)
    if figure.marked is not None:
        plot.axvline(figure.marked, color=GREY, linewidth=1, linestyle=":")
    plot.set_ylim(bottom=0)
    plot.set_xlabel(plain(figure.step))
    plot.spines["left"].set_visible(True)
    plot.locator_params(integer=True)
