"""The coding screen in a real browser: by mouse, by keyboard, by touch, and when the network or the session goes."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coding.models import Assignment, Code, Coding, CodingState
from coding.services.codebook import edit_code
from interviews.models import Member, Project, Transcript
from tests.browser.conftest import axe_violations, sign_in
from tests.browser.desk import TURNS, codings, press, said, saved, selected
from tests.factories import make_code, make_transcript

pytestmark = pytest.mark.browser


def drag_over(page: Page, start: int, end: int, turn: int = 3) -> None:
    """Select characters [start, end) of a turn with the mouse."""
    boxes = page.evaluate(
        """([turn, start, end]) => {
          const text = document.querySelector(`#t${turn} .tx`).firstChild;
          return [start, end - 1].map((at) => {
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            return range.getBoundingClientRect().toJSON();
          });
        }""",
        [turn, start, end],
    )
    page.mouse.move(boxes[0]["left"] + 1, boxes[0]["top"] + 10)
    page.mouse.down()
    page.mouse.move(boxes[1]["right"] - 1, boxes[1]["top"] + 10, steps=4)
    page.mouse.up()


def test_by_mouse_a_selection_and_a_click_on_a_code(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    drag_over(page, 0, 23)
    page.click("text=Invisible work")
    said(page, "Coded: Invisible work")
    expect(page.locator("#t3 mark.k8")).to_have_text("The list counts eleven.")
    saved(page)
    assert codings(transcript) == [("invisible-work", "The list counts eleven.")]
    expect(page.locator('[data-count]:has-text("1")')).to_have_count(1)
    expect(page.locator("#t3 .stripe-label")).to_have_text("Invisible work")


def test_by_keyboard_alone(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "ArrowDown")
    assert selected(page) == "There is no normal week 🙂."
    press(page, "Shift+ArrowDown")
    assert selected(page) == "There is no normal week 🙂. On paper I have eleven visits."
    press(page, "Shift+ArrowUp", "2")
    said(page, "Coded: Invisible work")
    press(page, "ArrowDown", "Enter")
    page.keyboard.type("plan")
    press(page, "Enter", "1", "Enter")
    said(page, "Coded: Planning")
    press(page, "ArrowDown", "Shift+ArrowLeft", ".")
    saved(page)
    assert codings(transcript) == [
        ("invisible-work", "There is no normal week 🙂."),
        ("planning", "On paper I have eleven visits."),
        ("planning", "In practice it is"),
    ]
    assert [*CodingState.objects.values_list("rating", flat=True).order_by("start")] == [None, 1, None]
    press(page, "[", "Backspace")
    said(page, "Removed: Planning")
    press(page, "Control+z")
    said(page, "Undone: Removed: Planning")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_denial_is_given_in_the_palette(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "Enter")
    page.keyboard.type("hum")
    press(page, "Enter", "d", "Enter")
    saved(page)
    assert CodingState.objects.get().direction == "denies"


def test_a_coding_over_two_turns_is_in_both(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "PageDown", "Shift+ArrowDown", "2")
    expect(page.locator("mark.k8")).to_have_count(2)
    saved(page)
    assert codings(transcript) == [("invisible-work", f"{TURNS[1][1]}\n{TURNS[2][1]}")]


def test_keys_resize_the_focused_coding(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "ArrowDown", "2")
    saved(page)
    press(page, "[", "Shift+Alt+ArrowRight", "Shift+Alt+ArrowRight", "Shift+Alt+ArrowDown")
    said(page, "Resized: Invisible work")
    saved(page)
    assert codings(transcript) == [("invisible-work", "is no normal week 🙂. On paper")]


def test_offline_two_codings_then_online(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    page.context.set_offline(True)
    press(page, "ArrowDown", "2", "ArrowDown", "2")
    expect(page.locator("#bar-state")).to_have_text("2 unsaved, offline")
    assert page.evaluate("CSS.highlights.get('pending-8').size") == 2
    assert codings(transcript) == []
    page.context.set_offline(False)
    saved(page)
    assert len(codings(transcript)) == 2


def test_a_filled_queue_survives_a_reload(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    page.route("**/codings/", lambda route: route.abort())
    press(page, "ArrowDown", "2")
    expect(page.locator("#bar-state")).to_have_text("1 unsaved, offline")
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"
    page.reload()
    page.wait_for_selector("main[data-ready]")
    assert page.evaluate("CSS.highlights.get('pending-8').size") == 1
    page.unroute("**/codings/")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert codings(transcript) == [("invisible-work", TURNS[0][1])]


def test_undo_after_a_reload(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "2")
    saved(page)
    page.reload()
    page.wait_for_selector("main[data-ready]")
    page.focus("main")
    press(page, "z")
    said(page, "Undone: Coded: Invisible work")
    assert codings(transcript) == []
    press(page, "Shift+Z")
    said(page, "Redone: Coded: Invisible work")
    assert codings(transcript) == [("invisible-work", TURNS[0][1])]


def test_what_is_refused_can_be_placed_again(desk: Any, karim: Member, lea: Member, transcript: Transcript) -> None:
    page = desk(karim)
    code = transcript.project.codes.get(key="invisible-work")
    edit_code(code, by=lea, active=False)
    press(page, "ArrowDown", "2")
    refused = page.locator("#refused")
    expect(refused).to_contain_text("“Invisible work” is inactive.")
    expect(refused.locator("blockquote")).to_have_text(TURNS[0][1])
    page.reload()  # it waits for the reader's decision, also after a reload
    page.wait_for_selector("main[data-ready]")
    expect(refused).to_be_visible()
    edit_code(code, by=Member.objects.get(pk=lea.pk), active=True)
    refused.get_by_role("button", name="Try again").click()
    expect(refused).to_be_hidden()
    saved(page)
    assert codings(transcript) == [("invisible-work", TURNS[0][1])]


def test_a_quote_that_does_not_match_is_not_coded(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    page.evaluate("document.querySelector('#t0 .tx').textContent = 'How does a strict week look?'")
    press(page, "ArrowDown", "2")
    expect(page.locator("#refused")).to_contain_text("reads otherwise")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#refused")).to_be_hidden()
    assert codings(transcript) == []


def test_touch_shows_a_bar_with_the_last_codes(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim, width=412, has_touch=True)
    bar = page.get_by_role("toolbar", name="Code the selection")
    expect(bar).to_be_hidden()
    page.tap("#t1 .tx")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#t1 .tx'))")
    expect(bar).to_be_visible()
    box = bar.get_by_role("button", name="Humour").bounding_box()
    assert box is not None
    assert box["height"] >= 44
    bar.get_by_role("button", name="Humour").tap()
    saved(page)
    assert codings(transcript) == [("humour", TURNS[1][1])]
    expect(page.locator("#t1 mark")).to_have_count(1)  # seen at once; the passage stays at hand for another code
    bar.get_by_role("button", name="Planning").tap()
    saved(page)
    assert len(codings(transcript)) == 2
    page.tap("#t3 .tx")
    expect(bar).to_be_hidden()


def test_two_tabs_share_one_queue(desk: Any, karim: Member, transcript: Transcript) -> None:
    first = desk(karim)
    second = desk(karim, beside=first)
    first.bring_to_front()
    first.focus("main")
    press(first, "ArrowDown", "2")
    saved(first)
    expect(second.locator("#t0 mark.k8")).to_have_text(TURNS[0][1])
    assert len(codings(transcript)) == 1
    # Also where one is selecting: it is one's own work.
    second.bring_to_front()
    second.focus("main")
    press(second, "ArrowDown", "z")
    saved(second)
    expect(first.locator("#t0 mark")).to_have_count(0)
    assert selected(first) == TURNS[0][1]


def test_escape_does_no_harm_where_nothing_is_selected(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    page.evaluate("getSelection().removeAllRanges()")
    press(page, "Escape", "ArrowDown", "2")
    saved(page)
    assert codings(transcript) == [("invisible-work", TURNS[0][1])]


def test_signed_out_then_in_again_as_the_same_user(desk: Any, karim: Member, transcript: Transcript, site: str) -> None:
    page = desk(karim)
    page.context.clear_cookies(name="sessionid")
    press(page, "ArrowDown", "2", "ArrowDown", "2")
    link = page.get_by_role("link", name="Sign in again to save 2 changes")
    expect(link).to_have_attribute("target", "_blank")
    sign_in(page.context, site, karim)
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    assert len(codings(transcript)) == 2


def test_another_user_does_not_get_the_first_ones_work(
    desk: Any, karim: Member, lena: Member, transcript: Transcript, site: str
) -> None:
    page = desk(karim)
    page.context.clear_cookies(name="sessionid")
    press(page, "ArrowDown", "2")
    expect(page.get_by_role("link", name="Sign in again to save 1 change")).to_be_visible()
    sign_in(page.context, site, lena)
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(300)
    assert codings(transcript) == []
    hers = desk(lena, beside=page)
    saved(hers)
    assert codings(transcript) == []
    hers.close()
    sign_in(page.context, site, karim)
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    assert [state.coding.coder for state in CodingState.objects.all()] == [karim]


def test_signing_out_with_unsaved_work_asks_first(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    page.route("**/codings/", lambda route: route.abort())
    press(page, "ArrowDown", "2")
    expect(page.locator("#bar-state")).to_have_text("1 unsaved, offline")
    page.click("summary:has-text('Karim')")
    page.click("text=Sign out")
    dialog = page.get_by_role("dialog", name="1 change is not saved")
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_have_count(0)
    assert len(page.evaluate("document.querySelector('#bar-state').textContent")) > 0


def test_single_keys_can_be_off(desk: Any, karim: Member, transcript: Transcript) -> None:
    karim.user.single_keys = False
    karim.user.save()
    page = desk(karim)
    press(page, "ArrowDown", "2", "t", ".", "z")
    assert selected(page) == TURNS[0][1]
    assert page.evaluate("document.activeElement.id") == "main"
    press(page, "Enter")
    page.keyboard.type("invis")
    press(page, "Enter")
    saved(page)
    press(page, "Control+z")
    said(page, "Undone: Coded: Invisible work")
    assert codings(transcript) == []


def test_keys_act_only_in_the_transcript(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "ArrowDown", "c")
    page.keyboard.type("22")
    expect(page.locator("#code-filter")).to_have_value("22")
    assert page.evaluate("CSS.highlights.has('held')")
    press(page, "Escape", "Escape")
    assert selected(page) == TURNS[0][1]
    assert codings(transcript) == []


def test_search_folds_accents_and_case(desk: Any, karim: Member) -> None:
    page = desk(karim)
    press(page, "/")
    page.keyboard.type("ELÉVEN")
    expect(page.locator(".transcript-search output")).to_have_text("1 of 2")
    press(page, "Enter")
    expect(page.locator(".transcript-search output")).to_have_text("2 of 2")
    press(page, "Escape")
    assert selected(page) == "eleven"


def test_anothers_coding_arrives_but_not_where_one_selects(
    desk: Any, lea: Member, karim: Member, transcript: Transcript
) -> None:
    page = desk(lea)
    press(page, "ArrowDown")  # selects in turn 0
    other = desk(karim)
    press(other, "ArrowDown", "2", "ArrowDown", "2")
    saved(other)
    page.bring_to_front()
    expect(page.locator("#t1 mark.k8.o")).to_have_count(1, timeout=8000)
    expect(page.locator("#t0 mark")).to_have_count(0)
    page.focus("main")
    press(page, "PageDown", "PageDown")
    expect(page.locator("#t0 mark.k8.o")).to_have_count(1)
    expect(page.locator("#t0 .stripe-label b")).to_have_text("KA")


def test_a_coding_in_the_address_is_focused(desk: Any, karim: Member, transcript: Transcript) -> None:
    page = desk(karim)
    press(page, "PageDown", "PageDown", "2")
    saved(page)
    uid = CodingState.objects.get().coding.uid
    again = desk(karim, f"?coding={uid}", beside=page)
    assert selected(again) == TURNS[2][1]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(desk: Any, karim: Member, theme: str, width: int) -> None:
    karim.user.theme = theme
    karim.user.save()
    page = desk(karim, width=width)
    press(page, "ArrowDown", "3")
    saved(page)
    press(page, "Shift+ArrowDown", "Enter")
    page.wait_for_selector(".palette:popover-open")
    assert axe_violations(page) == []
    press(page, "Escape", "?")
    assert axe_violations(page) == []


def test_a_thousand_codings_stay_light(desk: Any, karim: Member, project: Project, browser_page: Any) -> None:
    words = "A sentence of about forty characters, no. " * 10
    code = make_code(project, "many", slot=1)
    long = make_transcript(project, *[("Anna", words.strip()) for _ in range(290)], title="Long")
    make_codings(long, karim, code, 1000)
    page = browser_page(karim, f"/projects/night-shift/transcripts/{long.pk}/code/")
    page.wait_for_selector("main[data-ready]")
    page.wait_for_selector(".stripe")
    assert page.evaluate("document.querySelectorAll('*').length") < 8000
    assert page.evaluate("document.querySelectorAll('.stripe').length") < 200  # turns in view only
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url.split('/')[-2]}"))
    page.focus("main")
    press(page, "ArrowDown", "1")
    saved(page)
    assert sent.count("POST codings") == 1
    assert len([one for one in sent if "changes" not in one]) == 1


def make_codings(transcript: Transcript, member: Member, code: Code, count: int) -> None:
    """`count` codings of 40 characters, spread over the text, without the services."""
    text = transcript.current
    pass_ = Assignment.objects.create(transcript=transcript, coder=member)
    rows = Coding.objects.bulk_create(
        Coding(project=transcript.project, transcript=transcript, assignment=pass_, coder=member) for _ in range(count)
    )
    turns = [*text.turns.order_by("index").values_list("start", "end")]
    states = []
    for number, coding in enumerate(rows):
        start, end = turns[number % len(turns)]
        begin = start + (number // len(turns)) * 90
        place = {"start": begin, "end": min(begin + 40, end)}
        states.append(CodingState(coding=coding, text=text, code=code, quote_hash="", born=number + 1, **place))
    CodingState.objects.bulk_create(states)
