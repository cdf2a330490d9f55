"""Snapshots: numbered, hashed states of everything that reports about participants count. Never changed."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews.access import Sight, sight_of
from interviews.models import Member, Participant, Project, TranscriptText


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, member: Member) -> Self:
        """The only door to snapshots: they hold everybody's work, so who sees her own alone sees none."""
        seen = self.filter(project=member.project_id)
        return seen if sight_of(member) is Sight.ALL else seen.none()

    def described(self) -> Self:
        """Without their documents, which are long: for lists."""
        return self.defer("document").select_related("taken_by__user")


class Snapshot(models.Model):
    """What closed the books at a revision: one canonical JSON document, as text, and its SHA-256.

    The text is read as it was written, so that the hash can be checked at every reading: see `queries.frozen.opened`.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="report_snapshots")
    number = models.PositiveIntegerField()
    revision = models.BigIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    note = models.TextField(_("note"), blank=True)
    taken_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "number"], name="a_number_is_once_among_the_snapshots_of_a_project"
            ),
        )

    def __str__(self) -> str:
        return str(self.number)

    @property
    def short_hash(self) -> str:
        """Enough of the hash to know a snapshot by."""
        return self.sha256[:12]


class SnapshotQuote(models.Model):
    """A quote of a finding as a snapshot has it: where its words stand, what is shown of them, and its translation.

    Apart from the document, which holds hashes alone: words can be withdrawn, and the numbers can still be explained.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="quotes")
    finding = models.PositiveIntegerField()  # its number
    role = models.CharField(max_length=8)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    text = models.ForeignKey(TranscriptText, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kept = models.JSONField(default=list, blank=True)
    translation = models.TextField(blank=True)
    translator = models.CharField(max_length=120, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["snapshot", "finding", "position"], name="a_place_is_taken_once_in_a_finding_of_a_snapshot"
            ),
        )

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.finding} {self.position}"
