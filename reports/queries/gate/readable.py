"""What of people's words an audience may read: passages of open cells, with attributes that enough others share."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from coding.queries.codebook import codebook_of
from interviews.models import Attribute, Member, Participant, ParticipantValue
from methods.disclosure import Audience, quotable
from reports.document import Cell
from reports.queries.basis.basis import default_basis
from reports.queries.counts.cell import Cell as VoicesInCell
from reports.queries.gate.asked import Asked
from reports.queries.gate.disclosed import Disclosed
from reports.queries.study.groups import Group, Grouping, groupable, grouping_by

Values = Mapping[tuple[int, int], Cell]  # participant, attribute


@dataclass(frozen=True, slots=True)
class Readable:
    """`closed` are keys of codes whose passages are not read; `found` is what else may be seen."""

    closed: frozenset[str]
    found: Disclosed

    def open_codes(self, reader: Member) -> list[int]:
        """The codes whose passages may be read."""
        return [node.code.pk for node in codebook_of(reader.project).in_tree_order() if node.key not in self.closed]

    def shows_group(self, attribute: str, group: str) -> bool:
        """Whether the group is shown by itself, neither merged nor closed."""
        grouping = self.found.groupings.get(attribute)
        return grouping is not None and group in {one.key for one in grouping.groups}


def readable(reader: Member, audience: Audience) -> Readable:
    """What is closed under the study's own basis; passages are the same under all."""
    asked = Asked(reader, default_basis(reader), audience=audience)
    found = asked.disclosed
    assert found is not None  # noqa: S101  # there is an audience
    return Readable(asked.wordless, found)


def groups_offered(asked: Asked) -> list[tuple[Attribute, tuple[Group, ...]]]:
    """The attributes that make groups, with those that the audience may see."""
    choices = groupable(asked.reader)
    if asked.disclosed is None:
        return [(one, grouping_by(one).groups) for one in choices]
    shown: list[tuple[Attribute, Grouping | None]] = [(one, asked.disclosed.groupings.get(one.key)) for one in choices]
    return [(one, grouping.groups) for one, grouping in shown if grouping]


def shared_values(values: Values, attributes: Collection[Attribute], people: Collection[int], *, k: int) -> Values:
    """The values that may stand beside a quote: each leaves k participants or more who share all that are named."""
    known = [
        {str(one.pk): str(values[person, one.pk]) for one in attributes if (person, one.pk) in values}
        for person in people
    ]
    kept = {(person, int(pk)) for person, said in zip(people, known, strict=True) for pk in quotable(said, known, k=k)}
    return {place: value for place, value in values.items() if place in kept}


def sayable(asked: Asked, attribute: Attribute) -> frozenset[int] | None:
    """Those whose group of the attribute may stand beside their words; None for everybody, in the team."""
    if asked.shows("quotes"):
        return None
    assert asked.disclosed is not None  # noqa: S101  # where nothing is closed everything is shown
    return said_of(asked.reader, attribute, k=asked.disclosed.policy.least)


def named_in(found: VoicesInCell, asked: Asked) -> VoicesInCell:
    """The cell with those who may be named in it: outside the team whoever may stand beside the group, and nobody who
    is silent, for two attributes asked one after the other would cross them.
    """
    silent = found.silent if asked.shows("participants") else ()
    said = sayable(asked, asked.attribute) if asked.attribute else None
    if said is None:
        return replace(found, silent=silent)
    voices = tuple(one for one in found.voices if one.participant.pk in said)
    return replace(found, voices=voices, silent=silent, unnamed=len(found.voices) - len(voices))


def said_of(reader: Member, attribute: Attribute, *, k: int) -> frozenset[int]:
    """Those whose value of the attribute k participants or more share, together with whatever else may be named."""
    project = reader.project_id
    attributes = [*Attribute.objects.living().filter(project=project).order_by("position", "pk")]
    people = [*Participant.objects.living().filter(project=project).values_list("pk", flat=True)]
    kept = shared_values(values_by_participant(attributes), attributes, people, k=k)
    return frozenset(person for person, pk in kept if pk == attribute.pk)


def values_by_participant(attributes: Iterable[Attribute]) -> dict[tuple[int, int], Cell]:
    """What is known of each (participant, attribute): a label, a number, a date, a text, or why there is none."""
    rows = ParticipantValue.objects.living().filter(attribute__in=[a.pk for a in attributes])
    return {(row.participant_id, row.attribute_id): value_cell(row) for row in rows.select_related("category")}


def value_cell(value: ParticipantValue) -> Cell:
    if value.missing:
        return str(ParticipantValue.Missing(value.missing).label)
    if value.number is not None:
        return int(value.number) if value.number == value.number.to_integral_value() else float(value.number)
    if value.date is not None:
        return value.date.isoformat()
    return value.category.label if value.category else value.text
