"""A backup: one .zip with every table as JSON lines, every file, and a manifest with the checksum of each.

It reads one snapshot of the database, so it may be taken while the site is in use, and goes into either database.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from omsrp.rows import models_of_the_site, read_rows

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20


class ArchiveError(Exception):
    """The backup cannot be written or read. Its text says what and what next."""


def write_archive(target: Path, *, files: Path) -> dict[str, Any]:
    """Write a backup to `target`, whole or not at all; returns its manifest.

    `files` is the folder of uploaded files. They never change once written and are read after the database, so every
    file that the snapshot names is in it. Raises ArchiveError where `target` exists.
    """
    if target.exists():
        message = f"{target} exists. Name another file, or remove it first."
        raise ArchiveError(message)
    # In the same folder, so that the rename is one step; readable by its owner only.
    handle, part = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                manifest = _fill(archive, files)
            stream.flush()
            os.fsync(stream.fileno())
        Path(part).rename(target)
        _sync_folder(target.parent)
    finally:
        Path(part).unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile, files: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = {"format": FORMAT, "created_at": timezone.now().isoformat()}
    with snapshot():
        manifest["migrations"] = applied_migrations()
        manifest["tables"] = {
            model._meta.label: _write_table(archive, model)  # noqa: SLF001  # Django's public name for its own facts
            for model in models_of_the_site()
        }
    manifest["files"] = {name: _write_file(archive, path, name) for name, path in walk(files)}
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that sees the database as it was at its start, and hinders no writer."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    connection.ensure_connection()
    mode = connection.transaction_mode  # type: ignore[attr-defined]  # SQLite's own
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # IMMEDIATE would lock writers out
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]


def applied_migrations() -> list[str]:
    """Names of the migrations that made this database, `app.name`, sorted."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder, by its path inside it, in order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _write_table(archive: zipfile.ZipFile, model: Any) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{model._meta.label}.jsonl", "w", force_zip64=True) as out:  # noqa: SLF001
        for line in read_rows(model):
            digest.update(line)
            out.write(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _write_file(archive: zipfile.ZipFile, path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as source, archive.open(f"files/{name}", "w", force_zip64=True) as out:
        return copy(source, out)


def copy(source: IO[bytes], out: IO[bytes] | None) -> dict[str, Any]:
    """Copy a stream (nowhere with None); its size and checksum."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if out is not None:
            out.write(chunk)
    return {"size": size, "sha256": digest.hexdigest()}


def _sync_folder(folder: Path) -> None:
    # The new name itself must reach the disk.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
