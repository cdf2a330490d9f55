"""What was asked in an interview, marked by keyboard in a real browser, and without a script."""

import pytest
from playwright.sync_api import Browser, expect

from coding.models import Asked
from coding.services.guide import add_questions
from interviews.models import Member, Transcript
from tests.browser.conftest import OpenPage, sign_in
from tests.factories import make_transcript

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement.id"


@pytest.fixture
def interview(lea: Member, karim: Member, transactional_db: None) -> Transcript:
    add_questions(lea, ["Is your work planned?", "Do colleagues take part?", "Who decides?"])
    return make_transcript(
        lea.project,
        ("Interviewer", "So, is the work planned?"),
        ("Anna", "We plan each week."),
        ("Interviewer", "And colleagues, do they take part?"),
        ("Anna", "Some do."),
    )


def living() -> dict[str, str]:
    return dict(Asked.objects.living().values_list("question__key", "answer"))


def test_a_key_marks_and_the_focus_stays_with_its_question(
    browser_page: OpenPage, karim: Member, interview: Transcript
) -> None:
    page = browser_page(karim, f"/projects/night-shift/transcripts/{interview.pk}/guide/")
    for keys, place in (("ArrowDown", "is-your-work-planned"), ("y", "is-your-work-planned")):
        page.keyboard.press(keys)
        page.wait_for_function(f"{FOCUS} === '{place}'")
    expect(page.locator("#is-your-work-planned .state")).to_have_text("Asked")
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.locator("#do-colleagues-take-part .state")).to_have_text("Open: the proposal was wrong")
    page.wait_for_function(f"{FOCUS} === 'do-colleagues-take-part'")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.locator("#who-decides .state")).to_have_text("Not asked")
    page.wait_for_function(f"{FOCUS} === 'who-decides'")
    page.keyboard.press("z")
    expect(page.locator("#who-decides .state")).to_have_text("Open: nothing to propose")
    assert living() == {"is-your-work-planned": "asked", "do-colleagues-take-part": "refused"}


def test_all_of_it_works_without_a_script(chromium: Browser, site: str, karim: Member, interview: Transcript) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    sign_in(context, site, karim)
    page = context.new_page()
    page.goto(f"{site}/projects/night-shift/transcripts/{interview.pk}/guide/")
    page.get_by_role("button", name="Confirm all 2 proposals").click()
    page.locator("#who-decides").get_by_role("link", name="Choose the turn").click()
    page.get_by_label("Asked in which turn?").select_option("2")
    page.get_by_role("button", name="Asked there").click()
    expect(page.locator("#who-decides blockquote")).to_contain_text("And colleagues, do they take part?")
    assert set(living().values()) == {"asked"} and len(living()) == 3
    context.close()
