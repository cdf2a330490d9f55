"""Transcripts: immutable texts, with the turns and speakers beside them. Offsets are Unicode code points, half-open."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews.models.participants import Participant
from interviews.models.people import User
from interviews.models.projects import Project


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def living(self) -> Self:
        return self.filter(archived_at=None)


class Transcript(models.Model):
    """The text of one interview; it points to its current version."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="transcripts")
    title = models.CharField(_("title"), max_length=200)
    current = models.ForeignKey("TranscriptText", models.PROTECT, null=True, related_name="+")
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, null=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = TranscriptQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class TranscriptText(models.Model):
    """One immutable version of a text, and the file it came from. `header` keeps the lines before the first turn."""

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="texts")
    version = models.PositiveIntegerField(default=1)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    words = models.PositiveIntegerField(default=0)
    original = models.FileField(upload_to="originals/%Y/%m", max_length=255)
    original_name = models.CharField(max_length=255)
    original_sha256 = models.CharField(max_length=64, db_index=True)
    importer = models.CharField(max_length=20)
    header = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["transcript", "version"], name="a_text_version_is_once_in_a_transcript"),
        )

    def __str__(self) -> str:
        return f"{self.transcript_id} v{self.version}"


class Speaker(models.Model):
    """A label in a transcript, with the role of who speaks and, for a participant, who it is."""

    class SpeakerRole(models.TextChoices):
        PARTICIPANT = "participant", _("participant")
        INTERVIEWER = "interviewer", _("interviewer")
        OTHER = "other", _("other")

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="speakers")
    label = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=11, choices=SpeakerRole, default=SpeakerRole.PARTICIPANT)
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="speakers")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["transcript", "label"], name="a_label_is_once_in_a_transcript"),
            models.CheckConstraint(
                condition=Q(role="participant") | Q(participant=None), name="only_a_participant_role_has_a_participant"
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What the reading page shows: the pseudonym where one is mapped, else the label."""
        return self.participant.pseudonym if self.participant else self.label


class TurnQuerySet(models.QuerySet["Turn"]):
    def touching(self, start: int, end: int) -> Self:
        return self.filter(start__lt=end, end__gt=start)


class Turn(models.Model):
    """What one speaker says without interruption: [start, end) of the text. Paragraphs of a text without labels too."""

    text = models.ForeignKey(TranscriptText, models.CASCADE, related_name="turns")
    index = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, related_name="turns")
    begins_ms = models.PositiveIntegerField(null=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["text", "index"], name="a_turn_index_is_once_in_a_text"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="a_turn_ends_after_its_start"),
        )
        indexes = (models.Index(fields=["text", "start"], name="turn_by_start"),)

    def __str__(self) -> str:
        return f"{self.text_id}:{self.index}"
