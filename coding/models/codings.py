"""Codings have an identity, and states that are born and die; a state is never edited (the numbers are revisions')."""

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding.models.codebook import Code
from interviews.access import Sight, sight_of
from interviews.models import Member, Participant, Project, Speaker, Transcript, TranscriptText

if TYPE_CHECKING:
    from coding.models.rounds import Round


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self) -> Self:
        """The pass that a coder works in now, one a transcript."""
        return self.filter(is_current=True)

    def in_round(self, round_: "Round") -> Self:
        """Who codes what in a round; what was withdrawn from it is out."""
        return self.filter(round=round_, withdrawn_at=None)

    def visible_to(self, member: Member) -> Self:
        """Passes whose progress this member may know."""
        own = Q() if sight_of(member) is Sight.ALL else Q(coder=member)
        return self.filter(own, transcript__project=member.project_id)


class Assignment(models.Model):
    """One pass of one coder over one transcript. Without `done_at`, silence means nothing.

    A round's pass is *submitted* when it is done. A second pass over a transcript (in a later round) makes the first
    one no longer current: it stays as it was. `done_version` is the codebook version in force at "done";
    `counts` is False where the coder had seen others' work on the transcript before: she is out of agreement then.
    """

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="assignments")
    coder = models.ForeignKey(Member, models.PROTECT, related_name="assignments")
    round = models.ForeignKey("coding.Round", models.PROTECT, null=True, related_name="assignments")
    assigned_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # None: by her first coding
    is_current = models.BooleanField(default=True)
    counts = models.BooleanField(default=True)
    done_at = models.DateTimeField(null=True)
    done_version = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["transcript", "coder"],
                condition=Q(is_current=True),
                name="a_coder_has_one_current_pass_a_transcript",
            ),
            models.UniqueConstraint(
                fields=["transcript", "coder", "round"], name="a_coder_has_one_pass_a_transcript_and_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.transcript_id} by {self.coder_id}"

    @property
    def in_open_round(self) -> bool:
        """Whether a round that is open waits for it, or has it."""
        return self.round is not None and self.withdrawn_at is None and self.round.state == "open"

    @property
    def in_closed_round(self) -> bool:
        """Whether its round has closed, with it or without."""
        return self.round is not None and self.withdrawn_at is None and self.round.state == "closed"

    @property
    def is_submitted(self) -> bool:
        """Done, in a round that is open: it takes no operation until it is taken back."""
        return self.done_at is not None and self.in_open_round


class Layer(models.TextChoices):
    """Coders' own work, or what decisions on their disagreements keep."""

    CODER = "coder"
    CONSENSUS = "consensus"


class CodingQuerySet(models.QuerySet["Coding"]):
    def visible_to(self, member: Member, *, layer: Layer = Layer.CODER) -> Self:
        """What this member may see of a layer: the only door to codings."""
        own = Q() if sight_of(member) is Sight.ALL else Q(coder=member)
        return self.filter(own, project=member.project_id, layer=layer)


class Coding(models.Model):
    """Who coded what, in which pass. Its public id is the client's uid: row ids would tell how busy others are.

    A coding of the consensus layer has the decision that keeps it in place of coder and pass.
    """

    Layer = Layer

    uid = models.UUIDField(default=uuid4, unique=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="codings")
    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="codings")
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="codings")
    coder = models.ForeignKey(Member, models.PROTECT, null=True, related_name="codings")
    layer = models.CharField(max_length=9, choices=Layer, default=Layer.CODER)
    decision = models.ForeignKey("coding.Decision", models.PROTECT, null=True, related_name="codings", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CodingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(layer="coder", coder__isnull=False, assignment__isnull=False, decision=None)
                | Q(layer="consensus", coder=None, assignment=None, decision__isnull=False),
                name="a_coding_belongs_to_a_coder_or_to_consensus",
            ),
        )
        # Of these rows alone: all others have no decision, and SQLite would take them for as many decisions' codings.
        indexes = (
            models.Index(fields=["decision"], condition=Q(decision__isnull=False), name="codings_of_a_decision"),
        )

    def __str__(self) -> str:
        return str(self.uid)


class CodingStateQuerySet(models.QuerySet["CodingState"]):
    def visible_to(self, member: Member, *, layer: Layer = Layer.CODER) -> Self:
        """What this member may see of a layer: the only door to states. Of proposed codes, those of her own."""
        own = Q() if sight_of(member) is Sight.ALL else Q(coding__coder=member)
        mine = Q(code__proposed_by=None) | Q(code__proposed_by=member)
        return self.filter(own, mine, coding__project=member.project_id, coding__layer=layer)

    def in_codebook(self) -> Self:
        """All but those of proposals."""
        return self.filter(code__proposed_by=None)

    def in_current_pass(self) -> Self:
        """What coders work on now; earlier passes over the same transcript left out."""
        return self.filter(coding__assignment__is_current=True)

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

    def as_of(self, revision: int) -> Self:
        return self.filter(Q(died=None) | Q(died__gt=revision), born__lte=revision)


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
