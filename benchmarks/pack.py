"""The talk pack of the demo study: its job in a process of its own, as a worker does it, and its memory."""

import json
import resource
import sys
import time
from typing import Any

from benchmarks._server import Row, ask, sites

SECONDS, MEGABYTES = 15.0, 500.0


def measure() -> list[Row]:
    """CPU seconds and megabytes of the whole job, libraries loaded within it. The clock measures the neighbours."""
    rows: list[Row] = []
    with sites() as found:
        for site in found:
            ask(site, "benchmarks.pack", "load")
            made: dict[str, Any] = ask(site, "benchmarks.pack", "make")
            rows.append(
                (f"talk pack of the demo, {made['files']} files, {site.database}, CPU s", made["s"], SECONDS, 1.0)
            )
            rows.append((f"its memory, {site.database}, MB", made["mb"], MEGABYTES, 1.0))
    return rows


def load() -> None:
    """The demo study."""
    from coding.services.demo import KEY, load_demo
    from reports.services.demo import declare_demo, find_demo

    load_demo(password="a long password")  # noqa: S106  # nobody signs in
    declare_demo(KEY)
    find_demo(KEY)


def make() -> dict[str, Any]:
    """One job, from its snapshot to its archive."""
    from io import BytesIO
    from uuid import uuid4
    from zipfile import ZipFile

    from django.core.files.storage import default_storage

    from interviews.jobs import run_job
    from interviews.management.projects import owner_of
    from interviews.models import Job
    from reports.services.packs import start_pack

    job = start_pack(by=owner_of("omsrp-demo"), language="fr", snapshot=None, op=uuid4())
    start = time.process_time()
    run_job.call(job.pk)
    seconds = time.process_time() - start
    job = Job.objects.get(pk=job.pk)
    assert job.state == "done", job.message
    with default_storage.open(job.result["file"]) as archive:
        files = len(ZipFile(BytesIO(archive.read())).namelist())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"s": seconds, "mb": peak, "files": files}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"load": load, "make": make}[sys.argv[1]]()))
