"""A site of its own with the real programs, to be killed without warning."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.servers import database_url, free_port, manage, production


@pytest.fixture
def own_site(tmp_path: Path, transactional_db: None) -> Iterator[dict[str, str]]:
    """The variables of a migrated site with a database of its own, on the kind of database that the tests use."""
    variables = {"DATA_DIR": str(tmp_path), "WEB_ADDRESS": f"127.0.0.1:{free_port()}", "LOG_LEVEL": "ERROR"}
    if connection.vendor == "sqlite":
        manage("prepare", **variables)
        yield variables
        return
    name = f"crash_{uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    variables["DATABASE_URL"] = f"{database_url().rpartition('/')[0]}/{name}"
    manage("prepare", **variables)
    yield variables
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def ask(site: dict[str, str], code: str) -> Any:
    """What a process of the site prints, read as JSON."""
    command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=production(**site), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def rows(site: dict[str, str], table: str) -> int:
    """How many rows a table of the site has, asked at once: a process of its own would look a second later."""
    question = f"SELECT count(*) FROM {table}"  # noqa: S608  # the tests' own words
    if "DATABASE_URL" in site:
        with psycopg.connect(site["DATABASE_URL"]) as link:
            row = link.execute(question).fetchone()  # type: ignore[arg-type]
    else:
        with closing(sqlite3.connect(Path(site["DATA_DIR"]) / "omsrp.sqlite3", timeout=30)) as link:
            row = link.execute(question).fetchone()
    return int(row[0])


def wait_until(happened: Callable[[], object], *, seconds: float = 180) -> None:
    """Until it happened. The time is for a machine that has much else to do."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def kill_all(parent: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the server and every process under it, the youngest last: nobody can say goodbye."""
    family = descendants(parent.pid)
    for pid in (parent.pid, *family):
        # Its parent's death ends a process too, sometimes before we do.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    parent.wait()
    while any(Path(f"/proc/{pid}").exists() and "Z" not in state(pid) for pid in family):
        time.sleep(0.01)


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


def descendants(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [one for child in listed for one in (int(child), *descendants(int(child)))]
