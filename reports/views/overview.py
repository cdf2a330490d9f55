"""The reports there are."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from interviews.access import Action, for_members, may
from interviews.models import Member
from reports.queries.registry import KINDS_OF_REPORT
from reports.views.pages import page


@require_safe
@for_members(Action.SEE_REPORTS)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Each report with a sentence of what it tells."""
    kinds = [
        {"url": reverse(kind.name, args=[member.project.key]), "label": kind.label, "tells": kind.tells}
        for kind in KINDS_OF_REPORT.values()
    ]

    context = page(member, current="reports") | {
        "kinds": kinds,
        "may_see_findings": may(member, Action.SEE_FINDINGS),
        "may_see_data": may(member, Action.SEE_DATA),
    }
    return render(request, "reports/overview/index.html", context)
