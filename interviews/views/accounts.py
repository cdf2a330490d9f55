"""What the sign-in library leaves to us: help without mail, one session's end, and the account's own end."""

from allauth.account.views import password_reset as mailed_password_reset
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interviews.access import for_users
from interviews.forms.people import DeactivateForm
from interviews.services import accounts


def password_reset(request: HttpRequest) -> HttpResponseBase:
    """The library's page where mail is configured; otherwise whom to ask, for no mail would ever come."""
    if settings.MAIL_IS_CONFIGURED:
        return mailed_password_reset(request)  # type: ignore[no-any-return]  # the library has no types
    return render(request, "account/password_reset_by_host.html")


@for_users
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign out in one other browser."""
    if accounts.end_session(request.user, pk):  # type: ignore[arg-type]  # signed in: the guard saw to it
        messages.success(request, _("Signed out there."))
    else:
        messages.info(request, _("That session had ended already."))
    return redirect("usersessions_list")


@for_users
@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest) -> HttpResponseBase:
    """Close one's own account."""
    form = DeactivateForm(request.POST or None, user=request.user)  # type: ignore[arg-type]  # signed in
    if request.method == "POST" and form.is_valid():
        try:
            accounts.deactivate_own(request.user)  # type: ignore[arg-type]  # signed in
        except accounts.AccountError as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            messages.success(request, _("Your account is closed. Your work stays in its projects, under your name."))
            return redirect("account_login")
    status = 422 if form.is_bound else 200
    return render(request, "interviews/accounts/deactivate.html", {"form": form}, status=status)
