"""How participants stand on the scales of the rated codes, counted by group under a basis."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.queries.codebook import Node
from reports.queries.basis.ratings import Rated
from reports.queries.study.groups import Group, Grouping
from reports.queries.study.study import Study

EVERYONE = "all"


@dataclass(frozen=True, slots=True)
class OnScale:
    """One group on one code's scale: `counts` of participants, one number a value, lowest first.

    `of` are the covered participants of the group; `open` those whose coders differ and whom the basis leaves open.
    """

    group: Group
    counts: tuple[int, ...]
    of: int
    open: int

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def median(self) -> int | None:
        """The index of the lower median's value; None in a group without ratings."""
        at = [place for place, n in enumerate(self.counts) for _one in range(n)]
        return at[(len(at) - 1) // 2] if at else None


@dataclass(frozen=True, slots=True)
class RatedCode:
    """A rated code: the (value, label) of its scale, each group on it, and all covered participants together."""

    node: Node
    levels: tuple[tuple[int, str], ...]
    groups: tuple[OnScale, ...]
    everyone: OnScale

    @property
    def values(self) -> tuple[str, ...]:
        """The scale as a figure's axis says it."""
        return tuple(f"{value} {label}".strip() for value, label in self.levels)

    def value(self, place: int | None) -> int | None:
        """The value at this place of the scale; None for no place."""
        return None if place is None else self.levels[place][0]

    @property
    def counts(self) -> tuple[tuple[int, ...], ...]:
        return tuple(one.counts for one in self.groups)


def has_scale(node: Node) -> bool:
    """Whether the code is rated, on a scale of two values or more."""
    return bool(node.code.rated) and len(node.code.scale) > 1


def rated_codes_of(
    study: Study, *, grouping: Grouping | None, shut: Collection[int] = frozenset()
) -> tuple[RatedCode, ...]:
    """Every living rated code in tree order but the `shut` ones; one group of everyone where no attribute makes any."""
    nodes = [node for node in study.codebook.in_tree_order() if has_scale(node) and node.code.pk not in shut]
    found = study.facts.ratings([node.code for node in nodes])
    return tuple(_on_scale(study, node, found.get(node.code.pk, {}), grouping) for node in nodes)


def rated_code(study: Study, node: Node, grouping: Grouping | None) -> RatedCode:
    """One rated code."""
    return _on_scale(study, node, study.facts.ratings([node.code]).get(node.code.pk, {}), grouping)


def _on_scale(study: Study, node: Node, rated: Mapping[int, Rated], grouping: Grouping | None) -> RatedCode:
    levels, covered = tuple(node.code.levels), study.ground.covered
    everyone = _group(Group(EVERYONE, _("All")), covered, levels, rated)
    if grouping is None:
        return RatedCode(node, levels, (everyone,), everyone)
    groups = []
    for group in grouping.groups:
        people = grouping.members(group.key, among=covered)
        groups.append(_group(group, people, levels, rated))
    return RatedCode(node, levels, tuple(groups), everyone)


def _group(
    group: Group, people: Collection[int], levels: tuple[tuple[int, str], ...], rated: Mapping[int, Rated]
) -> OnScale:
    values = Counter(rated[person].value for person in people if person in rated)
    return OnScale(group, tuple(values[value] for value, _label in levels), len(people), values[None])
