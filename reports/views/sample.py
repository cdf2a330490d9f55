"""The sample: participants by attribute."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from interviews.access import Action, for_members
from interviews.models import Member
from reports.document import Report
from reports.forms.asked import Unanswerable, audience_asked
from reports.queries.gate.asked import source_of
from reports.queries.kinds.sample import sample_report
from reports.views.pages import download, kind_or_404, language_of, of_any_snapshot, snapshot_or_404
from reports.views.pages import page as common

FILES = {
    "xlsx": gettext_lazy("workbook and notes"),
    "docx": gettext_lazy("document"),
    "pdf": gettext_lazy("table and chart"),
    "svg": gettext_lazy("figure as drawn"),
    "png": gettext_lazy("figure, for slides and print"),
}
FIGURES = frozenset({"svg", "png"})


@require_safe
@for_members(Action.SEE_REPORTS)
@of_any_snapshot
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """A table for each attribute that has groups or numbers."""
    snapshot = snapshot_or_404(request, member)
    report = sampled(request, member, file=False)
    files = [(kind, words) for kind, words in FILES.items() if report.drawn or kind not in FIGURES]
    context = common(member, current="sample", snapshot=snapshot) | {"report": report, "files": files}
    return render(request, "reports/sample/page.html", context)


@require_safe
@for_members(Action.EXPORT)
@of_any_snapshot
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """The same as a file."""
    kind_or_404(kind, among=FILES)
    with language_of(request):
        report = sampled(request, member, file=True)
        if kind in FIGURES and not report.drawn:
            raise Http404
        return download(request, member, report, kind=kind)


def sampled(request: HttpRequest, member: Member, *, file: bool) -> Report:
    """The sample as whom it is for may see it."""
    try:
        audience = audience_asked(request.GET, reader=member, file=file)
    except Unanswerable as error:
        raise Http404 from error
    source = source_of(member, snapshot_or_404(request, member))
    return sample_report(member, at=timezone.now(), source=source, audience=audience)
