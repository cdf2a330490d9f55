"""Participants and their values, as the sheet, the forms and the files show them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _

from interviews.importers.typed import NOTHING, Field, Option, Value, written_as
from interviews.models import Attribute, AttributeValue, Participant, ParticipantValue, Project, Speaker
from interviews.queries.bands import Band, band_of, bands_of, shown_number

ValuesOf = Mapping[tuple[int, int], Value]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the sheet: an attribute, or the bands of one."""

    attribute: Attribute
    field: Field
    bands: tuple[Band, ...] = ()

    @property
    def label(self) -> str:
        return _("Band") if self.bands else self.attribute.label

    @property
    def note(self) -> str:
        """The line under the name: unit or kind, or what the bands are of."""
        if self.bands:
            return _("by %(attribute)s") % {"attribute": self.attribute.label}
        return self.attribute.unit or str(self.attribute.get_kind_display())

    @property
    def is_number(self) -> bool:
        return self.attribute.kind == Attribute.Kind.NUMBER and not self.bands

    @property
    def labels(self) -> list[str]:
        """What a category's editor offers; empty for other kinds."""
        return [option.label for option in options_of(self.attribute)] if not self.bands else []

    @property
    def options(self) -> str:
        """The labels for the sheet's module; "" where there is no list to choose from."""
        return json.dumps(self.labels) if self.attribute.kind == Attribute.Kind.CATEGORY else ""

    @property
    def is_missing_in(self) -> bool:
        """Whether a cell without a value is to be filled."""
        return self.attribute.required and not self.bands


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell: what it shows, what an editor starts with, and the value in one word."""

    id: str
    column: SheetColumn
    shown: str
    written: str
    token: str
    is_missing: bool
    is_lacking: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One participant with the cells in the order of the columns."""

    participant: Participant
    cells: tuple[SheetCell, ...]
    transcripts: int


@dataclass(frozen=True, slots=True)
class ParticipantSheet:
    """All of a project's living participants, columns, rows and values."""

    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    attributes: tuple[Attribute, ...]
    values: ValuesOf

    @property
    def lacking(self) -> int:
        """Required values that are still to be filled in."""
        return sum(cell.is_lacking for row in self.rows for cell in row.cells)


def sheet_of(project: Project) -> ParticipantSheet:
    """The whole sheet in five queries, however many participants there are."""
    attributes = attributes_of(project)
    fields = {attribute.pk: field_of(attribute) for attribute in attributes}
    values = values_of(project)
    columns = tuple(_columns(attributes, fields, values))
    participants = Participant.objects.living().filter(project=project).order_by("position", "pk")
    counts = transcripts_of(project)
    rows = tuple(
        SheetRow(
            participant,
            tuple(
                cell_of(column, participant.pk, values.get((participant.pk, column.attribute.pk), NOTHING))
                for column in columns
            ),
            counts.get(participant.pk, 0),
        )
        for participant in participants
    )
    return ParticipantSheet(columns, rows, attributes, values)


def attributes_of(project: Project) -> tuple[Attribute, ...]:
    """The living attributes in their order, each with its values at hand."""
    living = Attribute.objects.living().filter(project=project).order_by("position", "pk")
    return tuple(living.prefetch_related("values"))


def options_of(attribute: Attribute) -> list[AttributeValue]:
    """A category's living values in their order; without a query when they are at hand."""
    living = (value for value in attribute.values.all() if not value.deleted_at)
    return sorted(living, key=lambda value: (value.position, value.pk))


def field_of(attribute: Attribute) -> Field:
    """The attribute as plain data."""
    return Field(
        key=attribute.key,
        label=attribute.label,
        kind=attribute.kind,  # type: ignore[arg-type]  # one of Attribute.Kind, which are the same four words
        options=tuple(Option(value.key, value.label_en, value.label_fr) for value in options_of(attribute)),
        label_en=attribute.label_en,
        label_fr=attribute.label_fr,
    )


def values_of(project: Project) -> dict[tuple[int, int], Value]:
    """The living values of living participants, by participant and attribute."""
    living = ParticipantValue.objects.living().filter(
        participant__project=project, participant__deleted_at=None, attribute__deleted_at=None
    )
    return {
        (stored.participant_id, stored.attribute_id): value_of(stored) for stored in living.select_related("category")
    }


def values_of_one(participant: Participant) -> dict[int, Value]:
    """A participant's living values, by attribute."""
    living = ParticipantValue.objects.living().filter(participant=participant, attribute__deleted_at=None)
    return {one.attribute_id: value_of(one) for one in living.select_related("category")}


def value_of(stored: ParticipantValue) -> Value:
    """A stored value as plain data."""
    return Value(
        category=stored.category.key if stored.category else None,
        number=stored.number,
        date=stored.date,
        text=stored.text,
        missing=stored.missing,  # type: ignore[arg-type]  # one of Missing, which are the same two words
    )


def transcripts_of(project: Project) -> dict[int, int]:
    """How many transcripts each participant speaks in."""
    mapped = Speaker.objects.filter(participant__project=project, transcript__archived_at=None)
    counted = mapped.values_list("participant").annotate(n=Count("transcript", distinct=True))
    return {participant: n for participant, n in counted.order_by() if participant is not None}


def cell_of(column: SheetColumn, participant: int, value: Value) -> SheetCell:
    """One cell of the sheet."""
    kind = "b" if column.bands else "c"
    return SheetCell(
        id=f"{kind}-{participant}-{column.attribute.pk}",
        column=column,
        shown=_banded(column, value) if column.bands else shown_value(value, column.attribute),
        written="" if column.bands else written_as(value, label_of=labels_of(column.attribute)),
        token="" if column.bands else value.token,
        is_missing=value.missing is not None,
        is_lacking=column.is_missing_in and value == NOTHING,
    )


def shown_value(value: Value, attribute: Attribute) -> str:
    """The value as the reader's language writes it."""
    return shown_as(value, labels_of(attribute))


def shown_as(value: Value, labels: Mapping[str, str]) -> str:
    """The value as the reader's language writes it, a category by its label among `labels`."""
    if value.missing:
        return str(ParticipantValue.Missing(value.missing).label)
    if value.number is not None:
        return shown_number(value.number)
    return written_as(value, label_of=labels)


def labels_of(attribute: Attribute) -> dict[str, str]:
    """A category's labels by key."""
    return {value.key: value.label for value in attribute.values.all()}


def deleted_participants(project: Project) -> list[Participant]:
    """Participants that can be brought back, the last deleted first."""
    return [*Participant.objects.filter(project=project).exclude(deleted_at=None).order_by("-deleted_at", "pk")[:50]]


def numbers_of(values: ValuesOf, attribute: Attribute) -> list[Decimal]:
    """All known numbers of an attribute."""
    return [value.number for (_person, of), value in values.items() if of == attribute.pk and value.number is not None]


def are_whole(numbers: Iterable[Decimal]) -> bool:
    """Whether no number has decimals."""
    return all(number == number.to_integral_value() for number in numbers)


def _columns(attributes: Sequence[Attribute], fields: Mapping[int, Field], values: ValuesOf) -> Iterable[SheetColumn]:
    for attribute in attributes:
        yield SheetColumn(attribute, fields[attribute.pk])
        if attribute.kind == Attribute.Kind.NUMBER and attribute.cut_points:
            bands = bands_of(attribute, whole=are_whole(numbers_of(values, attribute)))
            yield SheetColumn(attribute, fields[attribute.pk], bands)


def _banded(column: SheetColumn, value: Value) -> str:
    if value.number is not None:
        return band_of(value.number, column.bands).label
    return shown_value(value, column.attribute)
