"""The talk packs of a project: those that can be downloaded, and those on their way."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from interviews.models import Job, Member

PACK = "talk_pack"


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


def packs_of(member: Member) -> list[MadePack]:
    """The latest first."""
    jobs = Job.objects.filter(project=member.project_id, kind=PACK).select_related("user").order_by("-pk")
    names = dict(settings.LANGUAGES)
    return [
        MadePack(job, job.finished_at or job.created_at, str(names.get(job.payload["language"], ""))) for job in jobs
    ]
