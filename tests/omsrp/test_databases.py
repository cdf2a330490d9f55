"""Each database keeps the promises that the settings ask of it; read back from the real settings, not the tests'."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from omsrp.databases import database

READ_BACK = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
        print(name, cursor.execute(f"PRAGMA {name}").fetchone()[0])
print("transaction_mode", connection.transaction_mode)
"""


def test_sqlite_is_durable_and_checks_its_links(tmp_path: Path) -> None:
    environment = {"DEBUG": "1", "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "omsrp.settings"}
    command = [sys.executable, "-c", READ_BACK]
    answer = subprocess.run(
        command, env={"PATH": os.environ["PATH"], **environment}, cwd=settings.BASE_DIR, capture_output=True, check=True
    )

    assert answer.stdout.decode().split("\n")[:-1] == [
        "journal_mode wal",
        "synchronous 2",
        "foreign_keys 1",
        "busy_timeout 20000",
        "transaction_mode IMMEDIATE",
    ]


def test_postgresql_comes_by_its_url_alone_and_is_pooled(tmp_path: Path) -> None:
    found = database("postgres://ana:secret@db.example.org:5433/study?sslmode=require", folder=tmp_path, threads=4)

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example.org", 5433, "study")
    assert found["OPTIONS"] == {
        "pool": {"min_size": 1, "max_size": 6, "timeout": 20},
        "prepare_threshold": 5,
        "options": "-c plan_cache_mode=force_generic_plan",
        "sslmode": "require",
    }
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (0, True)


@pytest.mark.django_db
def test_the_run_uses_the_database_that_it_was_given() -> None:
    given = os.environ.get("DATABASE_URL", "")

    assert connection.vendor == ("postgresql" if given.startswith("postgres") else "sqlite")
