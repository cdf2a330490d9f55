"""The participants' sheet in a real browser: by keyboard alone, with the server's answers in place."""

import pytest
from playwright.sync_api import Page, expect

from interviews.models import Attribute, AttributeValue, Member, Participant, ParticipantValue, Project
from tests.browser.conftest import OpenPage, axe_violations

pytestmark = pytest.mark.browser

SHEET = "/projects/night-shift/participants/"


@pytest.fixture
def people(project: Project, transactional_db: None) -> list[Participant]:
    city = Attribute.objects.create(project=project, key="city", label_en="City", kind="category", position=0)
    AttributeValue.objects.create(attribute=city, key="quebec", label_en="Québec", position=0)
    AttributeValue.objects.create(attribute=city, key="montreal", label_en="Montréal", position=1)
    Attribute.objects.create(
        project=project, key="size", label_en="Size", kind="number", position=1, cut_points=[50, 250]
    )
    return [
        Participant.objects.create(project=project, pseudonym=name, position=place)
        for place, name in enumerate(("Adèle", "Bastien", "Camille"))
    ]


def opened(browser_page: OpenPage, member: Member, **options: object) -> Page:
    page = browser_page(member, SHEET, **options)
    page.wait_for_selector("table[data-ready]")
    return page


def at(page: Page, row: int, column: int) -> None:
    """Put the focus in a cell."""
    page.evaluate("([r, c]) => document.querySelectorAll('tbody tr')[r].children[c].focus()", [row, column])


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> tuple[int, int]:
    return tuple(page.evaluate("[document.activeElement.parentElement.rowIndex - 1, document.activeElement.cellIndex]"))


def saved(page: Page) -> None:
    expect(page.locator("#bar-state")).to_have_text("All saved")


def said(page: Page, words: str) -> None:
    expect(page.locator("#live")).to_contain_text(words)


def numbers() -> list[float | None]:
    living = ParticipantValue.objects.living().filter(attribute__key="size").order_by("participant__position")
    return [None if one.number is None else float(one.number) for one in living]


def test_arrows_move_one_cell_is_in_the_tab_order(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 1)
    press(page, "ArrowDown", "ArrowRight")
    assert focused(page) == (1, 2)
    press(page, "End")
    assert focused(page) == (1, 4)
    assert page.locator("table [tabindex='0']").count() == 1


def test_typing_edits_enter_confirms_and_goes_down(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 2)
    page.keyboard.type("45")
    press(page, "Enter")
    assert focused(page) == (1, 2)
    page.keyboard.type("1 200")
    press(page, "Enter")
    saved(page)
    assert numbers() == [45, 1200]
    expect(page.locator("tbody tr").nth(0).locator("td").nth(2)).to_have_text("under 50")
    expect(page.locator("tbody tr").nth(1).locator("td").nth(1)).to_have_text("1,200")


def test_a_category_is_chosen_from_what_fits(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 1)
    page.keyboard.type("mont")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Montréal")
    press(page, "Enter")
    saved(page)
    assert ParticipantValue.objects.get().category.key == "montreal"


def test_a_new_value_is_added_from_the_list(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 1)
    page.keyboard.type("Gaspé")
    press(page, "ArrowDown", "Tab")
    saved(page)
    assert focused(page) == (0, 2)
    assert ParticipantValue.objects.get().category.label == "Gaspé"
    at(page, 1, 1)
    page.keyboard.type("gasp")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Gaspé")
    press(page, "Escape")


def test_unknown_and_not_applicable_are_one_key_each_and_delete_empties(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 2)
    press(page, "?", "ArrowDown", "/")
    saved(page)
    found = ParticipantValue.objects.living().order_by("participant__position")
    assert [one.missing for one in found] == ["unknown", "not_applicable"]
    press(page, "Delete")
    saved(page)
    assert ParticipantValue.objects.living().count() == 1


def test_escape_abandons_what_is_typed(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 2)
    page.keyboard.type("45")
    press(page, "Escape")
    assert focused(page) == (0, 2)
    expect(page.locator("tbody tr").nth(0).locator("td").nth(1)).to_have_text("")
    assert not ParticipantValue.objects.exists()


def test_an_error_is_told_below_its_row_and_escape_brings_the_value_back(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 2)
    page.keyboard.type("8")
    press(page, "Enter", "ArrowUp")
    saved(page)
    page.keyboard.type("nine")
    press(page, "Enter")
    expect(page.locator(".table__message")).to_contain_text("Adèle, Size: a number is expected")
    expect(page.locator("[aria-invalid=true]")).to_have_text("nine")
    expect(page.locator("#bar-state")).to_have_text("1 cell not saved")
    said(page, "a number is expected")
    assert axe_violations(page) == []
    press(page, "ArrowUp", "Escape")
    saved(page)
    expect(page.locator("tbody tr").nth(0).locator("td").nth(1)).to_have_text("8")


def test_undo_and_redo_survive_a_reload(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 2)
    page.keyboard.type("45")
    press(page, "Enter")
    saved(page)
    page.reload()
    page.wait_for_selector("table[data-ready]")
    at(page, 0, 1)
    press(page, "Control+z")
    expect(page.locator("tbody tr").nth(0).locator("td").nth(1)).to_have_text("")
    assert numbers() == []
    press(page, "Control+Shift+z")
    expect(page.locator("tbody tr").nth(0).locator("td").nth(1)).to_have_text("45")


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }""",
        text,
    )


def test_a_block_is_pasted_whole(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 1)
    paste(page, "Québec\t45\nMontréal\t320\n?\t/\n")
    saved(page)
    assert numbers() == [45, 320, None]
    assert ParticipantValue.objects.living().count() == 6


def test_of_a_block_with_an_error_nothing_is_saved_until_asked(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 2)
    paste(page, "45\nmany\n9")
    expect(page.locator("#sheet-band")).to_contain_text("1 of its 3 cells cannot be read")
    assert numbers() == []
    page.get_by_role("button", name="Save the 2 valid ones").click()
    expect(page.locator("#bar-state")).to_have_text("1 cell not saved")
    assert numbers() == [45, 9]


def test_undo_leaves_a_refused_block_before_anything_else(browser_page, lea, people):
    page = opened(browser_page, lea)
    at(page, 0, 2)
    page.keyboard.type("45")
    press(page, "Enter")
    saved(page)
    at(page, 1, 2)
    paste(page, "many\n9")
    expect(page.locator("#sheet-band")).to_be_visible()
    press(page, "Control+z")
    expect(page.locator("#sheet-band")).to_have_count(0)
    saved(page)
    assert numbers() == [45]
    press(page, "Control+z")
    expect(page.locator("tbody tr").first.locator("td").nth(1)).to_have_text("")


def test_the_button_for_a_file_speaks_the_pages_language(browser_page, lea, people):
    lea.user.language = "fr"
    lea.user.save()
    page = browser_page(lea, f"{SHEET}import/")
    expect(page.locator("[data-choose]")).to_be_visible()
    expect(page.locator("[data-unscripted]")).to_be_hidden()
    page.focus("input[type=file]")
    assert page.evaluate("getComputedStyle(document.querySelector('.dropzone')).outlineStyle") != "none"


def test_anothers_change_is_shown_and_not_overwritten(browser_page, lea, people):
    page = opened(browser_page, lea)
    size = Attribute.objects.get(key="size")
    ParticipantValue.objects.create(participant=people[0], attribute=size, number=900, born=0)
    at(page, 0, 2)
    page.keyboard.type("8")
    press(page, "Enter")
    expect(page.locator(".table__message")).to_contain_text("someone changed it to “900”")
    assert numbers() == [900]
    press(page, "ArrowUp", "Enter", "Enter")
    saved(page)
    assert numbers() == [8]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_accessible_and_do_not_scroll_sideways(browser_page, lea, people, width, theme):
    page = opened(browser_page, lea, width=width, color_scheme=theme)
    for path in (SHEET, f"{SHEET}{people[0].pk}/", f"{SHEET}import/", SHEET.replace("participants", "attributes"),
                 "/projects/night-shift/attributes/city/"):  # fmt: skip
        page.goto(page.url.split("/projects/")[0] + path)
        assert axe_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
