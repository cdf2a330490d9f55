"""The whole job in a browser, as a research team does it: from three files to a table, its passages and its files."""

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from interviews.models import Attribute, ParticipantValue, Transcript, User
from tests.browser.conftest import go
from tests.people import make_user

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parent.parent / "samples"
STUDY = "/projects/etude/"
PASSWORD = "a long password"
PEOPLE = {"interview.txt": "Anna", "interview.docx": "Bruno", "interview.vtt": "Chloé"}
TABLE = "pseudonym,sector,city,size\nBruno,Public,Québec,1200\nChloé,Private,Montréal,45\n"
BAR = "#bar-state"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_three_files_to_a_table(chromium: Browser, site: str, tmp_path: Path, language: str) -> None:
    lead = window(chromium, site, language)
    sign_in(lead, make_user("olga", language=language))
    create_project(lead)
    link = invitation(lead)
    coder = window(chromium, site, language)
    join(coder, link)
    for name, pseudonym in PEOPLE.items():
        import_file(lead, SAMPLES / name, pseudonym)
    describe_by_hand(lead)
    describe_by_spreadsheet(lead)
    txt, docx, vtt = (transcript_of(pseudonym) for pseudonym in PEOPLE.values())

    code_by_mouse(lead, txt, "On s’assoit le lundi", code=0)
    mark_done(lead, txt)
    code_by_keyboard(lead, docx, "1")
    mark_done(lead, docx)
    sees_no_coding(coder, txt)
    code_by_keyboard(coder, txt, "3")
    mark_done(coder, txt)
    code_by_keyboard(coder, vtt, "1")
    mark_done(coder, vtt)

    # Of the lead: Anna (private) and Bruno (public) with the first code. With the coder: Chloé too, and Anna's third.
    declares_groups_of_one(lead, site)
    go(lead, f"{site}{STUDY}reports/crosstab/?attribute=sector&basis=coder:olga")
    alone = figures(lead)
    assert [alone[place] for place in (0, 1, 2, 3)] == [[1, 1], [1, 1], [0, 0], [0, 0]]
    lead.locator(".tabs a[href*='basis=union']").first.click()
    expect(lead.locator(".tabs a[href*='basis=union']").first).to_have_attribute("aria-current", "page")
    union = figures(lead)
    assert [union[place] for place in (0, 1, 2, 3)] == [[2, 1], [2, 1], [0, 0], [1, 0]]
    assert sum(map(sum, union)) == 7

    files_say_the_same(lead, tmp_path, union)
    opens_the_place(lead, txt)
    all_codings(lead, tmp_path)
    lead.context.close()
    coder.context.close()


def window(chromium: Browser, site: str, language: str) -> Page:
    """A browser profile of its own."""
    return chromium.new_context(base_url=site, locale=language, viewport={"width": 1280, "height": 860}).new_page()


def sign_in(page: Page, who: User) -> None:
    go(page, "/accounts/login/")
    page.fill("input[name=login]", who.username)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/$"))
    expect(page.locator("html")).to_have_attribute("lang", who.language)


def create_project(page: Page) -> None:
    page.locator("a[href='/projects/new/']").first.click()
    page.fill("[name=name]", "Étude")
    page.check("[name=template][value=e-influence]")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**{STUDY}")
    go(page, f"{STUDY}codebook/")
    expect(page.locator(".tree__row")).to_have_count(31)


def invitation(page: Page) -> str:
    go(page, f"{STUDY}team/")
    page.check("[name=role][value=coder]")
    page.locator("form[action$='/invitations/'] button[type=submit]").click()
    return page.input_value("#link")


def join(page: Page, link: str) -> None:
    go(page, link)
    for field, value in {"name": "Karim", "username": "karim", "email": "karim@example.org"}.items():
        page.fill(f"[name={field}]", value)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{STUDY}")
    expect(page.locator("h1")).to_have_text("Étude")


def import_file(page: Page, path: Path, pseudonym: str) -> None:
    go(page, f"{STUDY}transcripts/import/")
    page.set_input_files("input[name=files]", path)
    page.wait_for_selector("#confirm-bar")
    field = page.locator("[name^=pseudonym-]")
    expect(field).to_have_count(1)
    field.fill(pseudonym)
    field.press("Tab")
    expect(page.locator("#confirm-bar")).to_contain_text(pseudonym)
    page.click("button[value=confirm]")
    expect(page.locator("#confirm-bar")).to_have_count(0)


def describe_by_hand(page: Page) -> None:
    for label in ("Sector", "City"):
        go(page, f"{STUDY}attributes/new/")
        page.fill("[name=label_en]", label)
        page.select_option("[name=kind]", "category")
        page.locator("main form button[type=submit]").click()
        page.wait_for_selector("form[action$='/values/']")
    add_values(page, "city", "Québec", "Montréal")
    add_values(page, "sector", "Private", "Public")
    go(page, f"{STUDY}participants/")
    page.wait_for_selector("table[data-ready]")
    page.evaluate("document.querySelectorAll('tbody tr')[0].children[1].focus()")
    page.keyboard.type("priv")
    page.keyboard.press("Tab")
    page.keyboard.type("qu")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").first).to_contain_text("Québec")
    page.wait_for_function("document.querySelectorAll('[aria-busy=true]').length === 0")
    page.wait_for_load_state("networkidle")


def add_values(page: Page, key: str, *values: str) -> None:
    go(page, f"{STUDY}attributes/{key}/")
    for value in values:
        form = page.locator("form[action$='/values/']")
        form.locator("[name=label_en]").fill(value)
        form.locator("button").click()
        expect(page.locator(f"input[value='{value}']")).to_have_count(1)


def describe_by_spreadsheet(page: Page) -> None:
    go(page, f"{STUDY}participants/import/")
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=TABLE.encode())
    page.set_input_files("input[name=file]", file)
    page.locator(".confirm-bar .button--primary").click()
    page.wait_for_url(f"**{STUDY}participants/")
    expect(page.locator("tbody tr")).to_have_count(3)
    living = ParticipantValue.objects.living().filter(attribute__key="sector")
    assert dict(living.values_list("participant__pseudonym", "category__key")) == {
        "Anna": "private",
        "Bruno": "public",
        "Chloé": "private",
    }
    assert Attribute.objects.get(key="size").kind == "number"


def transcript_of(pseudonym: str) -> str:
    found = Transcript.objects.get(speakers__participant__pseudonym=pseudonym)
    return f"{STUDY}transcripts/{found.pk}/code/"


def workspace(page: Page, address: str) -> None:
    go(page, address)
    page.wait_for_selector("main[data-ready]")
    page.focus("main")


def code_by_mouse(page: Page, address: str, words: str, *, code: int) -> None:
    workspace(page, address)
    box = page.evaluate(
        """(words) => {
          const text = document.querySelector('#t1 .tx').firstChild;
          const range = document.createRange();
          const at = text.data.indexOf(words);
          range.setStart(text, at);
          range.setEnd(text, at + words.length);
          return range.getBoundingClientRect().toJSON();
        }""",
        words,
    )
    page.mouse.move(box["left"] + 1, box["top"] + 10)
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["top"] + 10, steps=4)
    page.mouse.up()
    page.locator(".codes button:visible").nth(code).click()
    expect(page.locator("#t1 mark")).to_have_text(words)


def code_by_keyboard(page: Page, address: str, key: str) -> None:
    workspace(page, address)
    for press in ("ArrowDown", "ArrowDown", key):
        page.keyboard.press(press)
    expect(page.locator("#t1 mark").first).to_be_visible()


def sees_no_coding(page: Page, address: str) -> None:
    workspace(page, address)
    expect(page.locator("mark")).to_have_count(0)


def mark_done(page: Page, address: str) -> None:
    page.wait_for_load_state("networkidle")
    page.click("button[name=done][value='1']")
    go(page, address)
    expect(page.locator("button[name=done][value='0']")).to_be_visible()


def figures(page: Page) -> list[list[int]]:
    """The participants of every row and group as the screen shows them; a dash is none."""
    rows = page.locator("table.crosstab tbody tr").all()
    return [[_leading(cell) for cell in row.locator("td[data-label]").all()] for row in rows]


def _leading(cell: Locator) -> int:
    found = re.match(r"\s*(\d+)", cell.inner_text())
    return int(found.group(1)) if found else 0


def download(page: Page, folder: Path, kind: str) -> Path:
    if not page.locator("details.menu[open]").count():
        page.locator("main details.menu > summary").click()
    with page.expect_download() as waiting:
        page.locator(f".menu__list a[href*='.{kind}']").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def declares_groups_of_one(page: Page, site: str) -> None:
    """Three people make groups so small that files would close them: the lead declares that they need not."""
    go(page, f"{site}{STUDY}reports/declaration/")
    page.fill("[name=k_team]", "1")
    page.locator("main form:has([name=k_team]) button[type=submit]").click()
    page.wait_for_load_state()


def files_say_the_same(page: Page, folder: Path, shown: list[list[int]]) -> None:
    labels = [one.strip() for one in page.locator("table.crosstab tbody th").all_inner_texts()]
    rows = list(csv.DictReader(StringIO(download(page, folder, "csv").read_text("utf-8-sig"))))
    assert [int(row["participants"]) for row in rows] == [number for row in shown for number in row]
    sheet = openpyxl.load_workbook(download(page, folder, "xlsx")).worksheets[0]
    assert [[cell or 0 for cell in row[1:3]] for row in sheet.iter_rows(min_row=2, values_only=True)] == shown
    printed = "\n".join(p.extract_text() for p in pypdf.PdfReader(download(page, folder, "pdf")).pages)
    assert labels[1] in printed


def opens_the_place(page: Page, address: str) -> None:
    """From a number to its passages, from a passage to its place in the transcript."""
    page.keyboard.press("Escape")
    page.locator("table.crosstab tbody tr").nth(1).locator("a.crosstab__cell").first.click()
    passages = page.locator("#cell a[href*='/transcripts/']")
    expect(passages).to_have_count(2)
    expect(page.locator("#cell")).to_contain_text("On s’assoit le lundi")
    passages.first.click()
    page.wait_for_url(re.compile(re.escape(address) + r"\?coding="))
    expect(page.locator("#t1 mark").first).to_be_in_viewport()


def all_codings(page: Page, folder: Path) -> None:
    go(page, f"{STUDY}reports/codings/")
    answer: Any = page.request.get(f"{STUDY}reports/codings.xlsx")
    rows = [*openpyxl.load_workbook(BytesIO(answer.body())).worksheets[0].values]
    assert len(rows) == 1 + 4
    assert {value for row in rows for value in row if value in PEOPLE.values()} == set(PEOPLE.values())
    assert any("On s’assoit le lundi" in row for row in rows)
