"""Findings of the demo study under six bases, and a workbook of 20,000 codings: on each database, in process.

`python -m benchmarks.standing findings` and `... workbook` print JSON; `measure()` runs them in the site's environment.
"""

import json
import sys
import time
from collections.abc import Callable
from io import BytesIO
from statistics import median
from typing import Any

from benchmarks._server import Row, ask, sites

CODINGS, CELLS_OVER_OPENPYXL = 20_000, 1.3
RUNS = 3


def measure() -> list[Row]:
    """Medians: milliseconds of one finding and of all, seconds of a workbook."""
    rows: list[Row] = []
    with sites() as found:
        for site in found:
            ask(site, "benchmarks.pack", "load")
            for work in ("findings", "workbook"):
                rows += [(f"{name}, {site.database}", *numbers) for name, *numbers in ask(site, __name__, work)]
    return rows


def findings() -> list[Row]:
    """Every run reads anew."""
    from interviews.management.projects import owner_of
    from reports.queries.basis.bases import bases_for
    from reports.queries.findings.findings import Today, findings_of, sensitivity

    reader = owner_of("omsrp-demo")
    bases = bases_for(reader)
    one = findings_of(reader)[0]

    def all_of_them() -> None:
        today = Today(reader)
        for found in findings_of(reader, today=today):
            sensitivity(today, found, bases)

    alone = timed(lambda: [sensitivity(Today(reader), one, [basis]) for basis in bases]) / len(bases)
    under_all = timed(lambda: sensitivity(Today(reader), one, bases))
    return [
        (f"sensitivity of a finding, {len(bases)} bases (floor: one), ms", under_all, alone, 6.0),
        ("sensitivity of all findings of the demo, ms", timed(all_of_them), 2000.0, 1.0),
    ]


def workbook() -> list[Row]:
    """The report of the demo's codings repeated, and the same cells by openpyxl alone."""
    from dataclasses import replace

    from django.utils import timezone
    from openpyxl import Workbook

    from interviews.management.projects import owner_of
    from reports.exporters import xlsx
    from reports.queries.passages.codings import codings_report
    from reports.queries.passages.passages import Wanted, coding_rows, read_passages

    reader = owner_of("omsrp-demo")
    few = read_passages(reader, coding_rows(reader, Wanted()), whole=True)
    passages = (few * (CODINGS // len(few) + 1))[:CODINGS]
    report = codings_report(passages, reader=reader, at=timezone.now(), key="codings", title="Codings")
    report = replace(report, quotations=())
    rows = [row.cells for row in report.tables[0].rows]

    def plain() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Codings")
        for cells in rows:
            sheet.append(list(cells))
        book.save(BytesIO())

    ours, floor = timed(lambda: xlsx.write(report, BytesIO())), timed(plain)
    return [(f"workbook of {CODINGS:,} codings (floor: openpyxl), ms", ours, floor, CELLS_OVER_OPENPYXL)]


def timed(work: Callable[[], Any]) -> float:
    """The median milliseconds after a first run."""
    taken = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken[1:])


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"findings": findings, "workbook": workbook}[sys.argv[1]]()))
