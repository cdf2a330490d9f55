"""What of people's words an audience may read: passages of open cells, with attributes that enough others share."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from interviews.models import Attribute, Member
from methods.disclosure import Audience, quotable
from reports.document import Cell
from reports.queries.basis import Basis, BasisKind
from reports.queries.disclosed import Disclosed
from reports.queries.kinds import Asked
from reports.queries.source import TodaysSource

Values = Mapping[tuple[int, int], Cell]  # participant, attribute


@dataclass(frozen=True, slots=True)
class Readable:
    """`closed` are keys of codes whose passages are not read, `shut` the ids of those that are left out of others';
    `found` is what else may be seen.
    """

    closed: frozenset[str]
    shut: frozenset[int]
    found: Disclosed

    def shows_group(self, attribute: str, group: str) -> bool:
        """Whether the group is shown by itself, neither merged nor closed."""
        grouping = self.found.groupings.get(attribute)
        return grouping is not None and group in {one.key for one in grouping.groups}


def readable(reader: Member, audience: Audience) -> Readable:
    """What is closed under the union, which has every passage, or under the basis that pages show first."""
    source = TodaysSource(reader)
    bases = {basis.key: basis for basis in (Basis(BasisKind.UNION), source.default_basis())}
    asked = [Asked(reader, basis, audience=audience) for basis in bases.values()]
    found = asked[0].disclosed
    assert found is not None  # noqa: S101  # there is an audience
    closed = frozenset[str]().union(*(one.wordless for one in asked))
    return Readable(closed, frozenset[int]().union(*(one.shut for one in asked)), found)


def shared_values(values: Values, attributes: Collection[Attribute], people: Collection[int], *, k: int) -> Values:
    """The values that may stand beside a quote: each leaves k participants or more who share all that are named."""
    known = [
        {str(one.pk): str(values[person, one.pk]) for one in attributes if (person, one.pk) in values}
        for person in people
    ]
    kept = {(person, int(pk)) for person, said in zip(people, known, strict=True) for pk in quotable(said, known, k=k)}
    return {place: value for place, value in values.items() if place in kept}
