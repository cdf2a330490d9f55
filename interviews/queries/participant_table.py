"""The participants' sheet as a table for files, which the import reads back."""

from decimal import Decimal

from django.utils.translation import gettext as _

from interviews.exporters.table import Cell, Table
from interviews.importers.typed import NOTHING, Value, plain
from interviews.models import Attribute, Project
from interviews.queries.participants import ParticipantSheet, sheet_of, shown_value


def participant_table(project: Project) -> Table:
    """Pseudonyms and values in the reader's language; a category has a second column with its keys."""
    sheet = sheet_of(project)
    title = _("Participants")
    if project.fictional:
        title = f"{title} ({_('Fictional study')})"
    heads = [head for attribute in sheet.attributes for head in _heads(attribute)]
    rows = tuple((row.participant.pseudonym, *_cells(sheet, row.participant.pk)) for row in sheet.rows)
    return Table(title, (_("Pseudonym"), *heads), rows, names=1)


def _heads(attribute: Attribute) -> list[str]:
    # The key in brackets tells the import that this column says the same again.
    keys = [f"{attribute.label} [{attribute.key}]"] if attribute.kind == Attribute.Kind.CATEGORY else []
    return [attribute.label, *keys]


def _cells(sheet: ParticipantSheet, participant: int) -> list[Cell]:
    cells: list[Cell] = []
    for attribute in sheet.attributes:
        value = sheet.values.get((participant, attribute.pk), NOTHING)
        cells.append(_cell(value, attribute))
        if attribute.kind == Attribute.Kind.CATEGORY:
            cells.append(value.missing or value.category)
    return cells


def _cell(value: Value, attribute: Attribute) -> Cell:
    if value.number is not None:
        return Decimal(plain(value.number))
    return value.date or shown_value(value, attribute) or None
