"""The sample: participants by attribute."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from interviews.access import Action, for_members
from interviews.models import Member
from reports.queries.kinds import source_of
from reports.queries.sample import sample_report
from reports.views.pages import download, kind_or_404, language_of, of_any_snapshot, snapshot_or_404
from reports.views.pages import page as common

FILES = ("xlsx", "docx", "pdf")


@require_safe
@for_members(Action.SEE_REPORTS)
@of_any_snapshot
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """A table for each attribute that has groups or numbers."""
    snapshot = snapshot_or_404(request, member)
    report = sample_report(member, at=timezone.now(), source=source_of(member, snapshot))
    context = common(member, current="sample", snapshot=snapshot) | {"report": report}
    return render(request, "reports/sample/page.html", context)


@require_safe
@for_members(Action.EXPORT)
@of_any_snapshot
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """The same as a file."""
    kind_or_404(kind, among=FILES)
    with language_of(request):
        source = source_of(member, snapshot_or_404(request, member))
        return download(request, member, sample_report(member, at=timezone.now(), source=source), kind=kind)
