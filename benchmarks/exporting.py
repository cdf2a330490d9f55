"""Whoever codes while somebody else downloads 20,000 codings as a workbook: how long a coding takes them.

`python -m benchmarks.exporting people` makes the study in the environment of a throw-away site and prints JSON.
"""

import http.client
import json
import statistics
import sys
import time
from functools import partial
from threading import Event, Thread
from typing import Any

from benchmarks._server import Row, Site, ask, served, sites
from benchmarks.coding import address, code_until

CODERS, PAUSE = 4, 0.25  # a coding each quarter of a second, faster than anybody reads
TRANSCRIPTS, CODINGS = 20, 1_000


def measure() -> list[Row]:
    """The 95th percentile of a coding's milliseconds while the workbook is made, on each database."""
    rows: list[Row] = []
    with sites() as found:
        for site in found:
            study = ask(site, __name__, "people")
            with served(site):
                taken, seconds = while_exporting(site, study)
            cut = statistics.quantiles(taken, n=100)
            name = f"{CODERS} coders while 20,000 codings become xlsx ({seconds:.0f} s): p95 ms, {site.database}"
            rows.append((name, cut[94], 200.0, 1.0))
    return rows


def people() -> dict[str, Any]:
    """Four coders, a lead, and 20 transcripts of a thousand codings each."""
    from benchmarks import _study
    from interviews.models import Member, Role

    project, coders = _study.make_project(coders=CODERS + 1, key="export")
    lead = coders.pop()
    Member.objects.filter(pk=lead.pk).update(role=Role.LEAD)
    transcripts = [_study.make_transcript(project, characters=20_000) for _ in range(TRANSCRIPTS)]
    for number, transcript in enumerate(transcripts):
        _study.make_codings(transcript, coders[number % CODERS], count=CODINGS, seed=number)
    coded = transcripts[0]
    return {
        "address": address(coded.pk, project.key),
        "text": coded.current_id,
        "code": project.codes.order_by("pk")[0].pk,
        "csrf": _study.CSRF,
        "sessions": [_study.client_of(coder).cookies["sessionid"].value for coder in coders],
        "lead": _study.client_of(lead).cookies["sessionid"].value,
        "file": f"/projects/{project.key}/reports/codings.xlsx",
        "places": _study.places(coded, count=500),
    }


def while_exporting(site: Site, study: dict[str, Any]) -> tuple[list[float], float]:
    """Milliseconds of each coding until the file is there, and the seconds that it took."""
    taken: list[float] = []
    ended = Event()
    wrong: list[int] = []
    code = partial(code_until, ended.is_set, site, study, taken=taken, wrong=wrong, pause=PAUSE)
    threads = [Thread(target=code, args=(number,)) for number in range(CODERS)]
    for thread in threads:
        thread.start()
    start = time.perf_counter()
    try:
        connection = http.client.HTTPConnection(*site.address, timeout=300)
        connection.request("GET", study["file"], headers={"Cookie": f"sessionid={study['lead']}"})
        answer = connection.getresponse()
        size = len(answer.read())
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert answer.status == 200, answer.status
    assert size > 500_000, size
    assert not wrong, wrong
    return taken, time.perf_counter() - start


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"people": people}[sys.argv[1]]()))
