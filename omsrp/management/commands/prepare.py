"""`manage.py prepare`: bring the database to the state that this version of the program needs."""

from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import connection

LOCK = 6_727_001  # any number, the same for all hosts


class Command(BaseCommand):
    help = "Migrate the database and make the cache table. Safe to repeat, and to run on several hosts at once."

    def handle(self, *_args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Held by the connection, so a host that dies lets go of it.
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                call_command("migrate", interactive=False, verbosity=options["verbosity"])
                call_command("createcachetable", verbosity=0)
            finally:
                if connection.vendor == "postgresql":
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
