"""The comparison of groups as a report: differences first, then tests, and what this sample can show at all."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from coding.models import Code
from coding.queries.agreement_words import number
from methods.exact import Reach
from methods.proportions import Difference
from reports.document import Cell, Closed, Column, Mark, Plot, Ranges, Report, Row, Table, Undefined
from reports.queries.counts.comparison import SEED, Compared, Comparison, comparison, is_open, what_it_can_show
from reports.queries.counts.crosstab import Crosstab, CrosstabRow, crosstab_of
from reports.queries.gate.asked import Asked, CannotAnswer
from reports.queries.kinds.about_study import Content, reflexive, report_of
from reports.queries.kinds.crosstab import depth, done_line, not_looked_for_notes, share, title_of
from reports.queries.kinds.kind import Kind
from reports.queries.study.groups import Group, Grouping

MINUS = "\u2212"


def find(asked: Asked) -> Comparison:
    if asked.grouping is None:
        raise CannotAnswer(_("No attribute makes groups yet. Describe the participants by a category first."))
    return comparison(crosstab_asked(asked, asked.grouping), asked.declared)


def crosstab_asked(asked: Asked, grouping: Grouping) -> Crosstab:
    """The table with its closed cells."""
    table = crosstab_of(asked.study, grouping=grouping, branch=asked.branch)
    cells = ((row.node, group) for row in table.rows for group in table.groups)
    closed = frozenset((node.code.pk, group.key) for node, group in cells if asked.closes(node, group.key))
    # Whether a code that is not in use has a row tells whether anybody mentions it.
    rows = tuple(row for row in table.rows if row.node.code.active or row.node.code.pk not in asked.shut)
    return replace(table, rows=rows, closed=closed, shut=asked.shut, unsaid=asked.unsaid)


def comparison_report(found: Comparison, asked: Asked, at: datetime) -> Report:
    """The report, in the active language."""
    reachable = what_it_can_show(found.table, found.declared)
    content = Content(
        key=f"comparison-{found.table.attribute.key}",
        title=title_of(found.table),
        done=done_line(found.table),
        tables=(*([_reach(found, reachable)] if reachable and found.declared.declaration.tests else []), _table(found)),
        charts=_figure(found),
        notes=(*_method(found), *not_looked_for_notes(found.table)),
    )
    return report_of(asked, content, at=at)


def _two(found: Comparison) -> bool:
    return len(found.table.groups) == 2 and found.declared.declaration.shows_statistics


def _table(found: Comparison) -> Table:
    table, tests = found.table, found.declared.declaration.tests
    columns = [Column(pgettext("qualitative", "Code"))]
    columns += [
        Column(_("%(group)s (of %(size)s)") % {"group": g.label, "size": table.sizes[g.key]}, True, place, g.label)
        for place, g in enumerate(table.groups)
    ]
    if _two(found):
        columns += [Column(_("Difference, points"), numeric=True), Column(_("Newcombe 95 %"), numeric=True)]
    if tests and found.ordered:
        columns.append(Column(_("tau-b"), numeric=True))
    if tests:
        columns.append(Column(pgettext("a probability", "p"), numeric=True))
    if tests and found.family:
        columns.append(Column(_("p, Holm"), numeric=True))
    rows = [_row(found, one) for one in found.rows]
    return Table(_("Participants who mention"), tuple(columns), rows, plot=_plot(found) if _two(found) else None)


def _row(found: Comparison, one: Compared) -> Row:
    table, row, tests = found.table, one.row, found.declared.declaration.tests
    cells: list[Cell] = [row.node.code.label, *(share(table, row, group) for group in table.groups)]
    if _two(found):
        cells += [points(one.difference), interval(one.difference)] if is_open(table, row) else [Closed(), Closed()]
    if tests and found.ordered:
        cells.append("" if one.tau is None else number(one.tau))
    if tests:
        cells.append(probability(one.p))
    if tests and found.family:
        cells.append(probability(one.p_holm) if row.node.code.pk in found.declared.family else "")
    opens = {
        place: f"code={row.node.key}&value={table.attribute.key}:{group.key}"
        for place, group in enumerate(table.groups, start=1)
        if not table.hides(row.node, group)
    }
    emergent = _("emergent") if row.node.code.origin == Code.Origin.EMERGENT else ""
    return Row(tuple(cells), depth(table, row.node), bool(row.node.children), opens, emergent)


def points(apart: Difference | None) -> Cell:
    """A difference in points, with its sign; undefined for an empty group."""
    if apart is None or apart.value is None:
        return Undefined(_("nobody in this group is done"))
    return signed(apart.value)


def interval(apart: Difference | None) -> str:
    """Its interval in points; empty where it is undefined."""
    if apart is None or apart.low is None or apart.high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": signed(apart.low), "high": signed(apart.high)}


def signed(share: float) -> str:
    """A share as whole points with a sign, but for nought."""
    whole = round(100 * share)
    return f"+{whole}" if whole > 0 else f"{MINUS}{-whole}" if whole else "0"


def probability(p: float | None) -> Cell:
    """Three decimals; "under 0.001" below that; empty for none."""
    if p is None:
        return ""
    return _("under %(p)s") % {"p": number(0.001, 3)} if p < 0.001 else number(p, 3)


def _reach(found: Comparison, rows: tuple[Reach, ...]) -> Table:
    """What has to be seen in the first group, for each count of the second, before p falls under .05."""
    first, second = found.table.groups
    sizes = found.table.sizes
    columns = [
        Column(_("%(group)s, of %(size)s") % {"group": second.label, "size": sizes[second.key]}, numeric=True),
        Column(_("%(group)s, of %(size)s") % {"group": first.label, "size": sizes[first.key]}),
    ]
    if found.family:
        columns.append(Column(_("with Holm’s first step over %(n)s codes") % {"n": found.family}))
    body = [
        Row(
            (
                one.second,
                _borders(one.at_most, one.at_least, sizes[first.key]),
                *([_borders(one.corrected_at_most, one.corrected_at_least, sizes[first.key])] if found.family else []),
            )
        )
        for one in rows
    ]
    title = _("What %(first)s against %(second)s can show at all: p under .05 needs") % {
        "first": sizes[first.key],
        "second": sizes[second.key],
    }
    return Table(title, tuple(columns), body, folded=True)


def _borders(at_most: int | None, at_least: int | None, size: int) -> str:
    low = "" if at_most is None else str(at_most) if not at_most else _("%(n)s or fewer") % {"n": at_most}
    high = "" if at_least is None else str(size) if at_least == size else _("%(n)s or more") % {"n": at_least}
    return _("%(low)s, or %(high)s") % {"low": low, "high": high} if low and high else low or high or _("never")


def _figure(found: Comparison) -> tuple[Ranges, ...]:
    if not _two(found) or not found.rows:
        return ()
    first, second = found.table.groups
    marks = tuple(_mark(found.table, one) for one in found.rows if not one.row.node.children)
    ticks = ((-1, f"{MINUS}100 {second.label}"), (0, "0"), (1, f"{first.label} +100"))
    return (_differences(found, marks, ticks),)


def _plot(found: Comparison) -> Plot:
    """The same in the table's rows, those of branches too."""
    first, second = found.table.groups
    marks = tuple(_mark(found.table, one) for one in found.rows)
    ticks = ((-1, f"{MINUS}100"), (0, "0"), (1, "+100"))
    return Plot(3, _differences(found, marks, ticks), (f"\u2190 {second.label}", f"{first.label} \u2192"))


def _differences(found: Comparison, marks: tuple[Mark, ...], ticks: tuple[tuple[float, str], ...]) -> Ranges:
    first, second = found.table.groups
    return Ranges(
        title=_("Difference in points: %(first)s less %(second)s") % {"first": first.label, "second": second.label},
        description=_("A dot at the difference of shares, with its interval. The table has the numbers."),
        low=-1,
        high=1,
        ticks=ticks,
        marks=marks,
        zero=0,
    )


def _mark(table: Crosstab, one: Compared) -> Mark:
    apart = one.difference
    if not is_open(table, one.row):
        return Mark(one.row.node.code.label, str(Closed()), None)
    if apart is None or apart.value is None:
        return Mark(one.row.node.code.label, "\u2014", None)
    words = f"{signed(apart.value)} ({interval(apart)})"
    return Mark(one.row.node.code.label, words, apart.value, apart.low, apart.high)


def _method(found: Comparison) -> tuple[str, ...]:
    declaration = found.declared.declaration
    if not declaration.shows_statistics:
        return (reflexive(),)
    wanted = [_difference_note(found), *(_test_notes(found) if declaration.tests else ())]
    return tuple(note for note in wanted if note)


def _difference_note(found: Comparison) -> str:
    if len(found.table.groups) != 2:
        return ""
    first, second = found.table.groups
    return _("Difference: share of “%(first)s” less share of “%(second)s”, in points, with Newcombe’s interval.") % {
        "first": first.label,
        "second": second.label,
    }


def _test_notes(found: Comparison) -> tuple[str, ...]:
    named = {
        True: _("Test: Kendall’s tau-b over the ordered groups."),
        False: _("Test: Fisher’s exact test, two-sided.")
        if len(found.table.groups) == 2
        else _("Test: Fisher-Freeman-Halton."),
    }[found.ordered]
    drawn = _("Chance is drawn 9,999 times, seed %(seed)s.") % {"seed": SEED} if found.drawn else ""
    family = (
        ngettext(
            "Holm’s correction counts the %(n)s declared code.",
            "Holm’s correction counts the %(n)s declared codes.",
            found.family,
        )
        % {"n": found.family}
        if found.family
        else _("No family of codes was declared for this attribute: exploratory.")
    )
    return (named, drawn, family, _("A p is no strength: read the difference and its interval first."))


def as_json(found: Comparison) -> dict[str, Any]:
    """The promised rows; the keys of groups are the same in every language."""
    table = found.table
    return {
        "seed": SEED if found.drawn else None,
        "rows": [
            {
                "code": one.row.node.key,
                "path": one.row.node.path,
                "cells": {group.key: _cell(table, one.row, group) for group in table.groups},
                "difference": one.difference and one.difference.value,
                "low": one.difference and one.difference.low,
                "high": one.difference and one.difference.high,
                "p": one.p,
                "p_holm": one.p_holm,
            }
            for one in found.rows
        ],
    }


def _cell(table: Crosstab, row: CrosstabRow, group: Group) -> dict[str, int | None]:
    if table.hides(row.node, group):
        return {"n": None, "of": None}
    return {"n": row.participants[group.key], "of": table.sizes[group.key]}


COMPARISON = Kind(
    name="comparison",
    label=gettext_lazy("Comparison"),
    tells=gettext_lazy("How far groups are apart on each code, with intervals, and what this sample can show at all."),
    asks=frozenset({"attribute", "branch"}),
    find=find,
    report=comparison_report,
    json=as_json,
    freezes=True,
)
