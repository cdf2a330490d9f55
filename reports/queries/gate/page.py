"""What the gate closes, for those who answer for it: cells with their reasons, merged groups, and the log."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from interviews.models import Member
from reports.models import DisclosureOverride
from reports.queries.basis.basis import Basis
from reports.queries.gate.asked import Asked
from reports.queries.gate.disclosed import ALL, Disclosed
from reports.queries.study.groups import makes_groups

REASONS: dict[str, Promise] = {
    "small_group": gettext_lazy("the group is too small"),
    "crossing": gettext_lazy("two attributes crossed"),
    "sensitive": gettext_lazy("a sensitive code, and low, full or empty"),
    "complementary": gettext_lazy("it would give another one away"),
}


@dataclass(frozen=True, slots=True)
class ClosedCell:
    code: str
    group: str
    reason: str


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """`merged` are labels of groups that stand for several, `attributes` those that are closed as a whole."""

    basis: Basis
    k: int
    few: bool
    cells: tuple[ClosedCell, ...]
    merged: tuple[str, ...]
    attributes: tuple[str, ...]


def disclosure_page(asked: Asked) -> DisclosurePage:
    """What is closed to the audience that is asked for."""
    found = asked.disclosed
    if found is None:
        return DisclosurePage(asked.basis, 0, few=False, cells=(), merged=(), attributes=())
    attributes = [one for one in asked.source.attributes() if makes_groups(one)]
    colon = pgettext("before a list", ":")
    shown = [grouping for one in attributes if (grouping := found.groupings.get(one.key))]
    return DisclosurePage(
        basis=asked.basis,
        k=found.policy.least,
        few=found.few,
        cells=_cells(asked, found),
        merged=tuple(
            f"{one.attribute.label}{colon} {group.label}" for one in shown for group in one.groups if "+" in group.key
        ),
        attributes=tuple(one.label for one in attributes if found.groupings.get(one.key) is None),
    )


def _cells(asked: Asked, found: Disclosed) -> tuple[ClosedCell, ...]:
    names = {
        f"{one.attribute.key}:{group.key}": f"{one.attribute.label}, {group.label}"
        for one in found.groupings.values()
        if one
        for group in one.groups
    }
    names[ALL] = _("all participants")
    nodes = asked.study.codebook.by_id
    return tuple(
        ClosedCell(nodes[code].path, names.get(place, _("no value")), str(REASONS.get(why, why)))
        for (code, place), why in sorted(found.closed.items(), key=lambda one: (nodes[one[0][0]].place, one[0][1]))
    )


def overrides_of(reader: Member) -> list[DisclosureOverride]:
    """The log, the latest first."""
    rows = DisclosureOverride.objects.filter(project=reader.project_id).select_related("by__user")
    return [*rows.order_by("-at", "-pk")]
