"""The page and the files of the common kinds of report."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from interviews.access import Action, for_members, may
from interviews.models import Member
from reports.charts import drawn
from reports.document import Cell, Column, Share, Table, worded
from reports.forms.asked import Unanswerable, audience_asked
from reports.forms.kinds import choices_of, read_asked
from reports.queries.gate.asked import Asked, CannotAnswer, Withheld
from reports.queries.kinds.about_study import basis_name, withheld_report
from reports.queries.kinds.kind import Kind, made
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.views.pages import download, kind_or_404, language_of, of_any_snapshot
from reports.views.pages import page as common

SHADES = 5
FIGURES = ("svg", "png")
FILES = ("xlsx", "csv", "docx", "pdf", *FIGURES)
# From their rows a finding can be written down.
DRAFTED = frozenset({"comparison", "ranking"})


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the page: its words, the address of the passages behind it, if any, and in a matrix its shade."""

    words: str
    numeric: bool
    url: str
    shade: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    cells: tuple[ShownCell, ...]
    depth: int
    branch: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[ShownRow, ...]
    matrix: bool


@require_safe
@for_members(Action.SEE_REPORTS)
@of_any_snapshot
def page(request: HttpRequest, member: Member, name: str) -> HttpResponseBase:
    """The report with its form; where it can't be made of what there is, the reason in its place."""
    kind = KINDS_OF_REPORT[name]
    asked = asked_or_404(request, kind, member, file=False)
    context = common(member, current=name, snapshot=asked.snapshot) | answered(kind, asked)
    context |= {
        "kind": kind,
        "asked": asked,
        "bases": [(basis.key, basis_name(basis)) for basis in asked.source.bases()],
        "choices": choices_of(asked, kind),
        "export": f"{name}_export",
        "drafts": asked.study.branch(asked.branch) if drafts_from(asked, name) else (),
        "files": files(figures="report" in context and bool(context["report"].drawn)),
    }
    return render(request, "reports/kinds/page.html", context)


def drafts_from(asked: Asked, name: str) -> bool:
    """Whether a finding can be written down from the report: today's numbers alone turn stale."""
    return name in DRAFTED and asked.snapshot is None and may(asked.reader, Action.WRITE_FINDINGS)


def files(*, figures: bool) -> list[tuple[str, str]]:
    """The formats in the menu: those of figures only where there is one."""
    tables = [
        ("xlsx", _("workbook and notes")),
        ("csv", _("one table, for scripts")),
        ("docx", _("document")),
        ("pdf", _("table and chart")),
    ]
    drawn_too = [("svg", _("figure as drawn")), ("png", _("figure, for slides and print"))]
    return tables + drawn_too if figures else tables


def answered(kind: Kind, asked: Asked) -> dict[str, Any]:
    """The report as the page draws it, or why there is none."""
    try:
        report = made(kind, asked, at=timezone.now())
    except CannotAnswer as error:
        return {"refused": str(error)}
    # A snapshot holds no words: today's passages are not those behind its cells.
    url = "" if asked.snapshot else reverse("passages", args=[asked.reader.project.key])
    return {
        "report": report,
        "tables": [shown(table, url) for table in report.tables],
        "drawings": [drawn(chart, number) for number, chart in enumerate(report.charts)],
    }


def shown(table: Table, passages: str) -> ShownTable:
    """The table with the addresses behind its cells; none where there is no page of passages."""
    rows = []
    most = max(
        (_weight(cell) for at, row in enumerate(table.rows) for place, cell in enumerate(row.cells) if place != at + 1),
        default=0.0,
    )
    for at, row in enumerate(table.rows):
        cells = tuple(
            ShownCell(
                worded(value),
                column.numeric,
                f"{passages}?{row.opens[place]}" if passages and place in row.opens else "",
                shade(value, most=most, diagonal=place == at + 1) if table.matrix and place else "",
            )
            for place, (value, column) in enumerate(zip(row.cells, table.columns, strict=True))
        )
        rows.append(ShownRow(cells, row.depth, row.branch))
    return ShownTable(table.title, table.columns, tuple(rows), table.matrix)


def shade(value: Cell, *, most: float, diagonal: bool) -> str:
    """One of five steps up to the most that a matrix has off its diagonal; nought has none."""
    if diagonal:
        return "own"
    weight = _weight(value)
    return str(ceil(SHADES * weight / most)) if weight and most else ""


def _weight(value: Cell) -> float:
    if isinstance(value, Share):
        return value.n / value.of if value.of else 0.0
    return float(value) if isinstance(value, int | float) else 0.0


@require_safe
@for_members(Action.EXPORT)
@of_any_snapshot
def export(request: HttpRequest, member: Member, name: str, kind: str) -> HttpResponseBase:
    """The same as a file, by the same address."""
    kind_or_404(kind, among=FILES)
    with language_of(request):
        of_report = KINDS_OF_REPORT[name]
        asked = asked_or_404(request, of_report, member, file=True)
        try:
            report = made(of_report, asked, at=timezone.now())
        except Withheld as error:
            report = withheld_report(name, str(of_report.label), asked, str(error), at=timezone.now())
        except CannotAnswer as error:
            raise Http404(str(error)) from error
        if kind in FIGURES and not report.drawn:
            raise Http404
        return download(request, member, report, kind=kind)


def asked_or_404(request: HttpRequest, kind: Kind, member: Member, *, file: bool) -> Asked:
    try:
        audience = audience_asked(request.GET, reader=member, file=file)
        return read_asked(request.GET, kind, reader=member, audience=audience)
    except Unanswerable as error:
        raise Http404 from error
