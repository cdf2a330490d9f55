"""Attributes: create, edit, order, delete and bring back; change of kind; cut points of a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.importers.typed import NOTHING, Field, UnreadableValue, Value, folded, plain, read_value
from interviews.models import Attribute, Member, Project
from interviews.queries.participants import field_of, shown_value, values_of
from interviews.services.participant_values import (
    free_key,
    locked_project,
    with_new_categories,
    write_values,
)
from interviews.services.revisions import record

MOST_CUT_POINTS = 12
SHOWN_LOSSES = 5


class AttributeRefused(Exception):
    """What the rules on attributes refuse; its text is for the reader."""


class LosesValues(AttributeRefused):
    """Another kind would lose values; the text names some of them."""


class BadCutPoints(AttributeRefused):
    """Cut points that do not ascend, or are too many."""


@dataclass(frozen=True, slots=True)
class AttributeFields:
    """What a lead says about an attribute. At least one label is given."""

    label_en: str
    label_fr: str
    kind: str
    unit_en: str = ""
    unit_fr: str = ""
    required: bool = False


@transaction.atomic
def create_attribute(by: Member, fields: AttributeFields) -> Attribute:
    """Add an attribute at the end. Raises AttributeRefused where another has one of its labels."""
    project = locked_project(by)
    check_labels(project, fields)
    attribute = new_attribute(project, fields)
    record(project, actor=by.user, verb="attribute.created", summary={"attribute": attribute.pk})
    return attribute


def new_attribute(project: Project, fields: AttributeFields) -> Attribute:
    """Write an attribute. The caller holds the project's lock and records the revision."""
    # "new" is the address of the form that creates one.
    keys = {*project.attributes.values_list("key", flat=True), "new"}
    last = project.attributes.aggregate(last=Max("position"))["last"]
    return Attribute.objects.create(
        project=project,
        key=free_key(fields.label_en or fields.label_fr, keys, otherwise="attribute"),
        position=0 if last is None else last + 1,
        **_columns(fields),
    )


@transaction.atomic
def edit_attribute(attribute: Attribute, fields: AttributeFields, *, by: Member) -> Attribute:
    """Change what an attribute is; its key stays. Another kind carries all values over.

    Raises LosesValues where a value can't be one of the new kind, AttributeRefused where a label is taken.
    """
    project = locked_project(by)
    check_labels(project, fields, of=attribute)
    converted = _converted(project, attribute, fields.kind) if fields.kind != attribute.kind else {}
    for name, value in _columns(fields).items():
        setattr(attribute, name, value)
    if attribute.kind != Attribute.Kind.NUMBER:
        attribute.cut_points = []
    attribute.save()
    by_key = {attribute.pk: attribute}
    converted = with_new_categories(converted, by_key, language=project.language)
    summary = {"attribute": attribute.pk, "kind": attribute.kind, "cells": len(converted)}
    revision = record(project, actor=by.user, verb="attribute.edited", summary=summary)
    if converted:
        write_values(converted, by_key, born=revision.number)
    return attribute


@transaction.atomic
def move_attribute(attribute: Attribute, *, by: Member, up: bool) -> None:
    """Exchange an attribute with its neighbour; at the end of the list nothing happens."""
    project = locked_project(by)
    order = [*Attribute.objects.living().filter(project=project).order_by("position", "pk")]
    if not exchange(order, [one.pk for one in order].index(attribute.pk), up=up):
        return
    Attribute.objects.bulk_update(order, ["position"])
    record(project, actor=by.user, verb="attribute.moved", summary={"attribute": attribute.pk})


@transaction.atomic
def delete_attribute(attribute: Attribute, *, by: Member, at: datetime) -> None:
    """Take an attribute out of sheet and reports; its values stay, for `restore_attribute`."""
    if attribute.deleted_at:
        return
    project = locked_project(by)
    attribute.deleted_at = at
    attribute.save(update_fields=["deleted_at"])
    record(project, actor=by.user, verb="attribute.deleted", summary={"attribute": attribute.pk})


@transaction.atomic
def restore_attribute(attribute: Attribute, *, by: Member) -> None:
    """Bring a deleted attribute back with its values. Raises AttributeRefused where another has its label or key."""
    if not attribute.deleted_at:
        return
    project = locked_project(by)
    check_labels(project, AttributeFields(attribute.label_en, attribute.label_fr, attribute.kind), of=attribute)
    attribute.deleted_at = None
    attribute.save(update_fields=["deleted_at"])
    record(project, actor=by.user, verb="attribute.restored", summary={"attribute": attribute.pk})


@transaction.atomic
def set_cut_points(attribute: Attribute, cuts: Sequence[Decimal], *, by: Member) -> None:
    """Band a number at these points, ascending; none takes the bands away. Raises BadCutPoints."""
    check_cut_points(attribute, cuts)
    stored = [int(cut) if cut == cut.to_integral_value() else plain(cut) for cut in cuts]
    if stored == attribute.cut_points:
        return
    project = locked_project(by)
    attribute.cut_points = stored
    attribute.save(update_fields=["cut_points"])
    summary = {"attribute": attribute.pk, "cut_points": stored}
    record(project, actor=by.user, verb="attribute.banded", summary=summary)


def check_cut_points(attribute: Attribute, cuts: Sequence[Decimal]) -> None:
    """Raises BadCutPoints where the points do not ascend, are too many, or the attribute is no number."""
    if attribute.kind != Attribute.Kind.NUMBER:
        raise BadCutPoints(_("Only numbers have bands."))
    if len(cuts) > MOST_CUT_POINTS:
        raise BadCutPoints(_("At most %(limit)s cut points. Leave some out.") % {"limit": MOST_CUT_POINTS})
    for low, high in zip(cuts, cuts[1:], strict=False):
        if low >= high:
            raise BadCutPoints(
                _("Cut points go up: %(high)s comes after %(low)s. Write them in ascending order.")
                % {"low": plain(low), "high": plain(high)}
            )


def check_labels(project: Project, fields: AttributeFields, *, of: Attribute | None = None) -> None:
    """Raises AttributeRefused where another living attribute has one of the labels."""
    wanted = {folded(label) for label in (fields.label_en, fields.label_fr) if label}
    for other in Attribute.objects.living().filter(project=project):
        if other == of:
            continue
        if wanted & {folded(label) for label in (other.label_en, other.label_fr) if label}:
            raise AttributeRefused(
                _("There is an attribute “%(label)s” already. Choose another name.") % {"label": other.label}
            )


def exchange(order: list[Attribute], place: int, *, up: bool) -> bool:
    """Number the list anew with the one at `place` a step up or down; False at the end of the list."""
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return False
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order):
        one.position = position
    return True


def _columns(fields: AttributeFields) -> dict[str, object]:
    has_unit = fields.kind == Attribute.Kind.NUMBER
    return {
        "label_en": fields.label_en,
        "label_fr": fields.label_fr,
        "kind": fields.kind,
        "unit_en": fields.unit_en if has_unit else "",
        "unit_fr": fields.unit_fr if has_unit else "",
        "required": fields.required,
    }


def _converted(project: Project, attribute: Attribute, kind: str) -> dict[tuple[int, int], Value]:
    """All living values as values of another kind. Raises LosesValues, naming some that can't be."""
    values = {cell: value for cell, value in values_of(project).items() if cell[1] == attribute.pk}
    field = field_of(attribute)
    target = Field(field.key, field.label, kind, field.options)  # type: ignore[arg-type]  # one of Attribute.Kind
    converted, lost = {}, []
    for cell, value in values.items():
        try:
            converted[cell] = _as(value, attribute, target)
        except UnreadableValue:
            lost.append(shown_value(value, attribute))
    if lost:
        raise LosesValues(_losses(sorted(set(lost)), str(Attribute.Kind(kind).label)))
    return converted


def _as(value: Value, attribute: Attribute, target: Field) -> Value:
    if value.missing or value == NOTHING:
        return value
    # Numbers go through plain digits: the shown ones are grouped.
    written = plain(value.number) if value.number is not None else shown_value(value, attribute)
    return read_value(written, target, adding=True)


def _losses(lost: Sequence[str], kind: str) -> str:
    some = ", ".join(f"“{one}”" for one in lost[:SHOWN_LOSSES]) + (", …" if len(lost) > SHOWN_LOSSES else "")
    return ngettext(
        "The kind stays: %(count)s value is no %(kind)s and would be lost: %(values)s. Correct it in the sheet first.",
        "The kind stays: %(count)s values are no %(kind)s and would be lost: %(values)s. "
        "Correct them in the sheet first.",
        len(lost),
    ) % {"count": len(lost), "kind": kind, "values": some}
