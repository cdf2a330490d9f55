"""Codes by attribute: the table, the passages behind a cell, and the same as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from interviews.access import Action, Sight, for_members, sight_of
from interviews.models import Member
from reports.charts import drawn
from reports.forms.asked import AskedCrosstab, Unanswerable, read_crosstab
from reports.queries.cell import Cell, UnknownCell, cell
from reports.queries.crosstab_report import charts_of, crosstab_report, done_line, notes_of, title_of
from reports.queries.groups import makes_groups
from reports.queries.stamp import stamp
from reports.queries.study_report import basis_name
from reports.views.grid import grid
from reports.views.pages import download, is_partial, kind_or_404, language_of, of_any_snapshot
from reports.views.pages import page as common

FILES = ("xlsx", "csv", "docx", "pdf")


@require_safe
@for_members(Action.SEE_REPORTS)
@of_any_snapshot
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The table; with `?cell=CODE:GROUP` its passages beside it, which htmx asks for alone."""
    asked = asked_or_404(request, member)
    if asked is None:
        return render(request, "reports/crosstab/empty.html", common(member, current="crosstab"))
    opened = opened_cell(asked, member)
    context: dict[str, Any] = {"project": member.project, "cell": opened, "attribute": asked.attribute}
    if is_partial(request):
        return render(request, "reports/crosstab/page.html#panel", context)
    return render(request, "reports/crosstab/page.html", context | whole(asked, member))


@require_safe
@for_members(Action.EXPORT)
@of_any_snapshot
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """The table as a file, by the same address as the page's."""
    kind_or_404(kind, among=FILES)
    with language_of(request):
        asked = asked_or_404(request, member)
        if asked is None:
            raise Http404
        report = crosstab_report(asked.table, reader=member, at=timezone.now(), source=asked.source)
        return download(request, member, report, kind=kind)


def asked_or_404(request: HttpRequest, member: Member) -> AskedCrosstab | None:
    try:
        return read_crosstab(request.GET, reader=member)
    except Unanswerable as error:
        raise Http404 from error


def opened_cell(asked: AskedCrosstab, member: Member) -> Cell | None:
    """The cell that the address opens; None when it opens none. Http404 for one that is not in the table."""
    if asked.cell is None or asked.snapshot:
        return None  # a snapshot holds no words
    code, group = asked.cell
    try:
        return cell(member, attribute=asked.attribute, basis=asked.basis, code=code, group=group)
    except UnknownCell as error:
        raise Http404 from error


def whole(asked: AskedCrosstab, member: Member) -> dict[str, Any]:
    """What the page needs besides the panel."""
    table, source = asked.table, asked.source
    return common(member, current="crosstab", snapshot=asked.snapshot) | {
        "title": title_of(table),
        "done": done_line(table),
        "table": table,
        "grid": grid(table, opened=asked.cell, passages=asked.passages),
        "asked": asked,
        "bases": [(basis.key, basis_name(basis)) for basis in source.bases()],
        "attributes": [one for one in source.attributes() if makes_groups(one)],
        "branches": [node for node in source.codebook.in_tree_order() if node.children],
        "notes": notes_of(table, reader=member),
        "stamp": stamp(member, at=timezone.now(), snapshot=asked.snapshot),
        "drawings": [drawn(chart, number) for number, chart in enumerate(charts_of(table))],
        "blind": sight_of(member) is Sight.OWN,
    }
