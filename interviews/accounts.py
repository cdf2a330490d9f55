"""How accounts behave where the library asks, and the first visit to an empty site."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from interviews.models import User
from interviews.models.prepared import Mark, Prepared


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts come by invitation unless the host opens sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # the library calls it so
        return bool(settings.ENV["OPEN_SIGN_UP"])


class NameBackend(ModelBackend):
    """Signs in by user name."""

    def get_user(self, user_id: int) -> User | None:
        return _open_account(user_id)


class MailBackend(AuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """Signs in by what the settings allow, an address among it."""

    def get_user(self, user_id: int) -> User | None:
        return _open_account(user_id)


def _open_account(user_id: int) -> User | None:
    """Who has this key and is not deactivated. Every request asks, so the question is written once."""
    rows = _ACCOUNT.rows({Mark.USER: user_id})
    user = User.from_db(DEFAULT_DB_ALIAS, _OF_USER, rows[0]) if rows else None
    return user if user and user.is_active else None


_OF_USER = [field.attname for field in User._meta.concrete_fields]  # noqa: SLF001  # public, whatever its name


def _account() -> QuerySet[User, tuple[Any, ...]]:
    return User.objects.filter(pk=Mark.USER).values_list(*_OF_USER)


_ACCOUNT = Prepared(_account)


def first_visit(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """While there is no account, every page leads to the set-up page. Asks the database until there is one."""
    inhabited = False
    always_open = ("/healthz", settings.STATIC_URL)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        nonlocal inhabited
        # Accounts are closed, never deleted: once there is one, there is one for good.
        inhabited = inhabited or request.user.is_authenticated or User.objects.exists()
        if inhabited or request.path.startswith((reverse("setup"), reverse("language"), *always_open)):
            return get_response(request)
        return redirect("setup")

    return middleware
