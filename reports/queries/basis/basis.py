"""Whose codings a report counts, and which participants it can speak of: those whose transcripts are done."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from coding.models import Decision
from coding.queries.codebook import codebook_of
from interviews.access import Sight, sight_of
from interviews.models import Member
from reports.queries.basis.rows import Pass, Rows


class BasisKind(StrEnum):
    """The layers a report can rest on."""

    CODER = "coder"
    UNION = "union"
    INTERSECTION = "intersection"
    MAJORITY = "majority"
    CONSENSUS = "consensus"


# What coders mark together: how many of them it takes differs.
SHARED = frozenset({BasisKind.INTERSECTION, BasisKind.MAJORITY, BasisKind.CONSENSUS})


class UnknownBasis(ValueError):
    """No such basis, or no such coder in sight."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A kind and, for one coder, who. `key` is what addresses and commands write: `union`, `coder:amelie`."""

    kind: BasisKind
    coder: Member | None = None

    @property
    def key(self) -> str:
        return f"coder:{self.coder.user.username}" if self.coder else self.kind.value


@dataclass(frozen=True, slots=True)
class Ground:
    """What a basis rests on: the passes that are done and count, by transcript, and the participants they cover.

    `coders_of` has the coders of each transcript; `covered` the participants all of whose transcripts are done by one
    of them; `participants` everyone in the project; `single` how many of the covered transcripts one person has done.
    `superseded` are done passes that a later one of the same coder over the same transcript replaces. `unlooked` says
    for (transcript, code) how many of the coders were done before the code's meaning of today, and have not rechecked.
    `rows` are today's rows, for whatever is counted from them; the same ones for every basis.
    """

    basis: Basis
    reader: Member
    coders_of: dict[int, frozenset[int]]
    covered: frozenset[int]
    participants: frozenset[int]
    transcripts_of: dict[int, frozenset[int]]
    superseded: frozenset[int]
    unlooked: Mapping[tuple[int, int], int]
    rows: Rows

    @property
    def coders(self) -> frozenset[int]:
        return frozenset(coder for coders in self.coders_of.values() for coder in coders)

    @property
    def transcripts(self) -> frozenset[int]:
        """Those of the covered participants."""
        return frozenset(transcript for person in self.covered for transcript in self.transcripts_of[person])

    @property
    def single(self) -> int:
        return sum(len(self.coders_of[transcript]) == 1 for transcript in self.transcripts)


def coders_in_sight(reader: Member) -> list[Member]:
    """The members whose passes the reader may count: those who have one and count in reports, or just the reader."""
    counting = Member.objects.filter(project=reader.project_id, counts_in_reports=True, assignments__isnull=False)
    if sight_of(reader) is Sight.OWN:
        counting = counting.filter(pk=reader.pk)
    return [*counting.select_related("user").distinct().order_by("joined_at", "pk")]


def read_basis(key: str, *, reader: Member) -> Basis:
    """The basis of an address or a command. Raises UnknownBasis with what there is."""
    kind, _, username = key.partition(":")
    if kind != BasisKind.CODER and kind in {*BasisKind} and not username:
        return Basis(BasisKind(kind))
    coders = coders_in_sight(reader)
    if kind == BasisKind.CODER:
        for coder in coders:
            if coder.user.username == username:
                return Basis(BasisKind.CODER, coder)
    known = [*(f"coder:{coder.user.username}" for coder in coders), *(k for k in BasisKind if k != BasisKind.CODER)]
    message = f"{key}: no such basis. There are: {', '.join(known)}."
    raise UnknownBasis(message)


def default_basis(reader: Member) -> Basis:
    """Consensus as soon as a decision stands, else the union."""
    decided = sight_of(reader) is Sight.ALL and Decision.objects.visible_to(reader).living().exists()
    return Basis(BasisKind.CONSENSUS if decided else BasisKind.UNION)


def ground_of(basis: Basis, *, reader: Member, rows: Rows | None = None) -> Ground:
    """What the basis rests on, as far as the reader may see. Of a coder's passes over a transcript the latest done.

    The `rows` are those of the reader, where the caller has them already.
    """
    rows = rows or Rows(reader)
    passes = [one for one in rows.passes if basis.coder is None or one.coder == basis.coder.pk]
    latest = [one for one in passes if one.pk not in rows.superseded]
    coders_of: dict[int, set[int]] = defaultdict(set)
    for one in latest:
        coders_of[one.transcript].add(one.coder)
    transcripts_of = _transcripts_by_participant(rows)
    covered = (person for person, transcripts in transcripts_of.items() if transcripts <= coders_of.keys())
    return Ground(
        basis=basis,
        reader=reader,
        coders_of={transcript: frozenset(coders) for transcript, coders in coders_of.items()},
        covered=frozenset(covered),
        participants=rows.participants,
        transcripts_of=transcripts_of,
        superseded=frozenset(one.pk for one in passes if one.pk in rows.superseded),
        unlooked=_unlooked(latest, rows),
        rows=rows,
    )


def _unlooked(passes: Iterable[Pass], rows: Rows) -> dict[tuple[int, int], int]:
    since = {node.code.pk: node.code.meaning_since for node in codebook_of(rows.reader.project).living}
    late = {code: version for code, version in since.items() if version}
    if not late:
        return {}
    again = {(one.pk, code) for one, code, version in rows.rechecks if version >= late.get(code, version + 1)}
    return Counter(
        (one.transcript, code)
        for one in passes
        for code, version in late.items()
        if version > one.done_version and (one.pk, code) not in again
    )


def _transcripts_by_participant(rows: Rows) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one in rows.people:
        if not one.deleted:
            found[one.pk].add(one.transcript)
    return {person: frozenset(transcripts) for person, transcripts in found.items()}
