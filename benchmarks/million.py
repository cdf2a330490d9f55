"""Reports over 1,000,000 codings on PostgreSQL: against the plain fetch of what they count, and how much memory.

Each kind runs in a process of its own, as a page of the web server would, beside the fetch in another: the fetch keeps
a million tuples, and would be blamed on the report.
"""

import json
import resource
import sys
import time
from statistics import median
from typing import Any

from benchmarks import reports
from benchmarks._server import Row, ask, sites

TIMES, RUNS = 10, 1
MEGABYTES = 300.0
KINDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("comparison", {}),
    ("ranking", {}),
    ("indicators", {}),
    ("cooccurrence", {}),
    ("coverage", {"rows": "codes"}),
    ("saturation", {}),
)


STEP = 10_000_000
COPIES = (
    """INSERT INTO coding_coding (id, uid, project_id, transcript_id, assignment_id, coder_id, layer, created_at)
    SELECT id + n * %(step)s, gen_random_uuid(), project_id, transcript_id, assignment_id, coder_id, layer, created_at
    FROM coding_coding, generate_series(1, %(times)s) AS n WHERE layer = 'coder'""",
    """INSERT INTO coding_codingstate (id, coding_id, text_id, code_id, start, "end", direction, rating,
        codebook_version, quote_hash, born)
    SELECT s.id + n * %(step)s, coding_id + n * %(step)s, text_id, code_id, (start + n * 5477) %% 59000,
        (start + n * 5477) %% 59000 + "end" - start, direction, rating, codebook_version, quote_hash, born
    FROM coding_codingstate s JOIN coding_coding c ON c.id = coding_id, generate_series(1, %(times)s) AS n
    WHERE layer = 'coder' AND coding_id < %(step)s""",
    """INSERT INTO coding_statespeaker (id, state_id, speaker_id)
    SELECT p.id + n * %(step)s, state_id + n * %(step)s, speaker_id
    FROM coding_statespeaker p JOIN coding_codingstate s ON s.id = state_id JOIN coding_coding c ON c.id = coding_id,
        generate_series(1, %(times)s) AS n
    WHERE layer = 'coder' AND state_id < %(step)s""",
)


def measure() -> list[Row]:
    """Milliseconds and megabytes of each kind, the first run of each left out."""
    found: list[Row] = []
    with sites() as known:
        for site in known:
            if site.database != "PostgreSQL":
                continue
            ask(site, __name__, "load")
            for name, options in KINDS:
                floor = ask(site, __name__, "fetch")
                ours = ask(site, __name__, "find", json.dumps(name), json.dumps(options))
                words = f"report {' '.join((name, *options.values()))}, 1,000,000 codings"
                found.append((f"{words} (floor: fetch + 50 ms)", ours["ms"], floor["ms"] + 50, 2.0))
                found.append((f"{words}, memory, MB", ours["mb"], MEGABYTES, 1.0))
    return found


def load() -> dict[str, Any]:
    """The study of the other reports, with every coding ten times, each time elsewhere."""
    from django.db import connection

    reports.study()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no check of every single foreign key
        for statement in COPIES:
            cursor.execute(statement, {"times": TIMES - 1, "step": STEP})
        cursor.execute("ANALYZE")
    return {}


def find(name: str, options: dict[str, str]) -> dict[str, float]:
    """One kind, in this process."""
    from interviews.models import Member

    reader = Member.objects.select_related("project", "user").order_by("pk")[0]
    return timed(reports.finding(reader, name, "sector", **options))


def fetch() -> dict[str, float]:
    """The floor, in this process."""
    from interviews.models import Member

    return timed(reports.fetching(Member.objects.select_related("project", "user").order_by("pk")[0]))


def timed(work: Any) -> dict[str, float]:
    """The median milliseconds after a first run, and the most memory of the process."""
    taken = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return {"ms": median(taken[1:]), "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    import django

    django.setup()
    what, *said = sys.argv[1:]
    works: dict[str, Any] = {"load": load, "fetch": fetch, "find": find}
    print(json.dumps(works[what](*map(json.loads, said))))
