"""Proposing a code, and the choice where two codes of a group meet, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import expect

from coding.models import Code, Proposal
from coding.services.groups import make_group
from coding.services.rounds import create_round, open_round, plan_round
from coding.services.versions import freeze
from interviews.models import Member, Transcript
from tests.browser.desk import codings, press, said, saved
from tests.coding.rounds import MONDAY

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(lea: Member, karim: Member, transcript: Transcript) -> None:
    freeze(lea, note="First")
    draft = create_round(lea.project, by=lea, at=MONDAY)
    plan_round(draft, by=lea, cells=[(transcript.pk, karim.pk)])
    open_round(draft, by=lea, at=MONDAY)


def test_a_code_is_proposed_with_one_key_and_used_at_once(
    desk: Any, karim: Member, transcript: Transcript, opened: None
) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "p")
    expect(page.locator(".palette__input")).to_have_attribute("aria-label", "Name of the code you propose")
    page.keyboard.type("Silent work")
    expect(page.locator("#palette [role=option]")).to_have_text("+Propose “Silent work”")
    press(page, "Enter")
    saved(page)
    expect(page.locator("#codes .swatch--proposed")).to_be_visible()
    press(page, "ArrowDown", ".")
    saved(page)
    assert Proposal.objects.get().code.label_en == "Silent work"
    assert len(codings(transcript)) == 2


def test_the_palette_proposes_what_it_does_not_find(desk: Any, karim: Member, opened: None) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "Enter")
    page.keyboard.type("Silent work")
    press(page, "Enter")
    saved(page)
    assert Code.objects.get(label_en="Silent work").proposed_by == karim


def test_without_a_round_the_key_says_so(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "p")
    said(page, "No round is open: codes are not proposed now.")


@pytest.mark.parametrize(
    ("button", "left"),
    [("Keep both", {0, 1}), ("Keep only", {1}), ("Remove", {0})],
)
def test_two_of_a_group_ask_which_one_stays(
    desk: Any, lea: Member, karim: Member, transcript: Transcript, button: str, left: set[int]
) -> None:
    codes = [*Code.objects.filter(heading=False).order_by("position", "pk")[:2]]
    make_group(lea, name="Tone", codes=codes)
    page = desk(karim)
    press(page, "ArrowDown", "1")
    saved(page)
    expect(page.locator("#only-one")).to_be_hidden()
    press(page, "2")
    saved(page)
    expect(page.locator("#only-one")).to_be_visible()
    press(page, "F6")
    expect(page.locator("#only-one")).to_be_focused()
    page.focus(f"#only-one button:has-text('{button}')")
    press(page, "Enter")
    expect(page.locator("#only-one")).to_be_hidden()
    saved(page)
    page.wait_for_timeout(300)
    assert {key for key, _words in codings(transcript)} == {codes[place].key for place in left}
