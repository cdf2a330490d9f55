"""The whole way of a round in a real browser: frozen codebook, plan, blind coding, submission, agreement, decision."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coding.models import Decision, Round, Snapshot
from coding.services.agreement import compute
from interviews.models import Member, Project, Role, Transcript
from tests.browser.conftest import go
from tests.browser.desk import TURNS, press, saved
from tests.factories import make_code, make_transcript
from tests.people import join

pytestmark = pytest.mark.browser
HERE = "/projects/night-shift"


@pytest.fixture
def five(project: Project, transactional_db: None) -> list[Transcript]:
    make_code(project, "planning", slot=0)
    make_code(project, "humour", slot=3)
    names = ("Anna", "Bruno", "Chloe", "Dora", "Emil")
    return [make_transcript(project, *TURNS, title=name, participant=name) for name in names]


def codes_and_submits(page: Page, site: str, title: str, *keys: str) -> None:
    """From her list into a transcript: the keys, then "done"."""
    go(page, f"{site}{HERE}/todo/")
    page.get_by_role("row", name=title).get_by_role("link").click()
    page.wait_for_selector("main[data-ready]")
    page.focus("main")
    press(page, *keys)
    saved(page)
    page.locator("form[action$='/done/'] button[name=done]").first.click()
    page.wait_for_load_state()


def test_a_round_from_its_plan_to_a_decision(
    browser_page: Any, site: str, project: Project, lea: Member, karim: Member, lena: Member, five: list[Transcript]
) -> None:
    nora = join(project, "nora", Role.CODER)
    lead = browser_page(lea, f"{HERE}/codebook/freeze/")
    lead.fill("textarea[name=note]", "As the literature has it")
    lead.locator("main button[type=submit]").last.click()
    lead.wait_for_load_state()

    go(lead, f"{site}{HERE}/rounds/")
    lead.get_by_role("button", name="Plan a round").first.click()
    lead.wait_for_selector("input[name=cell]")
    for number, one in enumerate(five):
        for coder in (karim, lena, nora) if number < 3 else (karim, lena):
            lead.check(f"input[name=cell][value='{one.pk}-{coder.pk}']")
    lead.fill("input[name=name]", "First")
    lead.click("button[name=save]")
    lead.get_by_role("link", name="Open the round").click()
    lead.wait_for_url("**/open/")
    expect(lead.locator("main")).to_contain_text("13 passes begin")
    lead.locator("main form button[type=submit]").last.click()
    lead.wait_for_url("**/rounds/1/")
    assert Round.objects.get().state == "open"

    for coder in (karim, lena, nora):
        page = browser_page(coder, f"{HERE}/todo/")
        for number, one in enumerate(five):
            if coder == nora and number > 2:
                continue
            first = ("ArrowDown", "1") if coder != lena else ("ArrowDown", "ArrowDown", "ArrowDown", "1")
            codes_and_submits(page, site, one.title, *first)
        hidden = page.goto(f"{site}{HERE}/rounds/1/agreement/")
        assert hidden is not None
        assert hidden.status in {403, 404}
    assert Round.objects.get().assignments.filter(done_at=None).count() == 0

    go(lead, f"{site}{HERE}/rounds/1/close/")
    lead.locator("main form button[type=submit]").last.click()
    lead.wait_for_load_state()
    snapshot = Snapshot.objects.get()
    if snapshot.results is None:
        compute(snapshot)  # what the worker does
    go(lead, f"{site}{HERE}/rounds/1/")
    expect(lead.locator("main")).to_contain_text("Planning")
    go(lead, f"{site}{HERE}/rounds/1/disagreements/1/")
    lead.focus("main")
    press(lead, "1", "r")
    lead.keyboard.type("As the rule says.")
    press(lead, "Enter")
    lead.wait_for_url("**last=1**")
    decided = Decision.objects.living().get()
    assert (decided.outcome, decided.reason) == ("keep", "As the rule says.")
