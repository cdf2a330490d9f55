"""The forest plot of a round: alphas with their ranges on one axis, as svg or png. matplotlib is loaded here alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
INCH_PER_ROW, DPI = 0.26, 200
INK, GREY = "#1f1c18", "#8b8478"


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A code; without an alpha its line stays empty, and `words` say why. A capped range is an interval."""

    label: str
    depth: int
    alpha: float | None
    low: float | None
    high: float | None
    capped: bool
    shape: str
    words: str


def write(rows: Sequence[ForestRow], *, kind: str, title: str, axis: str, thresholds: tuple[float, float]) -> bytes:
    """The drawing as bytes, readable in grey: a disc, a half disc or a ring, thresholds dashed and solid."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # The same figures give the same file.
    with mpl.rc_context({"svg.hashsalt": "agreement", "font.size": 9, "svg.fonttype": "none"}):
        figure = Figure(figsize=(8, 1.1 + INCH_PER_ROW * max(len(rows), 1)), layout="constrained")
        plot = figure.add_subplot()
        lows = [row.low if row.low is not None else row.alpha for row in rows if row.alpha is not None]
        plot.set_xlim(min([-0.05, *(low - 0.05 for low in lows if low is not None)]), 1.05)
        plot.set_ylim(len(rows) - 0.5, -0.5)
        plot.axvline(0, color=GREY, linewidth=0.8)
        for threshold, style in zip(thresholds, ("--", "-"), strict=True):
            plot.axvline(threshold, color=GREY, linewidth=0.8, linestyle=style)
        for place, row in enumerate(rows):
            _draw(plot, place, row)
        plot.set_yticks(
            range(len(rows)), ["    " * row.depth + row.label.replace("$", r"\$") for row in rows], ha="left"
        )
        plot.tick_params(axis="y", length=0, pad=170)
        plot.set_xlabel(axis)
        plot.set_title(title.replace("$", r"\$"), loc="left", fontsize=10)
        for side in ("top", "right", "left"):
            plot.spines[side].set_visible(False)
        buffer = BytesIO()
        figure.savefig(buffer, format=kind, dpi=DPI, metadata={"Date": None} if kind == "svg" else {"Software": None})
    return buffer.getvalue()


def _draw(plot: "Axes", place: int, row: ForestRow) -> None:
    plot.text(1.07, place, row.words, va="center", fontsize=8, color=INK, clip_on=False)
    if row.alpha is None:
        return
    if row.low is not None and row.high is not None:
        plot.plot([row.low, row.high], [place, place], color=INK, linewidth=1.2)
        if row.capped:
            plot.plot([row.low, row.high], [place, place], color=INK, linestyle="", marker="|", markersize=6)
    fill = {"disc": "full", "half-disc": "right"}.get(row.shape, "none")
    plot.plot(
        [row.alpha], [place], color=INK, marker="o", markersize=6, fillstyle=fill, markerfacecoloralt="white",
        markerfacecolor=INK if fill != "none" else "white",
    )  # fmt: skip
