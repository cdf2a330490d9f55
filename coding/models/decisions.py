"""Disagreements that a closed round left, and the decisions on them. The originals are never touched."""

from typing import Any, Self

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding.models.codebook import Code
from coding.models.rounds import Round
from interviews.access import Sight, sight_of
from interviews.models import Member, Participant, Transcript, TranscriptText


class HasPassage(models.Func):
    """Whether the member `coder` marked something: the sides have her with a passage."""

    template = (
        "EXISTS (SELECT 1 FROM jsonb_array_elements(%(expressions)s) AS side"
        " WHERE (side ->> 'coder')::bigint = %(coder)d AND jsonb_array_length(side -> 'spans') > 0)"
    )
    output_field = models.BooleanField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = (
            "EXISTS (SELECT 1 FROM json_each(%(expressions)s) AS side"
            " WHERE json_extract(side.value, '$.coder') = %(coder)d"
            " AND json_array_length(side.value, '$.spans') > 0)"
        )
        return self.as_sql(compiler, connection, template=template, **context)


class DisagreementQuerySet(models.QuerySet["Disagreement"]):
    def visible_to(self, member: Member) -> Self:
        """The only door to disagreements. A coder gets to those of her own passes by her results page alone."""
        found = self.filter(round__project=member.project_id, round__state=Round.State.CLOSED)
        return found if sight_of(member) is Sight.ALL or member.leads else found.none()

    def open(self) -> Self:
        return self.filter(is_open=True)

    def decided(self) -> Self:
        return self.filter(is_open=False)

    def marked_by(self, coder: int) -> Self:
        """Those in which this member has a passage."""
        return self.filter(HasPassage("sides", coder=coder))


class Disagreement(models.Model):
    """A stretch of text where not all who submitted it gave the same code to the same characters.

    It is a cluster: all passages of one code that overlap, of which at least one stretch was not marked by everyone.
    `weight` is its part of the observed disagreement, in characters; `share` the same, of the round's whole.
    `sides` lists {"coder": member id, "spans": [[start, end], ...]}, one for each who submitted, empty ones too.
    `is_open`: no decision stands; written with each decision, so that a long queue finds its open ones at once.
    """

    class Kind(models.TextChoices):
        BOUNDARY = "boundary", _("boundary")
        OMISSION = "omission", _("omission")
        SUBSTITUTION = "substitution", _("substitution")
        DEPTH = "depth", _("depth")

    round = models.ForeignKey(Round, models.CASCADE, related_name="disagreements")
    number = models.PositiveIntegerField()  # 1 is the heaviest of its round
    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="disagreements")
    text = models.ForeignKey(TranscriptText, models.CASCADE, related_name="+")
    code = models.ForeignKey(Code, models.PROTECT, related_name="disagreements")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    weight = models.FloatField()
    share = models.FloatField()
    sides = models.JSONField()
    is_open = models.BooleanField(default=True)

    objects = DisagreementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "number"], name="a_disagreement_is_numbered_once_in_a_round"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_disagreement_ends_after_its_start"),
        )
        indexes = (
            models.Index(fields=["transcript", "code"], name="disagreements_of_a_text"),
            models.Index(fields=["round", "number"], condition=Q(is_open=True), name="open_disagreements"),
        )

    def __str__(self) -> str:
        return f"{self.round_id}:{self.number}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, member: Member) -> Self:
        """The only door to decisions: they tell what others coded."""
        found = self.filter(disagreement__round__project=member.project_id)
        return found if sight_of(member) is Sight.ALL or member.leads else found.none()

    def living(self) -> Self:
        return self.filter(undone_at=None)


class Decision(models.Model):
    """The answer to a disagreement. What it keeps stands as codings of the consensus layer (`Coding.decision`).

    `revision` is the number of the action that took it: decisions of one action are undone together.
    """

    class Outcome(models.TextChoices):
        KEEP = "keep", _("one coder’s passage")  # whose: `kept`
        UNION = "union", _("union")
        INTERSECTION = "intersection", _("intersection")
        OWN = "own", _("another extent")
        BOTH = "both", _("both")
        NEITHER = "neither", _("neither")

    class Manner(models.TextChoices):
        ALONE = "alone", _("alone")
        DISCUSSION = "discussion", _("in discussion")
        THIRD = "third", _("by a third person")

    disagreement = models.ForeignKey(Disagreement, models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=Outcome)
    kept = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    manner = models.CharField(max_length=10, choices=Manner, default=Manner.ALONE)
    revision = models.BigIntegerField(default=0)
    by = models.ForeignKey(Member, models.PROTECT, related_name="decisions")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["disagreement"],
                condition=Q(undone_at=None),
                name="a_disagreement_has_at_most_one_living_decision",
            ),
            models.CheckConstraint(
                condition=Q(outcome="keep", kept__isnull=False) | (~Q(outcome="keep") & Q(kept=None)),
                name="a_kept_passage_has_its_coder",
            ),
        )

    def __str__(self) -> str:
        return f"{self.disagreement_id} {self.outcome}"


class RatingDecisionQuerySet(models.QuerySet["RatingDecision"]):
    def visible_to(self, member: Member) -> Self:
        """The only door to decisions on case ratings: they tell what others judged."""
        found = self.filter(round__project=member.project_id)
        return found if sight_of(member) is Sight.ALL or member.leads else found.none()

    def living(self) -> Self:
        return self.filter(undone_at=None)


class RatingDecision(models.Model):
    """The value that stands under consensus where coders placed a participant differently on a code's scale.

    `seen` lists what they had said in the round: {"coder": member id, "value": value}. Their ratings stay as they are.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="rating_decisions")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="rating_decisions")
    code = models.ForeignKey(Code, models.PROTECT, related_name="rating_decisions")
    value = models.SmallIntegerField(_("value"))
    seen = models.JSONField()
    reason = models.TextField(_("reason"), blank=True)
    manner = models.CharField(max_length=10, choices=Decision.Manner, default=Decision.Manner.ALONE)
    by = models.ForeignKey(Member, models.PROTECT, related_name="rating_decisions")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = RatingDecisionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["participant", "code"],
                condition=Q(undone_at=None),
                name="a_participant_has_at_most_one_decided_value_on_a_code",
            ),
        )

    def __str__(self) -> str:
        return f"{self.participant_id} {self.code_id} {self.value}"
