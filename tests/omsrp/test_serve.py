"""`manage.py serve`: web and worker, each brought back when it dies, both stopped by a signal."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.servers import free_port, manage, production, serving

SERVE = [sys.executable, "manage.py", "serve"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a site with a fresh SQLite database and its static files."""
    variables = {
        "DATA_DIR": str(tmp_path_factory.mktemp("site")),
        "WEB_ADDRESS": f"127.0.0.1:{free_port()}",
        "WEB_WORKERS": "1",
    }
    manage("prepare", **variables)
    return variables


@pytest.fixture
def server(site: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with serving(SERVE, url=address(site), environment=production(**site)) as process:
        yield process


def address(site: dict[str, str]) -> str:
    return f"http://{site['WEB_ADDRESS']}/healthz"


def children(pid: int) -> dict[str, int]:
    """The processes that the server started, by their name."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            command = (folder / "cmdline").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        if parent == pid and command:
            found["web" if "gunicorn" in command else "worker"] = int(folder.name)
    return found


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_web_and_worker_answer_together(server: subprocess.Popen[bytes], site: dict[str, str]) -> None:
    with urlopen(address(site)) as answer:
        assert json.load(answer) == {"ok": True, "database": "ok", "files": "ok", "worker": "ok"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_both_cleanly(server: subprocess.Popen[bytes], number: signal.Signals) -> None:
    started = children(server.pid)
    assert set(started) == {"web", "worker"}

    server.send_signal(number)

    assert server.wait(120) == 0
    assert not [name for name, pid in started.items() if is_there(pid)]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_child_that_dies_is_started_again(server: subprocess.Popen[bytes], name: str) -> None:
    dead = children(server.pid)[name]

    os.kill(dead, signal.SIGKILL)

    deadline = time.monotonic() + 120
    while children(server.pid).get(name) in {None, dead}:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_killed_server_leaves_the_port_free(server: subprocess.Popen[bytes]) -> None:
    started = children(server.pid)

    server.kill()
    server.wait()

    deadline = time.monotonic() + 120
    while any(is_there(pid) for pid in started.values()):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_production_does_not_start_without_its_settings(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}

    done = subprocess.run([*SERVE], env=environment, capture_output=True, text=True, check=False, timeout=180)

    assert done.returncode != 0
    assert "Missing settings: SECRET_KEY, ALLOWED_HOSTS." in done.stderr


def test_an_unprepared_database_is_told_in_words(tmp_path: Path) -> None:
    environment = production(DATA_DIR=str(tmp_path))

    done = subprocess.run([*SERVE], env=environment, capture_output=True, text=True, check=False, timeout=180)

    assert done.returncode == 1
    assert "run `manage.py prepare`" in done.stderr


def test_a_port_in_use_is_told_in_words(site: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        environment = production(**site | {"WEB_ADDRESS": address})
        done = subprocess.run([*SERVE], env=environment, capture_output=True, text=True, check=False, timeout=180)

    assert done.returncode == 1
    assert f"{address} cannot be used: Address already in use." in done.stderr
