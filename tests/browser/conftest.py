"""A real browser on the site: Debian's Chromium, driven by Playwright, signed in by its session cookie.

Whatever the page writes to the console as an error, and every answer of 500 and above, fails the test.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import testcases
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from interviews.models import Member, Project, Transcript, User
from tests.browser.desk import TURNS
from tests.factories import make_code, make_transcript
from tests.people import client_of

# Playwright keeps an event loop in this thread; the tests' own queries are made between its calls, never within.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

AXE = Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each test gets contexts of its own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def one_request_at_a_time() -> Iterator[None]:
    """The test database may live in memory, in one connection that all threads share: requests wait for each other."""
    turn = threading.Lock()
    create = testcases.LiveServerThread._create_server

    def guarded(thread: Any, *args: Any, **kwargs: Any) -> Any:
        handler = thread.static_handler
        thread.static_handler = lambda inner: handler(_locked(inner, turn))
        return create(thread, *args, **kwargs)

    testcases.LiveServerThread._create_server = guarded
    yield
    testcases.LiveServerThread._create_server = create


def _locked(handler: Any, turn: threading.Lock) -> Any:
    answer = handler.get_response

    def waiting(request: Any) -> Any:
        with turn:
            return answer(request)

    handler.get_response = waiting
    return handler


@pytest.fixture
def site(one_request_at_a_time: None, transactional_db: None, live_server: LiveServer) -> str:
    """The running site's address."""
    return live_server.url


@pytest.fixture
def browser_page(chromium: Browser, site: str) -> Iterator[OpenPage]:
    """Open a page as somebody: `browser_page(karim, "/projects/")`; a second call with `beside=page` is another tab."""
    wrong: list[str] = []
    contexts = []

    def open_page(
        who: Member | User | None, path: str = "/", *, beside: Page | None = None, width: int = 1280, **options: Any
    ) -> Page:
        context = (
            beside.context if beside else chromium.new_context(viewport={"width": width, "height": 860}, **options)
        )
        if not beside:
            contexts.append(context)
        if who is not None:
            sign_in(context, site, who)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if _is_wrong(message) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        go(page, site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def _is_wrong(message: Any) -> bool:
    # Chromium logs each refused request; what the page does with it is the tests' business.
    return message.type == "error" and not message.text.startswith("Failed to load resource")


def go(page: Page, url: str) -> None:
    """Open a page and wait until its modules run: a fast machine presses keys before they do."""
    page.goto(url)
    page.wait_for_selector("html[data-started]", state="attached")


def sign_in(context: Any, site: str, who: Member | User) -> None:
    """Give the browser this person's session, in place of the one it has."""
    cookie = client_of(who).cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site}])


@pytest.fixture
def transcript(project: Project, transactional_db: None) -> Transcript:
    make_code(
        project, "planning", slot=0, rated="passage", scale=[{"value": 1, "en": "In passing", "fr": "En passant"}]
    )
    make_code(project, "invisible-work", slot=8)
    make_code(project, "humour", slot=3, deniable=True)
    return make_transcript(project, *TURNS)


@pytest.fixture
def desk(browser_page: OpenPage, transcript: Transcript) -> Callable[..., Page]:
    """Open the coding screen as a member, with the transcript in focus."""

    def open_desk(member: Member, query: str = "", **options: Any) -> Page:
        page = browser_page(member, f"/projects/night-shift/transcripts/{transcript.pk}/code/{query}", **options)
        page.wait_for_selector("main[data-ready]")
        page.focus("main")
        return page

    return open_desk


def axe_violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA on the page as it stands."""
    page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:5]}" for one in found["violations"]]
