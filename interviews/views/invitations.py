"""The public end of an invitation's link."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from interviews.forms.people import AccountForm
from interviews.models import Invitation, User
from interviews.queries.team import LinkState, invitation_of, state_of
from interviews.services import team


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Join by a link: with one click when signed in, with a new account otherwise."""
    found = invitation_of(token)
    state = state_of(found, at=timezone.now()) if found else LinkState.GONE
    if found is None or state is not LinkState.OPEN:
        if found and _is_member(request, found):
            return redirect("project", found.project.key)
        return _closed(request, found, state)
    try:
        if isinstance(request.user, User):
            return _signed_in(request, found, request.user)
        return _signed_out(request, found)
    except team.InvitationClosed:
        found.refresh_from_db()
        return _closed(request, found, state_of(found, at=timezone.now()))


def _signed_in(request: HttpRequest, found: Invitation, user: User) -> HttpResponseBase:
    if _is_member(request, found):
        messages.info(request, _("You are a member of this project already. The link is still good for someone else."))
        return redirect("project", found.project.key)
    if request.method != "POST":
        return render(request, "interviews/team/invitation.html", {"invitation": found})
    team.accept(found, user=user, at=timezone.now())
    messages.success(request, _("Welcome to “%(project)s”.") % {"project": found.project})
    return redirect("project", found.project.key)


def _is_member(request: HttpRequest, found: Invitation) -> bool:
    user = request.user
    return isinstance(user, User) and found.project.members.present().filter(user=user).exists()


def _signed_out(request: HttpRequest, found: Invitation) -> HttpResponseBase:
    form = AccountForm(request.POST or None, initial={"email": found.email})
    if request.method == "POST" and form.is_valid():
        member = team.accept_with_new_account(found, **form.account(), at=timezone.now())
        address = reverse("project", args=[found.project.key])
        return perform_login(request, member.user, redirect_url=address)  # type: ignore[no-any-return]  # untyped
    context = {"invitation": found, "form": form}
    return render(request, "interviews/team/invitation.html", context, status=422 if form.is_bound else 200)


def _closed(request: HttpRequest, found: Invitation | None, state: LinkState) -> HttpResponseBase:
    context = {"invitation": found, "state": state.value}
    return render(request, "interviews/team/invitation_closed.html", context, status=410 if found else 404)
