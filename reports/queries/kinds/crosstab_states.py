"""How participants stand to each code in the files of the table: mentioned, denied, and what a silence means."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from methods.coverage import State
from reports.document import Cell, Closed, Column, Row, Table
from reports.queries.counts.coverage import states_by_cell
from reports.queries.counts.crosstab import Crosstab, CrosstabRow
from reports.queries.counts.state_words import state_words
from reports.queries.gate.asked import Asked
from reports.queries.study.groups import Group

States = Mapping[tuple[str, str], Mapping[State, int]]


def states_asked(asked: Asked) -> States:
    """The participants in each state by (code's key, group's key), for the team; nothing for anybody else."""
    if asked.grouping is None or asked.audience not in {None, "team"}:
        return {}
    return states_by_cell(asked.study, grouping=asked.grouping, branch=asked.branch)


def states_table(table: Crosstab, states: States, *, listing: bool) -> Table:
    """A row a code and group, a column a state; a `listing` is for workbooks alone."""
    words = state_words()
    columns = (
        Column(pgettext("qualitative", "Code")),
        Column(_("Group")),
        *(Column(words[state], numeric=True) for state in State),
        Column(pgettext("participants", "done"), numeric=True),
    )
    return Table(_("With their silence"), columns, [*_rows(table, states)], listing=listing)


def _rows(table: Crosstab, states: States) -> Iterator[Row]:
    for row in table.rows:
        for group in table.groups:
            cells: tuple[Cell, ...] = (row.node.path, group.label, *state_cells(table, row, group, states))
            yield Row((*cells, table.sizes[group.key]))


def state_cells(table: Crosstab, row: CrosstabRow, group: Group, states: States) -> tuple[Cell, ...]:
    """How many are in each state. Closed where a cell of the code is, or of one that hangs together with it."""
    if table.hides(row.node, group) or row.node.code.pk in table.shut | table.unsaid:
        return tuple(Closed() for _state in State)
    found = states.get((row.node.key, group.key), {})
    return tuple(found.get(state, 0) for state in State)
