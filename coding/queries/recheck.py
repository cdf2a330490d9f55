"""Codes that are newer than a coder's "done": until she went through again, the pass has not looked for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, QuerySet

from coding.models import Assignment, Code, CodebookVersion, CodingState, Recheck
from coding.queries.codebook import Codebook, Node, codebook_of
from interviews.models import Member, Transcript


@dataclass(frozen=True, slots=True)
class Reading:
    """What a done pass has looked for: all codes as they were at "done", and those rechecked since (code: version)."""

    done_at: datetime
    version: int
    again: Mapping[int, int] = field(default_factory=dict)

    def looked_for(self, code: Code) -> bool:
        """Whether the pass knew the code as it is meant today. One that can't be applied was looked for by nobody."""
        if not code.active:
            return False
        if code.pk in self.again and self.again[code.pk] >= code.meaning_since:
            return True
        # Codes that no version has brought in or redefined have only their date.
        return code.meaning_since <= self.version if code.meaning_since else code.created_at <= self.done_at


@dataclass(frozen=True, slots=True)
class Pass:
    """A done pass over a transcript in which a code is to be rechecked, or was. `count`: its codings with the code."""

    assignment: Assignment
    count: int
    rechecked_at: datetime | None

    @property
    def transcript(self) -> Transcript:
        return self.assignment.transcript


@dataclass(frozen=True, slots=True)
class CodeToRecheck:
    """A code with the passes that were done before it came, or before it was redefined; those left come first.

    `version` brought or redefined it; 0 for a code that is in no version yet. `redefined`: it was there before.
    """

    node: Node
    version: int
    redefined: bool
    passes: tuple[Pass, ...]

    @property
    def code(self) -> Code:
        return self.node.code

    @property
    def left(self) -> tuple[Pass, ...]:
        return tuple(one for one in self.passes if one.rechecked_at is None)


@dataclass(frozen=True, slots=True)
class Left:
    """How far a coder is with one code: `left` of `of` passes are to be rechecked."""

    left: int
    of: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Who has what to recheck: a row a code, a column a coder. A coder without such a pass has None."""

    coders: tuple[Member, ...]
    rows: tuple[tuple[CodeToRecheck, tuple[Left | None, ...]], ...]


def readings(passes: Iterable[Assignment]) -> dict[int, Reading]:
    """What each of the passes has looked for, by the pass; those that are not done are left out. One query."""
    done = {one.pk: one for one in passes if one.done_at}
    again: dict[int, dict[int, int]] = defaultdict(dict)
    for pass_, code, version in Recheck.objects.filter(assignment__in=done).values_list(
        "assignment", "code", "version"
    ):
        again[pass_][code] = max(version, again[pass_].get(code, 0))
    return {pk: Reading(one.done_at, one.done_version, again.get(pk, {})) for pk, one in done.items() if one.done_at}


def to_recheck(member: Member) -> list[CodeToRecheck]:
    """The member's own passes to recheck, by code in tree order. Codes without a pass left are not in it."""
    return [one for one in _codes(member, _done(member).filter(coder=member)) if one.left]


def to_recheck_in(member: Member, transcript: Transcript) -> list[CodeToRecheck]:
    """The same of one transcript, with the codes that were rechecked there already."""
    return _codes(member, _done(member).filter(coder=member, transcript=transcript))


def recheck_overview(reader: Member) -> Overview:
    """What is to be rechecked by all whose progress the reader may know."""
    rows = [one for one in _codes(reader, _done(reader)) if one.left]
    coders = {one.assignment.coder_id: one.assignment.coder for row in rows for one in row.passes}
    in_order = tuple(sorted(coders.values(), key=lambda one: one.pk))
    return Overview(in_order, tuple((row, tuple(_share(row, coder) for coder in in_order)) for row in rows))


def _share(row: CodeToRecheck, coder: Member) -> Left | None:
    passes = [one for one in row.passes if one.assignment.coder_id == coder.pk]
    return Left(sum(one.rechecked_at is None for one in passes), len(passes)) if passes else None


def _done(reader: Member) -> QuerySet[Assignment]:
    """Current passes that are done, of living transcripts, as far as the reader may know."""
    found = Assignment.objects.visible_to(reader).current()
    return found.filter(done_at__isnull=False, coder__left_at=None, transcript__archived_at=None).select_related(
        "transcript", "coder__user"
    )


def _codes(reader: Member, passes: QuerySet[Assignment]) -> list[CodeToRecheck]:
    codebook = codebook_of(reader.project)
    done = [*passes.order_by("transcript__position", "transcript", "pk")]
    met = _met(codebook, {one: Reading(one.done_at, one.done_version) for one in done if one.done_at})
    if not met:
        return []
    again, counts, old = _rechecks(done), _counts(reader, met), _old(reader, [codebook.by_id[pk].code for pk in met])
    return [_code(codebook.by_id[pk], some, again, counts, redefined=pk in old) for pk, some in met.items()]


def _met(codebook: Codebook, at_done: Mapping[Assignment, Reading]) -> dict[int, list[Assignment]]:
    """Codes that some pass had not looked for when it was done, with those passes."""
    if not at_done:
        return {}
    versions, times = [one.version for one in at_done.values()], [one.done_at for one in at_done.values()]
    earliest = Reading(min(times), min(versions))
    codes = (node.code for node in codebook.living if node.applicable and not earliest.looked_for(node.code))
    return {code.pk: [one for one, reading in at_done.items() if not reading.looked_for(code)] for code in codes}


def _old(reader: Member, codes: Iterable[Code]) -> set[int]:
    """Those of the codes that are older than the version that gave them their meaning: it redefined them."""
    since = {code.pk: code.meaning_since for code in codes if code.meaning_since}
    frozen = dict(
        CodebookVersion.objects.filter(
            project=reader.project_id, number__in={number - 1 for number in since.values()}
        ).values_list("number", "frozen_at")
    )
    return {code.pk for code in codes if code.pk in since and code.created_at <= frozen[since[code.pk] - 1]}


def _rechecks(passes: list[Assignment]) -> dict[tuple[int, int], tuple[int, datetime]]:
    """The last recheck of each pass and code: its version and when it was."""
    rows = Recheck.objects.filter(assignment__in=passes).order_by("version")
    return {
        (pass_, code): (version, at)
        for pass_, code, version, at in rows.values_list("assignment", "code", "version", "at")
    }


def _counts(reader: Member, codes: Iterable[int]) -> dict[tuple[int, int], int]:
    """Living codings by pass and code, of those that the reader may see."""
    states = CodingState.objects.visible_to(reader).living().in_current_pass().filter(code__in=codes)
    rows = states.order_by().values_list("coding__assignment", "code").annotate(n=Count("pk"))
    return {(pass_ or 0, code): n for pass_, code, n in rows}


def _code(
    node: Node,
    passes: list[Assignment],
    again: Mapping[tuple[int, int], tuple[int, datetime]],
    counts: Mapping[tuple[int, int], int],
    *,
    redefined: bool,
) -> CodeToRecheck:
    found = []
    for one in passes:
        version, at = again.get((one.pk, node.code.pk), (-1, None))
        found.append(
            Pass(one, counts.get((one.pk, node.code.pk), 0), at if version >= node.code.meaning_since else None)
        )
    found.sort(key=lambda one: one.rechecked_at is not None)
    return CodeToRecheck(node, node.code.meaning_since, redefined, tuple(found))
