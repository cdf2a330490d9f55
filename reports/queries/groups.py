"""Groups of participants by an attribute: a category's values in their order, or a number's bands."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.models import Attribute, Member, ParticipantValue
from interviews.queries.bands import Band, band_of, bands_of


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

    def members(self, group: str, *, among: Collection[int]) -> set[int]:
        """Those of the participants who are in the group with this key."""
        return {person for person in among if self.group_of.get(person) == group}


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
    numbers = {
        person: number for person, number in values.values_list("participant_id", "number") if number is not None
    }
    whole = all(number == number.to_integral_value() for number in numbers.values())
    bands = bands_of(attribute, whole=whole)
    group_of = {person: band_key(band_of(number, bands)) for person, number in numbers.items()}
    return Grouping(attribute, tuple(Group(band_key(band), band.label) for band in bands), group_of)


def everyone(people: Collection[int]) -> Grouping:
    """One group of all of them, by no attribute of the study."""
    return Grouping(Attribute(), (Group("all", _("All")),), dict.fromkeys(people, "all"))


def band_key(band: Band) -> str:
    """A band's key, the same in every language: lt-50, 50-250 (from 50 on, below 250), ge-250."""
    if band.low is None:
        return f"lt-{band.high}"
    return f"ge-{band.low}" if band.high is None else f"{band.low}-{band.high}"
