"""The first visit to an empty site."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from interviews.models import Member, User
from interviews.services.accounts import setup_notice, setup_token

pytestmark = pytest.mark.django_db

FIELDS = {"name": "Ada Blé", "username": "ada", "email": "ada@example.org", "password": "a rather long one"}


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/projects/night-shift/", "/preferences/"])
def test_every_page_of_an_empty_site_leads_to_the_set_up(path: str) -> None:
    assert Client().get(path)["Location"] == "/setup/"


def test_the_token_is_a_secret_of_the_server(data_dir: Path) -> None:
    token = setup_token()
    assert setup_token() == token
    assert len(token) == 32
    assert stat.S_IMODE((data_dir / "setup-token").stat().st_mode) == 0o600


def test_the_server_prints_the_address_with_the_token() -> None:
    output = StringIO()
    call_command("setup_token", stdout=output)
    assert f"/setup/?token={setup_token()}" in output.getvalue()
    assert f"/setup/?token={setup_token()}" in setup_notice()


def test_the_address_fills_the_token_in() -> None:
    assert f'value="{setup_token()}"' in Client().get(f"/setup/?token={setup_token()}").text


def test_the_first_account_is_made_and_signed_in(
    data_dir: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    browser = Client()
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post("/setup/", {**FIELDS, "token": setup_token()})
    assert response["Location"] == "/"
    user = User.objects.get()
    assert (user.username, user.name, user.is_superuser, user.is_staff) == ("ada", "Ada Blé", False, False)
    assert "New project" in browser.get("/").text
    assert not (data_dir / "setup-token").exists()


def test_a_wrong_token_makes_nothing() -> None:
    response = Client().post("/setup/", {**FIELDS, "token": "guessed"})
    assert response.status_code == 422
    assert "not the token" in response.text
    assert not User.objects.exists()


def test_a_weak_password_is_refused_with_the_reason() -> None:
    response = Client().post("/setup/", {**FIELDS, "token": setup_token(), "password": "ada"})
    assert response.status_code == 422
    assert "too short" in response.text


def test_once_there_is_an_account_the_set_up_is_closed(sam: User) -> None:
    token = setup_token()
    assert Client().get("/setup/")["Location"] == "/"
    assert Client().post("/setup/", {**FIELDS, "token": token})["Location"] == "/"
    assert User.objects.count() == 1
    assert setup_notice() == ""


def test_once_there_is_an_account_the_database_is_asked_no_more(
    sam: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = Client()
    browser.get("/accounts/login/")
    with django_assert_num_queries(0):
        browser.get("/accounts/login/")


def test_who_sets_up_is_member_of_nothing() -> None:
    Client().post("/setup/", {**FIELDS, "token": setup_token()})
    assert not Member.objects.exists()
