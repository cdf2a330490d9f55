"""Every page of the site in a real browser: open to everybody, at every size, in both themes and languages.

The pages come from the resolver: one that gets an address is walked here, and fails for want of a row to open it with.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from interviews.models import Member, Project, Role, User
from interviews.services.accounts import setup_token
from interviews.services.team import invite
from tests.browser.conftest import axe_violations, go
from tests.rules.addresses import Study, addresses, make_study

pytestmark = pytest.mark.browser

# Addresses that answer a signed-in owner's GET with something else than a page.
NOT_PAGES = {
    "snapshot_document": "a document as a file",
    "changes": "JSON for the coding screen",
    "code_old_address": "leads on to the code's page",
    "transcript_original": "the file as it came",
    "codebook_version_file": "a version as a file",
    "memo_restore": "takes a POST alone",
    "saved_query": "leads on to its query",
    "pack": "an archive",
    "methods_document": "a document",
    "round": "leads on: a closed round shows its agreement",
    "round_open": "leads on: the round is closed",
    "round_close": "leads on: the round is closed",
    "session_end": "takes a POST alone",
    "setup": "closed for good; walked below, on an empty site",
    "invitation": "needs a live token; walked below",
    "account_login": "leads on; walked below, signed out",
    "account_signup": "leads on; walked below, signed out",
    "account_confirm_email": "needs a key from a mail",
    "account_reset_password_from_key": "needs a key from a mail",
    "account_set_password": "leads to the change of the password",
    "account_confirm_login_code": "leads on: nobody is half signed in",
    "mfa_authenticate": "leads on: nobody is half signed in",
    "mfa_login_webauthn": "JSON for the passkey",
    "mfa_reauthenticate": "leads to the page that asks for the password",
    "mfa_reauthenticate_webauthn": "leads to the page that asks for the password",
    "mfa_deactivate_totp": "there is none to switch off yet",
    "mfa_view_recovery_codes": "there are none yet",
    "mfa_download_recovery_codes": "there are none yet",
    "mfa_edit_webauthn": "there is no passkey yet",
    "mfa_remove_webauthn": "there is no passkey yet",
}
QUERIES = {
    "passages": "?code=planning",
    "crosstab": "?attribute=sector&basis=union",
    "query": "?code1=planning&op2=or&code2=culture&by=sector&basis=union",
}
LOOKS = [("en", 1280, "light"), ("fr", 360, "dark")]
SAMPLE = ("projects", "project", "participants", "crosstab", "codebook", "code", "preferences", "upload")

# The widest page may be no wider than the window; a wide matrix scrolls in a frame of its own.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Every stop of the Tab key that shows; a group of radio buttons is one stop.
STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(
  (one) => one.tabIndex >= 0 && !one.disabled && one.type !== 'hidden'
    && one.checkVisibility({visibilityProperty: true}) && !(one.type === 'radio' && !one.checked)
).map((one, at) => { one.dataset.stop = at; return one.outerHTML.slice(0, 100); })"""
FOCUS = """() => {
  const one = document.activeElement;
  const marks = [one, one.closest('label'), one.parentElement].filter(Boolean).map((box) => getComputedStyle(box));
  return {
    stop: one.dataset.stop ?? null,
    seen: marks.some((s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'),
    html: one.outerHTML.slice(0, 100),
  };
}"""


@pytest.fixture
def study(project: Project, olga: Member, karim: Member, transactional_db: None) -> Study:
    return make_study(project, olga, karim)


def page_addresses(study: Study) -> Iterator[tuple[str, str]]:
    """(name, address) of all that may be a page."""
    for one in addresses():
        if not one.name or ("any", "kind") in map(one.row, one.places) or one.name in NOT_PAGES:
            continue
        yield one.name, one.filled(study.project.key, study.values) + QUERIES.get(one.name, "")


def look_at(chromium: Browser, language: str, width: int, theme: Any) -> Page:
    """A window of this size, theme and language."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, locale=language)
    return context.new_page()


def sign_in_by_form(page: Page, site: str, who: User, language: str) -> None:
    """As a person does it, so that the pages which ask for a fresh sign-in open."""
    User.objects.filter(pk=who.pk).update(language=language)
    page.goto(f"{site}/accounts/login/")
    page.fill("input[name=login]", who.username)
    page.fill("input[name=password]", "a long password")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/accounts/reauthenticate/")
    page.fill("input[name=password]", "a long password")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/")


def faults(page: Page, url: str, language: str) -> list[str]:
    """What is wrong with a page for those who read it; nothing for an address that takes a POST alone."""
    answer = page.request.get(url)
    if answer.status == 405:
        return []
    wrong: list[str] = []
    if answer.status != 200:
        return [f"answers {answer.status}"]
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    go(page, url)
    if page.url.split("?")[0] != url.split("?", maxsplit=1)[0]:
        wrong.append(f"leads to {page.url}")
    if (sideways := page.evaluate(OVERFLOW)) > 0:
        wrong.append(f"scrolls sideways by {sideways} px")
    if page.locator("html").get_attribute("lang") != language:
        wrong.append("is in another language")
    if page.locator("h1").count() != 1:
        wrong.append("has not one h1")
    wrong += axe_violations(page)
    return wrong


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS, ids=str)
def test_every_page_is_open_to_everybody(
    chromium: Browser, site: str, study: Study, olga: Member, language: str, width: int, theme: str
) -> None:
    page = look_at(chromium, language, width, theme)
    sign_in_by_form(page, site, olga.user, language)
    found: dict[str, list[str]] = {}
    for name, address in page_addresses(study):
        if name == "account_logout":
            continue
        tab = page.context.new_page()
        if wrong := faults(tab, site + address, language):
            found[name] = wrong
        tab.close()
    page.context.close()
    assert found == {}, found


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS, ids=str)
def test_every_page_of_someone_signed_out(
    chromium: Browser, site: str, olga: Member, language: str, width: int, theme: str
) -> None:
    _, token = invite(olga.project, by=olga, role=Role.CODER, email="", at=timezone.now())
    ways_in = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", f"/invitations/{token}/"]
    page = look_at(chromium, language, width, theme)
    found = {address: faults(page, site + address, language) for address in ways_in}
    page.context.close()
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS, ids=str)
def test_the_set_up_of_an_empty_site(
    chromium: Browser, site: str, settings: Any, tmp_path: Path, language: str, width: int, theme: str
) -> None:
    settings.DATA_DIR = tmp_path
    page = look_at(chromium, language, width, theme)
    wrong = faults(page, f"{site}/setup/?token={setup_token()}", language)
    page.context.close()
    assert wrong == []


@pytest.mark.parametrize("name", SAMPLE)
def test_the_tab_key_reaches_everything_and_shows_where_it_is(
    chromium: Browser, site: str, study: Study, olga: Member, name: str
) -> None:
    page = look_at(chromium, "en", 1280, "light")
    sign_in_by_form(page, site, olga.user, "en")
    go(page, site + dict(page_addresses(study))[name])
    stops = page.evaluate(STOPS)
    reached, unseen = set(), []
    for _ in range(len(stops) + 3):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        reached.add(focus["stop"])
        if focus["stop"] is not None and not focus["seen"]:
            unseen.append(focus["html"])
    page.context.close()
    assert [html for at, html in enumerate(stops) if str(at) not in reached] == []
    assert unseen == []
