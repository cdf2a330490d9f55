"""A full disk: a clear page, status 507, nothing half written."""

import errno
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.test import Client

from interviews.models import Job, Member
from omsrp.views import is_full_disk


@pytest.fixture
def full(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("omsrp.middleware.health", no_room)


def test_a_write_on_a_full_disk_gets_a_page_that_says_so(full: None) -> None:
    answer = Client(raise_request_exception=False).get("/healthz")

    assert answer.status_code == 507
    assert "disk is full, so nothing was saved" in answer.content.decode()


def test_the_coding_page_gets_its_answer_as_json(full: None) -> None:
    answer = Client(raise_request_exception=False).get("/healthz", headers={"accept": "application/json"})

    assert answer.status_code == 507
    assert "nothing was saved" in answer.json()["message"]


def test_another_error_is_a_mistake_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError

    monkeypatch.setattr("omsrp.middleware.health", broken)

    assert Client(raise_request_exception=False).get("/healthz").status_code == 500


class DiskFull(Exception):
    """Looks as the driver's error does."""

    sqlstate = "53100"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (OperationalError("database or disk is full"), True),
        (OperationalError("database is locked"), False),
        (DiskFull(), True),
        (None, False),
    ],
)
def test_how_a_full_disk_is_told_from_other_errors(error: Exception | None, expected: bool) -> None:  # noqa: FBT001
    assert is_full_disk(error) is expected


def test_the_cause_of_an_error_counts_too() -> None:
    error = OperationalError("could not extend file")
    error.__cause__ = DiskFull()

    assert is_full_disk(error)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own limit")
def test_a_full_database_keeps_what_it_has_and_nothing_half(lea: Member) -> None:
    def job(text: str) -> Job:
        return Job.objects.create(
            project=lea.project, user=lea.user, kind="x", op=uuid4(), language="en", payload={"text": text}
        )

    with connection.cursor() as cursor:
        pages, free, size = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )

    def two_jobs() -> None:
        with transaction.atomic():
            job("short")
            job("x" * (free * size + 400_000))  # pages that earlier tests left free are room, too

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            with pytest.raises(OperationalError) as caught:
                two_jobs()
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")

    assert is_full_disk(caught.value)
    assert Job.objects.count() == 0
    assert job("there is room again").pk


def test_a_file_that_does_not_fit_leaves_nothing(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path

    class Cut(ContentFile):
        def chunks(self, chunk_size: int | None = None) -> Any:  # noqa: ARG002  # the storage asks without a size
            yield b"the first half"
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        default_storage.save("uploads/a.txt", Cut(b"x"))

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
