"""What a report is asked for, and what of it an audience may be shown."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _

from coding.queries.codebook import Node
from interviews.models import Attribute, Member
from interviews.models.projects import Role
from methods.disclosure import Audience, Policy
from methods.disclosure import Kind as GateKind
from reports.models import Snapshot
from reports.queries.basis.basis import Basis
from reports.queries.gate.disclosed import Disclosed, disclosed, policy_of, silent
from reports.queries.gate.openings import Opened, opened_for
from reports.queries.study.declared import Declared, declared_since
from reports.queries.study.frozen import FrozenSource
from reports.queries.study.groups import Grouping, NotGroupable, makes_groups
from reports.queries.study.source import Source, TodaysSource
from reports.queries.study.study import Study


class CannotAnswer(ValueError):
    """The report can't be made of what there is; its text says why and what to do."""


class Withheld(CannotAnswer):
    """The report could be made, but for whom it is asked nothing of it may be shown; its text says why."""


@dataclass(frozen=True)
class Asked:
    """What a report is asked for. `branch` is a code's key or empty; `options` are what one kind alone knows.

    With a `snapshot` everything is taken from its document. Raises Changed where that is not what was frozen. For an
    `audience` numbers go through the gate: the pages of the team have none, and show everything. The source `at_hand`
    is read no second time.
    """

    reader: Member
    basis: Basis
    attribute: Attribute | None = None
    branch: str = ""
    node: Node | None = None
    options: dict[str, str] = field(default_factory=dict)
    snapshot: Snapshot | None = None
    audience: Audience | None = None
    at_hand: Source | None = field(default=None, compare=False, repr=False)

    @cached_property
    def source(self) -> Source:
        return self.at_hand or source_of(self.reader, self.snapshot)

    @cached_property
    def study(self) -> Study:
        return self.source.study(self.basis)

    @property
    def declared(self) -> Declared:
        return self.source.declared

    @cached_property
    def grouping(self) -> Grouping | None:
        """The groups of the attribute; merged ones where single ones are too small. Raises NotGroupable, Withheld."""
        if self.attribute is None or self.disclosed is None:
            return self.source.grouping(self.attribute) if self.attribute else None
        try:
            return self.disclosed.grouping(self.attribute)
        except NotGroupable as error:
            raise Withheld(str(error)) from error

    @cached_property
    def own(self) -> "Asked":
        """The same of the study under its own basis, of which all others are silent outside the team."""
        one = replace(self, basis=self.source.default_basis())
        vars(one).update(source=self.source)
        return one

    @cached_property
    def disclosed(self) -> Disclosed | None:
        """What the audience may see; None where that is everything."""
        if self.audience is None:
            return None
        if self.audience != "team" and self.basis.key != self.own.basis.key and self.own.disclosed:
            return silent(self.study, self.own.disclosed, why="basis")
        groupings = [self.source.grouping(one) for one in self.source.attributes() if makes_groups(one)]
        opened = opened_for(self.reader, self.audience)
        found = replace(disclosed(self.study, groupings, self._policy(self.audience, opened)), opened=opened)
        if self.snapshot and self.reader.role == Role.READER:
            return silent(self.study, found, why="snapshot")
        return found

    def _policy(self, audience: Audience, opened: Opened) -> Policy:
        today = declared_since(self.reader.project, self.declared) if self.snapshot else self.declared
        return policy_of(audience, self.declared, today=today, opened=opened)

    @property
    def over_all(self) -> frozenset[int]:
        """Codes of which it is closed how many participants mention them."""
        return self.disclosed.over_all if self.disclosed else frozenset()

    @property
    def shut(self) -> frozenset[int]:
        """Codes with any closed cell, and sensitive ones: of them only open cells are shown, nothing beside."""
        return self.disclosed.shut | self.disclosed.sensitive if self.disclosed else frozenset()

    @property
    def unsaid(self) -> frozenset[int]:
        """Codes whose passages are not counted: those that hang together with one that has a closed cell."""
        return self.disclosed.linked if self.disclosed and self.disclosed.closed else frozenset()

    @property
    def wordless(self) -> frozenset[str]:
        """Keys of codes whose passages may not be read: those of which a cell is closed, those above them, and those
        that hang together with them; outside the team all that hang together with a sensitive one.

        Whoever reads all of a heading's passages but the closed ones knows how many are left for those; and whoever
        reads passages can count them under any basis.
        """
        nodes, closed = self.study.codebook.in_tree_order(), self.shut | self.unsaid
        if self.disclosed and self.audience != "team":
            closed |= self.disclosed.linked
        return frozenset(node.key for node in nodes if any(one.code.pk in closed for one in (node, *node.within())))

    def closes(self, node: Node, group: str) -> bool:
        """Whether the cell of the code in the group with this key is closed."""
        if self.disclosed is None or self.attribute is None:
            return False
        return self.disclosed.is_closed(node.code.pk, f"{self.attribute.key}:{group}")

    def shows(self, kind: GateKind) -> bool:
        """Whether dots, rows of participants or extremes may be shown."""
        return self.disclosed is None or self.disclosed.shows(kind)


def fewer(k: int) -> str:
    """Why nothing at all is shown."""
    return _("Closed: fewer than %(k)s participants are done under this basis.") % {"k": k}


def source_of(reader: Member, snapshot: Snapshot | None) -> Source:
    """The snapshot, or the project as it is. Raises Changed."""
    return FrozenSource(reader, snapshot) if snapshot else TodaysSource(reader)
