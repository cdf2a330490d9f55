"""How accounts behave where the library asks, and the first visit to an empty site."""

from collections.abc import Callable

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from interviews.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts come by invitation unless the host opens sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # the library calls it so
        return bool(settings.ENV["OPEN_SIGN_UP"])


def first_visit(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """While there is no account, every page leads to the set-up page. Asks the database until there is one."""
    inhabited = False
    always_open = ("/healthz", settings.STATIC_URL)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        nonlocal inhabited
        # Accounts are closed, never deleted: once there is one, there is one for good.
        inhabited = inhabited or request.user.is_authenticated or User.objects.exists()
        open_while_empty = (reverse("setup"), reverse("language"), *always_open)
        if inhabited or request.path.startswith(open_while_empty):
            return get_response(request)
        return redirect("setup")

    return middleware
