"""Opening 120 kB with 1,000 codings: on the server, in a full project, one turn of it, and in a browser.

`python -m benchmarks.workspace probe` measures in process and prints JSON; `measure()` runs it in a throw-away site.
"""

import json
import shutil
import statistics
import sys
import time
from typing import Any

from benchmarks._server import Row, Site, ask, served, sites
from scripts import check_size

CHARACTERS = 120_000
CODINGS = 1_000
IN_PROJECT = 20_000
RUNS = 30
OPENED = 5
KEYS = 20


def measure() -> list[Row]:
    """Rows for each database, then those of a browser on SQLite and of what it downloads."""
    rows: list[Row] = []
    with sites() as found:
        for number, site in enumerate(found):
            rows += [(f"{work}, {site.database}", *numbers) for work, *numbers in ask(site, __name__, "probe")]
            if number == 0:
                rows += in_browser(site)
    return [*rows, ("JavaScript of the coding page with htmx, kB gzipped", kilobytes(), 40.0, 1.0)]


def probe() -> list[Row]:
    """CPU milliseconds of the server for the page, and of drawing one turn after a change."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from benchmarks import _study

    project, (coder,) = _study.make_project()
    transcript = _study.make_transcript(project, characters=CHARACTERS)
    _study.make_codings(transcript, coder, count=CODINGS)
    client = _study.client_of(coder)
    address = f"/projects/{project.key}/transcripts/{transcript.pk}/code/"
    alone = cpu(lambda: client.get(address))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    asked = len(queries)
    for number in range(1, IN_PROJECT // CODINGS):
        other = _study.make_transcript(project, characters=20_000)
        _study.make_codings(other, coder, count=CODINGS, seed=number)
    full = cpu(lambda: client.get(address))
    return [
        ("open 120 kB with 1,000 codings, CPU ms", alone, 100.0, 1.0),
        ("open 120 kB with 1,000 codings, queries", asked, 12, 1.0),
        ("open it in a project of 20,000 codings, CPU ms", full, alone, 1.2),
        ("render one changed turn, ms", one_turn(coder, transcript), 2.0, 1.0),
    ]


def cpu(work: Any) -> float:
    """The median of the CPU milliseconds of this process, after three rounds that warm up."""
    taken = []
    for number in range(RUNS + 3):
        start = time.process_time()
        assert work().status_code == 200
        if number >= 3:
            taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def one_turn(coder: Any, transcript: Any) -> float:
    """Reading a turn's words and marks and drawing it, in milliseconds; of the turns with the most marks."""
    from coding.queries.codebook import codebook_of
    from coding.queries.marks import marks_by_turn, marks_of, said_in
    from coding.views.turns import TurnPage  # noqa: F401  # read before the clock runs
    from coding.views.workspace import turn_page

    busiest = sorted(
        marks_by_turn(said_in(transcript.current), marks_of(transcript.current_id, seen_by=coder)),
        key=lambda pair: -len(pair[1]),
    )[:RUNS]
    taken = []
    for turn, _marks in busiest:
        start = time.perf_counter()
        marks = marks_of(transcript.current_id, seen_by=coder, stretches=[(turn.start, turn.end)])
        page = turn_page(codebook_of(coder.project), coder, transcript.pk)
        page.turn_html(*marks_by_turn([turn], marks)[0])
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def for_browser() -> dict[str, Any]:
    """A session and the address of a transcript with 1,000 codings."""
    from benchmarks import _study

    project, (coder,) = _study.make_project(key="browser", codes=9)
    transcript = _study.make_transcript(project, characters=CHARACTERS)
    _study.make_codings(transcript, coder, count=CODINGS)
    session = _study.client_of(coder).cookies["sessionid"].value
    return {"address": f"/projects/browser/transcripts/{transcript.pk}/code/", "session": session}


def in_browser(site: Site) -> list[Row]:
    """From the click to the painted page with all its stripes, and from a quick key to the mark on the screen."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        print("Chromium is not installed: its rows are left out.")
        return []
    from playwright.sync_api import sync_playwright

    study = ask(site, __name__, "browser")
    host, port = site.address
    url = f"http://{host}:{port}"
    with served(site), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1280, "height": 860})
        context.add_cookies([{"name": "sessionid", "value": study["session"], "url": url}])
        page = context.new_page()
        painted = [opened(page, url + study["address"]) for _ in range(OPENED + 1)][1:]
        visible = [key_to_visible(page, number) for number in range(KEYS)][2:]
        browser.close()
    return [
        ("browser: 1,000 codings in 120 kB painted, ms", statistics.median(painted), 1000.0, 1.0),
        ("browser: key to visible, ms", statistics.median(visible), 50.0, 1.0),
    ]


def opened(page: Any, url: str) -> float:
    """Milliseconds from the start of the navigation until the marks are drawn and the page's module has started."""
    page.goto(url, wait_until="commit")
    return float(page.evaluate(PAINTED))


# Ready is the page's module; stripes are drawn for the turns in view once the words are.
PAINTED = """() => new Promise(done => {
  const look = () => document.querySelector("main[data-ready]") && document.querySelector(".stripe")
    ? requestAnimationFrame(() => setTimeout(() => done(performance.now())))
    : requestAnimationFrame(look);
  look();
})"""

WATCH = """() => {
  let pressed = 0;
  addEventListener("keydown", event => { pressed = event.timeStamp; }, {capture: true, once: true});
  window.seen = new Promise(done => {
    const watcher = new MutationObserver(() => {
      watcher.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed)));
    });
    watcher.observe(document.querySelector("#turns"), {subtree: true, childList: true, attributeFilter: ["data-k"]});
  });
}"""


def key_to_visible(page: Any, number: int) -> float:
    """Milliseconds from a quick key to the frame in which the sentence is marked."""
    page.locator("#main").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(60)
    page.evaluate(WATCH)
    page.keyboard.press(str(number % 9 + 1))
    return float(page.evaluate("() => window.seen"))


def kilobytes() -> float:
    """What a browser downloads of the coding page's own scripts and htmx; `make check` counts the same."""
    return sum(check_size.served(file) for file in check_size.modules()) / 1000


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"probe": probe, "browser": for_browser}[sys.argv[1]]()))
