"""Guessing a password is limited, with the database cache that all processes share."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from interviews.models import Member


@pytest.fixture
def production_cache(settings: Any, db: None) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
    settings.ACCOUNT_RATE_LIMITS = {}  # the library's own limits, as in production
    call_command("createcachetable", verbosity=0)


def sign_in(username: str, password: str) -> str:
    answer = Client().post("/accounts/login/", {"login": username, "password": password})
    return "in" if answer.status_code == 302 else answer.content.decode()


def test_a_password_is_guessed_five_times_at_most(production_cache: None, lea: Member) -> None:
    for _ in range(5):
        assert "Too many" not in sign_in("lea", "a wrong password")

    assert "Too many failed login attempts" in sign_in("lea", "a long password")


def test_an_address_of_ones_own_invention_does_not_help(production_cache: None, lea: Member, settings: Any) -> None:
    def guess(number: int) -> str:
        headers = {"x-forwarded-for": f"203.0.113.{number}"}
        form = {"login": f"nobody{number}", "password": "a wrong password"}
        return Client().post("/accounts/login/", form, headers=headers).content.decode()

    answers = [guess(number) for number in range(11)]

    assert "Too many" not in answers[0]
    assert "Too many" in answers[10]
