"""What of a study may be shown to whom: the one place where the gate of `methods.disclosure` is applied.

The complete tables (every group of every attribute, and every code that a sensitive one hangs together with) go through
the gate at once, whatever a single report shows of them: what one page closes, no other page gives back. Groups that
are too small are merged; an attribute of which one group would be left is closed.

Outside the team the study speaks under one basis, its own. Under any other nothing is said of the codes that hang
together with a sensitive one: two bases are two tables of the same people, and one could give the other's cells away.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from coding.queries.codebook import Node
from interviews.models import Attribute, Member
from interviews.models.projects import Role
from methods.disclosure import LEAST, SIZE, Audience, Family, Gate, Kind, Policy, Split, Tables, gate, is_open
from reports.queries.gate.openings import Opened, opened_line
from reports.queries.study.declared import Declared
from reports.queries.study.groups import Group, Grouping, NotGroupable
from reports.queries.study.study import Study

ALL = "all"
NOBODY_KNOWS = "?"  # the part of those without a value


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What an audience may see of a study.

    `closed` are (code, place) with the reason; a place is "all" or "attribute:group", of the merged groups. `linked`
    are the codes that hang together with a sensitive one. `few`: there are fewer than k participants, and nothing is
    shown at all. `told` are closed cells that what was `opened` by hand gives away.
    """

    policy: Policy
    groupings: Mapping[str, Grouping | None]
    closed: Mapping[tuple[int, str], str]
    linked: frozenset[int]
    sensitive: frozenset[int]
    few: bool
    told: frozenset[tuple[int, str]] = frozenset()
    opened: Opened = Opened()

    @property
    def places(self) -> dict[str, str]:
        """The groups that are shown, and everybody, in words."""
        groups = {
            f"{one.attribute.key}:{group.key}": f"{one.attribute.label}, {group.label}"
            for one in self.groupings.values()
            if one
            for group in one.groups
        }
        return groups | {ALL: _("all participants")}

    def opened_lines(self) -> tuple[str, ...]:
        """What a file says of what was opened by hand."""
        return tuple(opened_line(one, self.places) for one in self.opened.rows)

    def grouping(self, attribute: Attribute) -> Grouping:
        """The groups that may be shown. Raises NotGroupable where the attribute is closed."""
        found = self.groupings.get(attribute.key)
        if found is None:
            words = {"attribute": attribute.label, "k": self.policy.least}
            raise NotGroupable(_("“%(attribute)s” is closed: its groups have fewer than %(k)s participants.") % words)
        return found

    def is_closed(self, code: int, place: str = ALL) -> bool:
        return (code, place) in self.closed

    @property
    def is_whole(self) -> bool:
        """Whether nothing is closed and no group merged."""
        groups = [group for one in self.groupings.values() if one for group in one.groups]
        return not (self.closed or None in self.groupings.values() or any("+" in group.key for group in groups))

    @property
    def over_all(self) -> frozenset[int]:
        """Codes whose number of all participants is closed."""
        return frozenset(code for code, place in self.closed if place == ALL)

    @property
    def shut(self) -> frozenset[int]:
        """Codes with a closed cell anywhere: what else is known of them could tell it."""
        return frozenset(code for code, _place in self.closed)

    def shows(self, kind: Kind) -> bool:
        """Whether dots, rows of participants or extremes may be shown."""
        return is_open(kind, self.policy)


def audience_of(reader: Member, *, file: bool, public: bool = False) -> Audience | None:
    """For whom a page or a file is made; None for the pages of the team, which show everything."""
    if public:
        return "public"
    if reader.role == Role.READER:
        return "readers"
    return "team" if file else None


def policy_of(audience: Audience, declared: Declared, *, today: Declared, opened: Opened) -> Policy:
    """The stricter of the declaration that the numbers were frozen with and the one of today, less what is opened.

    Before the first declaration the least that holds for the audience.
    """
    return Policy(
        audience,
        k=max(_least(audience, one) for one in (declared, today)),
        sensitive=frozenset(map(str, declared.sensitive | today.sensitive)) - opened.codes,
        opened=opened.kinds,
        cells=opened.cells,
        merge=not any(one.declaration.closes_groups for one in (declared, today)),
    )


def _least(audience: Audience, declared: Declared) -> int:
    if not declared.number:
        return LEAST[audience]
    return declared.declaration.k_team if audience == "team" else declared.declaration.k_public


def disclosed(study: Study, groupings: Iterable[Grouping], policy: Policy) -> Disclosed:
    """What of the study may be shown. The groups are merged until those of all participants and those of the covered
    ones are large enough.
    """
    merged: dict[str, Grouping | None] = {one.attribute.key: one for one in groupings}
    for people in (study.ground.participants, study.ground.covered):
        merged |= _merged([one for one in merged.values() if one], people, policy)
    left = [one for one in merged.values() if one]
    nodes = linked_to(study, policy.sensitive)
    found = _gate(*_tables(study, left, nodes, study.ground.covered), policy)
    closed = {(int(code), place): str(why) for (code, place), why in found.closed().items() if code}
    linked = frozenset(node.code.pk for node in nodes)
    few = found.cells[SIZE, ALL].n is None
    told = frozenset(
        (int(code), place)
        for (code, place), one in found.cells.items()
        if code and one.hidden and one.hidden.low == one.hidden.high
    )
    return Disclosed(policy, merged, closed, linked, frozenset(map(int, policy.sensitive)), few, told)


def silent(study: Study, own: Disclosed, *, why: str) -> Disclosed:
    """The same study under another basis, or in another state, than the one that is spoken of.

    Its groups are those of its own, where nobody is few under this basis either; every cell of the linked codes is
    closed.
    """
    covered, k = study.ground.covered, own.policy.least
    groupings = {key: one if one and _all_large(one, covered, k) else None for key, one in own.groupings.items()}
    places = [ALL, *(f"{key}:{group.key}" for key, one in groupings.items() if one for group in one.groups)]
    closed = {(code, place): why for code in sorted(own.linked) for place in places}
    few = own.few or 0 < len(covered) < k
    return Disclosed(own.policy, groupings, closed, own.linked, own.sensitive, few, opened=own.opened)


def _all_large(grouping: Grouping, people: Collection[int], k: int) -> bool:
    return all(not who or len(who) >= k for who in _parts(grouping, people).values())


def linked_to(study: Study, sensitive: Collection[str]) -> list[Node]:
    """All codes of the branches in which a sensitive code stands: their counts could tell of it."""
    roots = study.codebook.roots
    whole = [(root, *root.within()) for root in roots]
    return [node for branch in whole if any(str(one.code.pk) in sensitive for one in branch) for node in branch]


def _merged(groupings: list[Grouping], people: Collection[int], policy: Policy) -> dict[str, Grouping | None]:
    """The groupings with small groups merged; None for one of which no table is left, and for each with a small group
    where groups are closed in place of merging them.
    """
    if not policy.merge:
        return {one.attribute.key: one if _all_large(one, people, policy.least) else None for one in groupings}
    places = {one.attribute.key: _parts(one, people) for one in groupings}
    found = _gate(*_sizes(groupings, places, people), (), (), policy)
    left = {part for split in found.splits for part in split.parts}
    of = found.merged
    return {one.attribute.key: _regrouped(one, [*places[one.attribute.key]], people, left, of) for one in groupings}


Parts = dict[str, set[int]]  # place, then who stands in it


def _parts(grouping: Grouping, people: Collection[int]) -> Parts:
    """The groups in order, and those without a value, if any."""
    key = grouping.attribute.key
    parts: Parts = {f"{key}:{group.key}": set() for group in grouping.groups}
    for person in people:
        parts.setdefault(f"{key}:{grouping.group_of.get(person, NOBODY_KNOWS)}", set()).add(person)
    return parts


Sizes = tuple[tuple[str, int], ...]


def _sizes(
    groupings: list[Grouping], places: Mapping[str, Parts], people: Collection[int]
) -> tuple[Sizes, tuple[Split, ...]]:
    sizes = {ALL: len(people)}
    splits = []
    for one in groupings:
        parts = places[one.attribute.key]
        sizes |= {place: len(who) for place, who in parts.items()}
        splits.append(Split(ALL, (*parts,), ordered=one.attribute.kind == Attribute.Kind.NUMBER))
    return (*sizes.items(),), (*splits,)


def _regrouped(
    grouping: Grouping,
    places: list[str],
    people: Collection[int],
    left: Collection[str],
    merged: Mapping[str, tuple[str, ...]],
) -> Grouping | None:
    """The same attribute by the places that are left, some of which stand for several."""
    key = grouping.attribute.key
    stands_for = {part: place for place, parts in merged.items() for part in parts}
    if not any(stands_for.get(place, place) in left for place in places):
        return None
    labels = {f"{key}:{group.key}": group.label for group in grouping.groups}
    labels[f"{key}:{NOBODY_KNOWS}"] = _("no value")
    shown: dict[str, list[str]] = {}
    for place in places:
        shown.setdefault(stands_for.get(place, place), []).append(place)
    names = {
        place: "+".join(part.partition(":")[2] for part in parts)
        for place, parts in shown.items()
        if parts != [f"{key}:{NOBODY_KNOWS}"]
    }
    groups = tuple(Group(name, " + ".join(labels[part] for part in shown[place])) for place, name in names.items())
    of = {part: names[place] for place, parts in shown.items() if place in names for part in parts}
    group_of = {
        person: of[place]
        for person in {*grouping.group_of, *people}
        if (place := f"{key}:{grouping.group_of.get(person, NOBODY_KNOWS)}") in of
    }
    return Grouping(grouping.attribute, groups, group_of)


Counts = tuple[tuple[str, Sizes], ...]


def _tables(
    study: Study, groupings: list[Grouping], nodes: list[Node], people: Collection[int]
) -> tuple[Sizes, tuple[Split, ...], Counts, tuple[Family, ...]]:
    places = {one.attribute.key: _parts(one, people) for one in groupings}
    sizes, splits = _sizes(groupings, places, people)
    everywhere: Parts = {ALL: {*people}} | {place: who for parts in places.values() for place, who in parts.items()}
    counts = tuple(
        (str(node.code.pk), tuple((place, len(study.who(node) & who)) for place, who in everywhere.items()))
        for node in nodes
    )
    return sizes, splits, counts, tuple(_family(node, dict(counts)) for node in nodes if node.children)


def _family(node: Node, counts: Mapping[str, Sizes]) -> Family:
    """A heading counts whoever mentions a code below it, and nobody else."""
    parent, children = str(node.code.pk), tuple(str(child.code.pk) for child in node.children)
    below = [sum(n for _place, n in at) for at in zip(*(counts[child] for child in children), strict=True)]
    adds_up = all(n <= most for (_place, n), most in zip(counts[parent], below, strict=True))
    return Family(parent, children, "union" if node.code.heading and adds_up else "within")


@lru_cache(maxsize=64)
def _gate(
    sizes: Sizes, splits: tuple[Split, ...], counts: Counts, families: tuple[Family, ...], policy: Policy
) -> Gate:
    """Kept by what it rests on."""
    return gate(Tables(dict(sizes), splits, {code: dict(line) for code, line in counts}, families), policy)
