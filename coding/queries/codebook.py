"""The codebook as a tree, read in one query and kept in this process until it changes."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from django.db import connection

from coding.models import Code
from interviews.models import Project

KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A code in its place. `depth` is 0 at the top; `place` counts in tree order, archived codes included.

    `children` are the living ones, in order; those of an archived code are all that it has.
    """

    code: Code
    ancestors: tuple[Code, ...]
    children: tuple["Node", ...]
    place: int

    @property
    def key(self) -> str:
        return self.code.key

    @property
    def depth(self) -> int:
        return len(self.ancestors)

    @property
    def archived(self) -> bool:
        return self.code.archived_at is not None

    @property
    def labels(self) -> tuple[str, ...]:
        """The path in the active language, from the top to the code itself."""
        return (*(code.label for code in self.ancestors), self.code.label)

    @property
    def path(self) -> str:
        return " > ".join(self.labels)

    @property
    def ancestor_keys(self) -> tuple[str, ...]:
        return tuple(code.key for code in self.ancestors)

    @property
    def applicable(self) -> bool:
        """Whether a passage can be coded with it today."""
        return self.code.active and not self.code.heading and not self.archived

    def within(self) -> Iterator["Node"]:
        """All below it, in tree order, itself left out."""
        waiting = [*reversed(self.children)]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


@dataclass(frozen=True, eq=False)
class Codebook:
    """All codes of a project at one codebook revision. `nodes` are in tree order, archived ones included."""

    revision: int
    nodes: tuple[Node, ...]

    @cached_property
    def by_key(self) -> dict[str, Node]:
        return {node.key: node for node in self.nodes}

    @cached_property
    def by_id(self) -> dict[int, Node]:
        return {node.code.pk: node for node in self.nodes}

    @cached_property
    def living(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if not node.archived)

    @cached_property
    def roots(self) -> tuple[Node, ...]:
        return tuple(node for node in self.living if not node.ancestors)

    def in_tree_order(self) -> tuple[Node, ...]:
        """The living codes, a parent before its children, siblings by position."""
        return self.living

    def descendants(self, key: str) -> tuple[Node, ...]:
        """The codes below `key` in tree order, itself left out. Raises KeyError for an unknown key."""
        return tuple(self.by_key[key].within())

    def branch(self, key: str) -> tuple[Node, ...]:
        """The code and all below it. Raises KeyError for an unknown key."""
        return (self.by_key[key], *self.descendants(key))

    def siblings(self, parent: Code | None) -> tuple[Node, ...]:
        """The living codes under `parent`; at the top for None."""
        return self.by_id[parent.pk].children if parent else self.roots


_kept: OrderedDict[tuple[int, int], Codebook] = OrderedDict()
_guard = Lock()


def codebook_of(project: Project) -> Codebook:
    """The tree at `project.codebook_revision`: from memory where this process has read it, else in one query.

    Inside a transaction a tree is looked up but not kept, for what it read may still be rolled back; a service that
    runs often asks before it opens its transaction.
    """
    version = (project.pk, project.codebook_revision)
    with _guard:
        if version in _kept:
            _kept.move_to_end(version)
            return _kept[version]
    codebook = read_codebook(project)
    if not connection.in_atomic_block:
        with _guard:
            _kept[version] = codebook
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return codebook


def read_codebook(project: Project) -> Codebook:
    """The tree as the database has it now, in one query."""
    codes = Code.objects.in_codebook().filter(project=project).order_by("position", "pk")
    return Codebook(project.codebook_revision, grow(list(codes)))


def grow(codes: Sequence[Code]) -> tuple[Node, ...]:
    """Nodes in tree order from codes in sibling order. Does not recurse: a branch may be any number of levels deep."""
    below: dict[int | None, list[Code]] = defaultdict(list)
    for code in codes:
        below[code.parent_id].append(code)
    ordered: list[tuple[Code, tuple[Code, ...]]] = []
    waiting: list[tuple[Code, tuple[Code, ...]]] = [(code, ()) for code in reversed(below[None])]
    while waiting:
        code, ancestors = waiting.pop()
        if ancestors:
            code.parent = ancestors[-1]  # known here, so that nobody asks the database for it
        ordered.append((code, ancestors))
        path = (*ancestors, code)
        waiting.extend((child, path) for child in reversed(below[code.pk]))
    nodes: dict[int, Node] = {}
    for place, (code, ancestors) in reversed([*enumerate(ordered)]):
        shown = [c for c in below[code.pk] if code.archived_at or not c.archived_at]
        nodes[code.pk] = Node(code, ancestors, tuple(nodes[child.pk] for child in shown), place)
    return tuple(nodes[code.pk] for code, _ in ordered)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tree as nested lists: `opens` a list of its own, or `closes` (as many lists) behind it."""

    node: Node
    participants: int | None
    opens: bool
    closes: range

    @property
    def code(self) -> Code:
        return self.node.code


def tree_rows(codebook: Codebook, participants: Mapping[int, int]) -> list[Row]:
    """The living codes as lines of a nested list, with the participants met in each branch (None where nobody was)."""
    nodes = codebook.in_tree_order()
    depths = [node.depth for node in nodes[1:]] + [0]
    return [
        Row(node, participants.get(node.code.pk), bool(node.children), range(max(0, node.depth - following)))
        for node, following in zip(nodes, depths, strict=bool(nodes))
    ]
