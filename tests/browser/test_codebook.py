"""The codebook's pages by keyboard, in a real browser."""

import pytest
from playwright.sync_api import expect

from coding.models import Code
from interviews.models import Member, Project
from tests.browser.conftest import OpenPage
from tests.factories import make_code

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.querySelector('.tree__name')?.textContent"


def test_a_code_moved_by_key_keeps_the_focus_for_the_next_key(
    browser_page: OpenPage, lea: Member, project: Project
) -> None:
    for place, key in enumerate(("alpha", "beta", "gamma")):
        make_code(project, key, position=place)
    page = browser_page(lea, "/projects/night-shift/codebook/codes/gamma/")
    page.focus(".tree__row[aria-current=page]")
    for order in (["alpha", "gamma", "beta"], ["gamma", "alpha", "beta"]):
        page.keyboard.press("Alt+ArrowUp")
        expect(page.locator(".tree__name")).to_have_text([Code.objects.get(key=key).label for key in order])
        page.wait_for_selector("html[data-started]", state="attached")
        assert page.evaluate(FOCUSED) == Code.objects.get(key="gamma").label
