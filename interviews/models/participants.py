"""Participants and their typed attributes."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from interviews.models.projects import Project


def in_language(english: str, french: str) -> str:
    """The label in the active language, or the other one where that is empty."""
    first, second = (french, english) if (get_language() or "").startswith("fr") else (english, french)
    return first or second


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def living(self) -> Self:
        return self.filter(deleted_at=None)


class AttributeQuerySet(models.QuerySet["Attribute"]):
    def living(self) -> Self:
        return self.filter(deleted_at=None)


class Participant(models.Model):
    """A person interviewed, shown by a pseudonym."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="participants")
    pseudonym = models.CharField(_("pseudonym"), max_length=80)
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "pseudonym"],
                condition=Q(deleted_at=None),
                name="a_pseudonym_is_once_in_a_project",
            ),
        )

    def __str__(self) -> str:
        return self.pseudonym


class Attribute(models.Model):
    """A typed fact about participants. `cut_points` band a number: ascending, each opens the next band."""

    class Kind(models.TextChoices):
        CATEGORY = "category", _("category")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        TEXT = "text", _("text")

    project = models.ForeignKey(Project, models.CASCADE, related_name="attributes")
    key = models.SlugField(max_length=60)
    label_en = models.CharField(_("English label"), max_length=120, blank=True)
    label_fr = models.CharField(_("French label"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    unit_en = models.CharField(_("unit, English"), max_length=40, blank=True)
    unit_fr = models.CharField(_("unit, French"), max_length=40, blank=True)
    required = models.BooleanField(_("required"), default=False)
    cut_points = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = AttributeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "key"], condition=Q(deleted_at=None), name="an_attribute_key_is_once_in_a_project"
            ),
            models.CheckConstraint(condition=~Q(label_en="", label_fr=""), name="an_attribute_has_a_label"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_en, self.label_fr)

    @property
    def unit(self) -> str:
        return in_language(self.unit_en, self.unit_fr)


class AttributeValueQuerySet(models.QuerySet["AttributeValue"]):
    def living(self) -> Self:
        return self.filter(deleted_at=None)


class AttributeValue(models.Model):
    """One value of a category, in its order. A deleted or merged one stays for what participants had in the past."""

    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="values")
    key = models.SlugField(max_length=60)
    label_en = models.CharField(_("English label"), max_length=120, blank=True)
    label_fr = models.CharField(_("French label"), max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = AttributeValueQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["attribute", "key"], name="a_value_key_is_once_in_an_attribute"),
            models.CheckConstraint(condition=~Q(label_en="", label_fr=""), name="a_value_has_a_label"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_en, self.label_fr)


class ParticipantValueQuerySet(models.QuerySet["ParticipantValue"]):
    def living(self) -> Self:
        return self.filter(died=None)


class ParticipantValue(models.Model):
    """What is known of a participant: exactly one of the typed columns, or why there is none. Never edited: it dies."""

    class Missing(models.TextChoices):
        UNKNOWN = "unknown", _("unknown")
        NOT_APPLICABLE = "not_applicable", _("not applicable")

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="values")
    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="participant_values")
    category = models.ForeignKey(AttributeValue, models.PROTECT, null=True)
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    date = models.DateField(null=True)
    text = models.TextField(null=True)  # noqa: DJ001  # null says "not this column", an empty text is none
    missing = models.CharField(max_length=14, choices=Missing, null=True)  # noqa: DJ001
    born = models.BigIntegerField()
    died = models.BigIntegerField(null=True)

    objects = ParticipantValueQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["participant", "attribute"],
                condition=Q(died=None),
                name="a_participant_has_one_living_value_an_attribute",
            ),
            models.CheckConstraint(
                condition=Q(category__isnull=False, number=None, date=None, text=None, missing=None)
                | Q(category=None, number__isnull=False, date=None, text=None, missing=None)
                | Q(category=None, number=None, date__isnull=False, text=None, missing=None)
                | Q(category=None, number=None, date=None, text__isnull=False, missing=None)
                | Q(category=None, number=None, date=None, text=None, missing__isnull=False),
                name="a_value_is_exactly_one_thing",
            ),
            models.CheckConstraint(condition=Q(died=None) | Q(died__gt=models.F("born")), name="a_value_dies_later"),
        )

    def __str__(self) -> str:
        return f"{self.participant_id} {self.attribute_id}"
