"""What an address asks of a report. Each reading raises Unanswerable where it names something that is not there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from coding.queries.codebook import Node, codebook_of
from interviews.access import Sight, sight_of
from interviews.models import Attribute, Member, Participant
from methods.disclosure import Audience
from reports.models import Snapshot
from reports.queries.basis.basis import Basis, BasisKind, UnknownBasis, coders_in_sight, read_basis
from reports.queries.gate.asked import Asked, source_of
from reports.queries.gate.disclosed import audience_of
from reports.queries.passages.passages import Wanted
from reports.queries.study.groups import NotGroupable, makes_groups, named
from reports.queries.study.source import Source, TodaysSource
from reports.queries.study.study import study_of


class Unanswerable(ValueError):
    """The address names a basis, attribute, code or participant that is not there, or not for this reader."""


@dataclass(frozen=True, slots=True)
class AskedCrosstab:
    """`whole` is what is asked of the table; `cell` is (code key, group key) or None; `passages`: the second figure;
    `states`: what silence means beside the first; `silence`: the same was asked of a file.
    """

    whole: Asked
    cell: tuple[str, str] | None
    passages: bool
    states: bool = False
    silence: bool = False

    @property
    def basis(self) -> Basis:
        return self.whole.basis

    @property
    def branch(self) -> str:
        return self.whole.branch

    @property
    def attribute(self) -> Attribute | None:
        return self.whole.attribute

    @property
    def source(self) -> Source:
        return self.whole.source

    @property
    def snapshot(self) -> Snapshot | None:
        return self.whole.snapshot


def read_crosstab(
    query: Mapping[str, str], *, reader: Member, audience: Audience | None = None
) -> AskedCrosstab | None:
    """What the table's address asks; None where the project has no attribute that makes groups. Raises Changed."""
    snapshot = snapshot_asked(query, reader=reader)
    source = source_of(reader, snapshot)
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
    asked = Asked(reader, basis, attribute, branch, snapshot=snapshot, audience=audience, at_hand=source)
    if not query.get("attribute"):
        asked = replace(asked, attribute=first_open(asked))
    # What each participant's silence means is not in a snapshot, and not for others than the team.
    show = query.get("show")
    states = show == "states" and snapshot is None and audience is None
    return AskedCrosstab(asked, (code, group) if colon else None, show == "passages", states, show == "states")


def first_open(asked: Asked) -> Attribute | None:
    """The first attribute whose groups the audience may see, else the first."""
    makes = [one for one in asked.source.attributes() if makes_groups(one)]
    shown = asked.disclosed.groupings if asked.disclosed else {one.key: one for one in makes}
    return next((one for one in makes if shown.get(one.key)), asked.attribute)


def audience_asked(query: Mapping[str, str], *, reader: Member, file: bool) -> Audience | None:
    """For whom: readers see what readers may, whatever they ask; the team may ask for what the public gets."""
    asked = query.get("for", "")
    if asked not in {"", "team", "public"}:
        raise Unanswerable(asked)
    return audience_of(reader, file=file or asked == "team", public=asked == "public")


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
class Company:
    """Only those participants who mention another code too (`has`), or do not, under a basis."""

    node: Node
    has: bool
    basis: Basis


@dataclass(frozen=True, slots=True)
class AskedPassages:
    """`node` is None until a code is chosen. `alone`: without the codes below; `bare`: without the words around.

    `consensus`: what counts under consensus, in place of every coder's codings; no coder is asked for then.
    `k`: outside the team people have the attributes alone that so many share. `company`: of whom alone. `titled`: with
    titles of transcripts and names of speakers as they stand there; `opened` are the lines of what was opened by hand.
    """

    node: Node | None
    wanted: Wanted
    alone: bool
    bare: bool
    participant: Participant | None
    value: str
    coder: str
    consensus: bool
    k: int = 0
    company: Company | None = None
    titled: bool = True
    opened: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        return bool(self.participant or self.value or self.coder or self.company)


def read_passages_asked(query: Mapping[str, str], *, reader: Member) -> AskedPassages:
    """What the address of the passages asks."""
    node = living_node(query["code"], reader=reader) if query.get("code") else None
    alone = query.get("alone") == "yes"
    branch = (node,) if node and alone else (node, *node.within()) if node else ()
    participant = _participant(query.get("participant", ""), reader=reader)
    attribute, _colon, value = query.get("value", "").partition(":")
    consensus = asks_for_consensus(query, reader=reader)
    company = _company(query, reader=reader)
    wanted = Wanted(
        codes=[below.code.pk for below in branch],
        participant=participant.pk if participant else None,
        value=(attribute, value) if value else None,
        coder="" if consensus else query.get("coder", ""),
        among=_people_of(company, reader=reader) if company else None,
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
        company=company,
    )


def _company(query: Mapping[str, str], *, reader: Member) -> Company | None:
    """What `?with=CODE` or `?without=CODE` asks, under the basis `under`; None without either."""
    key = query.get("with") or query.get("without")
    if not key:
        return None
    try:
        basis = basis_asked(query.get("under", ""), reader=reader)
    except UnknownBasis as error:
        raise Unanswerable(str(error)) from error
    return Company(living_node(key, reader=reader), bool(query.get("with")), basis)


def _people_of(company: Company, *, reader: Member) -> frozenset[int]:
    """The participants whose transcripts are done and who mention the code, or do not."""
    study = study_of(reader, basis=company.basis)
    who = study.who(company.node)
    return frozenset(who if company.has else study.ground.covered - who)


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
