"""The reports there are."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interviews.access import Action, for_members
from interviews.models import Member
from reports.views.pages import page


@require_safe
@for_members(Action.SEE_REPORTS)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Each report with a sentence of what it tells."""
    return render(request, "reports/overview/index.html", page(member, current="reports"))
