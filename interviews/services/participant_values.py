"""Values of participants: a batch of cells is one transaction and one revision, and can be undone by who did it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from interviews.importers.typed import NOTHING, Field, UnreadableValue, Value, folded, read_value
from interviews.models import Attribute, AttributeValue, Member, Participant, ParticipantValue, Project, Revision
from interviews.queries.participants import field_of, shown_value, value_of
from interviews.services.revisions import record

SET, UNDONE, REDONE = "values.set", "values.undone", "values.redone"
KEPT_STEPS = 300
KEY_LENGTH = 60

Cell = tuple[int, int]  # participant, attribute


class ValuesError(Exception):
    """What a batch of cells is refused for; its text is for the reader."""


class AnotherBatch(ValuesError):
    """The operation was used for another batch."""


class NothingToUndo(ValuesError):
    """There is no step of one's own left, or someone changed its cells since."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell of a batch."""

    participant: int
    attribute: int
    written: str
    message: str
    is_new: bool = False


class UnreadableCells(ValuesError):
    """Cells that are no values. Nothing was saved; `valid` of the batch could be."""

    def __init__(self, problems: Sequence[CellProblem], *, valid: int) -> None:
        super().__init__(problems[0].message)
        self.problems = tuple(problems)
        self.valid = valid


class ChangedCells(ValuesError):
    """Cells that hold something else than the writer saw. Nothing was saved."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        super().__init__(problems[0].message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell as it was written. `seen` is the token of the value it replaces; None overwrites whatever is there.

    `adding` lets a category take an unlisted value.
    """

    participant: int
    attribute: int
    written: str
    seen: str | None = None
    adding: bool = False

    @property
    def cell(self) -> Cell:
        return self.participant, self.attribute


def set_values(by: Member, changes: Sequence[CellChange], *, op: UUID) -> set[Cell]:
    """Write a batch of cells, all or none. Returns the cells of the batch, also for a retry of the same operation.

    Raises UnreadableCells, ChangedCells, or AnotherBatch where `op` was used for other cells.
    """
    digest = hashlib.sha256(json.dumps([[*change.cell, change.written] for change in changes]).encode()).hexdigest()
    with transaction.atomic():
        project = locked_project(by)
        if _is_done(project, by, op, digest):
            return {change.cell for change in changes}
        attributes, people = _attributes(project, changes), _people(project, changes)
        wanted = _read(changes, attributes, people)
        now = living_values(project, wanted)
        _check_seen(changes, wanted, now, attributes)
        new = {cell: value for cell, value in wanted.items() if value != now.get(cell, NOTHING)}
        if new:
            new = with_new_categories(new, attributes, language=project.language)
            revision = record(project, actor=by.user, verb=SET, op=op, summary={"digest": digest, "cells": len(new)})
            write_values(new, attributes, born=revision.number)
    return {change.cell for change in changes}


def undo_values(by: Member, *, op: UUID) -> set[Cell]:
    """Take one's own last batch back. Returns its cells. Raises NothingToUndo."""
    return _reverse(by, op=op, verb=UNDONE)


def redo_values(by: Member, *, op: UUID) -> set[Cell]:
    """Do again what was undone last, as long as nothing was written since. Returns its cells. Raises NothingToUndo."""
    return _reverse(by, op=op, verb=REDONE)


def locked_project(by: Member) -> Project:
    """The project, locked until the end of the transaction: cells are compared with what is there, then written."""
    by.project = Project.objects.select_for_update().get(pk=by.project_id)
    return by.project


def living_values(project: Project, cells: Mapping[Cell, Value] | set[Cell]) -> dict[Cell, Value]:
    """What the cells hold now; a cell without a value is left out."""
    living = ParticipantValue.objects.living().filter(
        participant__project=project, attribute__in={attribute for _person, attribute in cells}
    )
    found = ((one.participant_id, one.attribute_id, one) for one in living.select_related("category"))
    return {(person, attribute): value_of(one) for person, attribute, one in found if (person, attribute) in cells}


def with_new_categories(
    values: Mapping[Cell, Value], attributes: Mapping[int, Attribute], *, language: str
) -> dict[Cell, Value]:
    """The values with each unlisted category added to its attribute, once however often it comes."""
    added: dict[tuple[int, str], str] = {}
    result = dict(values)
    for (person, attribute), value in values.items():
        if value.new_category is None:
            continue
        name = (attribute, folded(value.new_category))
        if name not in added:
            added[name] = add_category(attributes[attribute], value.new_category, language=language).key
        result[person, attribute] = Value(category=added[name])
    return result


def add_category(attribute: Attribute, label: str, *, language: str) -> AttributeValue:
    """Add a value at the end of a category, its label in the project's language."""
    taken = {value.key: value.position for value in AttributeValue.objects.filter(attribute=attribute)}
    return AttributeValue.objects.create(
        attribute=attribute,
        key=free_key(label, set(taken), otherwise="value"),
        label_fr=label if language == "fr" else "",
        label_en="" if language == "fr" else label,
        position=max(taken.values(), default=-1) + 1,
    )


def free_key(label: str, taken: set[str], *, otherwise: str) -> str:
    """A key made of the label that is not taken yet."""
    base = slugify(label.replace("’", "-").replace("'", "-"))[: KEY_LENGTH - 5].strip("-_") or otherwise
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def write_values(values: Mapping[Cell, Value], attributes: Mapping[int, Attribute], *, born: int) -> None:
    """Let what the cells held die and the values be born in revision `born`."""
    keys = {
        (category.attribute_id, category.key): category
        for category in AttributeValue.objects.filter(attribute__in=attributes)
    }
    _end({*values}, died=born)
    ParticipantValue.objects.bulk_create(
        (
            ParticipantValue(
                participant_id=person,
                attribute_id=attribute,
                category=keys[attribute, value.category] if value.category is not None else None,
                number=value.number,
                date=value.date,
                text=value.text,
                missing=value.missing,
                born=born,
            )
            for (person, attribute), value in values.items()
            if value != NOTHING
        ),
        batch_size=500,
    )


def _end(cells: set[Cell], *, died: int) -> None:
    living = ParticipantValue.objects.living().filter(attribute__in={attribute for _person, attribute in cells})
    pairs = living.values_list("pk", "participant_id", "attribute_id")
    ended = [pk for pk, person, attribute in pairs if (person, attribute) in cells]
    for start in range(0, len(ended), 500):
        ParticipantValue.objects.filter(pk__in=ended[start : start + 500]).update(died=died)


def _is_done(project: Project, by: Member, op: UUID, digest: str) -> bool:
    done = Revision.objects.filter(op=op).first()
    if done is None:
        return False
    if (done.project_id, done.actor_id, done.summary.get("digest")) != (project.pk, by.user_id, digest):
        raise AnotherBatch(_("This change was sent before with other values. Reload the page and write it again."))
    return True


def _attributes(project: Project, changes: Sequence[CellChange]) -> dict[int, Attribute]:
    living = Attribute.objects.living().filter(project=project, pk__in={change.attribute for change in changes})
    return {attribute.pk: attribute for attribute in living.prefetch_related("values")}


def _people(project: Project, changes: Sequence[CellChange]) -> dict[int, Participant]:
    living = Participant.objects.living().filter(project=project, pk__in={change.participant for change in changes})
    return {participant.pk: participant for participant in living}


def _read(
    changes: Sequence[CellChange], attributes: Mapping[int, Attribute], people: Mapping[int, Participant]
) -> dict[Cell, Value]:
    fields = {pk: field_of(attribute) for pk, attribute in attributes.items()}
    wanted: dict[Cell, Value] = {}
    problems = []
    for change in changes:
        try:
            wanted[change.cell] = _value(change, fields, people)
        except UnreadableValue as error:
            problems.append(CellProblem(*change.cell, change.written, str(error), is_new=error.is_new))
    if problems:
        raise UnreadableCells(problems, valid=len(changes) - len(problems))
    return wanted


def _value(change: CellChange, fields: Mapping[int, Field], people: Mapping[int, Participant]) -> Value:
    if change.participant not in people:
        raise UnreadableValue(_("this participant is no longer in the project. Reload the page."))
    if change.attribute not in fields:
        raise UnreadableValue(_("this attribute is no longer in the project. Reload the page."))
    return read_value(change.written, fields[change.attribute], adding=change.adding)


def _check_seen(
    changes: Sequence[CellChange],
    wanted: Mapping[Cell, Value],
    now: Mapping[Cell, Value],
    attributes: Mapping[int, Attribute],
) -> None:
    problems = []
    for change in changes:
        value = now.get(change.cell, NOTHING)
        if change.seen in (None, value.token) or value == wanted[change.cell]:
            continue
        theirs = shown_value(value, attributes[change.attribute]) or _("no value")
        problems.append(
            CellProblem(
                *change.cell,
                change.written,
                _("someone changed it to “%(theirs)s” in the meantime. Write yours again, or leave theirs.")
                % {"theirs": theirs},
            )
        )
    if problems:
        raise ChangedCells(problems)


def _reverse(by: Member, *, op: UUID, verb: str) -> set[Cell]:
    with transaction.atomic():
        project = locked_project(by)
        again = Revision.objects.filter(op=op, project=project, actor=by.user_id, verb=verb).first()
        if again:
            return {*_moved(project, again.number)}
        step = _last_step(project, by, verb)
        if step is None:
            raise NothingToUndo(
                _("There is nothing left to undo.") if verb == UNDONE else _("There is nothing to redo.")
            )
        moved = _moved(project, step.number)
        now = living_values(project, {*moved})
        if any(now.get(cell, NOTHING) != brought for cell, (_before, brought) in moved.items()):
            raise NothingToUndo(_("Someone changed these cells since. Nothing was undone."))
        revision = record(project, actor=by.user, verb=verb, op=op, undoes=step)
        attributes = {one.pk: one for one in Attribute.objects.filter(pk__in={of for _person, of in moved})}
        write_values({cell: before for cell, (before, _after) in moved.items()}, attributes, born=revision.number)
    return {*moved}


def _moved(project: Project, number: int) -> dict[Cell, tuple[Value, Value]]:
    """What a revision did: before and after, by cell. Cells of what was deleted since are left out."""
    rows = ParticipantValue.objects.filter(
        participant__project=project, participant__deleted_at=None, attribute__deleted_at=None
    ).select_related("category")
    before = {(row.participant_id, row.attribute_id): value_of(row) for row in rows.filter(died=number)}
    after = {(row.participant_id, row.attribute_id): value_of(row) for row in rows.filter(born=number)}
    return {cell: (before.get(cell, NOTHING), after.get(cell, NOTHING)) for cell in before.keys() | after.keys()}


def _last_step(project: Project, by: Member, verb: str) -> Revision | None:
    """What an undo, or a redo, would reverse: undone steps go over to the redos until something new is written."""
    own = Revision.objects.filter(project=project, actor=by.user_id, verb__in=(SET, UNDONE, REDONE))
    undos: list[Revision] = []
    redos: list[Revision] = []
    for step in reversed(own.order_by("-number")[:KEPT_STEPS]):
        if step.verb == UNDONE:
            undos = undos[:-1]
            redos.append(step)
        elif step.verb == REDONE:
            redos = redos[:-1]
            undos.append(step)
        else:
            undos.append(step)
            redos.clear()
    found = undos if verb == UNDONE else redos
    return found[-1] if found else None
