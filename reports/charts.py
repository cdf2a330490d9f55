"""Charts as drawings: places and sizes for the template that writes the SVG. Widths are in percent, heights in pixels,
so that the words keep their size on every screen."""

from dataclasses import dataclass

from reports.document import Bar, Chart, Share

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


def drawn(chart: Chart, number: int = 0) -> Drawing:
    """The chart's drawing: under each label a bar for each series."""
    labels: list[DrawnLabel] = []
    bars: list[DrawnBar] = []
    top = 0
    for bar in chart.bars:
        end = top + LABEL + BAR * len(chart.series)
        labels.append(DrawnLabel(bar.label, top + 14, top + LABEL, end))
        bars.extend(_bars(bar, chart.series, top + LABEL))
        top = end + GAP
    return Drawing(f"chart-{number}", chart.title, chart.description, max(top - GAP + 2, 1), tuple(labels), tuple(bars))


def _bars(bar: Bar, series: tuple[str, ...], top: int) -> list[DrawnBar]:
    found = []
    for place, (name, share) in enumerate(zip(series, bar.shares, strict=True)):
        width = WIDEST * share.n / share.of if share and share.of else 0.0
        y = top + place * BAR
        found.append(DrawnBar(y + 2, y + 11, f"{width:.2f}%", f"{width:.2f}%", FILLS[place % len(FILLS)], share, name))
    return found
