"""The kinds of report that pages, files and commands offer alike: what each asks, finds, and says."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.models import Member
from methods.crosstab import count_by_group
from reports.document import Cell, Column, Report, Row, Table
from reports.queries.gate.asked import Asked, CannotAnswer, Withheld, fewer


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report. `asks` names what its address may say: attribute, grouping (an attribute or none), branch,
    rated (a code that is rated).
    `whole` is what no branch means. `options` are fields of its own, each with what a reader may choose, the first one
    the default; `labels` name them.
    Those named in `codes` are codes of the codebook at hand. `find` counts, `report` puts it into words, `json` gives
    the promised rows and whatever stands beside them. `find` raises CannotAnswer. `freezes`: it asks `Asked` for all
    that it says, so that it can be made from a snapshot.
    """

    name: str
    label: Promise
    tells: Promise
    asks: frozenset[str]
    find: Callable[[Asked], Any]
    report: Callable[[Any, Asked, datetime], Report]
    json: Callable[[Any], dict[str, Any]]
    whole: Promise = gettext_lazy("All codes")
    options: Mapping[str, Callable[[Member], Iterable[tuple[str, str]]]] = field(default_factory=dict)
    labels: Mapping[str, Promise] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    freezes: bool = False


def made(kind: Kind, asked: Asked, *, at: datetime) -> Report:
    """The report, with the promised rows as its flat form; of a snapshot as of its time. Raises CannotAnswer."""
    found = find(kind, asked)
    moment = asked.snapshot.taken_at if asked.snapshot else at
    report = without_closed_links(kind.report(found, asked, moment), asked)
    number = asked.snapshot.number if asked.snapshot else None
    return replace(report, flat=_flat(kind.json(found)["rows"], basis=asked.basis.key), snapshot=number)


def without_closed_links(report: Report, asked: Asked) -> Report:
    """The report whose cells lead only to passages that its audience may read, of groups that are not merged."""
    if asked.disclosed is None:
        return report
    wordless = asked.wordless

    def is_open(query: str) -> bool:
        said = dict(part.partition("=")[::2] for part in query.split("&"))
        return said.get("code", "") not in wordless and "+" not in said.get("value", "")

    tables = tuple(
        replace(
            table,
            rows=[
                replace(row, opens={place: query for place, query in row.opens.items() if is_open(query)})
                for row in table.rows
            ],
        )
        for table in report.tables
    )
    return replace(report, tables=tables)


def find(kind: Kind, asked: Asked) -> Any:
    """What the kind finds. Raises CannotAnswer, for a snapshot too of which it can't be made."""
    if asked.disclosed and asked.disclosed.few:
        raise Withheld(fewer(asked.disclosed.policy.least))
    if asked.snapshot and not kind.freezes:
        raise CannotAnswer(_("This report can’t be made from a snapshot: a snapshot does not hold what it counts."))
    return kind.find(asked)


def _flat(rows: list[dict[str, Any]], *, basis: str) -> Table:
    """For scripts: a line a row, or a line a cell where a row has cells by group; keys are those of the JSON."""
    lines = [
        {**{name: value for name, value in row.items() if name != "cells"}, **cell, "basis": basis}
        for row in rows
        for cell in _cells(row)
    ]
    names = [*dict.fromkeys(name for line in lines for name in line)]
    body = [Row(tuple(_plain(line.get(name)) for name in names)) for line in lines]
    return Table("", tuple(Column(name) for name in names), body)


def _cells(row: dict[str, Any]) -> list[dict[str, Any]]:
    if not row.get("cells"):
        return [{}]
    return [{"group": group, **cell} for group, cell in row["cells"].items()]


def _plain(value: Any) -> Cell:
    if isinstance(value, bool | list | dict):
        return json.dumps(value)
    return value  # type: ignore[no-any-return]  # a number, a text or nothing, as JSON has it


def as_json(kind: Kind, found: Any, asked: Asked) -> dict[str, Any]:
    """The promised form: the basis, the groups with their sizes, and what the kind adds."""
    groups: dict[str, int] = {}
    if asked.grouping:
        sizes = count_by_group(asked.study.ground.covered, asked.grouping.group_of)
        groups = {group.key: sizes.get(group.key, 0) for group in asked.grouping.groups}
    closed = {"closed": closed_cells(asked)} if asked.disclosed else {}
    frozen = {"snapshot": {"number": asked.snapshot.number, "sha256": asked.snapshot.sha256}} if asked.snapshot else {}
    return {"basis": asked.basis.key, "groups": groups, **frozen, **closed, **kind.json(found)}


def closed_cells(asked: Asked) -> list[dict[str, str]]:
    """Which cells are closed for the audience: code, and group or everybody. Why is for the team alone."""
    if asked.disclosed is None:
        return []
    nodes = asked.study.codebook.by_id
    return [{"code": nodes[code].key, "group": place} for code, place in asked.disclosed.closed]
