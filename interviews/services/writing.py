"""SQLite has one writer. Who finds it busy sleeps and looks again, each time longer, and may be overtaken for long."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def in_line() -> Iterator[None]:
    """Wait for one's turn to write, woken as soon as it comes; for short transactions that many people send at once.

    Nothing on a database with many writers, and nothing inside a transaction, which has its turn already.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with (Path(settings.DATA_DIR) / "writing.lock").open("w") as line:
        fcntl.flock(line, fcntl.LOCK_EX)  # given back when the file is closed, also by a process that is killed
        yield
