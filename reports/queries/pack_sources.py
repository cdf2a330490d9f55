"""Where every number of a talk pack comes from: one reader, one basis, one moment, and the reports made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from coding.queries.codebook import Node, codebook_of
from interviews.models import Attribute, Member
from reports.document import Cell, Report, Row, Share
from reports.queries.basis import Basis, default_basis
from reports.queries.declared import Declared, declared
from reports.queries.groups import groupable
from reports.queries.kinds import Asked, CannotAnswer, made
from reports.queries.registry import KINDS_OF_REPORT
from reports.queries.scales import has_scale
from reports.queries.study import Study, study_of


@dataclass(frozen=True)
class Counts:
    """A report's rows by code, as numbers: the first line of each code in its flat form, and its row in words."""

    report: Report
    rows: dict[str, Row]
    flat: dict[str, dict[str, Cell]]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Sources:
    """What a pack is made from."""

    reader: Member
    at: datetime

    @cached_property
    def declared(self) -> Declared:
        return declared(self.reader.project)

    @property
    def statistics(self) -> bool:
        """Whether the study's stance shows coefficients, tests and intervals at all."""
        return self.declared.declaration.shows_statistics

    @cached_property
    def basis(self) -> Basis:
        return default_basis(self.reader)

    @cached_property
    def study(self) -> Study:
        return study_of(self.reader, basis=self.basis)

    @cached_property
    def attribute(self) -> Attribute | None:
        """The declared attribute; without one the first that makes groups."""
        found = self.declared.declaration.attribute
        choices = groupable(self.reader)
        return found if found in choices else next(iter(choices), None)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        return codebook_of(self.reader.project).in_tree_order()

    @cached_property
    def by_key(self) -> dict[str, Node]:
        return {node.key: node for node in self.nodes}

    @property
    def branches(self) -> list[Node]:
        """The codes at the top that have others below them."""
        return [node for node in self.nodes if not node.depth and node.children]

    @cached_property
    def main(self) -> Node | None:
        """The branch of the declared family; without one the first there is."""
        family = self.declared.family
        own = [node for node in self.branches if any(below.code.pk in family for below in node.within())]
        return next(iter([*own, *self.branches]), None)

    @cached_property
    def rated(self) -> list[Node]:
        """The codes with a scale, judgements of the whole case first."""
        return sorted(
            (node for node in self.nodes if has_scale(node)), key=lambda node: node.code.rated != "participant"
        )

    def report(self, name: str, *, branch: str = "", node: Node | None = None) -> Report | None:
        """One report of all those that pages show; None where it can't be made of what there is."""
        kind = KINDS_OF_REPORT[name]
        attribute = self.attribute if "attribute" in kind.asks else None
        try:
            return made(kind, Asked(self.reader, self.basis, attribute, branch, node), at=self.at)
        except CannotAnswer:
            return None

    @cached_property
    def comparison(self) -> Counts | None:
        """The comparison of all codes by the attribute."""
        report = self.report("comparison")
        return counts_of(report, report.tables[-1].rows) if report else None


def counts_of(report: Report, rows: Sequence[Row]) -> Counts:
    """The report's rows by the code that each is of: its flat form names them in the same order."""
    assert report.flat is not None  # noqa: S101  # `made` gives every report one
    names = [column.label for column in report.flat.columns]
    lines = [dict(zip(names, row.cells, strict=True)) for row in report.flat.rows]
    flat: dict[str, dict[str, Cell]] = {}
    for line in lines:
        flat.setdefault(str(line["code"]), line)
    groups = tuple(dict.fromkeys(str(line["group"]) for line in lines if "group" in line))
    return Counts(report, dict(zip(flat, rows, strict=True)), flat, groups)


def shares_in(row: Row) -> tuple[tuple[int, Share], ...]:
    """The row's shares with their places."""
    return tuple((place, cell) for place, cell in enumerate(row.cells) if isinstance(cell, Share))
