"""One code's alpha and range as a drawing: places in percent of the column's one axis, for the template's SVG."""

from dataclasses import dataclass

from coding.queries.agreement_words import Reading, number, range_words, thresholds
from methods.agreement import Range
from methods.scales import Scale

# The axis of the column; what lies below it is drawn at its left end, and said in words.
LOWEST, HIGHEST = -0.1, 1.05


@dataclass(frozen=True, slots=True)
class Plot:
    """Places of the mark and of the whisker's ends; a `capped` whisker is an interval, else a leave-one-out range."""

    at: str
    low: str
    high: str
    whisker: bool
    capped: bool
    outside: bool
    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The lines behind all marks, with their labels: (place, label, kind), dashed and solid for thresholds."""

    ticks: tuple[tuple[str, str, str], ...]


def axis_of(scale: Scale) -> Axis:
    """Zero, the two thresholds of the scale, and one."""
    dashed, solid = thresholds(scale)
    places = {0.667: 3}
    return Axis(
        tuple(
            (place(value), number(value, places.get(value, 2)) if kind else number(value, 0), kind)
            for value, kind in ((0.0, ""), (dashed, "dashed"), (solid, "solid"), (1.0, ""))
        )
    )


def plot_of(alpha: float | None, found: Range, scale: Scale, read: Reading) -> Plot | None:
    """The drawing; None where there is no value."""
    if alpha is None:
        return None
    dashed, solid = thresholds(scale)
    shape = "disc" if alpha >= solid else "half-disc" if alpha >= dashed else "ring"
    low = alpha if found.low is None else found.low
    high = alpha if found.high is None else found.high
    return Plot(
        place(alpha),
        place(low),
        place(high),
        found.low is not None,
        found.kind == "interval",
        low < LOWEST,
        read.shape if read.shape != "dash" else shape,
        " ".join(filter(None, (number(alpha), range_words(found)))),
    )


def place(value: float) -> str:
    """Percent of the axis."""
    inside = min(max(value, LOWEST), HIGHEST)
    return f"{100 * (inside - LOWEST) / (HIGHEST - LOWEST):.2f}%"
