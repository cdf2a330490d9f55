"""Codes by attribute: the table, the passages behind a cell, and the same as files."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from interviews.access import Action, Sight, for_members, sight_of
from interviews.models import Member
from methods.coverage import State
from reports.charts import drawn
from reports.document import Report
from reports.forms.asked import AskedCrosstab, Unanswerable, audience_asked, read_crosstab
from reports.queries.counts.cell import Cell, UnknownCell, cell
from reports.queries.counts.coverage import states_by_cell
from reports.queries.counts.crosstab import Crosstab
from reports.queries.gate.asked import Asked, Withheld
from reports.queries.gate.readable import named_in
from reports.queries.kinds.about_study import basis_name, closed_note, withheld_report
from reports.queries.kinds.comparison import crosstab_asked
from reports.queries.kinds.crosstab import charts_of, crosstab_report, done_line, notes_of, title_of
from reports.queries.kinds.crosstab_states import states_asked
from reports.queries.study.groups import makes_groups
from reports.queries.study.stamp import stamp
from reports.views.grid import grid
from reports.views.pages import download, is_partial, keeping, kind_or_404, language_of, of_any_snapshot, refused
from reports.views.pages import page as common

FILES = {
    "xlsx": gettext_lazy("workbook and notes"),
    "docx": gettext_lazy("tables to edit"),
    "csv": gettext_lazy("one line a cell"),
    "pdf": gettext_lazy("table and chart"),
}


@require_safe
@for_members(Action.SEE_REPORTS)
@of_any_snapshot
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The table; with `?cell=CODE:GROUP` its passages beside it, which htmx asks for alone."""
    asked = asked_or_404(request, member, file=False)
    if asked is None:
        return render(request, "reports/crosstab/empty.html", common(member, current="crosstab"))
    try:
        table = table_of(asked)
    except Withheld as error:
        return refused(request, member, str(error))
    opened = opened_cell(asked.whole, asked.cell, member)
    context: dict[str, Any] = {"project": member.project, "cell": opened, "attribute": asked.attribute}
    context |= keeping(member) if opened else {}
    if is_partial(request):
        return render(request, "reports/crosstab/page.html#panel", context)
    return render(request, "reports/crosstab/page.html", context | whole(asked, table, member))


@require_safe
@for_members(Action.EXPORT)
@of_any_snapshot
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """The table as a file, by the same address as the page's."""
    kind_or_404(kind, among=FILES)
    with language_of(request):
        asked = asked_or_404(request, member, file=True)
        if asked is None:
            raise Http404
        return download(request, member, report_of(asked), kind=kind)


def report_of(asked: AskedCrosstab) -> Report:
    """The table as a report, or why nothing of it may be shown."""
    now, reader = timezone.now(), asked.whole.reader
    try:
        report = crosstab_report(
            table_of(asked),
            reader=reader,
            at=now,
            source=asked.source,
            states=states_asked(asked.whole),
            silence=asked.silence,
        )
    except Withheld as error:
        return withheld_report(
            "crosstab", pgettext("qualitative", "Codes by attribute"), asked.whole, str(error), at=now
        )
    return replace(report, notes=(*closed_note(asked.whole), *report.notes))


def table_of(asked: AskedCrosstab) -> Crosstab:
    """The table with its closed cells. Raises Withheld."""
    grouping = asked.whole.grouping
    if grouping is None:
        raise Http404
    return crosstab_asked(asked.whole, grouping)


def asked_or_404(request: HttpRequest, member: Member, *, file: bool) -> AskedCrosstab | None:
    try:
        audience = audience_asked(request.GET, reader=member, file=file)
        return read_crosstab(request.GET, reader=member, audience=audience)
    except Unanswerable as error:
        raise Http404 from error


def opened_cell(asked: Asked, place: tuple[str, str] | None, member: Member) -> Cell | None:
    """The cell at (code, group); None where none is opened. Http404 for one that is not in the table, or whose
    passages may not be read.
    """
    grouping = asked.grouping
    if place is None or grouping is None or asked.snapshot:
        return None  # a snapshot holds no words
    code, group = place
    if asked.disclosed and code in asked.wordless:
        raise Http404
    try:
        return named_in(cell(member, grouping=grouping, basis=asked.basis, code=code, group=group), asked)
    except UnknownCell as error:
        raise Http404 from error


def _states(asked: AskedCrosstab) -> dict[tuple[str, str], dict[State, int]]:
    """What silence means in each cell, if that is asked for."""
    if not asked.states or asked.whole.grouping is None:
        return {}
    return states_by_cell(asked.whole.study, grouping=asked.whole.grouping, branch=asked.branch)


def whole(asked: AskedCrosstab, table: Crosstab, member: Member) -> dict[str, Any]:
    """What the page needs besides the panel."""
    source = asked.source
    wordless = asked.whole.wordless if asked.whole.disclosed else frozenset()
    return common(member, current="crosstab", snapshot=asked.snapshot) | {
        "title": title_of(table),
        "done": done_line(table),
        "table": table,
        "grid": grid(table, opened=asked.cell, passages=asked.passages, states=_states(asked), wordless=wordless),
        "asked": asked,
        "bases": [(basis.key, basis_name(basis)) for basis in source.bases()],
        "attributes": [one for one in source.attributes() if makes_groups(one)],
        "branches": [node for node in source.codebook.in_tree_order() if node.children],
        "notes": (*closed_note(asked.whole), *notes_of(table, reader=member)),
        "stamp": stamp(member, at=timezone.now(), snapshot=asked.snapshot),
        "drawings": [drawn(chart, number) for number, chart in enumerate(charts_of(table))],
        "blind": sight_of(member) is Sight.OWN,
        "files": FILES.items(),
    }
