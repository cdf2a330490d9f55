"""The cells that findings rest on, by key: `CODES[|GIVEN]/GROUP`.

    market/sector:private         who mentions the market, of the private ones
    planning/all                  of everybody
    market+listen/all             who mentions both
    running|support+service/all   who mentions running, of those who mention both others
    running|!support+service/all  of those who do not
    */sector:private              who is in the group, of everybody

A rated code's cell has the measures `median` and `agreement`; a cell of everybody has the code's `rank`, `rank_low` and
`rank_high` among the codes beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from coding.models import Code
from coding.queries.codebook import Node
from interviews.models import Member
from methods.crosstab import lower_median
from methods.dispersion import agreement
from methods.predicates import Cell
from methods.ranking import Place
from reports.queries.basis.basis import Basis
from reports.queries.counts.ranking import places_of
from reports.queries.study.groups import Grouping
from reports.queries.study.study import Study, study_of

EVERYBODY = "all"


@dataclass(frozen=True, slots=True)
class Key:
    """A cell's key taken apart. No `codes` for the sample itself; `attribute` and `group` are empty for everybody."""

    codes: tuple[str, ...]
    given: tuple[str, ...]
    without: bool
    attribute: str
    group: str


def read_key(key: str) -> Key | None:
    """The parts of a key; None where it is none."""
    said, slash, where = key.rpartition("/")
    codes, _bar, given = said.partition("|")
    attribute, colon, group = where.partition(":")
    if not slash or not codes or not (where == EVERYBODY or (colon and attribute and group)):
        return None
    return Key(
        codes=() if codes == "*" else (*codes.split("+"),),
        given=(*given.removeprefix("!").split("+"),) if given else (),
        without=given.startswith("!"),
        attribute=attribute if colon else "",
        group=group,
    )


@dataclass
class Cells:
    """The cells of one basis, counted once and read by key."""

    study: Study
    groupings: dict[str, Grouping | None] = field(default_factory=dict)

    @cached_property
    def everyone(self) -> frozenset[int]:
        return self.study.ground.covered

    def of(self, keys: Iterable[str]) -> dict[str, Cell]:
        """The cells that there are; a key of an unknown code, attribute or group has none."""
        found = {key: self._cell(key) for key in keys}
        return {key: cell for key, cell in found.items() if cell is not None}

    def _cell(self, raw: str) -> Cell | None:
        key = read_key(raw)
        members = self._members(key) if key else None
        if key is None or members is None:
            return None
        if not key.codes:
            return Cell(len(members), len(self.everyone))
        who, given = self._mentioning(key.codes), self._mentioning(key.given)
        if who is None or given is None:
            return None
        if key.given:
            members = members - given if key.without else members & given
        return Cell(len(who & members), len(members), self._measures(key, members))

    def _members(self, key: Key) -> set[int] | None:
        if not key.attribute:
            return {*self.everyone}
        grouping = self._grouping(key.attribute)
        if grouping is None or key.group not in {group.key for group in grouping.groups}:
            return None
        return grouping.members(key.group, among=self.everyone)

    def _grouping(self, attribute: str) -> Grouping | None:
        if attribute not in self.groupings:
            self.groupings[attribute] = self.study.facts.grouping(attribute)
        return self.groupings[attribute]

    def _mentioning(self, codes: tuple[str, ...]) -> set[int] | None:
        nodes = [self._node(code) for code in codes]
        found = {*self.everyone}
        for node in nodes:
            if node is None:
                return None
            found &= self.study.who(node)
        return found

    def _node(self, code: str) -> Node | None:
        node = self.study.codebook.by_key.get(code)
        return None if node is None or node.archived else node

    def _measures(self, key: Key, members: set[int]) -> dict[str, float]:
        node = self._node(key.codes[0])
        if node is None or len(key.codes) > 1 or key.given:
            return {}
        measures = self._rated(node.code, members) if node.code.rated else {}
        if not key.attribute:
            measures |= self._ranked(node)
        return measures

    def _rated(self, code: Code, members: set[int]) -> dict[str, float]:
        rated = self.study.facts.ratings([code]).get(code.pk, {})
        values = [one.value for person, one in rated.items() if person in members and one.value is not None]
        if not values:
            return {}
        scale = [value for value, _label in code.levels]
        found = agreement([values.count(value) for value in scale]) if len(scale) > 1 else None
        return {"median": float(lower_median(values))} | ({} if found is None else {"agreement": round(found, 6)})

    def _ranked(self, node: Node) -> dict[str, float]:
        place = self._places(node.code.parent_id).get(node.code.pk)
        if place is None:
            return {}
        found = {"rank": float(place.rank)}
        if place.low is not None and place.high is not None:
            found |= {"rank_low": float(place.low), "rank_high": float(place.high)}
        return found

    def _places(self, parent: int | None) -> Mapping[int, Place]:
        if parent not in self._ranks:
            book = self.study.codebook
            beside = book.by_id[parent].children if parent is not None else book.roots
            nodes = [node for node in beside if node.code.active or self.study.who(node)]
            people = sorted(self.everyone)
            said = np.array([[person in self.study.who(node) for node in nodes] for person in people], dtype=np.bool_)
            places = places_of(said.reshape(len(people), len(nodes)))
            self._ranks[parent] = {node.code.pk: place for node, place in zip(nodes, places, strict=True)}
        return self._ranks[parent]

    @cached_property
    def _ranks(self) -> dict[int | None, dict[int, Place]]:
        return {}


def cells_under(reader: Member, basis: Basis) -> Cells:
    """The cells of a basis, as far as the reader may see."""
    return Cells(study_of(reader, basis=basis))


def as_json(cells: Mapping[str, Cell]) -> dict[str, dict[str, float]]:
    """Cells as a finding keeps them."""
    return {key: {"n": cell.n, "of": cell.of, **cell.measures} for key, cell in cells.items()}


def from_json(kept: Mapping[str, Mapping[str, float]]) -> dict[str, Cell]:
    """What `as_json` wrote."""
    return {
        key: Cell(int(said["n"]), int(said["of"]), {name: n for name, n in said.items() if name not in {"n", "of"}})
        for key, said in kept.items()
    }
