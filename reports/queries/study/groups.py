"""Groups of participants by an attribute: a category's values in their order, or a number's bands."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext as _

from interviews.models import Attribute, AttributeValue, Member, ParticipantValue
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
    return named(Attribute.objects.living().filter(project=member.project_id), key)


def named(attributes: Iterable[Attribute], key: str) -> Attribute:
    """That of the attributes with this key, or this label. Raises NotGroupable with the keys there are."""
    by_key = {attribute.key: attribute for attribute in attributes}
    if key in by_key:
        return by_key[key]
    labelled = [a for a in by_key.values() if key and key.casefold() in {a.label_en.casefold(), a.label_fr.casefold()}]
    if len(labelled) == 1:
        return labelled[0]
    known = ", ".join(sorted(by_key)) or "none"
    raise NotGroupable(_("There is no attribute “%(key)s”. There are: %(known)s.") % {"key": key, "known": known})


def groupable(member: Member) -> list[Attribute]:
    """The attributes that make groups, in the project's order."""
    attributes = Attribute.objects.living().filter(project=member.project_id).order_by("position", "pk")
    return [attribute for attribute in attributes if makes_groups(attribute)]


def makes_groups(attribute: Attribute) -> bool:
    """Categories do, and numbers with cut points."""
    if attribute.kind == Attribute.Kind.CATEGORY:
        return True
    return attribute.kind == Attribute.Kind.NUMBER and bool(attribute.cut_points)


def grouping_by(attribute: Attribute) -> Grouping:
    """Participants grouped by the attribute. Raises NotGroupable for texts, dates, and numbers without cut points."""
    if attribute.kind == Attribute.Kind.CATEGORY:
        return _grouped(attribute)
    values = ParticipantValue.objects.living().filter(attribute=attribute, missing=None, participant__deleted_at=None)
    return banded(attribute, dict(values.values_list("participant_id", "number")))


def _grouped(attribute: Attribute) -> Grouping:
    """The values with those who have them, in one query."""
    given = FilteredRelation("participantvalue", condition=Q(participantvalue__died=None))
    rows = attribute.values.living().annotate(given=given).order_by("position", "pk")
    names = ("key", "label_en", "label_fr", "given__participant", "given__participant__deleted_at")
    categories: dict[str, AttributeValue] = {}
    group_of: dict[int, str] = {}
    for key, label_en, label_fr, person, gone in rows.values_list(*names):
        categories.setdefault(key, AttributeValue(key=key, label_en=label_en, label_fr=label_fr))
        group_of |= {person: key} if person and gone is None else {}
    return grouped(attribute, categories.values(), group_of)


def grouped(attribute: Attribute, categories: Iterable[AttributeValue], group_of: dict[int, str]) -> Grouping:
    """Groups of a category's values, in their order."""
    return Grouping(attribute, tuple(Group(value.key, value.label) for value in categories), group_of)


def banded(attribute: Attribute, given: Mapping[int, Decimal | None]) -> Grouping:
    """Groups of a number's bands; `given` by participant. Raises NotGroupable where there are none."""
    if not makes_groups(attribute):
        raise NotGroupable(
            _("“%(attribute)s” makes no groups. Choose a category, or give a number cut points under Participants.")
            % {"attribute": attribute.label}
        )
    numbers = {person: number for person, number in given.items() if number is not None}
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
