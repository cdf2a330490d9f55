"""Rounds on their pages: the list, a draft's grid, how far an open one is. All as one member may see it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from coding.models import Assignment, CodingState, Round
from coding.queries.home import short_name
from coding.queries.round_passes import Cell, blank, current_passes, seen_before
from interviews.access import TABLE, Action, Sight, may, sight_of
from interviews.models import Member, Transcript


@dataclass(frozen=True, slots=True)
class Listed:
    """A round in the list, with what the reader may know of its size; `submitted` of `passes`."""

    round: Round
    transcripts: int
    coders: int
    passes: int
    submitted: int


def rounds_of(reader: Member) -> list[Listed]:
    """All rounds of the project, the last first, in two queries."""
    rounds = Round.objects.filter(project=reader.project_id, deleted_at=None).select_related("version")
    passes = Assignment.objects.visible_to(reader).filter(round__isnull=False, withdrawn_at=None)
    sizes: dict[int, Mapping[str, Any]] = {
        row["round"]: row
        for row in passes.order_by()
        .values("round")
        .annotate(
            transcripts=Count("transcript", distinct=True),
            coders=Count("coder", distinct=True),
            passes=Count("pk"),
            submitted=Count("done_at"),
        )
    }
    return [_listed(one, sizes.get(one.pk, {})) for one in rounds.order_by("-number")]


def _listed(one: Round, size: Mapping[str, Any]) -> Listed:
    if one.state == Round.State.DRAFT:
        cells = one.plan.get("cells", [])
        return Listed(one, len({t for t, _ in cells}), len({c for _, c in cells}), len(cells), 0)
    keys = ("transcripts", "coders", "passes", "submitted")
    return Listed(one, *(size.get(key, 0) for key in keys))


def deleted_drafts(reader: Member) -> list[Round]:
    """Drafts that can be brought back, the last deleted first; for those who may plan."""
    if not may(reader, Action.MANAGE_ROUNDS):
        return []
    drafts = Round.objects.filter(project=reader.project_id, state=Round.State.DRAFT, deleted_at__isnull=False)
    return list(drafts.order_by("-deleted_at", "-pk"))


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A transcript of a draft's grid; `boxes` are (value, coder's name, ticked), one a coder."""

    transcript: Transcript
    chosen: bool
    boxes: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A draft's transcripts x coders. `coders` are (member, chosen)."""

    coders: tuple[tuple[Member, bool], ...]
    rows: tuple[PlanRow, ...]


def coders_of(reader: Member) -> list[Member]:
    """Who may be given a pass: everyone in the project who may code."""
    members = Member.objects.present().filter(project=reader.project_id, role__in=TABLE[Action.CODE])
    return list(members.select_related("user").order_by("role", "pk"))


def grid_of(reader: Member, *, cells: Collection[Cell]) -> Grid:
    """All living transcripts x all who may code, with the cells ticked."""
    members, ticked = coders_of(reader), set(cells)
    rows, columns = {t for t, _ in cells}, {c for _, c in cells}
    transcripts = Transcript.objects.living().filter(project=reader.project_id).order_by("position", "pk")
    return Grid(
        tuple((one, one.pk in columns) for one in members),
        tuple(
            PlanRow(
                transcript,
                transcript.pk in rows,
                tuple((f"{transcript.pk}-{one.pk}", str(one), (transcript.pk, one.pk) in ticked) for one in members),
            )
            for transcript in transcripts
        ),
    )


@dataclass(frozen=True, slots=True)
class Consequences:
    """What opening a plan brings, in names. `again` and `uncounted` are (coder, transcripts); a blind reader is told
    of herself alone. `alone` are transcripts with one coder: nothing can be compared there.
    """

    transcripts: int
    coders: int
    passes: int
    losing_sight: tuple[str, ...]
    again: tuple[tuple[str, tuple[str, ...]], ...]
    uncounted: tuple[tuple[str, tuple[str, ...]], ...]
    alone: tuple[str, ...]

    @property
    def nothing_shared(self) -> bool:
        return self.transcripts > 0 and len(self.alone) == self.transcripts


def consequences_of(cells: Collection[Cell], *, reader: Member) -> Consequences:
    """What will be so once these cells are open."""
    readers: defaultdict[int, set[int]] = defaultdict(set)
    for transcript, coder in cells:
        readers[transcript].add(coder)
    members = {one.pk: one for one in Member.objects.filter(pk__in={c for _, c in cells}).select_related("user")}
    titles = dict(Transcript.objects.filter(pk__in=readers).values_list("pk", "title"))
    told = {cell for cell in cells if sight_of(reader) is Sight.ALL or cell[1] == reader.pk}
    current = current_passes(told)
    free = blank(current.values())
    again = {cell for cell, one in current.items() if one.pk not in free}
    return Consequences(
        transcripts=len(readers),
        coders=len(members),
        passes=len(cells),
        losing_sight=tuple(str(one) for one in members.values() if one.leads),
        again=_by_coder(again, members, titles),
        uncounted=_by_coder(seen_before(told), members, titles),
        alone=tuple(titles[one] for one, coders in readers.items() if len(coders) == 1 and one in titles),
    )


def _by_coder(
    cells: Collection[Cell], members: Mapping[int, Member], titles: Mapping[int, str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for transcript, coder in sorted(cells):
        found[coder].append(titles.get(transcript, ""))
    return tuple((str(members[coder]), tuple(names)) for coder, names in found.items() if coder in members)


@dataclass(frozen=True, slots=True)
class Square:
    """A coder's pass in an open round: `state` is done (submitted), progress, todo, or none where nothing was given."""

    coder: str
    state: str
    count: int
    submitted_at: datetime | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A coder of an open round, and how far she is."""

    member: Member
    name: str
    passes: int
    submitted: int

    @property
    def has_left(self) -> bool:
        return self.member.left_at is not None


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A transcript of an open round, a square a coder."""

    transcript: Transcript
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an open round is, as the reader may know it."""

    columns: tuple[Column, ...]
    rows: tuple[ProgressRow, ...]

    @property
    def passes(self) -> int:
        return sum(one.passes for one in self.columns)

    @property
    def submitted(self) -> int:
        return sum(one.submitted for one in self.columns)

    @property
    def missing(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Who has not submitted which transcripts."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            for square in row.squares:
                if square.state in {"progress", "todo"}:
                    found.setdefault(square.coder, []).append(row.transcript.title)
        return tuple((coder, tuple(titles)) for coder, titles in found.items())

    @property
    def shared(self) -> int:
        """Transcripts that two have submitted whose passes count: what is compared is there."""
        return sum(sum(one.state == "done" and one.counts for one in row.squares) > 1 for row in self.rows)


def progress_of(round_: Round, *, reader: Member) -> Progress:
    """Transcripts x coders, in three queries."""
    passes = list(
        Assignment.objects.visible_to(reader)
        .in_round(round_)
        .select_related("transcript", "coder__user")
        .order_by("transcript__position", "transcript", "coder")
    )
    states = CodingState.objects.visible_to(reader).living().in_codebook()
    counted = states.filter(coding__assignment__in=[one.pk for one in passes]).order_by()
    counts = dict(counted.values_list("coding__assignment").annotate(n=Count("pk")))
    members = sorted({one.coder for one in passes}, key=lambda one: one.pk)
    by_cell = {(one.transcript_id, one.coder_id): one for one in passes}
    transcripts = list({one.transcript_id: one.transcript for one in passes}.values())
    return Progress(
        tuple(_column(member, [one for one in passes if one.coder_id == member.pk]) for member in members),
        tuple(
            ProgressRow(one, tuple(_square(member, by_cell.get((one.pk, member.pk)), counts) for member in members))
            for one in transcripts
        ),
    )


def _column(member: Member, passes: list[Assignment]) -> Column:
    submitted = sum(one.done_at is not None for one in passes)
    return Column(member, short_name(str(member)), len(passes), submitted)


def _square(member: Member, one: Assignment | None, counts: Mapping[int | None, int]) -> Square:
    if one is None:
        return Square(str(member), "none", 0, None, counts=False)
    count = counts.get(one.pk, 0)
    state = "done" if one.done_at else "progress" if count else "todo"
    return Square(str(member), state, count, one.done_at, counts=one.counts)
