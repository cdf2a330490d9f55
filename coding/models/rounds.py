"""Rounds: transcripts coded by several without seeing each other, and what closing froze of them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding.models.versions import CodebookVersion
from interviews.models import Member, Project, Transcript


class Round(models.Model):
    """A round is planned (draft), coded (open), and frozen (closed).

    `plan` is the draft's: {"cells": [[transcript id, member id], ...], "spread": {...} or null}. Opening makes passes
    (`Assignment.round`) of it; from then on those say who codes what.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class Unit(models.TextChoices):
        CHARACTER = "character", _("character")
        SENTENCE = "sentence", _("sentence")
        TURN = "turn", _("turn")
        DOCUMENT = "document", _("transcript")

    class Scale(models.TextChoices):
        KRIPPENDORFF = "krippendorff", "Krippendorff 2004"
        LANDIS_KOCH = "landis-koch", "Landis & Koch 1977"
        FLEISS = "fleiss", "Fleiss 1981"
        ALTMAN = "altman", "Altman 1991"

    project = models.ForeignKey(Project, models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    version = models.ForeignKey(CodebookVersion, models.PROTECT, null=True, related_name="rounds")
    unit = models.CharField(_("unit of comparison"), max_length=9, choices=Unit, default=Unit.TURN)
    whole_text = models.BooleanField(_("compare the interviewer’s turns too"), default=False)
    scale = models.CharField(_("scale of words"), max_length=12, choices=Scale, default=Scale.KRIPPENDORFF)
    seed = models.PositiveIntegerField(_("seed"))
    plan = models.JSONField(default=dict)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    shows_results = models.BooleanField(_("coders see their own results once it is closed"), default=False)
    created_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="a_round_number_is_once_in_a_project"),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at=None, closed_at=None)
                | Q(state="open", opened_at__isnull=False, closed_at=None, version__isnull=False)
                | Q(state="closed", opened_at__isnull=False, closed_at__isnull=False, version__isnull=False),
                name="a_round_is_draft_then_open_then_closed",
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="a_round_closes_after_it_opens",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Snapshot(models.Model):
    """What closing a round froze: a revision number, and one canonical document with its hash.

    The document names codebook version, unit, seed, and each pass with its text's hash and when it was submitted.
    `results` are the figures computed from `counts`, once: {unit: {...}}; None until the job has run.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="snapshots")
    number = models.PositiveIntegerField()
    round = models.OneToOneField(Round, models.CASCADE, related_name="snapshot")
    revision = models.BigIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    results = models.JSONField(null=True)
    created_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="a_snapshot_number_is_once_in_a_project"),
        )

    def __str__(self) -> str:
        return str(self.number)


class Tally(models.Model):
    """The sufficient statistics of one transcript of a snapshot by one unit, as `methods.agreement` writes them."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="tallies")
    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="tallies")
    unit = models.CharField(max_length=9, choices=Round.Unit)
    document = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["snapshot", "transcript", "unit"], name="a_transcript_is_tallied_once_by_a_unit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.transcript_id} {self.unit}"
