"""Charts on slides: native and editable, readable in grey; their words are those of the figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from coding.exporters.docx import clean
from reports.document import Chart, Curve, Dumbbells, Figure, Ranges, Share, listed
from reports.exporters.talk.fit import fitting, wrapped
from reports.exporters.talk.slides import GREY, INK, LINE, SECOND, Deck, describe
from reports.pack import labelled

if TYPE_CHECKING:
    from pptx.slide import Slide

Box = tuple[float, float, float, float]
Span = tuple[float, float, float]  # from, to, line
MOST_BARS, MOST_MARKS = 7, 10
# The part of a chart of marks that the names of its lines take.
NAMES = 0.31
LIGHT = "C9C2B6"


@dataclass(frozen=True, slots=True)
class Point:
    """A mark of a scatter chart: its place and the words beside it."""

    x: float
    y: float
    words: str = ""
    side: str = "r"


def parts_of(figure: Figure) -> list[Figure]:
    """The figure in parts that a slide can hold, of about the same length."""
    if isinstance(figure, Chart):
        return [Chart(figure.title, figure.description, figure.series, part) for part in _cut(figure.bars, MOST_BARS)]
    if isinstance(figure, Dumbbells):
        parts = _cut(figure.bars, MOST_BARS)
        return [Dumbbells(figure.title, figure.description, figure.series, part) for part in parts]
    if isinstance(figure, Ranges):
        return [_with_marks(figure, part) for part in _cut(figure.marks, MOST_MARKS)]
    return [figure]


def _cut(items: tuple[Any, ...], most: int) -> list[tuple[Any, ...]]:
    pages = -(-len(items) // most) or 1
    size = -(-len(items) // pages)
    return [items[at : at + size] for at in range(0, len(items), size)]


def _with_marks(figure: Ranges, marks: Any) -> Ranges:
    return replace(figure, marks=marks)


def add_chart(deck: Deck, slide: "Slide", figure: Figure, box: Box, *, label: str) -> None:
    """The figure as a chart of PowerPoint's own in this box, with its numbers as alternative text."""
    draws: dict[type, Callable[..., Any]] = {Chart: _bars, Dumbbells: _dumbbells, Ranges: _ranges, Curve: _curve}
    frame = draws[type(figure)](deck, slide, figure, box)
    frame.name = label
    describe(frame, f"{label}. {figure.title}. {figure.description} {said(figure)}")


def said(figure: Figure) -> str:
    """The figure's numbers in words."""
    if isinstance(figure, Chart | Dumbbells):
        return listed(
            labelled(
                bar.label, ", ".join(f"{name} {share}" for name, share in zip(figure.series, bar.shares, strict=True))
            )
            for bar in figure.bars
        )
    if isinstance(figure, Ranges):
        return listed(labelled(mark.label, mark.words) for mark in figure.marks)
    if isinstance(figure, Curve):
        return listed(labelled(step, f"{found:g}") for step, found in enumerate(figure.found, 1))
    return ""


# Bars ----------------------------------------------------------------------------------------------------------------


def _bars(deck: Deck, slide: "Slide", figure: Chart, box: Box) -> Any:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Inches

    data = CategoryChartData(number_format='0" %"')
    lines, several = len(figure.bars), len(figure.series) > 1
    size = 16 if lines * len(figure.series) <= 8 else 14
    if several:
        _key(deck, slide, figure.series, box, shapes="\u25a0\u25a1\u25a8", left=0)
        box = (box[0], box[1] + 0.4, box[2], box[3] - 0.4)
    high = min(box[3], 0.5 + 1.1 * lines) if not several else box[3]
    box = (box[0], box[1], box[2], high)
    data.categories = [_broken(bar.label, size=size, wide=box[2] * 0.36) for bar in figure.bars]
    for place, name in enumerate(figure.series):
        data.add_series(clean(name), [_hundredths(bar.shares[place]) for bar in figure.bars])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *(Inches(part) for part in box), data)
    chart = frame.chart
    _settle(deck, chart, size=size, legend=False)
    values, names = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = 0, 118
    values.visible, values.has_major_gridlines = False, False
    names.reverse_order = True
    names.major_tick_mark, names.tick_label_position = XL_TICK_MARK.NONE, XL_TICK_LABEL_POSITION.LOW
    _stroke(names.format.line, GREY, 0.75)
    chart.plots[0].gap_width, chart.plots[0].overlap = 60, -5
    for place, series in enumerate(chart.plots[0].series):
        _face(series.format, place)
        for at, bar in enumerate(figure.bars):
            label = series.points[at].data_label
            _words(deck, label, str(bar.shares[place] or ""), size=size)
            label.position = XL_LABEL_POSITION.OUTSIDE_END
    return frame


def _hundredths(share: Share | None) -> float | None:
    return round(100 * share.n / share.of, 1) if share and share.of else None


def _face(form: Any, place: int) -> None:
    """Filled, outlined, hatched, as everywhere."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_PATTERN

    if place % 3 == 2:
        form.fill.patterned()
        form.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        form.fill.fore_color.rgb, form.fill.back_color.rgb = RGBColor.from_string(SECOND), RGBColor(255, 255, 255)
    else:
        form.fill.solid()
        form.fill.fore_color.rgb = RGBColor.from_string("FFFFFF" if place % 3 else SECOND)
    _stroke(form.line, SECOND, 1.25)


# Marks on an axis ----------------------------------------------------------------------------------------------------


def _dumbbells(deck: Deck, slide: "Slide", figure: Dumbbells, box: Box) -> Any:
    lines = len(figure.bars)
    marks: list[list[Point]] = [[] for _name in figure.series]
    spans: list[Span] = []
    for place, bar in enumerate(figure.bars):
        found = [_hundredths(share) for share in bar.shares]
        known = [value for value in found if value is not None]
        spans += [(min(known), max(known), lines - place)] if known else []
        for series, (value, share) in enumerate(zip(found, bar.shares, strict=True)):
            if value is not None:
                left = value == min(known) and (value < max(known) or not series)
                marks[series].append(Point(value, lines - place, str(share), "l" if left else "r"))
    _key(deck, slide, figure.series, box, shapes="\u25cf\u25c6\u25b2")
    box = (box[0], box[1] + 0.4, box[2], box[3] - 0.4)
    ticks = tuple((float(at), _("%(n)s %%") % {"n": at}) for at in (0, 25, 50, 75, 100))
    board = _Board(deck, slide, box, [bar.label for bar in figure.bars], low=-16, high=116, ticks=ticks)
    return board.draw([*zip(figure.series, marks, strict=True)], spans=spans)


def _ranges(deck: Deck, slide: "Slide", figure: Ranges, box: Box) -> Any:
    lines, room = len(figure.marks), 0.05 * (figure.high - figure.low)
    points, spans, words = [], [], []
    for place, mark in enumerate(figure.marks):
        words.append(Point(figure.high + room, lines - place, mark.words))
        if mark.value is not None:
            points.append(Point(mark.value, lines - place))
            low, high = (mark.value if end is None else end for end in (mark.low, mark.high))
            spans.append((low, high, lines - place))
    labels = [mark.label for mark in figure.marks]
    board = _Board(deck, slide, box, labels, low=figure.low, high=figure.high + room, ticks=figure.ticks, words=words)
    cuts = [(cut, "sysDash" if place + 1 < len(figure.cuts) else "solid") for place, cut in enumerate(figure.cuts)]
    zero = [] if figure.zero is None else [(figure.zero, "solid")]
    return board.draw([(figure.title, points)], spans=spans, cuts=[*zero, *cuts])


@dataclass(frozen=True)
class _Board:
    """A scatter chart whose lines have names: the names are labels of a series without marks, at the left end."""

    deck: Deck
    slide: "Slide"
    box: Box
    labels: list[str]
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    words: list[Point] | None = None

    @property
    def size(self) -> int:
        return 16 if len(self.labels) <= 7 else 14

    @property
    def bottom(self) -> float:
        return 0.4

    def draw(
        self, series: list[tuple[str, list[Point]]], *, spans: Sequence[Span], cuts: Sequence[tuple[float, str]] = ()
    ) -> Any:
        """The marks over their spans, with the names, the numbers at the right, and the thresholds."""
        from pptx.chart.data import XyChartData
        from pptx.enum.chart import XL_CHART_TYPE
        from pptx.util import Inches

        top = len(self.labels) + 0.6
        lines = [[Point(cut, self.bottom), Point(cut, top)] for cut, _dash in cuts]
        lines += [[Point(low, at), Point(high, at)] for low, high, at in spans]
        looks = [*(dash for _cut, dash in cuts), *("span" for _span in spans)]
        worded = [(_("names"), self._names()), (_("axis"), self._scale())]
        worded += [(_("numbers"), self.words)] if self.words else []
        # LibreOffice leaves out lines that stand before the longest series, so the names and the axis come first.
        worded.sort(key=lambda one: -len(one[1]))
        drawn = [*worded, *((_("line %(n)s") % {"n": at}, points) for at, points in enumerate(lines, 1)), *series]
        data = XyChartData(number_format="General")
        for name, points in drawn:
            one = data.add_series(clean(name))
            for point in points:
                one.add_data_point(point.x, point.y)
        frame = self.slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *(Inches(part) for part in self.box), data)
        self._axes(frame.chart)
        for place, ((_name, points), shown) in enumerate(zip(drawn, frame.chart.plots[0].series, strict=True)):
            own = place - len(worded)
            if 0 <= own < len(lines):
                _line(shown, looks[own])
            else:
                self._marks(shown, points, own - len(lines) if own >= 0 else None)
        return frame

    def _names(self) -> list[Point]:
        wide = (NAMES - 0.02) * self.box[2]
        lines = len(self.labels)
        return [
            Point(self.low, lines - at, _broken(words, size=self.size, wide=wide), "l")
            for at, words in enumerate(self.labels)
        ]

    def _scale(self) -> list[Point]:
        return [Point(at, self.bottom, words, "b") for at, words in self.ticks]

    def _axes(self, chart: Any) -> None:
        from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK

        _settle(self.deck, chart, size=self.size, legend=False)
        across, up = chart.category_axis, chart.value_axis
        up.minimum_scale, up.maximum_scale = self.bottom, len(self.labels) + 0.6
        up.visible, up.has_major_gridlines = False, False
        across.minimum_scale, across.maximum_scale = self.low, self.high
        across.has_major_gridlines, across.major_tick_mark = False, XL_TICK_MARK.NONE
        across.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        _stroke(across.format.line, GREY, 0.75)
        _lay_out(chart, NAMES, 0.02, 0.5 if self.words else 0.66, 0.86)

    def _marks(self, shown: Any, points: list[Point], place: int | None) -> None:
        from pptx.enum.chart import XL_LABEL_POSITION

        shown.format.line.fill.background()
        if place is None:
            _no_marker(shown)
        else:
            _mark(shown, place)
        sides = {"l": XL_LABEL_POSITION.LEFT, "r": XL_LABEL_POSITION.RIGHT, "b": XL_LABEL_POSITION.BELOW}
        for at, point in enumerate(points):
            if point.words:
                label = shown.points[at].data_label
                align = "r" if point.side == "l" and place is None else "l"
                _words(self.deck, label, point.words, size=self.size, align=align)
                label.position = sides[point.side]


def _line(series: Any, look: str) -> None:
    """A threshold, thin, or the span of a mark."""
    _stroke(series.format.line, GREY, 2.25 if look == "span" else 1, dash="solid" if look == "span" else look)
    _no_marker(series)


def _key(deck: Deck, slide: "Slide", series: tuple[str, ...], box: Box, *, shapes: str, left: float = NAMES) -> None:
    """Which mark is whose, above the chart."""
    words = "      ".join(f"{shapes[place % 3]}\u00a0{name}" for place, name in enumerate(series))
    size, words = fitting(words, wide=72 * (1 - left) * box[2], high=26, sizes=(16, 14, 12, 10))
    deck.text(slide, words, (box[0] + left * box[2], box[1], (1 - left) * box[2], 0.36), size=size)


def _mark(series: Any, place: int) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_MARKER_STYLE

    marker = series.marker
    styles = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE)
    marker.style, marker.size = styles[place % 3], 13
    marker.format.fill.solid()
    # Not white: LibreOffice draws no border around a mark.
    marker.format.fill.fore_color.rgb = RGBColor.from_string(LIGHT if place % 3 == 1 else SECOND)
    _stroke(marker.format.line, SECOND, 1.75)


def _no_marker(series: Any) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE

    series.marker.style = XL_MARKER_STYLE.NONE


# Curve ---------------------------------------------------------------------------------------------------------------


def _curve(deck: Deck, slide: "Slide", figure: Curve, box: Box) -> Any:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    data = CategoryChartData(number_format="0")
    data.categories = [*range(1, len(figure.found) + 1)]
    lines = [(_("in the order held"), figure.found, INK, 2.75, "solid")]
    if figure.high:
        lines += [
            (_("middle of other orders"), figure.middle, GREY, 1.75, "dash"),
            (_("other orders, 5 %"), figure.low, LINE, 1.25, "solid"),
            (_("other orders, 95 %"), figure.high, LINE, 1.25, "sysDash"),
        ]
    for name, values, *_look in lines:
        data.add_series(name, values)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *(Inches(part) for part in box), data)
    chart = frame.chart
    _settle(deck, chart, size=14, legend=len(lines) > 1)
    chart.value_axis.minimum_scale, chart.value_axis.major_unit = 0, max(1, round(max(figure.found, default=1) / 5))
    chart.value_axis.has_major_gridlines = False
    for axis in (chart.value_axis, chart.category_axis):
        _stroke(axis.format.line, GREY, 0.75)
    axis = chart.category_axis
    axis.has_title = True
    axis.axis_title.text_frame.text = clean(figure.step)
    deck.look(axis.axis_title.text_frame.paragraphs[0].runs[0].font, size=14, colour=SECOND)
    for series, (_name, _values, colour, wide, dash) in zip(chart.plots[0].series, lines, strict=True):
        series.smooth = False
        _stroke(series.format.line, colour, wide, dash=dash)
    return frame


# Looks ---------------------------------------------------------------------------------------------------------------


def _settle(deck: Deck, chart: Any, *, size: int, legend: bool) -> None:
    """Type, no title (the slide has one), and a legend where there is more than one series."""
    from pptx.enum.chart import XL_LEGEND_POSITION

    chart.has_title, chart.has_legend = False, legend
    deck.look(chart.font, size=size)
    if legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False


def _words(deck: Deck, label: Any, words: str, *, size: int, align: str = "l") -> None:
    """A label's own words; lines stay where they were broken."""
    frame = label.text_frame
    deck.write(frame, words, size=size, align=align)
    body = frame._txBody.find("{*}bodyPr")  # noqa: SLF001
    for name in [*body.attrib]:
        del body.attrib[name]
    body.set("wrap", "none")
    for child in [*body]:
        body.remove(child)


def _broken(words: str, *, size: float, wide: float) -> str:
    return "\n".join(wrapped(clean(words), size=size, wide=72 * wide))


def _stroke(line: Any, colour: str, wide: float, *, dash: str = "solid") -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    line.color.rgb, line.width = RGBColor.from_string(colour), Pt(wide)
    if dash != "solid":
        line.dash_style = {"dash": MSO_LINE.DASH, "sysDash": MSO_LINE.SQUARE_DOT}[dash]


def _lay_out(chart: Any, left: float, top: float, wide: float, high: float) -> None:
    """Where the plot itself stands in the chart, in parts of it: the names have their room beside it."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    area = chart._chartSpace.chart.plotArea  # noqa: SLF001
    for old in area.findall("{*}layout"):
        area.remove(old)
    parts = "".join(f'<c:{name} val="{value}"/>' for name, value in zip("xywh", (left, top, wide, high), strict=True))
    xml = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>{parts}</c:manualLayout></c:layout>'
    )
    area.insert(0, parse_xml(xml))
