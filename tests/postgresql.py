"""A throw-away PostgreSQL: `python -m tests.postgresql COMMAND...` runs a command with DATABASE_URL set to it.

The cluster lives in a temporary folder, listens on one free port of this machine, and goes away with the command.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The tests need no durability, the machine's disk does.
FAST = ("-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off")
DURABLE = ()


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL's programs; None where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if folders and (folders[-1] / "initdb").exists():
        return folders[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def cluster(options: tuple[str, ...] = FAST) -> Iterator[str]:
    """A running cluster's URL; stopped and deleted afterwards, whatever happened."""
    programs = binaries()
    if programs is None:
        sys.exit("PostgreSQL is missing. On Debian: sudo apt-get install postgresql")
    # The server refuses to run as root, so as root it runs as Debian's own user for it.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="omsrp-postgresql-"))
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    if prefix:
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres", "postgres")
    port = _free_port()
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c max_connections=200 {' '.join(options)}"
    control = [*prefix, str(programs / "pg_ctl"), "-D", str(folder / "main"), "-s", "-w"]
    try:
        initialise = [
            str(programs / "initdb"),
            "-D",
            str(folder / "main"),
            "-U",
            "omsrp",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        secret = ["-A", "scram-sha-256", f"--pwfile={folder / 'password'}"]
        subprocess.run([*prefix, *initialise, *secret], check=True, stdout=subprocess.DEVNULL, cwd="/")
        subprocess.run([*control, "-l", str(folder / "log"), "-o", settings, "start"], check=True, cwd="/")
        yield f"postgres://omsrp:{password}@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, cwd="/", stderr=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(command: list[str]) -> int:
    # SIGTERM leaves through `finally` as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as url:
        child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # the command got it too, and ends by itself


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
