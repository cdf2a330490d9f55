"""What each person chooses: name, language, theme, single keys."""

import pytest
from django.test import Client

from interviews.models import User
from tests.people import client_of

pytestmark = pytest.mark.django_db


def test_one_chooses_name_language_theme_and_keys(sam: User) -> None:
    browser = client_of(sam)
    response = browser.post("/preferences/", {"name": "Sam Roy", "language": "fr", "theme": "dark"})
    assert response["Location"] == "/preferences/"
    sam.refresh_from_db()
    assert (sam.name, sam.language, sam.theme, sam.single_keys) == ("Sam Roy", "fr", "dark", False)
    page = browser.get("/preferences/")
    assert 'lang="fr"' in page.text
    assert 'data-theme="dark"' in page.text


def test_a_language_that_we_do_not_speak_is_refused(sam: User) -> None:
    response = client_of(sam).post("/preferences/", {"name": "Sam", "language": "tlh", "theme": "dark"})
    assert response.status_code == 422
    sam.refresh_from_db()
    assert sam.theme == "system"


def test_a_refused_form_does_not_rename_the_page(sam: User) -> None:
    response = client_of(sam).post("/preferences/", {"name": "Nobody", "language": "", "theme": "pink"})
    assert '<span class="account__name">Sam</span>' in response.text


def test_the_language_button_keeps_the_choice_in_the_account(sam: User) -> None:
    response = client_of(sam).post("/language/", {"language": "fr", "next": "/preferences/"})
    assert response["Location"] == "/preferences/"
    sam.refresh_from_db()
    assert sam.language == "fr"


def test_someone_signed_out_chooses_the_language_of_the_sign_in_page(sam: User) -> None:
    browser = Client()
    browser.post("/language/", {"language": "fr", "next": "/accounts/login/"})
    assert '<html lang="fr"' in browser.get("/accounts/login/").text


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_language_button_leads_to_this_site_only(sam: User, target: str) -> None:
    assert Client().post("/language/", {"language": "fr", "next": target})["Location"] == "/"


def test_an_unknown_language_changes_nothing(sam: User) -> None:
    client_of(sam).post("/language/", {"language": "xx"})
    sam.refresh_from_db()
    assert sam.language == "en"


def test_the_language_is_changed_by_post_only(sam: User) -> None:
    assert Client().get("/language/").status_code == 405


def test_preferences_are_for_those_signed_in(sam: User) -> None:
    assert Client().get("/preferences/")["Location"] == "/accounts/login/?next=/preferences/"
