"""Figures 1 to 4 of a talk pack: those of the reports, as anybody outside the team may see them."""

from dataclasses import replace

from django.utils.translation import gettext as _

from coding.queries.codebook import Node
from reports.document import Bar, Chart, Curve, Dumbbells, Ranges, Row, Share
from reports.pack import PackFigure
from reports.queries.pack.sources import Counts, Sources, counts_of, shares_in
from reports.queries.pack.tables import NO_BREAK, first_ranked, group_labels, whole


def figures_of(sources: Sources) -> tuple[PackFigure, ...]:
    """Those that can be made, with their numbers as announced: a study without ratings has no figure 2."""
    found = (dumbbells(sources), ratings(sources), saturation(sources), ranks(sources))
    return tuple(figure for figure in found if figure)


def dumbbells(sources: Sources) -> PackFigure | None:
    """Shares by group of the codes of the main branch."""
    counts = sources.comparison
    if counts is None or sources.main is None or len(counts.groups) < 2:
        return None
    keys = [node.key for node in sources.main.children if node.key in counts.rows]
    bars = tuple(_bar(counts.rows[key], len(counts.groups)) for key in keys)
    if not bars:
        return None
    title = _("%(branch)s: share of participants who mention, by group") % {"branch": sources.main.code.label}
    figure = Dumbbells(
        title=title,
        description=_("For each code a mark at the share of each group, joined by a line. Table 3 has the numbers."),
        series=group_labels(counts),
        bars=bars,
    )
    return PackFigure(1, title, furthest(counts, keys), figure, counts.report.paragraphs)


def _bar(row: Row, groups: int) -> Bar:
    cells = row.cells[1 : 1 + groups]
    return Bar(str(row.cells[0]), tuple(cell if isinstance(cell, Share) and cell.of else None for cell in cells))


def furthest(counts: Counts, keys: list[str]) -> str:
    """The widest gap in words; of more than two groups, what the figure shows."""
    apart = {key: counts.flat[key]["difference"] for key in keys}
    known = {key: value for key, value in apart.items() if isinstance(value, int | float)}
    if not known:
        return _("How many of each group mention each code")
    key = max(known, key=lambda one: abs(known[one]))
    said = [
        f"{label.rpartition(' (')[0]}{NO_BREAK}{whole(share)}"
        for (_at, share), label in zip(shares_in(counts.rows[key]), group_labels(counts), strict=False)
    ]
    words = {"code": counts.rows[key].cells[0], "groups": ", ".join(said)}
    return _("The groups are furthest apart on “%(code)s”: %(groups)s") % words


def ratings(sources: Sources) -> PackFigure | None:
    """How many of each group stand at each value of the first rated code's scale: counts, not a dot a person."""
    if not sources.rated:
        return None
    chart = counts_by_value(sources, sources.rated[0])
    if chart is None:
        return None
    label = sources.rated[0].code.label
    return PackFigure(2, chart.title, _("Where participants stand on “%(code)s”") % {"code": label}, chart)


def counts_by_value(sources: Sources, node: Node) -> Chart | None:
    """Participants by value and group, from the report's table; None for a code that nobody rated."""
    report = sources.report("ratings", node=node)
    if report is None:
        return None
    table = report.tables[0]
    values = [column.label for column in table.columns[2:-1]]
    rows = [row for row in table.rows if isinstance(row.cells[1], Share) and row.cells[1].n]
    bars = tuple(
        Bar(value, tuple(_at_value(row, place) for row in rows)) for place, value in enumerate(values, start=2)
    )
    if not rows:
        return None
    return Chart(
        title=_("%(code)s: participants by value") % {"code": node.code.label},
        description=_("For each value of the scale and each group the number of participants who stand there."),
        series=tuple(f"{row.cells[0]} ({row.cells[1]})" for row in rows),
        bars=bars,
    )


def _at_value(row: Row, place: int) -> Share | None:
    n, rated = row.cells[place], row.cells[1]
    return Share(n, rated.n) if isinstance(n, int) and isinstance(rated, Share) else None


def saturation(sources: Sources) -> PackFigure | None:
    """The curve of emergent codes."""
    report = sources.report("saturation")
    curve = report.charts[0] if report and report.charts else None
    if report is None or not isinstance(curve, Curve):
        return None
    claim = report.paragraphs[2] if len(report.paragraphs) > 2 else curve.title
    return PackFigure(3, curve.title, claim.rstrip("."), curve, report.paragraphs[3:])


def ranks(sources: Sources) -> PackFigure | None:
    """The ranks of the main branch with their intervals; none where the stance shows no intervals."""
    report = sources.report("ranking", branch=sources.main.key) if sources.main else None
    figure = report.charts[0] if report and report.charts else None
    if report is None or not isinstance(figure, Ranges) or sources.main is None:
        return None
    title = _("%(branch)s: ranks with their intervals (95 %%)") % {"branch": sources.main.code.label}
    claim = first_ranked(counts_of(report, report.tables[0].rows))
    return PackFigure(4, title, claim, replace(figure, title=title), (*report.paragraphs[2:], *report.notes[:2]))
