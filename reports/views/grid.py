"""The table of codes x attribute as the page draws it: every width and word ready, for templates do not count."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from methods.coverage import State
from reports.charts import FILLS
from reports.document import Closed, Share, Undefined
from reports.queries.counts.crosstab import Crosstab, CrosstabRow
from reports.queries.counts.state_words import state_words
from reports.queries.kinds.crosstab import depth, nobody, share
from reports.queries.kinds.crosstab import passages as passages_in
from reports.queries.study.groups import Group

States = Mapping[tuple[str, str], Mapping[State, int]]
# Pixels of the bar behind "11 of 12".
BAR = 36


@dataclass(frozen=True, slots=True)
class GridHead:
    key: str
    label: str
    size: int
    fill: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """`key` opens it; `words` are shown, `spoken` is the whole sentence; without a `share` it is undefined.

    `states` say how those stand who do not simply mention it, if that is asked for.
    """

    key: str
    label: str
    words: str
    spoken: str
    share: Share | None
    passages: str
    width: str
    fill: str
    opened: bool
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    row: CrosstabRow
    depth: int
    cells: tuple[GridCell, ...]
    unread: str
    leads: bool

    @property
    def branch(self) -> bool:
        return bool(self.row.node.children)


@dataclass(frozen=True, slots=True)
class Grid:
    """`unread`: whether any code was not looked for somewhere, so that the column has something to say."""

    heads: tuple[GridHead, ...]
    rows: tuple[GridRow, ...]
    unread: bool
    passages: bool


def grid(
    table: Crosstab,
    *,
    opened: tuple[str, str] | None,
    passages: bool,
    states: States,
    wordless: Collection[str] = frozenset(),
) -> Grid:
    """The page's table. `opened` is the (code, group) whose passages are beside it; `passages`: the second figure;
    `states` what is told of each (code, group), nothing where it is not asked for.

    Nobody of whom the page is for may open the passages of the `wordless` codes.
    """
    fills = {group.key: FILLS[place % len(FILLS)] for place, group in enumerate(table.groups)}
    rows = []
    for row in table.rows:
        cells = (
            _cell(table, row, group, fill=fills[group.key], opened=opened, states=states) for group in table.groups
        )
        unread = str(Closed()) if row.node.code.pk in table.shut else str(row.not_looked_for)
        rows.append(GridRow(row, min(depth(table, row.node), 3), tuple(cells), unread, row.node.key not in wordless))
    return Grid(
        heads=tuple(GridHead(g.key, g.label, table.sizes[g.key], fills[g.key]) for g in table.groups),
        rows=tuple(rows),
        unread=any(row.not_looked_for for row in table.rows),
        passages=passages,
    )


def _cell(
    table: Crosstab, row: CrosstabRow, group: Group, *, fill: str, opened: tuple[str, str] | None, states: States
) -> GridCell:
    found = share(table, row, group)
    counted = found if isinstance(found, Share) else None
    return GridCell(
        key=f"{row.node.key}:{group.key}",
        label=group.label,
        words=str(found) if isinstance(found, Share | Closed) else "\u2014",
        spoken=_spoken(table, row, group, found),
        share=counted,
        passages=str(passages_in(table, row, group)),
        width=f"{BAR * counted.n / counted.of:.1f}" if counted else "0",
        fill=fill,
        opened=opened == (row.node.key, group.key),
        states=_states(states.get((row.node.key, group.key), {})) if counted else (),
    )


def _states(counts: Mapping[State, int]) -> tuple[str, ...]:
    """Each state with its number, but for those who mention it: they are the cell's first figure."""
    words = state_words()
    return tuple(
        _("%(n)s %(state)s") % {"n": n, "state": words[state]}
        for state, n in counts.items()
        if n and state is not State.MENTIONED
    )


def _spoken(table: Crosstab, row: CrosstabRow, group: Group, counted: Share | Undefined | Closed) -> str:
    place = f"{row.node.code.label}, {group.label}"
    if not isinstance(counted, Share):
        why = nobody() if isinstance(counted, Undefined) else _("closed, for it could tell who is described")
        return place + pgettext("before a list", ":") + " " + why
    if row.node.code.pk in table.unsaid:
        return _("%(place)s: %(share)s participants") % {"place": place, "share": counted}
    n = row.passages[group.key]
    second = ngettext("%(n)s passage", "%(n)s passages", n) % {"n": n}
    return _("%(place)s: %(share)s participants, %(passages)s") % {
        "place": place,
        "share": counted,
        "passages": second,
    }
