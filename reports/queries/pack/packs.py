"""The talk packs of a project: those that can be downloaded, and those on their way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from interviews.models import Job, Member

PACK = "talk_pack"
OVER = frozenset({Job.State.DONE, Job.State.FAILED})


@dataclass(frozen=True, slots=True)
class MadePack:
    """A pack that is whole, or a job that will make one or could not."""

    job: Job
    at: datetime
    language: str

    @property
    def snapshot(self) -> int | None:
        """Its number; None as long as none was taken."""
        number: int | None = self.job.payload.get("snapshot")
        return number

    @property
    def is_done(self) -> bool:
        return self.job.state == Job.State.DONE

    @property
    def is_deleted(self) -> bool:
        return deleted_at(self.job.result) is not None

    @property
    def is_over(self) -> bool:
        """Whether it can be deleted: no worker is at it, and none will be."""
        return self.job.state in OVER


def packs_of(member: Member) -> list[MadePack]:
    """The latest first; without those that were deleted."""
    jobs = Job.objects.filter(project=member.project_id, kind=PACK).select_related("user").order_by("-pk")
    return [_made(job) for job in jobs if deleted_at(job.result) is None]


def pack_by(member: Member, pk: int) -> MadePack | None:
    """The pack of the project with this number, deleted or not; None without one."""
    job = Job.objects.filter(project=member.project_id, kind=PACK, pk=pk).select_related("user").first()
    return _made(job) if job else None


def deleted_at(result: Mapping[str, Any]) -> datetime | None:
    """When the pack of a job with this result was deleted; None for one that is there."""
    said = result.get("deleted_at")
    return datetime.fromisoformat(said) if said else None


def _made(job: Job) -> MadePack:
    names = dict(settings.LANGUAGES)
    return MadePack(job, job.finished_at or job.created_at, str(names.get(job.payload["language"], "")))
