"""Charts as drawings: places and sizes for the template that writes the SVG. Widths are in percent, heights in pixels,
so that the words keep their size on every screen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reports.document import Bar, Chart, Curve, Dots, Dumbbells, Figure, Mark, Plot, Ranges, Share, Stacked

# Room at the right of the longest bar for "11 of 12" and the group's name.
WIDEST = 58.0
BAR, LABEL, GAP = 16, 20, 12
# Filled, outlined, hatched; from the fourth group on they begin again, for each bar says its group in words.
FILLS = ("filled", "outlined", "hatched")


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar's top, its width in percent, its fill, and the words at its end, with their place."""

    y: int
    words_y: int
    width: str
    words_x: str
    fill: str
    share: Share | None
    series: str


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """A code's name, and the stretch of the zero line beside its bars."""

    text: str
    y: int
    axis_top: int
    axis_end: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with everything in its place. `key` is unique on its page."""

    key: str
    title: str
    description: str
    height: int
    labels: tuple[DrawnLabel, ...]
    bars: tuple[DrawnBar, ...]
    template: str = "reports/figures/bars.html"


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A line of a figure of ranges: its label's and its mark's place; no `at` where the value is undefined.

    `band` is the place and the width of the block of chance, empty for none.
    """

    label: str
    words: str
    y: int
    at: str
    low: str
    high: str
    band: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class RangesDrawing:
    """`ticks` are (place, label); `zero` is the place of the line through all marks, empty for none."""

    key: str
    title: str
    description: str
    height: int
    marks: tuple[DrawnMark, ...]
    ticks: tuple[tuple[str, str], ...]
    zero: str
    template: str = "reports/figures/ranges.html"


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    """One group's dots: (place, height of the centre) of each, the base line, and (place, count) under each value.

    `n` participants stand in it. `median` is the place of the lower median, empty without one; its value stands on
    the side of `anchor`.
    """

    label: str
    n: int
    fill: str
    top: int
    base: int
    label_y: int
    dots: tuple[tuple[str, int], ...]
    counts: tuple[tuple[str, int], ...]
    median: str
    median_value: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DotsDrawing:
    key: str
    title: str
    description: str
    height: int
    values: tuple[tuple[str, str, str], ...]
    groups: tuple[DrawnGroup, ...]
    template: str = "reports/figures/dots.html"


@dataclass(frozen=True, slots=True)
class CurveDrawing:
    """Points of lines in a box of 100 by 100, as SVG writes them; `steps` and `levels` are (place, label)."""

    key: str
    title: str
    description: str
    found: str
    middle: str
    band: str
    marked: str
    steps: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    step: str
    height: int = 260
    template: str = "reports/figures/curve.html"


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """A stretch of a whole bar: its place, width and middle in percent, its fill, and how many it stands for."""

    at: str
    width: str
    middle: str
    fill: str
    n: int


@dataclass(frozen=True, slots=True)
class DrawnStack:
    """One whole bar under its label; the numbers of its parts stand below it. `key` begins its patterns' names."""

    key: str
    label: str
    parts: tuple[DrawnPart, ...]


@dataclass(frozen=True, slots=True)
class StackedDrawing:
    """`legend` has the fill and the word of each part that any bar has. Each bar is a drawing of its own: a label may
    take several lines.
    """

    key: str
    title: str
    description: str
    bars: tuple[DrawnStack, ...]
    legend: tuple[tuple[str, str], ...]
    template: str = "reports/figures/stacked.html"


@dataclass(frozen=True, slots=True)
class RowMark:
    """A mark in a row of a table: places in percent of the axis; no `at` where nothing is to be drawn."""

    words: str
    at: str
    low: str
    high: str
    band: tuple[str, str] | None
    fill: str


@dataclass(frozen=True, slots=True)
class RowsDrawing:
    """A plot in the rows of a table: `ticks` are (place, label, anchor) for its head, `zero` goes through every row."""

    title: str
    marks: tuple[RowMark, ...]
    ticks: tuple[tuple[str, str, str], ...]
    zero: str
    ends: tuple[str, str]


AnyDrawing = Drawing | RangesDrawing | DotsDrawing | CurveDrawing | StackedDrawing
Place = Callable[[float | None], str]
LINE = 40
DOT = 14
# What the parts of a whole bar are told apart by; a seventh would begin again.
PATTERNS = ("filled", "crossed", "hatched", "outlined", "dotted", "pale")


def drawn(figure: Figure, number: int = 0) -> AnyDrawing:
    """The figure's drawing; `number` makes its key unique on a page."""
    key = f"chart-{number}"
    if isinstance(figure, Ranges):
        return _ranges(figure, key)
    if isinstance(figure, Dots):
        return _dots(figure, key)
    if isinstance(figure, Curve):
        return _curve(figure, key)
    if isinstance(figure, Stacked):
        return _stacked(figure, key)
    if isinstance(figure, Dumbbells):
        figure = Chart(figure.title, figure.description, figure.series, figure.bars)
    return _bar_chart(figure, key)


def _ranges(figure: Ranges, key: str) -> RangesDrawing:
    def at(value: float | None) -> str:
        return "" if value is None else _percent((value - figure.low) / (figure.high - figure.low))

    marks = tuple(_mark(mark, 18 + LINE * place, at) for place, mark in enumerate(figure.marks))
    return RangesDrawing(
        key=key,
        title=figure.title,
        description=figure.description,
        height=24 + LINE * len(marks) + 22,
        marks=marks,
        ticks=tuple((at(value), label) for value, label in figure.ticks),
        zero=at(figure.zero),
    )


def drawn_in_rows(plot: Plot) -> RowsDrawing:
    """The plot's places; its ends keep off the edges, so that a mark there is whole."""
    ranges = plot.ranges

    def at(value: float | None) -> str:
        return "" if value is None else f"{3 + 94 * (value - ranges.low) / (ranges.high - ranges.low):.2f}%"

    last = len(ranges.ticks) - 1
    anchors = ["start" if not place else "end" if place == last else "middle" for place in range(last + 1)]
    return RowsDrawing(
        title=ranges.title,
        marks=tuple(_row_mark(mark, at) for mark in ranges.marks),
        ticks=tuple((at(value), label, anchor) for (value, label), anchor in zip(ranges.ticks, anchors, strict=True)),
        zero=at(ranges.zero),
        ends=plot.ends,
    )


def _row_mark(mark: Mark, at: Place) -> RowMark:
    placed = _mark(mark, 0, at)
    return RowMark(mark.words, placed.at, placed.low, placed.high, placed.band, FILLS[mark.group % len(FILLS)])


def _mark(mark: Mark, y: int, at: Place) -> DrawnMark:
    low = mark.value if mark.low is None else mark.low
    high = mark.value if mark.high is None else mark.high
    band = None
    if mark.band:
        # From the places as they are written, so that block and range can't drift apart.
        left, right = (float(at(edge).rstrip("%")) for edge in mark.band)
        band = (at(mark.band[0]), f"{right - left:.2f}%")
    return DrawnMark(mark.label, mark.words, y, at(mark.value), at(low), at(high), band)


def _dots(figure: Dots, key: str) -> DotsDrawing:
    places = [_percent((value + 0.5) / len(figure.values)) for value in range(len(figure.values))]
    groups, top = [], 44
    for number, (label, counts, median) in enumerate(figure.rows):
        base = top + 26 + DOT * max([1, *counts])
        dots = [
            (places[value], base - DOT * stacked - DOT // 2 - 1)
            for value, count in enumerate(counts)
            for stacked in range(count)
        ]
        groups.append(
            DrawnGroup(
                label=label,
                n=sum(counts),
                fill=FILLS[number % len(FILLS)],
                top=top,
                base=base,
                label_y=top + 14,
                dots=tuple(dots),
                counts=tuple(zip(places, counts, strict=True)),
                median="" if median is None else places[median],
                median_value="" if median is None else figure.values[median][0],
                anchor="end" if median else "start",
            )
        )
        top = base + 44
    values = tuple((place, *value) for place, value in zip(places, figure.values, strict=True))
    return DotsDrawing(key, figure.title, figure.description, top, values, tuple(groups))


def _curve(figure: Curve, key: str) -> CurveDrawing:
    steps = len(figure.found)
    most = max([1.0, *figure.found, *figure.high])

    def points(values: Iterable[float], *, backwards: bool = False) -> str:
        placed = [f"{100 * at / max(1, steps - 1):.2f},{100 - 100 * n / most:.2f}" for at, n in enumerate(values)]
        return " ".join(reversed(placed) if backwards else placed)

    band = f"{points(figure.high)} {points(figure.low, backwards=True)}" if figure.high else ""
    shown = sorted({1, (steps + 1) // 2, steps})
    return CurveDrawing(
        key=key,
        title=figure.title,
        description=figure.description,
        found=points(figure.found),
        middle=points(figure.middle),
        band=band,
        marked="" if figure.marked is None else _percent((figure.marked - 1) / max(1, steps - 1)),
        steps=tuple((_percent((step - 1) / max(1, steps - 1)), str(step)) for step in shown),
        levels=tuple((_percent(1 - level / most), f"{level:g}") for level in sorted({0.0, most // 2, most})),
        step=figure.step,
    )


def _stacked(figure: Stacked, key: str) -> StackedDrawing:
    fills = [PATTERNS[place % len(PATTERNS)] for place in range(len(figure.parts))]
    bars = []
    for place, (label, counts) in enumerate(figure.bars):
        whole, before, parts = sum(counts) or 1, 0, []
        for fill, n in zip(fills, counts, strict=True):
            middle = _percent((before + n / 2) / whole)
            parts += [DrawnPart(_percent(before / whole), _percent(n / whole), middle, fill, n)] if n else []
            before += n
        bars.append(DrawnStack(f"{key}-{place}-", label, tuple(parts)))
    used = [any(counts[place] for _label, counts in figure.bars) for place in range(len(figure.parts))]
    legend = tuple((fill, part) for fill, part, some in zip(fills, figure.parts, used, strict=True) if some)
    return StackedDrawing(key, figure.title, figure.description, tuple(bars), legend)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _bar_chart(chart: Chart, key: str) -> Drawing:
    """Under each label a bar for each series."""
    labels: list[DrawnLabel] = []
    bars: list[DrawnBar] = []
    top = 0
    for bar in chart.bars:
        end = top + LABEL + BAR * len(chart.series)
        labels.append(DrawnLabel(bar.label, top + 14, top + LABEL, end))
        bars.extend(_bars(bar, chart.series, top + LABEL))
        top = end + GAP
    return Drawing(key, chart.title, chart.description, max(top - GAP + 2, 1), tuple(labels), tuple(bars))


def _bars(bar: Bar, series: tuple[str, ...], top: int) -> list[DrawnBar]:
    found = []
    for place, (name, share) in enumerate(zip(series, bar.shares, strict=True)):
        width = WIDEST * share.n / share.of if share and share.of else 0.0
        y = top + place * BAR
        found.append(DrawnBar(y + 2, y + 11, f"{width:.2f}%", f"{width:.2f}%", FILLS[place % len(FILLS)], share, name))
    return found
