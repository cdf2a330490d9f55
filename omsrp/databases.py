"""The two databases: SQLite embedded, PostgreSQL for teams; how each keeps the same promises."""

from pathlib import Path
from typing import Any

import environ

# synchronous=FULL: what was acknowledged survives a power cut. IMMEDIATE: a writer waits at the start of its
# transaction instead of failing in the middle of it.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000"
    ),
}


# Statements sent often keep their plan (`interviews/models/prepared.py`). They ask by keys, for which one plan serves
# all values; left to itself the server may plan each anew, which takes it three times as long as the answer.
KEPT_PLANS = {"prepare_threshold": 5, "options": "-c plan_cache_mode=force_generic_plan"}


def database(url: str, *, folder: Path, threads: int) -> dict[str, Any]:
    """Django's settings for the database at `url`; an empty one means a SQLite file in `folder`.

    `threads` is the number of a process's own threads; its pool of PostgreSQL connections serves them and two more.
    Options in the URL (such as `?sslmode=require`) reach the driver.
    """
    if not url:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings: dict[str, Any] = environ.Env.db_url_config(url or f"sqlite:///{folder / 'omsrp.sqlite3'}")
    options = settings.get("OPTIONS", {})
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        return settings | {"OPTIONS": SQLITE | options, "CONN_MAX_AGE": None}
    pool = {"min_size": 1, "max_size": threads + 2, "timeout": 20}
    # The pool keeps the connections, so Django gives each one back at the end of a request; one that died with the
    # server is noticed when it is taken, not by the person who was writing.
    return settings | {
        "OPTIONS": {"pool": pool} | KEPT_PLANS | options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }
