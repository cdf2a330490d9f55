"""The demo's calendar: what was written by services of today happened in 2013 and 2014."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from coding.models import (
    Asked,
    Assignment,
    Code,
    CodebookVersion,
    Coding,
    Decision,
    Memo,
    Proposal,
    Question,
    RatingDecision,
    Recheck,
)
from interviews.models import Project, Revision, Transcript

MINUTE = timedelta(minutes=1)
# What bears a time of its own, with the way to its project.
STAMPED: tuple[tuple[QuerySet[Any], str, str], ...] = (
    (Asked.objects.all(), "transcript__project", "at"),
    (Assignment.objects.all(), "transcript__project", "created_at"),
    (Code.objects.all(), "project", "created_at"),
    (CodebookVersion.objects.all(), "project", "frozen_at"),
    (Coding.objects.all(), "project", "created_at"),
    (Memo.objects.all(), "project", "created_at"),
    (Proposal.objects.all(), "project", "created_at"),
    (Proposal.objects.all(), "project", "decided_at"),
    (Question.objects.all(), "project", "created_at"),
    (RatingDecision.objects.all(), "round__project", "at"),
    (Recheck.objects.all(), "assignment__transcript__project", "at"),
    (Transcript.objects.all(), "project", "created_at"),
)


@dataclass
class Clock:
    """Sets back what was written since it did so last. `loading_since` is when the loading began: now."""

    project: Project
    loading_since: datetime
    revision: int = 0

    def set_back(self, at: datetime, *, every: timedelta = MINUTE) -> datetime:
        """What was written since the last call was done at this time, one revision after the other; the time of the
        last one.
        """
        fresh = [*Revision.objects.filter(project=self.project, number__gt=self.revision).order_by("number")]
        for place, revision in enumerate(fresh):
            revision.at = at + place * every
        Revision.objects.bulk_update(fresh, ["at"])
        self._decisions()
        for rows, path, field in STAMPED:
            rows.filter(**{path: self.project, f"{field}__gte": self.loading_since}).update(**{field: at})
        self.revision = self.project.revision
        return fresh[-1].at if fresh else at

    def _decisions(self) -> None:
        of_revision = Revision.objects.filter(project=self.project, number=OuterRef("revision")).values("at")
        fresh = Decision.objects.filter(disagreement__round__project=self.project, at__gte=self.loading_since)
        fresh.update(at=Subquery(of_revision[:1]))


def workday(begins: date, place: int) -> datetime:
    """Nine in the morning, in Québec, of the day `place` working days later: nobody believes a study coded on Sundays.
    `begins` is a Monday.
    """
    weeks, days = divmod(place, 5)
    return datetime.combine(begins + timedelta(days=7 * weeks + days), time(14), tzinfo=UTC)
