"""The coding screen as the browser tests see it: its interview, keys, and what was saved."""

from playwright.sync_api import Page, expect

from coding.models import CodingState
from interviews.models import Transcript

TURNS = (
    ("Interviewer", "How does a normal week look?"),
    ("Anna", "There is no normal week 🙂. On paper I have eleven visits. In practice it is fourteen."),
    ("Interviewer", "Fourteen?"),
    ("Anna", "The list counts eleven. The rest is invisible to them. That is the work."),
)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def selected(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()"))


def saved(page: Page) -> None:
    expect(page.locator("#bar-state")).to_have_text("All saved")


def said(page: Page, words: str) -> None:
    expect(page.locator("#live")).to_have_text(words)


def codings(transcript: Transcript) -> list[tuple[str, str]]:
    """(code, words) of every living coding, in reading order."""
    text = transcript.current.text
    states = (
        CodingState.objects.filter(died=None, text=transcript.current).select_related("code").order_by("start", "pk")
    )
    return [(state.code.key, text[state.start : state.end]) for state in states]
