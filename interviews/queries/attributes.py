"""Attributes with what stands behind them: how many participants have a value."""

from dataclasses import dataclass

from django.db.models import Count

from interviews.models import Attribute, AttributeValue, ParticipantValue, Project
from interviews.queries.participants import attributes_of, options_of


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """One attribute of the list: its values in order, and how many participants have any value."""

    attribute: Attribute
    values: list[AttributeValue]
    holders: int


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value of a category, how many participants have it, and what it could be merged with."""

    value: AttributeValue
    holders: int
    others: list[AttributeValue]


def attribute_rows(project: Project) -> list[AttributeRow]:
    """All living attributes in three queries."""
    counts = _counts(project, "attribute")
    return [AttributeRow(one, options_of(one), counts.get(one.pk, 0)) for one in attributes_of(project)]


def value_rows(attribute: Attribute) -> list[ValueRow]:
    """A category's living values in two queries."""
    counts = _counts(attribute.project, "category")
    values = options_of(attribute)
    return [
        ValueRow(value, counts.get(value.pk, 0), [other for other in values if other.pk != value.pk])
        for value in values
    ]


def deleted_attributes(project: Project) -> list[Attribute]:
    """Attributes that can be brought back, the last deleted first."""
    return [*Attribute.objects.filter(project=project).exclude(deleted_at=None).order_by("-deleted_at", "pk")[:50]]


def _counts(project: Project, of: str) -> dict[int, int]:
    living = ParticipantValue.objects.living().filter(participant__project=project, participant__deleted_at=None)
    return {key: n for key, n in living.values_list(of).annotate(n=Count("pk")).order_by() if key is not None}
