"""Signing in and out, lost passwords, second factors, sessions, and the end of an account."""

import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from interviews.models import Member, Project, Role, User
from interviews.services.accounts import reactivate
from tests.people import client_of, join

pytestmark = pytest.mark.django_db

PASSWORD = "a long password"
NEW_PASSWORD = "another long password"


def sign_in(client: Client, login: str, password: str = PASSWORD) -> HttpResponse:
    return client.post("/accounts/login/", {"login": login, "password": password})


def confirm(browser: Client) -> None:
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_one_signs_in_with_the_user_name(sam: User) -> None:
    response = sign_in(Client(), "sam")
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_one_signs_in_with_the_email(sam: User) -> None:
    assert sign_in(Client(), "sam@example.org").status_code == 302


def test_a_wrong_password_shows_the_form_again(sam: User) -> None:
    response = sign_in(Client(), "sam", "not the password")
    assert response.status_code in {200, 422}
    assert "not correct" in response.text


def test_nothing_pops_up_after_signing_in(sam: User) -> None:
    browser = Client()
    sign_in(browser, "sam")
    assert 'class="notice' not in browser.get("/").text


def test_after_signing_in_one_is_where_one_wanted_to_go(sam: User) -> None:
    response = Client().post("/accounts/login/?next=/preferences/", {"login": "sam", "password": PASSWORD})
    assert response["Location"] == "/preferences/"


def test_signing_out_takes_a_post(sam: User) -> None:
    browser = client_of(sam)
    assert browser.get("/accounts/logout/").status_code == 200
    assert browser.get("/").status_code == 200
    browser.post("/accounts/logout/")
    assert browser.get("/").status_code == 302


def test_sign_up_is_closed_and_says_how_accounts_come(sam: User) -> None:
    response = Client().get("/accounts/signup/")
    assert "Accounts come by invitation" in response.text
    Client().post("/accounts/signup/", {"email": "x@example.org", "username": "x", "password1": NEW_PASSWORD})
    assert not User.objects.filter(username="x").exists()


def test_without_mail_the_lost_password_page_names_the_host(sam: User, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = False
    response = Client().get("/accounts/password/reset/")
    assert "set_password_link" in response.text
    Client().post("/accounts/password/reset/", {"email": "sam@example.org"})
    assert mail.outbox == []


def test_with_mail_a_lost_password_is_reset_by_a_link(sam: User, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    Client().post("/accounts/password/reset/", {"email": "sam@example.org"})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body).group(1)
    browser = Client()
    form = browser.get(link, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert sign_in(Client(), "sam", NEW_PASSWORD).status_code == 302


def test_the_host_prints_a_link_that_resets_a_password_once(sam: User) -> None:
    output = StringIO()
    call_command("set_password_link", "sam", stdout=output)
    path = "/" + output.getvalue().strip().split("/", 3)[3]
    browser = Client()
    form = browser.get(path, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert sign_in(Client(), "sam", NEW_PASSWORD).status_code == 302
    assert "has been used" in Client().get(path, follow=True).text


def test_the_host_is_told_when_no_account_has_that_name(db: None) -> None:
    with pytest.raises(CommandError, match="No account is called nobody"):
        call_command("set_password_link", "nobody")


def test_a_new_password_signs_out_the_other_browsers(sam: User) -> None:
    browser, other = client_of(sam), client_of(sam)
    browser.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    sam.refresh_from_db()
    assert sam.check_password(NEW_PASSWORD)
    assert browser.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_the_second_factor_is_asked_for_after_the_password(sam: User) -> None:
    EmailAddress.objects.create(user=sam, email=sam.email, primary=True, verified=True)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(sam, secret)
    browser = Client()
    assert sign_in(browser, "sam")["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get("/").status_code == 302
    page = browser.get("/accounts/2fa/authenticate/")
    assert "code of your authenticator app" in page.text
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert browser.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    assert browser.get("/").status_code == 200


def test_an_authenticator_app_is_turned_on_and_off(sam: User) -> None:
    EmailAddress.objects.create(user=sam, email=sam.email, primary=True, verified=False)  # no mail, no verification
    browser = Client()
    sign_in(browser, "sam")
    confirm(browser)
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.text
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    browser.post("/accounts/2fa/totp/activate/", {"code": code})
    assert Authenticator.objects.filter(user=sam, type="totp").exists()
    assert "10 of 10 codes are unused" in browser.get("/accounts/2fa/recovery-codes/").text
    browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=sam, type="totp").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/sessions/",
        "/accounts/logout/",
    ],
)
def test_every_page_of_the_account_has_our_look_and_no_inline_script(sam: User, path: str) -> None:
    browser = Client()
    sign_in(browser, "sam")
    confirm(browser)
    page = browser.get(path)
    assert page.status_code == 200
    assert 'class="page-title"' in page.text
    scripts = re.findall(r"<script(?![^>]*(?:\ssrc=|application/json|importmap))[^>]*>", page.text)
    assert scripts == []
    assert not re.search(r"\son\w+=|\sstyle=", page.text)


@pytest.mark.parametrize("path", ["/accounts/reauthenticate/", "/accounts/2fa/totp/activate/"])
def test_what_concerns_safety_asks_again_who_it_is(sam: User, path: str) -> None:
    browser = client_of(sam)  # signed in, but not with a password a moment ago
    page = browser.get(path, follow=True)
    assert "Is it you?" in page.text


def test_sessions_are_listed_and_one_is_ended_there(sam: User) -> None:
    here, there = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/140.0"), Client()
    sign_in(here, "sam")
    sign_in(there, "sam")
    page = here.get("/accounts/sessions/")
    assert "Firefox on Linux" in page.text
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    here.post(f"/preferences/sessions/{other.pk}/end/")
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_nobody_ends_the_session_of_another(sam: User, olga: Member) -> None:
    other = Client()
    sign_in(other, "olga")
    session = UserSession.objects.get(user=olga.user)
    client_of(sam).post(f"/preferences/sessions/{session.pk}/end/")
    assert other.get("/").status_code == 200


def test_one_closes_the_own_account_with_the_password(karim: Member, olga: Member) -> None:
    browser = client_of(karim)
    assert browser.post("/preferences/deactivate/", {"password": "wrong"}).status_code == 422
    response = browser.post("/preferences/deactivate/", {"password": PASSWORD})
    assert response["Location"] == "/accounts/login/"
    karim.user.refresh_from_db()
    assert not karim.user.is_active
    assert browser.get("/").status_code == 302
    assert Member.objects.present().filter(pk=karim.pk).exists()


def test_the_last_owner_does_not_close_the_account(olga: Member, lea: Member) -> None:
    response = client_of(olga).post("/preferences/deactivate/", {"password": PASSWORD})
    assert response.status_code == 422
    assert "only owner of Night shift" in response.text
    olga.user.refresh_from_db()
    assert olga.user.is_active


def test_the_host_closes_an_account_and_ends_its_sessions(olga: Member) -> None:
    browser = Client()
    sign_in(browser, "olga")
    output, warnings = StringIO(), StringIO()
    call_command("deactivate", "olga", stdout=output, stderr=warnings)
    assert browser.get("/").status_code == 302
    assert UserSession.objects.count() == 0
    assert "night-shift has no owner" in warnings.getvalue()
    assert sign_in(Client(), "olga")["Location"] == "/accounts/inactive/"


def test_the_host_opens_an_account_again(sam: User) -> None:
    call_command("deactivate", "sam", stdout=StringIO())
    call_command("reactivate", "sam", stdout=StringIO())
    assert sign_in(Client(), "sam")["Location"] == "/"


def test_a_closed_owner_does_not_count_as_owner(project: Project, olga: Member) -> None:
    second = join(project, "otto", Role.OWNER)
    call_command("deactivate", "otto", stdout=StringIO())
    response = client_of(olga).post("/preferences/deactivate/", {"password": PASSWORD})
    assert response.status_code == 422
    reactivate(second.user)
    assert client_of(olga).post("/preferences/deactivate/", {"password": PASSWORD}).status_code == 302


def test_too_many_wrong_passwords_are_slowed_down(sam: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/5m/ip"}
    answers = [sign_in(Client(), "sam", "wrong password") for _ in range(3)]
    assert any("Too many" in answer.text for answer in answers)


def test_the_page_of_too_many_requests_has_our_look(sam: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/5m/ip"}
    answers = [sign_in(Client(), "sam", "wrong password") for _ in range(3)]
    assert answers[-1].status_code == 429
    assert "Too many attempts in a short time" in answers[-1].text
