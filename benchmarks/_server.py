"""Throw-away sites to measure: SQLite in a file, PostgreSQL in a cluster of its own, both as durable as the real one.

What is measured in process runs in a child of the site's own environment, so that nobody's own database is touched.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.postgresql import DURABLE, binaries, cluster
from tests.servers import free_port, production, serving

ROOT = Path(__file__).resolve().parent.parent
Row = tuple[str, float, float, float]


@dataclass(frozen=True, slots=True)
class Site:
    """A migrated site without people; `environment` is that of its processes."""

    database: str
    environment: dict[str, str]

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.environment["WEB_ADDRESS"].partition(":")
        return host, int(port)


@contextmanager
def sites() -> Iterator[Iterator[Site]]:
    """An iterator over one site for each database that this machine has; gone afterwards."""
    yield _sites()


def _sites() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="omsrp-bench-") as folder:
        yield _prepared("SQLite", DATA_DIR=folder)
    if binaries() is None:
        print("PostgreSQL is not installed: its rows are left out.")
        return
    with tempfile.TemporaryDirectory(prefix="omsrp-bench-") as folder, cluster(DURABLE) as url:
        yield _prepared("PostgreSQL", DATA_DIR=folder, DATABASE_URL=url)


def _prepared(database: str, **variables: str) -> Site:
    site = Site(database, production(WEB_ADDRESS=f"127.0.0.1:{free_port()}", LOG_LEVEL="INFO", **variables))
    for command in (["prepare"], ["collectstatic", "--noinput"]):
        _run([sys.executable, "manage.py", *command, "--verbosity", "0"], site)
    return site


def ask(site: Site, module: str, *arguments: str) -> Any:
    """What `python -m MODULE` in the site's environment prints, read as JSON."""
    return json.loads(_run([sys.executable, "-m", module, *arguments], site))


def _run(command: list[str], site: Site) -> str:
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-3000:]}"
        raise RuntimeError(message)
    return done.stdout


@contextmanager
def served(site: Site) -> Iterator[int]:
    """The site's real server, without a worker; its process id. It needs an account, or every page leads to the first
    visit.
    """
    host, port = site.address
    command = [sys.executable, "manage.py", "serve", "--web-only"]
    with serving(command, url=f"http://{host}:{port}/accounts/login/", environment=site.environment) as server:
        yield server.pid


def cpu_seconds(site: Site, server: int) -> float:
    """CPU that a server, all its processes and those of its PostgreSQL have taken so far; 0 where there is no /proc.

    Unlike the clock it hardly knows who else is busy on the machine.
    """
    facts = dict(_facts(Path("/proc")))
    counted, waiting = set(_backends(site)), [server]
    while waiting:
        parent = waiting.pop()
        counted.add(parent)
        waiting += [pid for pid, (above, _ticks) in facts.items() if above == parent]
    return sum(facts[pid][1] for pid in counted if pid in facts) / os.sysconf("SC_CLK_TCK")


def _facts(proc: Path) -> Iterator[tuple[int, tuple[int, int]]]:
    """Of each process its parent, and its ticks in programs and in the kernel."""
    for folder in proc.glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        yield int(folder.name), (int(told[1]), int(told[11]) + int(told[12]))


def _backends(site: Site) -> list[int]:
    if "DATABASE_URL" not in site.environment:
        return []
    import psycopg

    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        return [pid for (pid,) in connection.execute("SELECT pid FROM pg_stat_activity")]
