"""Codes: an adjacency list with positions, loaded whole."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews.models import Member, Project
from interviews.models.participants import in_language

SLOTS = 24


class CodeQuerySet(models.QuerySet["Code"]):
    def living(self) -> Self:
        return self.filter(archived_at=None)

    def in_codebook(self) -> Self:
        """All but proposals."""
        return self.filter(proposed_by=None)


class Code(models.Model):
    """A concept to tag. `slot` is colour + 8 x pattern. `scale` lists {"value", "en", "fr"} in ascending order.

    A code is archived, never deleted. An inactive one can't be applied and is "not looked for" in reports.
    `meaning_since` is the codebook version that added or redefined it: passes done before have not looked for it.
    One with `proposed_by` is a proposal: no part of the codebook, and nobody else's business.
    """

    class Origin(models.TextChoices):
        A_PRIORI = "a_priori", _("a priori")
        EMERGENT = "emergent", _("emergent")

    class Rated(models.TextChoices):
        NO = "", _("not rated")
        PASSAGE = "passage", _("per passage")
        PARTICIPANT = "participant", _("per participant")

    project = models.ForeignKey(Project, models.CASCADE, related_name="codes")
    key = models.SlugField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    label_en = models.CharField(_("English label"), max_length=120, blank=True)
    label_fr = models.CharField(_("French label"), max_length=120, blank=True)
    definition_en = models.TextField(_("definition, English"), blank=True)
    definition_fr = models.TextField(_("definition, French"), blank=True)
    use_when_en = models.TextField(_("when to use, English"), blank=True)
    use_when_fr = models.TextField(_("when to use, French"), blank=True)
    use_not_en = models.TextField(_("when not to use, English"), blank=True)
    use_not_fr = models.TextField(_("when not to use, French"), blank=True)
    examples_en = models.TextField(_("examples, English"), blank=True)
    examples_fr = models.TextField(_("examples, French"), blank=True)
    slot = models.PositiveSmallIntegerField(_("colour and pattern"), default=0)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.A_PRIORI)
    active = models.BooleanField(_("active"), default=True)
    heading = models.BooleanField(_("heading only, not for coding"), default=False)
    rated = models.CharField(_("rated"), max_length=11, choices=Rated, default=Rated.NO, blank=True)
    scale = models.JSONField(_("scale"), default=list, blank=True)
    deniable = models.BooleanField(_("may be denied"), default=False)
    exclusive_group = models.ForeignKey(
        "coding.ExclusiveGroup", models.SET_NULL, null=True, blank=True, related_name="codes"
    )
    meaning_since = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "key"], name="a_code_key_is_once_in_a_project"),
            models.CheckConstraint(condition=~Q(label_en="", label_fr=""), name="a_code_has_a_label"),
            models.CheckConstraint(condition=Q(slot__lt=SLOTS), name="a_slot_is_one_of_24"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="a_code_is_not_its_own_parent"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_en, self.label_fr)

    @property
    def definition(self) -> str:
        return in_language(self.definition_en, self.definition_fr)

    @property
    def use_when(self) -> str:
        return in_language(self.use_when_en, self.use_when_fr)

    @property
    def use_not(self) -> str:
        return in_language(self.use_not_en, self.use_not_fr)

    @property
    def examples(self) -> str:
        return in_language(self.examples_en, self.examples_fr)

    @property
    def levels(self) -> list[tuple[int, str]]:
        """The scale as (value, label in the active language)."""
        return [(level["value"], in_language(level.get("en", ""), level.get("fr", ""))) for level in self.scale]
