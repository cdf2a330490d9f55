"""Deciding a disagreement by keyboard, by selecting in the text, and without a script, in a real browser."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from coding.models import CodingState, Decision, Disagreement, Snapshot
from coding.models.codings import Layer
from coding.services.decisions import settle
from interviews.models import Member, Project, User
from tests.browser.conftest import axe_violations, go, sign_in
from tests.browser.desk import press, said
from tests.disagreements import make_disagreement, make_round
from tests.factories import make_code, make_transcript

pytestmark = pytest.mark.browser

ADDRESS = "/projects/night-shift/rounds/1/disagreements/"
WORDS = "We plan each week 🙂. We post each day. We listen."


@pytest.fixture
def study(project: Project, karim: Member, lena: Member, transactional_db: None) -> SimpleNamespace:
    planning, posting = make_code(project, "planning", slot=0), make_code(project, "posting", slot=9)
    talk = make_transcript(project, ("Interviewer", "How do you plan?"), ("A", WORDS), title="Anna")
    round_ = make_round(project)
    Snapshot.objects.update(results={})
    sides = {karim: ["We plan each week 🙂."], lena: ["each week 🙂. We post each day."]}
    make_disagreement(round_, talk, planning, sides, share=0.5)
    make_disagreement(round_, talk, planning, {karim: ["We listen."], lena: []}, kind="substitution", share=0.3)
    make_disagreement(round_, talk, posting, {karim: [], lena: ["We listen."]}, kind="substitution", share=0.2)
    return SimpleNamespace(talk=talk)


@pytest.fixture
def screen(browser_page: Any, study: SimpleNamespace, lea: Member) -> Any:
    def open_screen(query: str = "1/", **options: Any) -> Page:
        return browser_page(lea, f"{ADDRESS}{query}", **options)

    return open_screen


def decided() -> list[tuple[int, str, str, str]]:
    rows = Decision.objects.living().order_by("disagreement__number")
    return [(one.disagreement.number, one.outcome, one.reason, one.manner) for one in rows]


def kept() -> list[str]:
    states = CodingState.objects.filter(coding__layer=Layer.CONSENSUS, died=None).order_by("start")
    return [state.text.text[state.start : state.end] for state in states.select_related("text")]


def test_a_whole_queue_is_decided_by_keyboard(screen: Any) -> None:
    page = screen()
    press(page, "4")
    said(page, "Chosen Intersection")
    press(page, "d")
    said(page, "In discussion")
    press(page, "r")
    page.keyboard.type("Only the common words fit.")
    press(page, "Enter")
    page.wait_for_url("**/2/?manner=discussion&last=1")
    expect(page.locator(".keys__end")).to_contain_text("No. 1 is decided: intersection, in discussion.")
    said(page, "No. 1 is decided: intersection, in discussion.")
    assert decided() == [(1, "intersection", "Only the common words fit.", "discussion")]
    assert kept() == ["each week 🙂."]
    page.wait_for_selector("html[data-started]", state="attached")
    press(page, "s", "7")
    press(page, "Enter")
    page.wait_for_url("**/disagreements/?*just=2")
    expect(page.locator("[role=status]", has_text="2 disagreements are settled")).to_be_visible()
    assert [one[:2] for one in decided()] == [(1, "intersection"), (2, "neither"), (3, "neither")]


def test_undo_note_help_and_the_way_through_the_queue(screen: Any) -> None:
    page = screen()
    press(page, "3", "Enter")
    page.wait_for_url("**/2/?last=1")
    page.wait_for_selector("html[data-started]", state="attached")
    press(page, "z")
    page.wait_for_url("**/1/")
    expect(page.locator(".messages")).to_contain_text("Undone: no. 1 is open again.")
    assert decided() == []
    page.wait_for_selector("html[data-started]", state="attached")
    press(page, "?")
    expect(page.locator("#all-keys")).to_be_visible()
    press(page, "Escape", "ArrowDown")
    page.wait_for_url("**/2/")
    page.wait_for_selector("html[data-started]", state="attached")
    press(page, "k")
    page.wait_for_url("**/1/")
    page.wait_for_selector("html[data-started]", state="attached")
    press(page, "n")
    expect(page.locator("#notes textarea")).to_be_focused()


def test_what_somebody_else_decided_is_not_undone_by_a_key(screen: Any, olga: Member) -> None:
    settle(Disagreement.objects.get(number=1), by=olga, outcome="union")
    page = screen()
    press(page, "z")
    page.wait_for_timeout(300)
    assert [one[:2] for one in decided()] == [(1, "union")]


def test_another_extent_is_moved_by_words_and_kept_as_it_shows(screen: Any) -> None:
    page = screen()
    press(page, "5", "Shift+ArrowLeft", "Shift+Alt+ArrowRight")
    expect(page.locator("[data-own-words]")).to_have_text("plan each week 🙂. We post each")
    press(page, "Enter")
    page.wait_for_url("**/2/?last=1")
    assert kept() == ["plan each week 🙂. We post each"]


def test_sentences_that_are_chosen_are_what_is_kept(screen: Any) -> None:
    page = screen()
    press(page, "5")
    expect(page.locator("[data-own-words]")).to_have_text("We plan each week 🙂. We post each day.")
    page.select_option("#own-last", label="We listen.")
    expect(page.locator("[data-own-words]")).to_have_text(WORDS)
    page.locator(".decide-form__send").click()
    page.wait_for_url("**/2/?last=1")
    assert kept() == [WORDS]


def test_another_extent_is_what_is_selected_in_the_text(screen: Any) -> None:
    page = screen()
    page.locator("#turns .tx").nth(1).evaluate(
        """(body) => {
          const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
          let node = walker.nextNode();
          while (!node.data.includes('post')) node = walker.nextNode();
          const at = node.data.indexOf('post');
          getSelection().setBaseAndExtent(node, at, node, at + 'post each'.length);
        }"""
    )
    expect(page.locator("[value=own]")).to_be_checked()
    expect(page.locator("[data-own-words]")).to_have_text("post each")
    page.locator(".decide-form__send").click()
    page.wait_for_url("**/2/?last=1")
    assert kept() == ["post each"]


def test_brackets_stand_beside_the_words_of_each_side_and_of_what_is_chosen(screen: Any) -> None:
    page = screen()
    expect(page.locator(".bracket")).to_have_count(2)
    press(page, "6")
    expect(page.locator(".bracket.is-chosen")).to_have_count(2)
    press(page, "7")
    expect(page.locator(".bracket.is-chosen")).to_have_count(0)


def test_keys_of_one_character_can_be_off(screen: Any, lea: Member) -> None:
    User.objects.filter(pk=lea.user.pk).update(single_keys=False)
    page = screen()
    press(page, "4", "r")
    expect(page.locator("[name=choice]:checked")).to_have_count(0)
    expect(page.locator("#reason")).not_to_be_focused()


def test_without_a_script_the_forms_do_it_all(
    chromium: Browser, site: str, study: SimpleNamespace, lea: Member
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    sign_in(context, site, lea)
    page = context.new_page()
    page.goto(f"{site}{ADDRESS}1/")
    page.locator("label.decide-choice", has_text="Other extent").click()
    page.select_option("#own-last", label="We listen.")
    page.fill("#reason", "All of it")
    page.get_by_role("button", name="Decide").click()
    page.wait_for_url("**/2/?last=1")
    assert kept() == [WORDS]
    page.locator(".keys__end").get_by_role("button", name="Undo").click()
    page.wait_for_url("**/1/")
    page.goto(f"{site}{ADDRESS}")
    page.check("#n2 [name=pick]")
    page.check("#n3 [name=pick]")
    page.select_option("#together-outcome", "union")
    page.get_by_role("button", name="Settle them").click()
    page.wait_for_url("**/?just=2")
    assert [one[:2] for one in decided()] == [(2, "union"), (3, "union")]
    context.close()


def test_all_of_a_page_are_ticked_at_once(browser_page: Any, study: SimpleNamespace, lea: Member) -> None:
    page = browser_page(lea, ADDRESS)
    page.get_by_label("all on this page").check()
    expect(page.locator("[name=pick]:checked")).to_have_count(3)
    page.locator("#n2 [name=pick]").uncheck()
    assert page.get_by_label("all on this page").evaluate("(one) => one.indeterminate")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_every_state_of_the_screen_is_open_to_everybody(screen: Any, site: str, width: int, theme: Any) -> None:
    page = screen(width=width, color_scheme=theme)
    page.locator("label.decide-choice", has_text="Other extent").click()
    found = axe_violations(page)
    go(page, f"{site}{ADDRESS}1/?rule=use-when")
    found += axe_violations(page)
    go(page, f"{site}{ADDRESS}1/")
    page.locator("label.decide-choice", has_text="Neither").click()
    page.locator(".decide-form__send").click()
    page.wait_for_url("**/2/?last=1")
    go(page, f"{site}{ADDRESS}1/")
    found += axe_violations(page)
    go(page, f"{site}{ADDRESS}?state=all")
    found += axe_violations(page)
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
