"""`manage.py prepare`: bring the database to the state that this version of the program needs."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import connection

LOCK = 6_727_001  # any number, the same for all hosts


class Command(BaseCommand):
    help = "Migrate the database and make the cache table. Safe to repeat, and to run on several hosts at once."

    def handle(self, *_args: Any, **options: Any) -> None:
        with connection.cursor() as cursor, _rarely_collecting():
            if connection.vendor == "postgresql":
                # Held by the connection, so a host that dies lets go of it.
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                call_command("migrate", interactive=False, verbosity=options["verbosity"])
                call_command("createcachetable", verbosity=0)
            finally:
                if connection.vendor == "postgresql":
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Migrations make a model of every table again and again: to look through all of them for garbage as often as
    usual takes a third of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(20_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
