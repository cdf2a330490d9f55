"""Values of a category: add, rename in both languages, order, merge and delete."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.importers.typed import Value, folded
from interviews.models import Attribute, AttributeValue, Member, ParticipantValue
from interviews.queries.participants import options_of
from interviews.services.attributes import AttributeRefused
from interviews.services.participant_values import free_key, locked_project, write_values
from interviews.services.revisions import record


class InUse(AttributeRefused):
    """Participants have this value."""


@transaction.atomic
def add_value(attribute: Attribute, *, by: Member, label_en: str, label_fr: str) -> AttributeValue:
    """Add a value at the end. Raises AttributeRefused without a label, or where another value has it."""
    project = locked_project(by)
    _check(attribute, label_en, label_fr)
    taken = dict(AttributeValue.objects.filter(attribute=attribute).values_list("key", "position"))
    value = AttributeValue.objects.create(
        attribute=attribute,
        key=free_key(label_en or label_fr, set(taken), otherwise="value"),
        label_en=label_en,
        label_fr=label_fr,
        position=max(taken.values(), default=-1) + 1,
    )
    record(project, actor=by.user, verb="value.added", summary={"attribute": attribute.pk, "value": value.pk})
    return value


@transaction.atomic
def rename_value(value: AttributeValue, *, by: Member, label_en: str, label_fr: str) -> None:
    """Give other labels; the key stays. Raises AttributeRefused without a label, or where another value has it."""
    project = locked_project(by)
    _check(value.attribute, label_en, label_fr, of=value)
    if (value.label_en, value.label_fr) == (label_en, label_fr):
        return
    value.label_en, value.label_fr = label_en, label_fr
    value.save(update_fields=["label_en", "label_fr"])
    record(project, actor=by.user, verb="value.renamed", summary={"value": value.pk})


@transaction.atomic
def move_value(value: AttributeValue, *, by: Member, up: bool) -> None:
    """Exchange a value with its neighbour; at the end of the list nothing happens."""
    project = locked_project(by)
    order = options_of(value.attribute)
    place = [one.pk for one in order].index(value.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order):
        one.position = position
    AttributeValue.objects.bulk_update(order, ["position"])
    record(project, actor=by.user, verb="value.moved", summary={"value": value.pk})


@transaction.atomic
def merge_values(value: AttributeValue, *, into: AttributeValue, by: Member, at: datetime) -> int:
    """Give everybody who has `value` the other one of the same attribute; `value` goes. Returns how many people.

    Raises AttributeRefused where the two are one, or of two attributes.
    """
    if value.pk == into.pk or value.attribute_id != into.attribute_id:
        raise AttributeRefused(_("Choose another value of the same attribute to merge with."))
    project = locked_project(by)
    holders = ParticipantValue.objects.living().filter(category=value).values_list("participant_id", flat=True)
    cells = {(person, value.attribute_id): Value(category=into.key) for person in holders}
    _forget(value, at=at)
    summary = {"value": value.pk, "into": into.pk, "cells": len(cells)}
    revision = record(project, actor=by.user, verb="value.merged", summary=summary)
    write_values(cells, {value.attribute_id: value.attribute}, born=revision.number)
    return len(cells)


@transaction.atomic
def delete_value(value: AttributeValue, *, by: Member, at: datetime) -> None:
    """Take an unused value away. Raises InUse, saying by how many."""
    project = locked_project(by)
    living = ParticipantValue.objects.living().filter(category=value)
    if count := living.count():
        raise InUse(
            ngettext(
                "“%(value)s” is the value of %(count)s participant. Merge it with another value, or change it there.",
                "“%(value)s” is the value of %(count)s participants. Merge it with another value, or change it there.",
                count,
            )
            % {"value": value.label, "count": count}
        )
    _forget(value, at=at)
    record(project, actor=by.user, verb="value.deleted", summary={"value": value.pk})


def _forget(value: AttributeValue, *, at: datetime) -> None:
    value.deleted_at = at
    value.save(update_fields=["deleted_at"])


def _check(attribute: Attribute, label_en: str, label_fr: str, *, of: AttributeValue | None = None) -> None:
    wanted = {folded(label) for label in (label_en, label_fr) if label}
    if not wanted:
        raise AttributeRefused(_("Write the value in English, in French, or both."))
    for other in options_of(attribute):
        if (of is None or other.pk != of.pk) and wanted & {
            folded(one) for one in (other.label_en, other.label_fr) if one
        }:
            raise AttributeRefused(_("“%(value)s” is one of the values already.") % {"value": other.label})
