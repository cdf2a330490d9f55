"""Who mentions what under a basis: where every report about participants begins."""

from collections.abc import Mapping
from dataclasses import dataclass

from coding.queries.codebook import Codebook, Node, codebook_of
from interviews.models import Member
from methods.crosstab import lines_up
from reports.queries.basis.basis import Basis, Ground, ground_of
from reports.queries.basis.mentions import who_mentions
from reports.queries.basis.rows import Rows
from reports.queries.basis.stretches import Counted, counted
from reports.queries.study.facts import Facts, TodaysFacts


class UnknownBranch(ValueError):
    """No living code has this key."""


@dataclass(frozen=True, slots=True)
class Study:
    """The ground of a basis, the codebook, what is marked, and who mentions each code or one below it.

    `lines` has each code with itself and its ancestors; `people` covered participants by code, none for a code that
    nobody mentions. `facts` is what else can be asked.
    """

    reader: Member
    ground: Ground
    codebook: Codebook
    lines: Mapping[int, tuple[int, ...]]
    counted: Counted
    people: Mapping[int, set[int]]
    facts: Facts

    @property
    def basis(self) -> Basis:
        return self.ground.basis

    def who(self, node: Node) -> set[int]:
        """The covered participants who mention the code or one below it."""
        return self.people.get(node.code.pk, set())

    def branch(self, key: str) -> tuple[Node, ...]:
        """The code with this key and all below it, or the whole codebook for no key. Raises UnknownBranch."""
        if not key:
            return self.codebook.in_tree_order()
        node = self.codebook.by_key.get(key)
        if node is None or node.archived:
            known = ", ".join(root.key for root in self.codebook.roots)
            message = f"{key}: no such branch. At the top there are: {known}."
            raise UnknownBranch(message)
        return self.codebook.branch(key)


def study_of(reader: Member, *, basis: Basis, rows: Rows | None = None) -> Study:
    """The study as the reader may see it; of the `rows`, where the caller has them already."""
    codebook = codebook_of(reader.project)
    ground = ground_of(basis, reader=reader, rows=rows)
    lines = lines_up({node.code.pk: node.code.parent_id for node in codebook.in_tree_order()})
    found = counted(ground)
    people = who_mentions(ground, lines, spans=found.spans)
    return Study(reader, ground, codebook, lines, found, people, TodaysFacts(ground))
