"""Whether the site answers: database, files and worker, each ok or not and nothing else."""

import logging
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import JsonResponse

logger = logging.getLogger(__name__)

WORKER = "worker-beat"
BEAT_SECONDS = 5
MISSED_AFTER_SECONDS = 30


def beat() -> None:
    """Say that a worker lives. Kept in the database cache, which every process of every host shares."""
    cache.set(WORKER, time.time(), MISSED_AFTER_SECONDS)


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def files_answer() -> bool:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"1")
        probe.flush()
        os.fsync(probe.fileno())
    return True


def worker_answers() -> bool:
    return cache.get(WORKER) is not None


PARTS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "files": files_answer,
    "worker": worker_answers,
}


def health() -> JsonResponse:
    """200 where all parts answer, 503 where one does not. The reason goes to the log, not to strangers."""
    state = {name: _answers(name, part) for name, part in PARTS.items()}
    well = all(state.values())
    body = {"ok": well} | {name: "ok" if answers else "not" for name, answers in state.items()}
    return JsonResponse(body, status=200 if well else 503, headers={"Cache-Control": "no-store"})


def _answers(name: str, part: Callable[[], bool]) -> bool:
    try:
        return part()
    except (DatabaseError, OSError):
        logger.exception("health: %s does not answer", name)
        return False
