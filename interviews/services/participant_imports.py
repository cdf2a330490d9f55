"""Writing a table of participants: one transaction, one revision; the file waits as the importer's own until then."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from interviews.importers.participants import DraftColumn, ParticipantsDraft
from interviews.importers.typed import Value
from interviews.models import Attribute, Member, Participant, Project, Upload
from interviews.queries.participant_plan import ImportPlan, plan_of
from interviews.services.attributes import AttributeFields, new_attribute
from interviews.services.participant_values import locked_project, with_new_categories, write_values
from interviews.services.participants import new_participants
from interviews.services.revisions import record
from interviews.services.uploads import drop_upload


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import wrote."""

    new: int
    changed: int
    attributes: int


@transaction.atomic
def import_participants(by: Member, draft: ParticipantsDraft, *, creating: bool, upload: Upload) -> Outcome:
    """Write the draft as one revision and forget the file. A draft that changes nothing takes no revision."""
    project = locked_project(by)
    plan = plan_of(project, draft, creating=creating)
    drop_upload(upload)
    if plan.changes_nothing:
        return Outcome(0, 0, 0)
    attributes = _attributes(project, plan)
    people = _people(project, plan)
    values = with_new_categories(
        _values(plan, attributes, people), {one.pk: one for one in attributes.values()}, language=project.language
    )
    counts = plan.counts
    outcome = Outcome(counts["new"], counts["changed"], plan.new_columns)
    summary = {"new": outcome.new, "changed": outcome.changed, "attributes": outcome.attributes, "file": upload.name}
    revision = record(project, actor=by.user, verb="participants.imported", op=upload.uid, summary=summary)
    write_values(values, {one.pk: one for one in attributes.values()}, born=revision.number)
    return outcome


def _attributes(project: Project, plan: ImportPlan) -> dict[int, Attribute]:
    """The attribute of each column; new ones are created."""
    known = {one.key: one for one in Attribute.objects.living().filter(project=project).prefetch_related("values")}
    return {
        column.index: _created(project, column) if column.is_new else known[column.field.key] for column in plan.columns
    }


def _created(project: Project, column: DraftColumn) -> Attribute:
    label, is_french = column.field.label, project.language == "fr"
    fields = AttributeFields(
        label_en="" if is_french else label, label_fr=label if is_french else "", kind=column.field.kind
    )
    return new_attribute(project, fields)


def _people(project: Project, plan: ImportPlan) -> dict[int, Participant]:
    """The participant of each row that is written, by its line."""
    known = {row.draft.line: row.participant for row in plan.rows if row.participant}
    new = [row.draft for row in plan.rows if row.action == "new"]
    created = new_participants(project, [row.pseudonym for row in new])
    return known | {row.line: participant for row, participant in zip(new, created, strict=True)}


def _values(
    plan: ImportPlan, attributes: Mapping[int, Attribute], people: Mapping[int, Participant]
) -> dict[tuple[int, int], Value]:
    return {
        (people[row.draft.line].pk, attributes[place].pk): value
        for row in plan.rows
        for place, value in row.changes.items()
    }
