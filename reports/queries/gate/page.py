"""What the gate closes, for those who answer for it: cells with their reasons, merged groups, and what is opened."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from methods.disclosure import flag
from reports.document import Share
from reports.models import DisclosureOpening
from reports.queries.basis.basis import Basis
from reports.queries.gate.asked import Asked
from reports.queries.gate.disclosed import Disclosed
from reports.queries.gate.openings import kinds_for, words_of
from reports.queries.study.groups import makes_groups

REASONS: dict[str, Promise] = {
    "small_group": gettext_lazy("the group is too small"),
    "crossing": gettext_lazy("two attributes crossed"),
    "sensitive": gettext_lazy("a sensitive code, and low, full or empty"),
    "complementary": gettext_lazy("it would give another one away"),
    "basis": gettext_lazy("another basis than the study’s own"),
    "snapshot": gettext_lazy("readers see such codes as they are today"),
}
# A cell closed for these can be opened by itself.
BY_ITSELF = frozenset({"sensitive", "complementary"})
FLAGS: dict[str, Promise] = {
    "low": pgettext_lazy("a cell", "low"),
    "full": pgettext_lazy("a cell", "full"),
    "empty": pgettext_lazy("a cell", "empty"),
}


@dataclass(frozen=True, slots=True)
class ClosedCell:
    """`key` and `place` name it in an address. `opens`: it can be opened by itself; `told`: what is open tells it."""

    code: str
    group: str
    reason: str
    key: str = ""
    place: str = ""
    opens: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """Something that is closed or opened as a whole: dots, rows of participants, crossings, attributes of quotes."""

    kind: str
    label: str
    opened: bool


@dataclass(frozen=True, slots=True)
class InForce:
    """An opening, in words."""

    opening: DisclosureOpening
    what: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """A code with its cells that are shown, though they are low, full or empty."""

    code: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """`merged` are labels of groups that stand for several, `attributes` those that are closed as a whole; `sensitive`
    (key, path) of the codes that are.
    """

    basis: Basis
    k: int
    few: bool
    cells: tuple[ClosedCell, ...]
    merged: tuple[str, ...]
    attributes: tuple[str, ...]
    wholes: tuple[Whole, ...] = ()
    opened: tuple[InForce, ...] = ()
    sensitive: tuple[tuple[str, str], ...] = ()
    merges: bool = True


def disclosure_page(asked: Asked) -> DisclosurePage:
    """What is closed to the audience that is asked for."""
    found = asked.disclosed
    if found is None:
        return DisclosurePage(asked.basis, 0, few=False, cells=(), merged=(), attributes=())
    attributes = [one for one in asked.source.attributes() if makes_groups(one)]
    colon = pgettext("before a list", ":")
    shown = [grouping for one in attributes if (grouping := found.groupings.get(one.key))]
    nodes = asked.study.codebook.in_tree_order()
    return DisclosurePage(
        basis=asked.basis,
        k=found.policy.least,
        few=found.few,
        cells=_cells(asked, found),
        merged=tuple(
            f"{one.attribute.label}{colon} {group.label}" for one in shown for group in one.groups if "+" in group.key
        ),
        attributes=tuple(one.label for one in attributes if found.groupings.get(one.key) is None),
        wholes=tuple(
            Whole(kind, str(DisclosureOpening.Kind(kind).label), kind in found.policy.opened)
            for kind in kinds_for(found.policy.audience)
        ),
        opened=tuple(InForce(one, words_of(one, found.places)) for one in found.opened.rows),
        merges=found.policy.merge,
        sensitive=tuple((node.key, node.path) for node in nodes if node.code.pk in found.sensitive),
    )


def _cells(asked: Asked, found: Disclosed) -> tuple[ClosedCell, ...]:
    nodes, places = asked.study.codebook.by_id, found.places
    return tuple(
        ClosedCell(
            code=nodes[code].path,
            group=places.get(place, _("no value")),
            reason=str(REASONS.get(why, why)),
            key=nodes[code].key,
            place=place,
            opens=why in BY_ITSELF,
            told=(code, place) in found.told,
        )
        for (code, place), why in sorted(found.closed.items(), key=lambda one: (nodes[one[0][0]].place, one[0][1]))
    )


def flagged(asked: Asked) -> list[Flagged]:
    """The codes of which a cell is shown although it is low, full or empty, in the codebook's order."""
    found = asked.disclosed
    if found is None or found.few:
        return []
    return [
        Flagged(node.path, cells)
        for node in asked.study.codebook.in_tree_order()
        if node.code.active and (cells := (*_flags(asked, found, node.code.pk),))
    ]


def _flags(asked: Asked, found: Disclosed, code: int) -> Iterator[str]:
    who, covered = asked.study.people.get(code, set()), asked.study.ground.covered
    for grouping in filter(None, found.groupings.values()):
        for group in grouping.groups:
            place = f"{grouping.attribute.key}:{group.key}"
            members = grouping.members(group.key, among=covered)
            state = flag(len(who & members), len(members), k=found.policy.least)
            if state in FLAGS and not found.is_closed(code, place):
                words = {"group": group.label, "share": Share(len(who & members), len(members)), "flag": FLAGS[state]}
                yield _("%(group)s %(share)s, %(flag)s") % words
