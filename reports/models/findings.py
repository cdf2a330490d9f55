"""Findings: sentences bound to cells and quotes, which turn stale when what they rest on moves."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.access import Sight, sight_of
from interviews.models import Member, Project
from interviews.models.participants import in_language
from reports.models.quotes import QuotedPassage


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, member: Member) -> Self:
        """The only door to findings: they tell of everybody's work, so who sees her own alone sees none."""
        seen = self.filter(project=member.project_id)
        return seen if sight_of(member) is Sight.ALL else seen.none()

    def living(self) -> Self:
        return self.filter(deleted_at=None)


class Finding(models.Model):
    """A claim in one or both languages, what the team infers from it, and the `predicate` on cells that says when the
    claim holds: see `methods.claims`.

    `basis` is a key such as "consensus". `seen` are the cells as they were when a person last stood by them: {key:
    {"n", "of", measures...}}; where they are no more what they were, the finding is stale.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("a finding", "draft")
        REVIEWED = "reviewed", pgettext_lazy("a finding", "reviewed")
        FROZEN = "frozen", pgettext_lazy("a finding", "frozen")

    project = models.ForeignKey(Project, models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField()
    claim_en = models.TextField(_("claim, English"), blank=True)
    claim_fr = models.TextField(_("claim, French"), blank=True)
    inference_en = models.TextField(_("inference, English"), blank=True)
    inference_fr = models.TextField(_("inference, French"), blank=True)
    basis = models.CharField(_("basis"), max_length=180)
    predicate = models.JSONField(_("condition"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    seen = models.JSONField(default=dict)
    seen_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(Member, models.PROTECT, related_name="findings")
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="a_finding_number_is_once_in_a_project"),
            models.CheckConstraint(condition=~Q(claim_en="", claim_fr=""), name="a_finding_is_said_in_a_language"),
        )

    def __str__(self) -> str:
        return self.claim

    @property
    def claim(self) -> str:
        return in_language(self.claim_en, self.claim_fr)

    @property
    def inference(self) -> str:
        return in_language(self.inference_en, self.inference_fr)


class FindingQuote(QuotedPassage):
    """A passage that carries a finding, or a negative case."""

    class Role(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        AGAINST = "against", _("negative case")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="quotes")
    role = models.CharField(max_length=8, choices=Role)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["finding", "participant", "text", "start", "end"], name="a_passage_is_once_in_a_finding"
            ),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="a_quote_has_words"),
            models.CheckConstraint(
                condition=Q(translation="") | ~Q(translator=""), name="a_translation_is_never_without_its_translator"
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding_id} {self.participant_id} {self.start}"


class FindingComment(models.Model):
    """What a member says of a finding."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.text[:60]
