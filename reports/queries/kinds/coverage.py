"""The coverage of the guide as a report: what was asked in how many interviews, and what silence means."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from interviews.models import Attribute, Member
from methods.coverage import State
from reports.document import Cell, Closed, Column, Report, Row, Share, Stacked, Table, Undefined
from reports.queries.counts.coverage import ALL, Coverage, Covered, coverage
from reports.queries.counts.coverage import Cell as StateCell
from reports.queries.counts.state_words import state_words
from reports.queries.gate.asked import Asked
from reports.queries.kinds.about_study import Content, report_of
from reports.queries.kinds.kind import Kind

MOST_BARS = 40


def find(asked: Asked) -> Coverage:
    by_code = asked.options.get("rows") == "codes"
    found = coverage(asked.study, grouping=asked.grouping, branch=asked.branch, by_code=by_code)
    closed = asked.shut | asked.unsaid
    return replace(found, rows=tuple(_shown(row, closed) for row in found.rows))


def _shown(row: Covered, closed: Collection[int]) -> Covered:
    """The row as the audience may see it: states tell more of a code than its open cells do."""
    codes = {one.code.pk for node in row.codes for one in (node, *node.within())}
    return row if codes.isdisjoint(closed) else replace(row, cells=None, closed=True)


def coverage_report(found: Coverage, asked: Asked, at: datetime) -> Report:
    """The report, in the active language."""
    groups = found.grouping.groups if found.grouping else ()
    content = Content(
        key="coverage",
        title=_("Coverage of the interview guide"),
        paragraphs=tuple(filter(None, (_sentence(found),))),
        tables=(
            _table(found, ALL, _("Participants, all")),
            *(_table(found, group.key, group.label) for group in groups),
        ),
        charts=_figure(found),
        notes=_notes(found),
    )
    return report_of(asked, content, at=at)


def _sentence(found: Coverage) -> str:
    """How much of the guide is known, over all questions and interviews."""
    if found.by_code:
        return ""
    whole = [row for row in found.rows if row.node is None]
    asked, not_asked, open_ = (sum(row.interviews[place] for row in whole) for place in range(3))
    said = ngettext(
        "%(n)s question in %(of)s interviews: %(asked)s asked, %(not)s not asked, %(open)s open.",
        "%(n)s questions in %(of)s interviews: %(asked)s asked, %(not)s not asked, %(open)s open.",
        len(whole),
    )
    return said % {"n": len(whole), "of": found.interviews, "asked": asked, "not": not_asked, "open": open_}


def _table(found: Coverage, group: str, label: str) -> Table:
    size = found.sizes[group]
    first = pgettext("qualitative", "Code") if found.by_code else _("Question")
    states = (Column(_capital(word), numeric=True) for word in state_words().values())
    interviews = (Column(_("Asked in interviews"), numeric=True),) if group == ALL else ()
    people = Column(_("Of those asked, mention it"), numeric=True)
    columns = (Column(first), *interviews, people, *states, Column(_("Of"), numeric=True))
    title = _("%(group)s (of %(size)s)") % {"group": label, "size": size}
    return Table(title, columns, [_row(found, row, group) for row in found.rows])


def _row(found: Coverage, row: Covered, group: str) -> Row:
    of_code = not found.by_code and row.node is not None
    cells: list[Cell] = [name(row), *(["" if of_code else _asked(found, row)] if group == ALL else [])]
    if row.cells is None:
        nothing = Closed() if row.closed else Undefined(_("it asks about no code"))
        return Row((*cells, nothing, *("" for _state in State), ""))
    cell = row.cells[group]
    cells += [_of_asked(cell), *cell.counts.values(), found.sizes[group]]
    several = not found.by_code and len(row.codes) > 1
    top = found.rows[0].node
    depth = row.node.depth - (top.depth if top else 0) if found.by_code and row.node else int(of_code)
    return Row(tuple(cells), depth, several or bool(found.by_code and row.codes[0].children), _opens(found, row, group))


def _opens(found: Coverage, row: Covered, group: str) -> dict[int, str]:
    """The passages of those who mention it, and deny it, where it is one code."""
    if len(row.codes) != 1:
        return {}
    attribute = found.grouping.attribute if found.grouping else None
    of_group = ""
    if attribute and group != ALL:
        if attribute.kind != Attribute.Kind.CATEGORY:
            return {}
        of_group = f"&value={attribute.key}:{group}"
    states = row.cells[group].counts if row.cells else {}
    first = 3 if group == ALL else 2
    opening = {first: State.MENTIONED, first + 1: State.DENIED}
    address = f"code={row.codes[0].key}{of_group}"
    return {place: address for place, state in opening.items() if states.get(state)}


def _of_asked(cell: StateCell) -> Share | Undefined:
    return Share(cell.mention, cell.asked) if cell.asked else Undefined(_("nobody was asked"))


def _asked(found: Coverage, row: Covered) -> Cell:
    asked, not_asked, _open = row.interviews
    if not asked and not not_asked:
        return Undefined(_("nobody recorded it"))
    return Share(asked, found.interviews)


def name(row: Covered) -> str:
    """A question by its number, a code by its label."""
    if row.node is not None:
        return row.node.code.label
    return f"{row.number}. {row.question.text if row.question else ''}"


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _figure(found: Coverage) -> tuple[Stacked, ...]:
    shown = [row for row in found.rows if row.cells and (row.node is None or found.by_code and not row.node.children)]
    if not shown or len(shown) > MOST_BARS or not found.sizes[ALL]:
        return ()
    return (
        Stacked(
            title=_("Participants by what their silence means"),
            description=_(
                "A whole bar for each row, cut into those who mention it, deny it, were asked and do not mention it, "
                "were not asked, and the rest. The table has the numbers."
            ),
            parts=tuple(state_words().values()),
            bars=tuple((name(row), tuple(row.cells[ALL].counts.values())) for row in shown if row.cells),
        ),
    )


def _notes(found: Coverage) -> tuple[str, ...]:
    notes = [
        ""
        if found.questions
        else _("The interview guide has no question yet. Write it under Codebook, and mark what was asked."),
        _("Each participant is in one state; the states of a row add up to all of them."),
        _(
            "Denied: all that counts denies. Not looked for: no transcript of theirs was read for the code. Asked: in "
            "one of their interviews at least. Not asked: in none, as marked. No mention: nobody recorded whether it "
            "was asked."
        )
        if found.questions
        else _("Not looked for: no transcript of theirs was read for the code."),
        _("A mention without a question counts as a mention: people say what they were not asked.")
        if found.questions
        else "",
        _("In a group interview a question is put to everybody who speaks in it.") if found.questions else "",
        _without_code(found),
    ]
    return tuple(filter(None, notes))


def _without_code(found: Coverage) -> str:
    n = sum(row.cells is None and not row.closed for row in found.rows)
    if not n:
        return ""
    return ngettext("%(n)s question asks about no code.", "%(n)s questions ask about no code.", n) % {"n": n}


def as_json(found: Coverage) -> dict[str, Any]:
    """A row a question, and below it one for each of its codes where there are several; or a row a code.

    The states of a cell add up to its `of`; `cells` is empty for a question without a code.
    """
    return {
        "questions": found.questions,
        "interviews": found.interviews,
        "rows": [
            {
                "question": row.question.key if row.question else None,
                "code": row.node.key if row.node else None,
                "codes": [node.key for node in row.codes],
                "asked_in": row.interviews[0],
                "not_asked_in": row.interviews[1],
                "open_in": row.interviews[2],
                "cells": _json_cells(found, row),
            }
            for row in found.rows
        ],
    }


def _json_cells(found: Coverage, row: Covered) -> dict[str, dict[str, int]]:
    if row.cells is None:
        return {}
    return {
        group: {
            **{state.value: n for state, n in cell.counts.items()},
            "of": found.sizes[group],
            "people_asked": cell.asked,
            "people_asked_who_mention": cell.mention,
        }
        for group, cell in row.cells.items()
    }


def _rows_offered(_reader: Member) -> Iterable[tuple[str, str]]:
    return (("questions", _("questions of the guide")), ("codes", pgettext("qualitative", "codes")))


COVERAGE = Kind(
    name="coverage",
    label=gettext_lazy("Coverage of the guide"),
    tells=gettext_lazy("What was asked in how many interviews, and what the silence of each participant means."),
    asks=frozenset({"grouping", "branch"}),
    find=find,
    report=coverage_report,
    json=as_json,
    options={"rows": _rows_offered},
    labels={"rows": gettext_lazy("Rows")},
    freezes=True,
)
