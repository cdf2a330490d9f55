"""What the study declared before it looked at its results, and the log of what was declared before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from interviews.access import Action, for_members, may, require
from interviews.models import Member
from reports.forms.declarations import DeclarationForm
from reports.queries.study.declared import declared, log_of
from reports.services.declarations import declare
from reports.views.pages import page as common


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Action.SEE_REPORTS)
def declaration(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The declaration in force and its log; leads declare anew."""
    if request.method == "POST":
        require(member, Action.EDIT_PROJECT)
    current = declared(member.project)
    form = DeclarationForm(request.POST or None, reader=member, current=current)
    if form.is_bound and form.is_valid():
        declare(form.wanted, by=member)
        messages.success(request, _("The declaration stands. Every table prints its number."))
        return redirect("declaration", member.project.key)
    context = common(member, current="declaration") | {
        "form": form if may(member, Action.EDIT_PROJECT) else None,
        "log": log_of(member),
        "declared": current,
    }
    return render(request, "reports/declarations/page.html", context, status=422 if form.is_bound else 200)
