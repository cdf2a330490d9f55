"""The panel of a coding beside its text, and the judgements after it, in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coding.models import CodingState, Memo
from interviews.models import Member, Project, Transcript
from tests.browser.conftest import axe_violations
from tests.browser.desk import press, saved
from tests.factories import make_code, make_transcript

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement.id"


def test_the_details_open_and_close_by_keyboard(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "3")
    saved(page)
    press(page, "[", "Enter")
    expect(page.locator("#details h2")).to_have_text("Humour")
    page.click("#details button:has-text('denies')")
    expect(page.locator("#details button[aria-pressed=true]")).to_have_text("denies")
    assert CodingState.objects.filter(died=None).get().direction == "denies"
    page.focus("#details")
    press(page, "Escape")
    expect(page.locator("#details")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_memo_is_written_without_leaving_the_page(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "2")
    saved(page)
    press(page, "[", "m")
    expect(page.locator("#details textarea")).to_be_focused()
    page.keyboard.type("Said with a smile")
    page.click("text=Add the memo")
    expect(page.locator("#details .memo__text")).to_have_text("Said with a smile")
    assert Memo.objects.get().on_coding.uid == CodingState.objects.get().coding.uid


def test_a_memo_begun_outlives_the_panel(desk: Any, karim: Member) -> None:
    page = coded(desk(karim))
    press(page, "m")
    expect(page.locator("#details textarea")).to_be_focused()
    page.keyboard.type("Half a thought")
    page.click("#details button:has-text('denies')")
    expect(page.locator("#details button[aria-pressed=true]")).to_have_text("denies")
    expect(page.locator("#details textarea")).to_have_value("Half a thought")
    page.focus("#details textarea")
    press(page, "Escape")
    expect(page.locator("#details")).to_be_hidden()
    press(page, "m")
    expect(page.locator("#details textarea")).to_have_value("Half a thought")
    press(page, "Control+Enter")
    expect(page.locator("#details .memo__text")).to_have_text("Half a thought")
    expect(page.locator("#details textarea")).to_have_value("")
    assert Memo.objects.get().text == "Half a thought"


def test_what_was_chosen_in_the_panel_keeps_the_focus(desk: Any, karim: Member) -> None:
    page = coded(desk(karim))
    press(page, "Enter")
    page.click("#details button:has-text('mixed')")
    expect(page.locator("#details button[aria-pressed=true]")).to_have_text("mixed")
    assert page.evaluate(FOCUS) == "direction-mixed"
    page.focus("main")
    press(page, "Escape", "Escape")
    expect(page.locator("#details")).to_be_hidden()
    expect(page.locator(".stripe-label small").first).to_have_text("mixed")


def test_a_case_rating_keeps_the_focus_and_done_stays_in_view(
    browser_page: Any, karim: Member, project: Project, transactional_db: None
) -> None:
    make_code(project, "culture", rated="participant", scale=[{"value": 1, "en": "low"}, {"value": 2, "en": "high"}])
    turns = [("Anna", "A sentence that goes on for a while, as people do. " * (1 + n % 9)) for n in range(60)]
    long = make_transcript(project, *turns, participant="Anna")
    page = browser_page(karim, f"/projects/night-shift/transcripts/{long.pk}/code/")
    page.wait_for_selector("main[data-ready]")
    page.click(".case-rating button:has-text('high')")
    expect(page.locator(".case-rating button[aria-pressed=true]")).to_contain_text("high")
    assert page.evaluate(FOCUS).endswith("-2")
    page.click("button[name=done][value='1']")
    page.wait_for_selector("main[data-ready]")
    expect(page.locator("button[name=done][value='0']")).to_be_in_viewport()


def coded(page: Page) -> Page:
    """The page with a deniable code on its first sentence, in focus."""
    press(page, "ArrowDown", "3")
    saved(page)
    press(page, "[")
    return page


def test_a_turns_link_opens_its_codings_its_sentences_and_its_address(desk: Any, karim: Member) -> None:
    page = coded(desk(karim))
    page.focus("#t0 .sum")
    press(page, "Enter")
    box = page.locator("#turn-box")
    expect(box).to_be_visible()
    expect(box.locator(".rows li")).to_have_count(1)
    expect(box.locator("#turn-link")).to_have_value(re.compile(r"/code/#t0$"))
    assert axe_violations(page) == []
    box.locator("#code").select_option(index=0)
    box.locator("text=Code the passage").click()
    expect(box.locator("[role=status]")).to_contain_text("Coded:")
    expect(box.locator(".rows li")).to_have_count(2)
    press(page, "Escape")
    expect(box).to_be_hidden()
    expect(page.locator("#t0 .sum")).to_contain_text("2 codings")
    assert CodingState.objects.filter(died=None).count() == 2


def test_a_coding_in_a_turns_dialog_leads_to_its_panel(desk: Any, karim: Member) -> None:
    page = coded(desk(karim))
    page.focus("#t0 .sum")
    press(page, "Enter")
    page.locator("#turn-box [data-uid]").click()
    expect(page.locator("#turn-box")).to_be_hidden()
    expect(page.locator("#details h2")).to_be_visible()
