"""The kinds of report that pages, files and commands offer alike: what each asks, finds, and says."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coding.queries.codebook import Node
from interviews.models import Attribute, Member
from methods.crosstab import count_by_group
from reports.document import Cell, Column, Report, Row, Table
from reports.queries.basis import Basis
from reports.queries.declared import Declared, declared
from reports.queries.groups import Grouping, grouping_by
from reports.queries.study import Study, study_of


class CannotAnswer(ValueError):
    """The report can't be made of what there is; its text says why and what to do."""


@dataclass(frozen=True)
class Asked:
    """What a report is asked for. `branch` is a code's key or empty; `options` are what one kind alone knows."""

    reader: Member
    basis: Basis
    attribute: Attribute | None = None
    branch: str = ""
    node: Node | None = None
    options: dict[str, str] = field(default_factory=dict)

    @cached_property
    def study(self) -> Study:
        return study_of(self.reader, basis=self.basis)

    @cached_property
    def declared(self) -> Declared:
        return declared(self.reader.project)

    @cached_property
    def grouping(self) -> Grouping | None:
        """The groups of the attribute. Raises NotGroupable."""
        return grouping_by(self.attribute) if self.attribute else None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report. `asks` names what its address may say: attribute, grouping (an attribute or none), branch,
    rated (a code that is rated).
    `whole` is what no branch means. `options` are fields of its own, each with what a reader may choose, the first one
    the default; `labels` name them.
    `find` counts, `report` puts it into words, `json` gives the promised rows and whatever stands beside them. `find`
    raises CannotAnswer.
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


def made(kind: Kind, asked: Asked, *, at: datetime) -> Report:
    """The report, with the promised rows as its flat form. Raises CannotAnswer."""
    found = kind.find(asked)
    return replace(kind.report(found, asked, at), flat=_flat(kind.json(found)["rows"], basis=asked.basis.key))


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
    return {"basis": asked.basis.key, "groups": groups, **kind.json(found)}
