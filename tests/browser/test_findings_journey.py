"""From the reports to the talk, as a lead does it: tables, a drafted sentence, quotes, what moves, the pack."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from interviews.models import Member, Project, Transcript
from reports.models import Finding, Snapshot
from reports.pack import Pack
from reports.services import packs
from tests.browser.conftest import OpenPage, axe_violations, go
from tests.reports.conftest import mark
from tests.reports.talks import Talk, make_talk

pytestmark = pytest.mark.browser
REPORTS = "/projects/night-shift/reports/"
WORDS = {
    "en": {"claim": "Private participants plan far more often.", "can": "What 6 against 5 can show at all"},
    "fr": {"claim": "Le privé planifie bien plus souvent.", "can": "Ce que 6 contre 5 peuvent montrer"},
}


@pytest.fixture
def talk(project: Project, olga: Member, karim: Member, lena: Member, transactional_db: None, monkeypatch: Any) -> Talk:
    """A study for a talk, whose packs are one small file: how they are written is another test's matter."""

    def files(pack: Pack) -> Iterator[tuple[str, Any]]:
        yield f"{pack.stem}.txt", lambda target: target.write(pack.title.encode())

    monkeypatch.setattr(packs, "files_of", files)
    return make_talk(olga, karim, lena)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_the_reports_to_the_talk(
    language: str, talk: Talk, browser_page: OpenPage, olga: Member, karim: Member, site: str, tmp_path: Path
) -> None:
    olga.user.language = language
    olga.user.save()
    page, words = browser_page(olga, REPORTS, locale=language), WORDS[language]
    ranks_and_compares(page, site, words)
    sees_dots(page, site)
    number = writes_a_finding(page, site, words["claim"])
    chooses_quotes(page)
    depends_on_who_coded(page)

    for one in (7, 8, 9):
        mark(karim, Transcript.objects.get(title=f"Interview {one}"), talk.planning, "We plan nothing.")
    go(page, f"{site}{REPORTS}findings/{number}/")
    turns_stale_and_shows_what_moved(page)

    snapshot = takes_a_snapshot(page, site)
    go(page, f"{site}{REPORTS}disclosure/?for=public")
    expect(page.locator("h1")).to_be_visible()
    makes_a_pack(page, site, snapshot, tmp_path)


def ranks_and_compares(page: Page, site: str, words: dict[str, str]) -> None:
    """By the list on the left; a number opens its passages beside the table, and Escape closes them."""
    page.locator(f".side-nav a[href='{REPORTS}sample/']").click()
    expect(page.locator(".side-nav [aria-current=page]")).to_have_attribute("href", f"{REPORTS}sample/")
    go(page, f"{site}{REPORTS}ranking/?branch=practices&basis=union")
    expect(page.locator("tbody .row-plot__dot")).to_have_count(page.locator("tbody tr").count())
    go(page, f"{site}{REPORTS}comparison/?attribute=sector&basis=union")
    expect(page.locator("details.report-fold table")).to_be_hidden()
    page.locator("details.report-fold summary", has_text=words["can"]).click()
    expect(page.locator("details.report-fold table")).to_be_visible()
    row = page.locator("table.has-plot tbody tr").nth(1)
    expect(row.locator(".crosstab__amount").first).to_contain_text("5")
    row.locator("a.crosstab__cell").first.click()
    expect(page.locator("#cell mark").first).to_be_visible()
    assert "cell=planning%3Aprivate" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#cell")).to_be_hidden()


def sees_dots(page: Page, site: str) -> None:
    go(page, f"{site}{REPORTS}dispersion/?attribute=sector&basis=union")
    expect(page.locator(".chart__plot circle")).to_have_count(6 + 5)
    expect(page.locator(".draft")).not_to_be_empty()
    page.locator(".draft-panel a.button--primary").click()
    expect(page.locator("[name=claim_en]")).not_to_be_empty()


def writes_a_finding(page: Page, site: str, claim: str) -> int:
    """From a code of the comparison, in one's own words."""
    go(page, f"{site}{REPORTS}comparison/?attribute=sector&basis=union")
    page.select_option("[name=code]", "planning")
    page.locator("form:has([name=code]) button").click()
    for name in ("claim_en", "claim_fr"):
        page.fill(f"[name={name}]", claim)
    page.fill("[name=points]", "40")
    page.locator("main form button.button--primary").click()
    expect(page.locator("h1")).to_have_text(claim)
    return Finding.objects.latest("number").number


def chooses_quotes(page: Page) -> None:
    """Two quotes and a negative case."""
    page.locator(".finding-panel a[href$='/quotes/']").click()
    for at, role in enumerate(("supports", "supports", "against")):
        page.locator(".quote-choices > li").nth(at).locator(f"button[value={role}]").click()
        page.wait_for_load_state()
    page.locator("main a[href*='/findings/']").first.click()
    expect(page.locator(".finding-panel blockquote")).to_have_count(3)


def depends_on_who_coded(page: Page) -> None:
    """It holds under its own basis, and can't be said where one coder read nobody of a group."""
    expect(page.locator(".sensitivity .is-own .sensitivity__holds")).to_have_count(1)
    assert page.locator(".sensitivity tbody tr").count() > page.locator(".sensitivity__holds").count()
    expect(page.locator(".strength [aria-current]")).to_contain_text("60")


def turns_stale_and_shows_what_moved(page: Page) -> None:
    """One of five became four: then and now, with the difference and its word; who accepts stands by it again."""
    moved = page.locator(".stale__moves tbody tr")
    expect(moved).to_have_count(3)
    assert [text.split()[0] for text in moved.nth(0).locator("td").all_inner_texts()] == ["1", "4"]
    expect(page.locator(".sensitivity .is-own .sensitivity__was")).to_have_count(1)
    expect(page.locator(".sensitivity .is-own .sensitivity__flips")).to_have_count(1)
    assert axe_violations(page) == []
    page.locator(".stale .button--primary").click()
    expect(page.locator(".stale")).to_have_count(0)


def takes_a_snapshot(page: Page, site: str) -> Snapshot:
    go(page, f"{site}{REPORTS}snapshots/")
    page.locator("main form button.button--primary").click()
    page.wait_for_url("**/snapshots/*/")
    return Snapshot.objects.latest("number")


def makes_a_pack(page: Page, site: str, snapshot: Snapshot, folder: Path) -> None:
    go(page, f"{site}{REPORTS}packs/")
    page.select_option("[name=snapshot]", str(snapshot.number))
    page.locator("main form button.button--primary").click()
    page.wait_for_load_state()
    go(page, f"{site}{REPORTS}packs/")
    with page.expect_download() as waiting:
        page.locator("main a[href*='/packs/']").first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert f"snapshot-{snapshot.number}" in path.name
    assert len(ZipFile(path).namelist()) == 1
