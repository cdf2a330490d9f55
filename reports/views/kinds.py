"""The page and the files of the common kinds of report."""

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
from reports.forms.asked import Unanswerable, audience_asked
from reports.forms.kinds import choices_of, read_asked
from reports.queries.counts.scales import rated_code
from reports.queries.findings.drafts import ratings_sentence
from reports.queries.gate.asked import Asked, CannotAnswer, Withheld
from reports.queries.kinds.about_study import basis_name, basis_paragraph, withheld_report
from reports.queries.kinds.kind import Kind, made
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.views.crosstab import opened_cell
from reports.views.pages import download, is_partial, keeping, kind_or_404, language_of, of_any_snapshot
from reports.views.pages import page as common
from reports.views.tables import drawn_apart, shown

FIGURES = ("svg", "png")
FILES = ("xlsx", "csv", "docx", "pdf", *FIGURES)
# From their rows a finding can be written down.
DRAFTED = frozenset({"comparison", "ranking"})
# Their cells open the passages beside the table.
PANELS = frozenset({"comparison"})
# On a rated code, which has its own drafted sentence beside it.
RATED = frozenset({"dispersion", "ratings"})


@require_safe
@for_members(Action.SEE_REPORTS)
@of_any_snapshot
def page(request: HttpRequest, member: Member, name: str) -> HttpResponseBase:
    """The report with its form; where it can't be made of what there is, the reason in its place."""
    kind = KINDS_OF_REPORT[name]
    asked = asked_or_404(request, kind, member, file=False)
    beside = panel_of(request, asked, member) if name in PANELS else {}
    if beside and is_partial(request):
        return render(request, "reports/kinds/page.html#panel", {"project": member.project, "asked": asked} | beside)
    context = common(member, current=name, snapshot=asked.snapshot) | answered(kind, asked) | beside
    if name in RATED and may_draft(asked) and asked.node and "report" in context:
        context["draft"] = ratings_sentence(rated_code(asked.study, asked.node, asked.grouping))
    context |= {
        "kind": kind,
        "verdicts": name == "dispersion",
        "asked": asked,
        "bases": [(basis.key, basis_name(basis)) for basis in asked.source.bases()],
        "choices": choices_of(asked, kind),
        "export": f"{name}_export",
        "drafts": asked.study.branch(asked.branch) if drafts_from(asked, name) else (),
        "files": files(figures="report" in context and bool(context["report"].drawn)),
    }
    return render(request, "reports/kinds/page.html", context)


def panel_of(request: HttpRequest, asked: Asked, member: Member) -> dict[str, Any]:
    """The panel of a cell, and the cell that the address opens in it; nothing for a snapshot, which holds no words."""
    if asked.snapshot:
        return {}
    opened = request.GET.get("cell", "")
    code, colon, group = opened.partition(":")
    cell = opened_cell(asked, (code, group) if colon else None, member)
    return {"has_panel": True, "opened": opened, "cell": cell, "attribute": asked.attribute} | (
        keeping(member) if cell else {}
    )


def drafts_from(asked: Asked, name: str) -> bool:
    """Whether a finding can be written down from the report: today's numbers alone turn stale."""
    return name in DRAFTED and may_draft(asked)


def may_draft(asked: Asked) -> bool:
    return asked.snapshot is None and may(asked.reader, Action.WRITE_FINDINGS)


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
    tabs = basis_paragraph(asked.study)  # the page's tabs say it already
    done, *said = (paragraph for paragraph in report.paragraphs if paragraph != tabs)
    return {
        "report": report,
        "figures": bool(report.charts),
        "done": done,
        "said": said,
        "alone": sum(not table.folded for table in report.tables) == 1,
        "tables": [shown(table, url, panel=kind.name in PANELS) for table in report.tables],
        "drawings": [drawn(chart, n) for n, chart in enumerate(drawn_apart(report.charts, report.tables))],
    }


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
