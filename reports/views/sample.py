"""The sample: participants by attribute."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from interviews.access import Action, for_members
from interviews.models import Member
from reports.queries.sample import sample_report
from reports.views.pages import download, kind_or_404, language_of
from reports.views.pages import page as common

FILES = ("xlsx", "docx", "pdf")


@require_safe
@for_members(Action.SEE_REPORTS)
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """A table for each attribute that has groups or numbers."""
    report = sample_report(member, at=timezone.now())
    return render(request, "reports/sample/page.html", common(member, current="sample") | {"report": report})


@require_safe
@for_members(Action.EXPORT)
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """The same as a file."""
    kind_or_404(kind, among=FILES)
    with language_of(request):
        return download(request, member, sample_report(member, at=timezone.now()), kind=kind)
