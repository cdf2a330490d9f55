"""Groups of participants by an attribute: a category's values in their order, or a number's bands."""

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from interviews.models import Attribute, Member, ParticipantValue


class NotGroupable(ValueError):
    """The attribute makes no groups; its text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group's key (the same in every language) and its label in the active one."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of an attribute in order, and each participant's; who has no value is in none."""

    attribute: Attribute
    groups: tuple[Group, ...]
    group_of: dict[int, str]


def attribute_of(member: Member, key: str) -> Attribute:
    """The project's living attribute of this key, or with this label. Raises NotGroupable with the keys there are."""
    attributes = {
        attribute.key: attribute for attribute in Attribute.objects.living().filter(project=member.project_id)
    }
    if key not in attributes:
        named = [
            a for a in attributes.values() if key and key.casefold() in {a.label_en.casefold(), a.label_fr.casefold()}
        ]
        if len(named) == 1:
            return named[0]
        known = ", ".join(sorted(attributes)) or "none"
        raise NotGroupable(_("There is no attribute “%(key)s”. There are: %(known)s.") % {"key": key, "known": known})
    return attributes[key]


def groupable(member: Member) -> list[Attribute]:
    """The attributes that make groups, in the project's order."""
    attributes = Attribute.objects.living().filter(project=member.project_id).order_by("position", "pk")
    return [attribute for attribute in attributes if _makes_groups(attribute)]


def _makes_groups(attribute: Attribute) -> bool:
    banded = attribute.kind == Attribute.Kind.NUMBER and attribute.cut_points
    return attribute.kind == Attribute.Kind.CATEGORY or bool(banded)


def grouping_by(attribute: Attribute) -> Grouping:
    """Participants grouped by the attribute. Raises NotGroupable for texts, dates, and numbers without cut points."""
    values = ParticipantValue.objects.living().filter(attribute=attribute, missing=None, participant__deleted_at=None)
    if attribute.kind == Attribute.Kind.CATEGORY:
        groups = tuple(Group(value.key, value.label) for value in attribute.values.living().order_by("position", "pk"))
        kept = values.filter(category__deleted_at=None)
        return Grouping(attribute, groups, dict(kept.values_list("participant_id", "category__key")))
    if not _makes_groups(attribute):
        raise NotGroupable(
            _("“%(attribute)s” makes no groups. Choose a category, or give a number cut points under Participants.")
            % {"attribute": attribute.label}
        )
    bands = bands_of(attribute)
    cuts = [Decimal(str(cut)) for cut in attribute.cut_points]
    numbers = dict(values.values_list("participant_id", "number"))
    group_of = {
        person: bands[bisect_right(cuts, number)].key for person, number in numbers.items() if number is not None
    }
    return Grouping(attribute, bands, group_of)


def bands_of(attribute: Attribute) -> tuple[Group, ...]:
    """A number's bands by its cut points: below the first, between, from the last on."""
    cuts = [Decimal(str(cut)) for cut in attribute.cut_points]
    first = Group(f"lt-{cuts[0]}", _("under %(cut)s") % {"cut": _shown(cuts[0])})
    last = Group(f"ge-{cuts[-1]}", _("%(cut)s and more") % {"cut": _shown(cuts[-1])})
    between = (
        Group(f"{low}-{high}", _("%(low)s to under %(high)s") % {"low": _shown(low), "high": _shown(high)})
        for low, high in zip(cuts, cuts[1:], strict=False)
    )
    return (first, *between, last)


def _shown(cut: Decimal) -> str:
    return str(number_format(cut.normalize(), use_l10n=True, force_grouping=True))
