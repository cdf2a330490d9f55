"""Read a backup back, into an empty place: all of it or nothing."""

import json
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import connection, transaction

from omsrp.archive import FORMAT, MANIFEST, ArchiveError, applied_migrations, copy, walk
from omsrp.rows import clear_rows_of_migrations, models_of_the_site, reset_sequences, rows_are_there, write_rows


def restore_archive(source: Path, *, files: Path) -> dict[str, Any]:
    """Put a backup's rows and files back; returns its manifest.

    Every checksum is compared before anything is written. Raises ArchiveError where the backup is damaged, is of
    another version of the program, or the place is not empty; then nothing has changed.
    """
    _require_empty(files)
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _verified(archive)
            _restore(archive, manifest, files)
    except (zipfile.BadZipFile, FileNotFoundError, KeyError, ValueError) as error:
        message = f"{source} is not a whole backup. Take another one. ({type(error).__name__})"
        raise ArchiveError(message) from error
    return manifest


def _require_empty(files: Path) -> None:
    full = rows_are_there()
    if full:
        message = f"The database is not empty: {', '.join(full)}. Restore into a new one (DATABASE_URL, DATA_DIR)."
        raise ArchiveError(message)
    if any(walk(files)):
        message = f"The folder {files} is not empty. Restore into a new one (DATA_DIR)."
        raise ArchiveError(message)


def _verified(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        message = f"This backup has format {manifest['format']}; this version of the program reads format {FORMAT}."
        raise ArchiveError(message)
    if manifest["migrations"] != applied_migrations():
        message = "This backup is of another version of the program. Restore it with that one, then upgrade."
        raise ArchiveError(message)
    known = {model._meta.label for model in models_of_the_site()}  # noqa: SLF001
    if known != set(manifest["tables"]):
        message = "This backup has other tables than this version of the program. Restore it with the version it is of."
        raise ArchiveError(message)
    entries = {f"tables/{name}.jsonl": fact for name, fact in manifest["tables"].items()}
    entries |= {f"files/{_safe(name)}": fact for name, fact in manifest["files"].items()}
    for name, fact in entries.items():
        with archive.open(name) as stream:
            if copy(stream, None)["sha256"] != fact["sha256"]:
                message = f"{name} in this backup is damaged: its checksum differs. Take another backup."
                raise ArchiveError(message)
    return manifest


def _safe(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        message = f"This backup has a file outside its folder: {name}. It was not made by this program."
        raise ArchiveError(message)
    return name


def _restore(archive: zipfile.ZipFile, manifest: dict[str, Any], files: Path) -> None:
    # Files first, under another name, so that a full disk stops before the database has anything.
    waiting = files.with_name(f".{files.name}.restoring")
    shutil.rmtree(waiting, ignore_errors=True)
    try:
        for name in manifest["files"]:
            _restore_file(archive, name, waiting / name)
        waiting.mkdir(parents=True, exist_ok=True)
        with transaction.atomic():
            _restore_tables(archive, manifest)
            if files.exists():
                shutil.rmtree(files)  # empty folders at most: `_require_empty` has looked
            waiting.rename(files)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _restore_file(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(f"files/{name}") as stream, target.open("xb") as out:
        target.chmod(0o600)
        copy(stream, out)


def _restore_tables(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    # Foreign keys are checked when the transaction ends, so the order of the tables does not matter.
    clear_rows_of_migrations()
    for model in models_of_the_site():
        label = model._meta.label  # noqa: SLF001
        with archive.open(f"tables/{label}.jsonl") as lines:
            if write_rows(model, lines) != manifest["tables"][label]["rows"]:
                message = f"The table {label} in this backup is not whole. Take another backup."
                raise ArchiveError(message)
    reset_sequences()
    connection.check_constraints()
