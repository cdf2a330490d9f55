"""The real programs, started by tests as a user starts them: on the test's own database, on a free port."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

SECRET_KEY = "only-for-tests-" + "k3y" * 20
# The last one lets coverage follow a test into the programs that it starts.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_CONFIG")


def database_url() -> str:
    """The URL of the database that the tests use now, for another process."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}:{quote(facts['PASSWORD'])}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def production(**variables: str) -> dict[str, str]:
    """The environment of a process under the settings of production, on localhost and without TLS."""
    # Of the tests' own environment only what finds programs: a variable set here would hide a missing default.
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    site = {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": "localhost,127.0.0.1", "TLS": "0", "DEBUG": "0"}
    return kept | site | {"DJANGO_SETTINGS_MODULE": "omsrp.settings"} | variables


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` to its end under the settings of production; raises CalledProcessError when it fails."""
    command = [sys.executable, "manage.py", *arguments]
    place = {"cwd": settings.BASE_DIR, "env": production(**variables)}
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300, **place)  # type: ignore[call-overload, no-any-return]


@contextmanager
def serving(command: Sequence[str], *, url: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at `url`; stopped by SIGTERM afterwards, unless it is gone by then."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_for(url, process, log)
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(120)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Any, *, seconds: float = 120) -> None:
    """Until `url` answers 200. Raises RuntimeError, with what the process wrote, when it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            pass
        time.sleep(0.1)
    log.seek(0)
    message = f"{url} does not answer: {log.read().decode()[-3000:]}"
    raise RuntimeError(message)


def python(code: str, *, folder: Path) -> subprocess.Popen[str]:
    """A Python process on the tests' database that runs `code` after Django is set up; its output is a pipe."""
    start = f"import django; django.setup()\n{code}"
    environment = production(DATABASE_URL=database_url(), DATA_DIR=str(folder), PYTHONUNBUFFERED="1")
    command = [sys.executable, "-c", start]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True)
