"""What a table of participants would change: beside each value what is there now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from interviews.importers.participants import DraftColumn, DraftRow, ParticipantsDraft
from interviews.importers.typed import NOTHING, Field, Value, folded
from interviews.models import Participant, Project
from interviews.models.participants import in_language
from interviews.queries.participants import attributes_of, field_of, shown_as, values_of

RowAction = Literal["new", "changed", "same", "left"]


@dataclass(frozen=True, slots=True)
class CellPlan:
    """A value of the file, and what stands there now ("" for nothing)."""

    shown: str
    now: str
    changes: bool


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row of the file with the participant it is about; None where there is none yet."""

    draft: DraftRow
    participant: Participant | None
    action: RowAction
    cells: tuple[CellPlan, ...]
    changes: Mapping[int, Value]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All rows in the order of the file."""

    columns: tuple[DraftColumn, ...]
    rows: tuple[RowPlan, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many rows are new, changed, the same, or left out as their person is not in the project."""
        return Counter(row.action for row in self.rows)

    @property
    def new_columns(self) -> int:
        return sum(column.is_new for column in self.columns)

    @property
    def changes_nothing(self) -> bool:
        return not (self.counts["new"] or self.counts["changed"] or self.new_columns)


def fields_of(project: Project) -> list[Field]:
    """The project's attributes as plain data, in their order."""
    return [field_of(attribute) for attribute in attributes_of(project)]


def plan_of(project: Project, draft: ParticipantsDraft, *, creating: bool) -> ImportPlan:
    """What the draft changes. With `creating`, people that are not in the project yet come in.

    A person is known again by the pseudonym, without case and accents.
    """
    people = {folded(one.pseudonym): one for one in Participant.objects.living().filter(project=project)}
    values = values_of(project)
    keys = {attribute.key: attribute.pk for attribute in attributes_of(project)}
    rows = []
    for row in draft.rows:
        participant = people.get(folded(row.pseudonym))
        now = {
            column.index: values.get((participant.pk, keys[column.field.key]), NOTHING)
            for column in draft.columns
            if participant and not column.is_new
        }
        rows.append(_row(row, participant, now, draft.columns, creating=creating))
    return ImportPlan(draft.columns, tuple(rows))


def _row(
    row: DraftRow,
    participant: Participant | None,
    now: Mapping[int, Value],
    columns: tuple[DraftColumn, ...],
    *,
    creating: bool,
) -> RowPlan:
    changes = {place: value for place, value in row.values.items() if value != now.get(place, NOTHING)}
    action: RowAction = "changed" if changes else "same"
    if participant is None:
        action = "new" if creating else "left"
    cells = tuple(
        _cell(column, row.values.get(column.index, NOTHING), now.get(column.index, NOTHING)) for column in columns
    )
    return RowPlan(row, participant, action, cells, changes if action in ("new", "changed") else {})


def _cell(column: DraftColumn, value: Value, now: Value) -> CellPlan:
    labels = {option.key: in_language(option.label_en, option.label_fr) for option in column.field.options}
    return CellPlan(
        shown=shown_as(value if value != NOTHING else now, labels),
        now=shown_as(now, labels),
        changes=value not in (NOTHING, now),
    )
