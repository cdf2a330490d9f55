"""One more coding over HTTP against a bare view, whatever the transcript's length; and eight clients at once.

`python -m benchmarks.coding probe` measures in process, `... people` makes the study of the eight; both print JSON
and are run by `measure()` in the environment of a throw-away site.
"""

import http.client
import json
import statistics
import sys
import time
from collections.abc import Callable
from threading import Thread
from typing import Any
from uuid import uuid4

from benchmarks._server import Row, Site, ask, cpu_seconds, served, sites

SIZES = {"10 kB": 10_000, "100 kB": 100_000, "1 MB": 1_000_000}
RUNS = 150
CLIENTS = 8
SECONDS = 6.0


def measure() -> list[Row]:
    """Rows for each database: milliseconds of one coding, queries, and how eight clients fare."""
    rows: list[Row] = []
    with sites() as found:
        for site in found:
            rows += [(f"{work}, {site.database}", *numbers) for work, *numbers in ask(site, __name__, "probe")]
            rows += eight_clients(site)
    return rows


def probe() -> list[Row]:
    """In process: the floor and a coding in each transcript take turns, so that a busy moment hits all of them."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from benchmarks import _study

    settings.ROOT_URLCONF = "benchmarks._floor"
    project, (coder,) = _study.make_project()
    client = _study.client_of(coder)
    code = project.codes.order_by("pk")[0].pk
    works: dict[str, Callable[[], int]] = {"floor": lambda: client.post(f"/bare/{project.key}/").status_code}
    for name, characters in SIZES.items():
        transcript = _study.make_transcript(project, characters=characters)
        waiting = _study.places(transcript, count=RUNS + 20)
        works[name] = lambda t=transcript, waiting=waiting: (
            client.post(address(t.pk), body(t.current_id, code, waiting.pop()), "application/json").status_code
        )
    taken = timed(works)
    with CaptureQueriesContext(connection) as queries:
        assert works["1 MB"]() == 200
    floor, small = taken["floor"], taken["10 kB"]
    rows = [(f"one more coding in {name}, ms", taken[name], floor, 3.0) for name in SIZES]
    rows += [(f"one more coding: {name} beside 10 kB, ms", taken[name], small, 1.3) for name in ("100 kB", "1 MB")]
    return [*rows, ("one more coding, queries", len(queries), 12, 1.0)]


def timed(works: dict[str, Callable[[], int]]) -> dict[str, float]:
    """The median milliseconds of each work, after ten rounds that warm up."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(RUNS + 10):
        for name, work in works.items():
            start = time.perf_counter()
            status = work()
            milliseconds = (time.perf_counter() - start) * 1000
            assert status == 200, f"{name}: {status}"
            if number >= 10:
                taken[name].append(milliseconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def address(transcript: int, key: str = "bench") -> str:
    return f"/projects/{key}/transcripts/{transcript}/codings/"


def body(text: int | None, code: int, place: dict[str, Any]) -> str:
    return json.dumps({"op": str(uuid4()), "uid": str(uuid4()), "kind": "code", "text": text, "code": code, **place})


def people() -> dict[str, Any]:
    """Eight coders with their sessions, and one transcript that all of them code."""
    from benchmarks import _study

    project, coders = _study.make_project(coders=CLIENTS, key="eight")
    transcript = _study.make_transcript(project, characters=100_000)
    return {
        "address": address(transcript.pk, project.key),
        "text": transcript.current_id,
        "code": project.codes.order_by("pk")[0].pk,
        "csrf": _study.CSRF,
        "sessions": [_study.client_of(coder).cookies["sessionid"].value for coder in coders],
        "places": _study.places(transcript, count=500),
    }


def eight_clients(site: Site) -> list[Row]:
    """Eight clients with a connection each code for some seconds. Where we promise a rate, `ours` is the inverse.

    On a busy machine read the CPU: what two quiet cores give 120 times a second is its bound.
    """
    study = ask(site, __name__, "people")
    with served(site) as server:
        _all_at_once(site, study, seconds=1.5)
        before, own = cpu_seconds(site, server), time.process_time()
        taken, wrong = _all_at_once(site, study, seconds=SECONDS)
        spent, own = cpu_seconds(site, server) - before, time.process_time() - own
    milliseconds = sorted(taken)
    cut = statistics.quantiles(milliseconds, n=100)
    rate = len(taken) / SECONDS
    return [
        (f"8 clients: CPU ms of the site for each coding, {site.database}", spent * 1000 / len(taken), 2000 / 120, 1.0),
        (f"8 clients: CPU ms of a client for each coding, {site.database}", own * 1000 / len(taken), 1, 1.0),
        (f"8 clients: ms for each coding (1000/rate), {site.database}", 1000 / rate, 1000 / 120, 1.0),
        (f"8 clients: p95 ms, {site.database}", cut[94], 200, 1.0),
        (f"8 clients: p99 ms, {site.database}", cut[98], 500, 1.0),
        (f"8 clients: errors + 1, {site.database}", wrong + 1, 1, 1.0),
    ]


def _all_at_once(site: Site, study: dict[str, Any], *, seconds: float) -> tuple[list[float], int]:
    taken: list[float] = []
    wrong: list[int] = []
    until = time.monotonic() + seconds

    def over() -> bool:
        return time.monotonic() >= until

    threads = [Thread(target=code_until, args=(over, site, study, number, taken, wrong)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, len(wrong)


def code_until(
    over: Callable[[], bool],
    site: Site,
    study: dict[str, Any],
    number: int,
    taken: list[float],
    wrong: list[int],
    *,
    pause: float = 0.0,
) -> None:
    """A client with a connection of its own codes until it is `over`, and rests in between. It notes the milliseconds
    of each coding, and the status of those that were not taken.
    """
    connection = http.client.HTTPConnection(*site.address, timeout=30)
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"sessionid={study['sessions'][number]}; csrftoken={study['csrf']}",
        "X-CSRFToken": study["csrf"],
        "X-Requested-By": "queue",
    }
    turn = number * 61
    while not over():
        turn += 1
        place = study["places"][turn % len(study["places"])]
        start = time.perf_counter()
        connection.request("POST", study["address"], body(study["text"], study["code"], place), headers)
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - start) * 1000)
        if answer.status != 200:
            wrong.append(answer.status)
        time.sleep(pause)
    connection.close()


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"probe": probe, "people": people}[sys.argv[1]]()))
