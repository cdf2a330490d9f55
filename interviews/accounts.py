"""How accounts behave where the library asks: no open sign-up, and the name that people see."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts come by invitation unless the host opens sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # the library calls it so
        return bool(settings.ENV["OPEN_SIGN_UP"])
