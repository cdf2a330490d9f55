"""Codings have an identity, and states that are born and die; a state is never edited (the numbers are revisions')."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding.models.codebook import Code
from interviews.access import Sight, sight_of
from interviews.models import Member, Participant, Project, Speaker, Transcript, TranscriptText


class Assignment(models.Model):
    """One pass of one coder over one transcript. Without `done_at`, silence means nothing."""

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="assignments")
    coder = models.ForeignKey(Member, models.PROTECT, related_name="assignments")
    done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["transcript", "coder"], name="a_coder_has_one_pass_a_transcript"),
        )

    def __str__(self) -> str:
        return f"{self.transcript_id} by {self.coder_id}"


class CodingQuerySet(models.QuerySet["Coding"]):
    def visible_to(self, member: Member) -> Self:
        """What this member may see: the only door to codings."""
        own = Q() if sight_of(member) is Sight.ALL else Q(coder=member)
        return self.filter(own, project=member.project_id)


class Coding(models.Model):
    """Who coded what, in which pass. Its public id is the client's uid: row ids would tell how busy others are."""

    class Layer(models.TextChoices):
        CODER = "coder"
        CONSENSUS = "consensus"

    uid = models.UUIDField(default=uuid4, unique=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="codings")
    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="codings")
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="codings")
    coder = models.ForeignKey(Member, models.PROTECT, null=True, related_name="codings")
    layer = models.CharField(max_length=9, choices=Layer, default=Layer.CODER)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CodingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(layer="coder", coder__isnull=False, assignment__isnull=False)
                | Q(layer="consensus", coder=None, assignment=None),
                name="a_coding_belongs_to_a_coder_or_to_consensus",
            ),
        )

    def __str__(self) -> str:
        return str(self.uid)


class CodingStateQuerySet(models.QuerySet["CodingState"]):
    def visible_to(self, member: Member) -> Self:
        """What this member may see: the only door to states."""
        own = Q() if sight_of(member) is Sight.ALL else Q(coding__coder=member)
        return self.filter(own, coding__project=member.project_id)

    def living(self) -> Self:
        return self.filter(died=None)

    def as_of(self, revision: int) -> Self:
        return self.filter(Q(died=None) | Q(died__gt=revision), born__lte=revision)

    def touching(self, start: int, end: int) -> Self:
        return self.filter(start__lt=end, end__gt=start)


class CodingState(models.Model):
    """What a coding says between two revisions: code, passage, direction, rating."""

    class Direction(models.TextChoices):
        AFFIRMS = "affirms", _("affirms")
        DENIES = "denies", _("denies")
        MIXED = "mixed", _("mixed")

    coding = models.ForeignKey(Coding, models.CASCADE, related_name="states")
    text = models.ForeignKey(TranscriptText, models.CASCADE, related_name="states")
    code = models.ForeignKey(Code, models.PROTECT, related_name="states")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    direction = models.CharField(max_length=7, choices=Direction, default=Direction.AFFIRMS)
    rating = models.SmallIntegerField(null=True)
    codebook_version = models.PositiveIntegerField(default=0)
    quote_hash = models.CharField(max_length=64)
    born = models.BigIntegerField()
    died = models.BigIntegerField(null=True)

    objects = CodingStateQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_passage_ends_after_its_start"),
            models.CheckConstraint(condition=Q(died=None) | Q(died__gt=F("born")), name="a_state_dies_after_its_birth"),
            models.UniqueConstraint(
                fields=["coding"], condition=Q(died=None), name="a_coding_has_at_most_one_living_state"
            ),
        )
        indexes = (
            models.Index(fields=["text", "start", "end"], condition=Q(died=None), name="living_states_of_a_text"),
            models.Index(fields=["code", "coding"], condition=Q(died=None), name="living_states_of_a_code"),
            models.Index(fields=["text", "born"], name="births_in_a_text"),
            models.Index(fields=["text", "died"], condition=Q(died__isnull=False), name="deaths_in_a_text"),
        )

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class StateSpeaker(models.Model):
    """A speaker whose turns a state touches, written with the state."""

    state = models.ForeignKey(CodingState, models.CASCADE, related_name="speakers")
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="states")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["state", "speaker"], name="a_speaker_is_once_in_a_state"),)

    def __str__(self) -> str:
        return f"{self.state_id} {self.speaker_id}"


class RatingQuerySet(models.QuerySet["Rating"]):
    def visible_to(self, member: Member) -> Self:
        """What this member may see: the only door to ratings."""
        own = Q() if sight_of(member) is Sight.ALL else Q(assignment__coder=member)
        return self.filter(own, code__project=member.project_id)

    def living(self) -> Self:
        return self.filter(died=None)


class Rating(models.Model):
    """A case judgement: a participant's place on the scale of a code that is rated per participant."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="ratings")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="ratings")
    code = models.ForeignKey(Code, models.PROTECT, related_name="ratings")
    value = models.SmallIntegerField()
    born = models.BigIntegerField()
    died = models.BigIntegerField(null=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["assignment", "participant", "code"],
                condition=Q(died=None),
                name="a_pass_has_one_living_rating_a_participant_and_code",
            ),
            models.CheckConstraint(
                condition=Q(died=None) | Q(died__gt=F("born")), name="a_rating_dies_after_its_birth"
            ),
        )

    def __str__(self) -> str:
        return str(self.value)
