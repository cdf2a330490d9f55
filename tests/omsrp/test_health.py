"""/healthz says whether database, files and worker answer, and nothing more."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from omsrp import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_worker() -> None:
    cache.clear()


def test_all_is_well(client: Client) -> None:
    health.beat()

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "database": "ok", "files": "ok", "worker": "ok"}
    assert answer["Cache-Control"] == "no-store"


def test_without_a_worker(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "database": "ok", "files": "ok", "worker": "not"}


def test_without_files(client: Client, settings: Any, tmp_path: Path) -> None:
    health.beat()
    (tmp_path / "file").write_text("a file where the folder should be")
    settings.MEDIA_ROOT = tmp_path / "file" / "files"

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["files"]) == (503, "not")


def test_a_stranger_learns_no_reason(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> bool:
        raise OperationalError("could not connect to db.example.org as ana")

    health.beat()
    monkeypatch.setitem(health.PARTS, "database", broken)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert b"example.org" not in answer.content


def test_a_probe_needs_no_host_name_and_no_tls(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    health.beat()

    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200
