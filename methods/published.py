"""Tables that are to be published together, as the numbers they hold and what everybody knows of these numbers.

Source: docs/methods.md, disclosure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from methods.suppression import Relation

Place = str  # a group, or everybody
Cell = tuple[str, Place]  # a code in a group, or SIZE for how many the group are

SIZE = ""


class BadTables(ValueError):
    """Tables whose parts don't make up their whole, or whose children don't go with their parents."""


@dataclass(frozen=True, slots=True)
class Split:
    """Groups (`parts`) that make up a `whole`: everybody stands in exactly one, those without a value in one of theirs.

    `ordered` parts are merged with a neighbour, others with the smallest. A `crossing` splits the groups of one
    attribute by another; it is given both ways, as a split of each group of the one and of each group of the other.
    """

    whole: Place
    parts: tuple[Place, ...]
    ordered: bool = False
    crossing: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """How a code counts those below it, group by group.

    "union": who mentions any child, and nobody else. "within": the same, and who was coded with the parent itself.
    "sum": children exclude each other and make up the parent, as the values of a rating do.
    """

    parent: str
    children: tuple[str, ...]
    kind: Literal["union", "within", "sum"] = "union"


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that is to be published at once: `sizes` of groups, `counts` of every code in every group."""

    sizes: Mapping[Place, int]
    splits: tuple[Split, ...]
    counts: Mapping[str, Mapping[Place, int]]
    families: tuple[Family, ...] = ()


def lines(tables: Tables) -> dict[str, Mapping[Place, int]]:
    """Sizes, then counts, as one mapping of rows. Source: docs/methods.md, disclosure."""
    return {SIZE: tables.sizes, **tables.counts}


def checked(tables: Tables) -> Tables:
    """The tables themselves; raises BadTables unless everything that everybody knows of their numbers is so.

    Source: docs/methods.md, disclosure.
    """
    named = dict.fromkeys(place for split in tables.splits for place in (split.whole, *split.parts))
    for code, line in lines(tables).items():
        for place in named | dict.fromkeys(tables.sizes):
            if line.get(place, -1) < 0:
                raise BadTables(f"{code or 'The size'} has no count in {place}.")
    for relation in relations(tables):
        plus, minus = (
            sum(lines(tables)[code][place] for code, place in side) for side in (relation.plus, relation.minus)
        )
        if plus > minus or (relation.exact and plus != minus):
            part, whole = (" in ".join(filter(None, side[0])) for side in (relation.plus, relation.minus))
            raise BadTables(f"The counts of {part} and {whole} do not go together: {plus} and {minus}.")
    return tables


def relations(tables: Tables) -> list[Relation[Cell]]:
    """What everybody knows: parts make up their whole, nobody counts who is not there, families.

    Source: docs/methods.md, disclosure.
    """
    found: list[Relation[Cell]] = []
    for code in lines(tables):
        for split in tables.splits:
            found += [Relation(tuple((code, part) for part in split.parts), ((code, split.whole),), exact=True)]
        if code != SIZE:
            found += [Relation(((code, place),), ((SIZE, place),)) for place in tables.sizes]
    for family in tables.families:
        for place in tables.sizes:
            found += _of_family(family, place)
    return found


def _of_family(family: Family, place: Place) -> list[Relation[Cell]]:
    parent, children = (family.parent, place), tuple((child, place) for child in family.children)
    if family.kind == "sum":
        return [Relation(children, (parent,), exact=True)]
    found = [Relation((child,), (parent,)) for child in children]
    return found if family.kind == "within" else [*found, Relation((parent,), children)]
