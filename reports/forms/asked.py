"""What an address asks of a report. Each reading raises Unanswerable where it names something that is not there."""

from collections.abc import Mapping
from dataclasses import dataclass

from coding.queries.codebook import Node, codebook_of
from interviews.access import Sight, sight_of
from interviews.models import Attribute, Member, Participant
from reports.models import Snapshot
from reports.queries.basis import Basis, BasisKind, UnknownBasis, coders_in_sight, read_basis
from reports.queries.crosstab import Crosstab, crosstab_of
from reports.queries.groups import NotGroupable, makes_groups, named
from reports.queries.kinds import source_of
from reports.queries.passages import Wanted
from reports.queries.source import Source, TodaysSource


class Unanswerable(ValueError):
    """The address names a basis, attribute, code or participant that is not there, or not for this reader."""


@dataclass(frozen=True, slots=True)
class AskedCrosstab:
    """`branch` is a code's key or empty; `cell` is (code key, group key) or None; `passages`: the second figure."""

    attribute: Attribute
    basis: Basis
    branch: str
    cell: tuple[str, str] | None
    passages: bool
    source: Source

    @property
    def snapshot(self) -> Snapshot | None:
        return self.source.snapshot

    @property
    def table(self) -> Crosstab:
        return crosstab_of(
            self.source.study(self.basis), grouping=self.source.grouping(self.attribute), branch=self.branch
        )


def read_crosstab(query: Mapping[str, str], *, reader: Member) -> AskedCrosstab | None:
    """What the table's address asks; None where the project has no attribute that makes groups. Raises Changed."""
    source = source_of(reader, snapshot_asked(query, reader=reader))
    choices = [one for one in source.attributes() if makes_groups(one)]
    if not choices and "attribute" not in query:
        return None
    try:
        attribute = attribute_asked(query["attribute"], source=source) if query.get("attribute") else choices[0]
        basis = basis_asked(query.get("basis", ""), reader=reader, source=source)
    except (NotGroupable, UnknownBasis) as error:
        raise Unanswerable(str(error)) from error
    branch = query.get("branch", "")
    if branch:
        living_node(branch, reader=reader, source=source)
    code, colon, group = query.get("cell", "").partition(":")
    return AskedCrosstab(
        attribute=attribute,
        basis=basis,
        branch=branch,
        cell=(code, group) if colon else None,
        passages=query.get("show") == "passages",
        source=source,
    )


def snapshot_asked(query: Mapping[str, str], *, reader: Member) -> Snapshot | None:
    """The snapshot that the address names; None where it names none."""
    number = query.get("snapshot", "")
    if not number:
        return None
    known = Snapshot.objects.visible_to(reader).select_related("taken_by__user")
    found = known.filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if found is None:
        raise Unanswerable(number)
    return found


def attribute_asked(key: str, *, source: Source) -> Attribute:
    """The attribute with this key, which makes groups. Raises NotGroupable."""
    attribute = named(source.attributes(), key)
    source.grouping(attribute)
    return attribute


def basis_asked(key: str, *, reader: Member, source: Source | None = None) -> Basis:
    """The basis of an address, or the default one for an empty key. Raises UnknownBasis."""
    source = source or TodaysSource(reader)
    if sight_of(reader) is Sight.ALL:
        return source.read_basis(key) if key else source.default_basis()
    own = coders_in_sight(reader)
    if key.startswith("coder:"):
        return read_basis(key, reader=reader)
    # One's own codings under any layer are one's own codings.
    return Basis(BasisKind.CODER, own[0]) if own else Basis(BasisKind.UNION)


def living_node(key: str, *, reader: Member, source: Source | None = None) -> Node:
    """The living code of this key. Raises Unanswerable."""
    node = (source.codebook if source else codebook_of(reader.project)).by_key.get(key)
    if node is None or node.archived:
        raise Unanswerable(key)
    return node


@dataclass(frozen=True, slots=True)
class AskedPassages:
    """`node` is None until a code is chosen. `alone`: without the codes below; `bare`: without the words around.

    `consensus`: what counts under consensus, in place of every coder's codings; no coder is asked for then.
    """

    node: Node | None
    wanted: Wanted
    alone: bool
    bare: bool
    participant: Participant | None
    value: str
    coder: str
    consensus: bool

    @property
    def filtered(self) -> bool:
        return bool(self.participant or self.value or self.coder)


def read_passages_asked(query: Mapping[str, str], *, reader: Member) -> AskedPassages:
    """What the address of the passages asks."""
    node = living_node(query["code"], reader=reader) if query.get("code") else None
    alone = query.get("alone") == "yes"
    branch = (node,) if node and alone else (node, *node.within()) if node else ()
    participant = _participant(query.get("participant", ""), reader=reader)
    attribute, _colon, value = query.get("value", "").partition(":")
    consensus = asks_for_consensus(query, reader=reader)
    wanted = Wanted(
        codes=[below.code.pk for below in branch],
        participant=participant.pk if participant else None,
        value=(attribute, value) if value else None,
        coder="" if consensus else query.get("coder", ""),
    )
    return AskedPassages(
        node=node,
        wanted=wanted,
        alone=alone,
        bare=query.get("context") == "no",
        participant=participant,
        value=query.get("value", "") if value else "",
        coder=wanted.coder,
        consensus=consensus,
    )


def asks_for_consensus(query: Mapping[str, str], *, reader: Member) -> bool:
    """Whether `?basis=consensus` asks for it, and the reader sees the work it rests on."""
    return query.get("basis") == BasisKind.CONSENSUS and sight_of(reader) is Sight.ALL


def _participant(key: str, *, reader: Member) -> Participant | None:
    """The project's participant of this number; None for an empty key."""
    if not key:
        return None
    people = Participant.objects.living().filter(project=reader.project_id)
    found = people.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 16 else None
    if found is None:
        raise Unanswerable(key)
    return found
