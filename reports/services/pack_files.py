"""Where packs lie: the folder that one is written in, the archives that can be fetched, and what is swept away."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from interviews.models import Job, Member
from interviews.services.revisions import record
from reports.queries.pack.packs import PACK, deleted_at

STORE = "packs"
# A deleted pack can be brought back for a day; then its archive goes.
GRACE = timedelta(days=1)


@contextmanager
def workshop(job: Job) -> Iterator[Path]:
    """An empty folder for this run of the job, gone afterwards. What killed workers left of theirs goes first."""
    sweep_packs(at=timezone.now())
    folder = _folders() / f"{job.pk}-{job.attempts}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_packs(*, at: datetime) -> int:
    """Erase what belongs to no pack: folders and archives whose job is neither running nor made, and deleted packs
    after their day of grace. How many were erased.
    """
    # What lies there is read before the jobs are: what appears meanwhile is not looked at.
    folders = [*_folders().iterdir()] if _folders().exists() else []
    archives = default_storage.listdir(STORE)[1] if default_storage.exists(STORE) else []
    jobs = Job.objects.filter(kind=PACK)
    running = {f"{pk}-{attempts}" for pk, attempts in jobs.filter(state="running").values_list("pk", "attempts")}
    kept = {
        f"{pk}.zip" for pk, result in jobs.exclude(state="failed").values_list("pk", "result") if _is_kept(result, at)
    }
    dead = [folder for folder in folders if folder.name not in running]
    lost = [name for name in archives if name not in kept]
    for folder in dead:
        shutil.rmtree(folder, ignore_errors=True)
    for name in lost:
        default_storage.delete(f"{STORE}/{name}")
    return len(dead) + len(lost)


def _is_kept(result: dict[str, str], at: datetime) -> bool:
    gone = deleted_at(result)
    return gone is None or at - gone < GRACE


def _folders() -> Path:
    return Path(settings.DATA_DIR) / "work" / STORE


@transaction.atomic
def delete_pack(job: Job, *, by: Member, at: datetime) -> None:
    """No longer offered; `restore_pack` brings it back within a day."""
    record(by.project, actor=by.user, verb="pack.deleted", summary=_about(job))
    _mark(job, {**job.result, "deleted_at": at.isoformat()})


@transaction.atomic
def restore_pack(job: Job, *, by: Member) -> None:
    record(by.project, actor=by.user, verb="pack.restored", summary=_about(job))
    _mark(job, {name: said for name, said in job.result.items() if name != "deleted_at"})


def _mark(job: Job, result: dict[str, object]) -> None:
    Job.objects.filter(pk=job.pk).update(result=result)


def _about(job: Job) -> dict[str, object]:
    return {"pack": job.pk, "snapshot": job.payload.get("snapshot"), "language": job.payload["language"]}
