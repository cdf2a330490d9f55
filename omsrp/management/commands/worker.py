"""`manage.py worker`: do long work, show that one lives, and take up what dead workers left."""

import logging
import time
from threading import Thread
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from interviews.jobs import take_up_lost_jobs
from interviews.services.projects import purge
from omsrp.health import BEAT_SECONDS, beat
from reports.services.pack_files import sweep_packs

logger = logging.getLogger(__name__)

DAY = 24 * 60 * 60


class Command(BaseCommand):
    help = "Do the long work that users start. Any number of workers may run, on any host."

    def handle(self, *_args: Any, **_options: Any) -> None:
        Thread(target=keep_house, name="beat", daemon=True).start()
        call_command("db_worker", queue_name="*", interval=0.5, startup_delay=False, reload=False)


def tidy() -> None:
    """Erase what is over: projects deleted a month ago, what belongs to no talk pack, finished entries of the queue,
    expired sessions.
    """
    for receipt in purge(at=timezone.now()):
        logger.info("erased project %s, deleted on %s", receipt.key, receipt.deleted_at.date())
    sweep_packs(at=timezone.now())
    call_command("prune_db_task_results", min_age_days=14, verbosity=0)
    call_command("clearsessions", verbosity=0)


def keep_house() -> None:
    """Every few seconds a sign of life and a look for lost jobs, once a day a tidying; goes on whatever happens."""
    tidied = 0.0
    while True:
        try:
            beat()
            take_up_lost_jobs()
            if time.monotonic() - tidied > DAY or not tidied:
                tidy()
                tidied = time.monotonic()
        except (DatabaseError, OSError):
            logger.exception("the worker's beat failed; it tries again")
        finally:
            # A pooled connection must not be held while we sleep.
            connection.close()
        time.sleep(BEAT_SECONDS)
