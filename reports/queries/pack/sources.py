"""Where every number of a talk pack comes from: one snapshot, its default basis, and the reports made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from coding.queries.codebook import Node
from interviews.models import Attribute, Member
from methods.disclosure import Audience
from reports.document import Cell, Report, Row, Share
from reports.models import Snapshot
from reports.queries.basis.basis import Basis
from reports.queries.counts.scales import has_scale
from reports.queries.gate.asked import Asked, CannotAnswer
from reports.queries.kinds.kind import made
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.study.declared import Declared
from reports.queries.study.frozen import FrozenSource
from reports.queries.study.groups import Grouping, NotGroupable, makes_groups
from reports.queries.study.study import Study

# Slides are shown to everybody.
AUDIENCE: Audience = "public"


@dataclass(frozen=True)
class Counts:
    """A report's rows by code, as numbers: the first line of each code in its flat form, and its row in words."""

    report: Report
    rows: dict[str, Row]
    flat: dict[str, dict[str, Cell]]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Sources:
    """What a pack is made from. Raises Changed where the snapshot is not what was frozen."""

    reader: Member
    snapshot: Snapshot

    @property
    def at(self) -> datetime:
        return self.snapshot.taken_at

    @cached_property
    def frozen(self) -> FrozenSource:
        return FrozenSource(self.reader, self.snapshot)

    @property
    def declared(self) -> Declared:
        return self.frozen.declared

    @property
    def statistics(self) -> bool:
        """Whether the study's stance shows coefficients, tests and intervals at all."""
        return self.declared.declaration.shows_statistics

    @cached_property
    def basis(self) -> Basis:
        return self.frozen.default_basis()

    @cached_property
    def study(self) -> Study:
        return self.frozen.study(self.basis)

    @cached_property
    def attribute(self) -> Attribute | None:
        """The declared attribute; without one, or where it is closed, the first whose groups may be shown."""
        choices = [one for one in self.frozen.attributes() if makes_groups(one)]
        declared = [one for one in choices if one.pk == self.declared.declaration.attribute_id]
        shown = self.seen.disclosed.groupings if self.seen.disclosed else {}
        return next((one for one in (*declared, *choices) if shown.get(one.key)), None)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        return self.frozen.codebook.in_tree_order()

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
        """The codes with a scale of which all may be said, judgements of the whole case first."""
        rated = [node for node in self.nodes if has_scale(node) and node.code.pk not in self.seen.shut]
        return sorted(rated, key=lambda node: node.code.rated != "participant")

    def report(self, name: str, *, branch: str = "", node: Node | None = None) -> Report | None:
        """One report of all those that pages show; None where it can't be made of what there is."""
        kind = KINDS_OF_REPORT[name]
        attribute = self.attribute if "attribute" in kind.asks else None
        try:
            return made(kind, self._asked(attribute, branch, node), at=self.at)
        except CannotAnswer:
            return None

    @cached_property
    def seen(self) -> Asked:
        """The study as it goes through the gate, once for all reports."""
        asked = Asked(self.reader, self.basis, snapshot=self.snapshot, audience=AUDIENCE)
        vars(asked).update(source=self.frozen, study=self.study)
        return asked

    @cached_property
    def unmeasured(self) -> frozenset[int]:
        """Codes of which nothing beside open cells is said: their agreement would tell that somebody mentions them."""
        return self.seen.shut | self.seen.unsaid

    def _asked(self, attribute: Attribute | None, branch: str = "", node: Node | None = None) -> Asked:
        one = replace(self.seen, attribute=attribute, branch=branch, node=node)
        vars(one).update(source=self.frozen, study=self.study, disclosed=self.seen.disclosed)
        return one

    @cached_property
    def grouping(self) -> Grouping | None:
        """The groups that may be shown; None where there are none."""
        try:
            return self._asked(self.attribute).grouping
        except (CannotAnswer, NotGroupable):
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
