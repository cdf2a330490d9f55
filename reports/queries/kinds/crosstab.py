"""The table of codes x attribute as a report: what it rests on in words, its tables, charts and notes."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coding.models import Code
from coding.queries.codebook import Node
from interviews.models import Member
from methods.coverage import State
from reports.document import Bar, Cell, Chart, Closed, Column, Report, Row, Share, Table, Undefined
from reports.queries.basis.basis import BasisKind
from reports.queries.counts.crosstab import Crosstab, CrosstabRow
from reports.queries.kinds.about_study import basis_name, basis_note, blindness, open_words, single_words
from reports.queries.kinds.crosstab_states import States, state_cells, states_table
from reports.queries.study.groups import Group
from reports.queries.study.source import Source, TodaysSource
from reports.queries.study.stamp import stamp

# So many bars can still be read; a larger codebook is drawn by its branches.
MOST_BARS = 60


def crosstab_report(
    table: Crosstab,
    *,
    reader: Member,
    at: datetime,
    source: Source | None = None,
    states: States | None = None,
    silence: bool = False,
) -> Report:
    """The report, in the active language; of a snapshot, where its source is one.

    The `states` of each cell are a sheet and columns of their own; with `silence` documents print them, too.
    """
    source = source or TodaysSource(reader)
    snapshot = source.snapshot
    return Report(
        key=f"crosstab-{table.attribute.key}",
        project_key=reader.project.key,
        project_name=source.project_name,
        title=title_of(table),
        at=snapshot.taken_at if snapshot else at,
        fictional=source.fictional,
        paragraphs=(done_line(table), _("Basis: %(basis)s") % {"basis": basis_name(table.basis)}),
        tables=(
            _people(table),
            _passages(table),
            *([states_table(table, states, listing=not silence)] if states else []),
        ),
        charts=charts_of(table),
        notes=(*notes_of(table, reader=reader), stamp(reader, at=at, snapshot=snapshot)),
        flat=_flat(table, fictional=source.fictional, states=states or {}),
        snapshot=snapshot.number if snapshot else None,
    )


def title_of(table: Crosstab) -> str:
    return pgettext("qualitative", "Codes by %(attribute)s") % {"attribute": _inside(table.attribute.label)}


def _inside(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def done_line(table: Crosstab) -> str:
    """Whom the table can speak of: done participants by group, with everyone beside them."""
    groups = " · ".join(f"{Share(table.sizes[g.key], table.totals[g.key])} {g.label}" for g in table.groups)
    return _("Done: %(groups)s (of %(of)s participants)") % {"groups": groups, "of": table.of}


def notes_of(table: Crosstab, *, reader: Member) -> tuple[str, ...]:
    """What a reader of the table has to know, most important first."""
    wanted = (
        blindness(reader),
        basis_note(table.basis),
        open_words(table.open) if table.basis.kind is BasisKind.CONSENSUS else "",
        single_words(table.single, of=table.transcripts),
        *not_looked_for_notes(table),
        _("A branch counts each participant once who mentions any of its codes. A mention is not importance."),
        _("Purposive sample: the numbers describe these participants and nobody else."),
    )
    return tuple(note for note in wanted if note)


def not_looked_for_notes(table: Crosstab) -> tuple[str, ...]:
    """Who and what the table leaves out, and where nobody looked."""
    wanted = (
        _without_value(table),
        _left_out(table),
        _unread(table),
        _unread_codes(table),
        _unasked(table),
        _unasked_codes(table),
    )
    return tuple(filter(None, wanted))


def _without_value(table: Crosstab) -> str:
    if not table.without_value:
        return ""
    return ngettext(
        "%(n)s participant has no value for “%(attribute)s” and stands in no group.",
        "%(n)s participants have no value for “%(attribute)s” and stand in no group.",
        table.without_value,
    ) % {"n": table.without_value, "attribute": table.attribute.label}


def _left_out(table: Crosstab) -> str:
    if not table.left_out:
        return ""
    return ngettext(
        "%(n)s coding on an archived code is left out.",
        "%(n)s codings on archived codes are left out.",
        table.left_out,
    ) % {"n": table.left_out}


def _unread(table: Crosstab) -> str:
    if not any(row.not_looked_for for row in table.rows):
        return ""
    return _(
        "Not looked for: participants without mention whose transcripts were done before the code existed or was "
        "redefined and not rechecked since, or while it is not in use."
    )


def _unread_codes(table: Crosstab) -> str:
    """The codes with how many were not looked for: a file has no column for it in every sheet."""
    codes = _named(table, lambda row: row.not_looked_for, without=table.shut)
    return _("Not looked for: %(codes)s.") % {"codes": codes} if codes else ""


def _named(table: Crosstab, counted: Callable[[CrosstabRow], int], *, without: frozenset[int]) -> str:
    """The single codes of which somebody is counted, each with how many."""
    rows = [row for row in table.rows if not row.node.children and row.node.code.pk not in without]
    some = ((row.node.code.label, counted(row)) for row in rows)
    return ", ".join(_("%(code)s %(n)s") % {"code": label, "n": n} for label, n in some if n)


def _unasked(table: Crosstab) -> str:
    if not any(row.not_asked for row in table.rows):
        return ""
    return _(
        "Not asked: participants without mention in whose interviews no question of the guide asked about the code, as "
        "marked. They still count among those done."
    )


def _unasked_codes(table: Crosstab) -> str:
    codes = _named(table, lambda row: row.not_asked, without=table.shut | table.unsaid)
    return _("Not asked: %(codes)s.") % {"codes": codes} if codes else ""


def share(table: Crosstab, row: CrosstabRow, group: Group) -> Share | Undefined | Closed:
    """n of N of a cell; undefined where nobody in the group is done; closed where it is."""
    if table.hides(row.node, group):
        return Closed()
    size = table.sizes[group.key]
    return Share(row.participants[group.key], size) if size else Undefined(nobody())


def passages(table: Crosstab, row: CrosstabRow, group: Group) -> int | Closed:
    """How many there are; closed where they would tell of a closed cell of this code or another."""
    return Closed() if row.node.code.pk in table.unsaid else row.passages[group.key]


def nobody() -> str:
    return _("nobody in this group is done")


def _people(table: Crosstab) -> Table:
    groups = tuple(
        Column(_("%(group)s (of %(size)s)") % {"group": g.label, "size": table.sizes[g.key]}, numeric=True)
        for g in table.groups
    )
    columns = (Column(pgettext("qualitative", "Code")), *groups, Column(_("Not looked for"), numeric=True))
    rows = [
        Row(
            (_name(row.node), *_shares(table, row), _unread_cell(table, row)),
            depth(table, row.node),
            bool(row.node.children),
        )
        for row in table.rows
    ]
    return Table(_("Participants who mention"), columns, rows)


def _shares(table: Crosstab, row: CrosstabRow) -> Iterable[Cell]:
    return (share(table, row, group) for group in table.groups)


def _unread_cell(table: Crosstab, row: CrosstabRow) -> Cell:
    if row.node.code.pk in table.shut:
        return Closed()
    return None if row.node.children else row.not_looked_for


def _passages(table: Crosstab) -> Table:
    columns = (Column(pgettext("qualitative", "Code")), *(Column(group.label, numeric=True) for group in table.groups))
    rows = [
        Row(
            (
                _name(row.node),
                *(passages(table, row, group) for group in table.groups),
            ),
            depth(table, row.node),
            bool(row.node.children),
        )
        for row in table.rows
    ]
    return Table(_("Passages"), columns, rows)


def _name(node: Node) -> str:
    if node.code.origin == Code.Origin.EMERGENT:
        return _("%(code)s (emergent)") % {"code": node.code.label}
    return node.code.label


def depth(table: Crosstab, node: Node) -> int:
    """How deep the row stands in this table: the top of a chosen branch stands at 0."""
    return node.depth - (table.rows[0].node.depth if table.branch and table.rows else 0)


def _flat(table: Crosstab, *, fictional: bool, states: States) -> Table:
    """One row a cell, for scripts: keys first, the same in every language."""
    names = ["code", "path", "group", "label", "participants", "of", "passages", "basis", "fictional"]
    names += [state.value for state in State] if states else []
    rows = [
        Row(
            (
                row.node.key,
                row.node.path,
                group.key,
                group.label,
                *_numbers(table, row, group),
                table.basis.key,
                _("yes") if fictional else _("no"),
                *(state_cells(table, row, group, states) if states else ()),
            )
        )
        for row in table.rows
        for group in table.groups
    ]
    return Table(title_of(table), tuple(Column(name) for name in names), rows)


def _numbers(table: Crosstab, row: CrosstabRow, group: Group) -> tuple[Cell, Cell, Cell]:
    """Participants, of how many, and passages."""
    if table.hides(row.node, group):
        return (Closed(), Closed(), Closed())
    return (row.participants[group.key], table.sizes[group.key], passages(table, row, group))


def charts_of(table: Crosstab) -> tuple[Chart, ...]:
    """A chart for each branch with its codes, of participants' shares; of the branches alone in a large codebook."""
    if not table.rows or not any(table.sizes.values()):
        return ()
    leaves = [row for row in table.rows if not row.node.children]
    if len(leaves) > MOST_BARS:
        return (_chart(table, title_of(table), [row for row in table.rows if depth(table, row.node) == 0]),)
    by_parent: dict[str, list[CrosstabRow]] = {}
    for row in leaves:
        parent = row.node.ancestors[-1].label if row.node.ancestors else row.node.code.label
        by_parent.setdefault(parent, []).append(row)
    return tuple(_chart(table, parent, rows) for parent, rows in by_parent.items())


def _chart(table: Crosstab, title: str, rows: list[CrosstabRow]) -> Chart:
    bars = []
    for row in rows:
        shares = (share(table, row, group) for group in table.groups)
        bars.append(Bar(row.node.code.label, tuple(s if isinstance(s, Share) else None for s in shares)))
    return Chart(
        title=title,
        description=_("Bars of the share of participants who mention each code, by group. The table has the numbers."),
        series=tuple(group.label for group in table.groups),
        bars=tuple(bars),
    )
