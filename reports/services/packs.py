"""Making a talk pack: whole or not at all, in a folder or as an archive that waits for its download."""

import errno
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from interviews.access import Sight, sight_of
from interviews.jobs import JobError, finish, progress, start_job
from interviews.models import Job, Member
from reports.exporters.errors import CannotWrite
from reports.exporters.still import StillZip
from reports.exporters.talk import files_of
from reports.models import Snapshot
from reports.queries.pack.pack import pack_of
from reports.queries.pack.packs import PACK
from reports.queries.study.frozen import Changed, opened
from reports.services.pack_files import STORE, workshop
from reports.services.snapshots import CannotFreeze, take_snapshot

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

Tell = Callable[[int, int], None]


class Hidden(PermissionError):
    """Others' work is hidden from the member, so there is nothing that a pack could be made of."""


def start_pack(*, by: Member, language: str, snapshot: Snapshot | None, op: UUID) -> Job:
    """Have a worker make a pack in this language, of this snapshot or of one that it takes. Raises Hidden."""
    if sight_of(by) is not Sight.ALL:
        raise Hidden
    # The address is put down here, for a worker would have to load every page of the site to know it.
    payload = {
        "language": language,
        "snapshot": snapshot.number if snapshot else None,
        "url": reverse("packs", args=[by.project.key]),
    }
    return start_job(project=by.project, user=by.user, kind=PACK, payload=payload, op=op)


def make_pack(job: Job) -> Mapping[str, Any]:
    """The job; `interviews.jobs` runs it. Its archive is there once the job is done, and never before.

    Killed, it leaves nothing that a page offers; taken up again, it begins anew, and the next run of any pack clears
    away what lies there.
    """
    reader = (
        Member.objects.present().select_related("project", "user").filter(project=job.project, user=job.user).first()
    )
    if reader is None or sight_of(reader) is not Sight.ALL:
        raise JobError(
            _("Others’ work is hidden from you now, so no talk pack can be made. Try again after the round.")
        )
    language = str(job.payload["language"])

    def tell(done: int, total: int) -> None:
        progress(job, done=done, total=total)

    tell(0, 0)
    try:
        snapshot = _snapshot(job, reader)
        opened(snapshot)  # what is wrong with it is said in the reader's language, not in the pack's
        with workshop(job) as folder:
            archive = folder / "pack.zip"
            _zip(write_files(reader, snapshot, folder, language=language, tell=tell), archive)
            return _keep(job, archive, snapshot)
    except (CannotFreeze, CannotWrite, Changed) as error:
        raise JobError(str(error)) from error
    except OSError as error:
        raise JobError(why(error)) from error


def _snapshot(job: Job, reader: Member) -> Snapshot:
    """The snapshot that was asked for. Where a new one was, it is taken once: a job taken up again finds it."""
    number = job.payload.get("snapshot")
    if number is None:
        taken = take_snapshot(by=reader, note=_("Talk pack"), at=timezone.now())
        job.payload = {**job.payload, "snapshot": taken.number}
        job.save(update_fields=["payload"])
        return taken
    return Snapshot.objects.visible_to(reader).get(number=number)


def why(error: OSError) -> str:
    """What kept a file from being written, and what to do."""
    if error.errno in FULL:
        return _(
            "The disk is full, so the talk pack was not written; nothing is left of it. Free some, then try again."
        )
    return _("The talk pack could not be written (%(reason)s). Nothing is left of it.") % {
        "reason": error.strerror or error
    }


def write_files(reader: Member, snapshot: Snapshot, folder: Path, *, language: str, tell: Tell) -> list[Path]:
    """Every file of the pack into the folder, in their order. Raises OSError, CannotWrite and Changed."""
    with translation.override(language):
        files = deque(files_of(pack_of(reader, snapshot)))
        written: list[Path] = []
        total = len(files)
        while files:
            # What was drawn goes with its last file: all drawings at once would take some fifty megabytes.
            name, write = files.popleft()
            tell(len(written), total)
            path = folder / name
            with path.open("wb") as target:
                write(target)
            written.append(path)
    return written


def write_folder(reader: Member, snapshot: Snapshot, out: Path, *, language: str) -> list[Path]:
    """The pack in a folder that is made where it is missing. The files appear when all are whole, none before."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".talk-pack-", dir=out) as folder:
        files = write_files(reader, snapshot, Path(folder), language=language, tell=lambda _done, _total: None)
        return [path.replace(out / path.name) for path in files]


def _zip(files: list[Path], archive: Path) -> None:
    with StillZip(archive, "w", ZIP_DEFLATED) as target:
        for path in files:
            target.write(path, path.name)


def _keep(job: Job, archive: Path, snapshot: Snapshot) -> Mapping[str, Any]:
    """Put the archive where downloads come from, together with the job's end; without the one not the other."""
    name = f"{STORE}/{job.pk}.zip"
    default_storage.delete(name)  # what a killed worker left
    with archive.open("rb") as content:
        kept = default_storage.save(name, File(content))
    result = {"file": kept, "snapshot": snapshot.number, "url": job.payload.get("url", "")}
    try:
        with transaction.atomic():
            finish(job, result)
    except Exception:
        default_storage.delete(kept)
        raise
    return result
