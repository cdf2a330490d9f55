"""A round planned, opened, closed; and what is withdrawn from it on the way. One transaction and one revision each.

Opening and closing take the revision first: it locks the project's row, and what is then read is what is frozen.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.models import Assignment, CodebookVersion, Round, Snapshot
from coding.queries.round_passes import Cell, blank, current_passes, seen_before
from coding.queries.versions import draft_is_open, version_in_force
from coding.services.agreement import AGREEMENT
from coding.services.blindness import refresh_blindness
from coding.services.snapshots import freeze_round
from interviews.access import TABLE, Action
from interviews.jobs import start_job
from interviews.models import Member, Project, Revision, Transcript
from interviews.services.revisions import record
from methods.spreading import spread_evenly


class RoundError(Exception):
    """What a round does not allow; `str()` says what, where and what next."""


class RoundFields(TypedDict, total=False):
    """What a plan says besides who codes what; a field that is not given stays as it is."""

    name: str
    unit: str
    whole_text: bool
    scale: str
    seed: int
    opens_on: date | None
    closes_on: date | None
    shows_results: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """How cells were spread: these transcripts over these coders, each to `overlap` of them, drawn with `seed`."""

    transcripts: tuple[int, ...]
    coders: tuple[int, ...]
    overlap: int
    seed: int

    def cells(self) -> tuple[Cell, ...]:
        """Who codes what. Raises RoundError where there are too few coders."""
        if not self.transcripts or not self.coders:
            raise RoundError(_("Choose transcripts and coders first, then spread them."))
        if not 1 <= self.overlap <= len(self.coders):
            raise RoundError(
                ngettext(
                    "%(n)s coder is chosen: each transcript can go to 1 coder at most.",
                    "%(n)s coders are chosen: each transcript can go to %(n)s coders at most.",
                    len(self.coders),
                )
                % {"n": len(self.coders)}
            )
        return spread_evenly(self.transcripts, self.coders, overlap=self.overlap, seed=self.seed)


@transaction.atomic
def create_round(project: Project, *, by: Member, at: datetime) -> Round:
    """Begin the draft of the next round, with the day as its seed."""
    revision = record(project, actor=by.user, verb="round.created")
    number = (Round.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0) + 1
    Revision.objects.filter(pk=revision.pk).update(summary={"round": number})
    return Round.objects.create(
        project=project,
        number=number,
        name=_("Round %(n)s") % {"n": number},
        seed=int(f"{at:%Y%m%d}"),
        plan={"cells": [], "spread": None},
        created_by=by,
        created_at=at,
    )


@transaction.atomic
def plan_round(
    round_: Round, *, by: Member, cells: Iterable[Cell], spread: Spread | None = None, **fields: Unpack[RoundFields]
) -> Round:
    """Keep a draft's plan: who codes what, and how that was spread (None: by hand). Raises RoundError once it is open,
    or for cells that name what isn't there.
    """
    wanted = sorted(set(cells))
    _check_cells(by.project, wanted)
    round_ = _taken(round_, Round.State.DRAFT, by=by, verb="round.planned")
    for name, value in fields.items():
        setattr(round_, name, value)
    round_.plan = {"cells": [[*cell] for cell in wanted], "spread": asdict(spread) if spread else None}
    round_.save(update_fields=["plan", *fields])
    return round_


@transaction.atomic
def delete_draft(round_: Round, *, by: Member, at: datetime) -> None:
    """Take a draft away; `restore_draft` brings it back. Raises RoundError for a round that was opened."""
    _taken(round_, Round.State.DRAFT, by=by, verb="round.deleted")
    Round.objects.filter(pk=round_.pk).update(deleted_at=at)


@transaction.atomic
def restore_draft(round_: Round, *, by: Member) -> None:
    """Undo a deletion."""
    record(by.project, actor=by.user, verb="round.restored", summary={"round": round_.number})
    Round.objects.filter(pk=round_.pk).update(deleted_at=None)


@transaction.atomic
def open_round(round_: Round, *, by: Member, at: datetime) -> Round:
    """Give each planned coder a pass, and make everyone in the round blind.

    A blank pass is taken in; who has worked on a transcript before begins a second pass. A pass does not count where
    its coder knows others' work on the transcript. Raises RoundError where the plan, the codebook or another round is
    in the way.
    """
    round_ = _taken(round_, Round.State.DRAFT, by=by, verb="round.opened")
    cells = planned_cells(round_)
    if not cells:
        raise RoundError(_("Nobody is to code anything yet. Choose transcripts and coders, then open the round."))
    _check_cells(by.project, cells)
    _check_other_rounds(round_, {transcript for transcript, _coder in cells})
    round_.version = frozen_version(by.project)
    round_.state, round_.opened_at = Round.State.OPEN, at
    round_.save(update_fields=["version", "state", "opened_at"])
    _give_passes(round_, cells, by=by)
    refresh_blindness(by.project)
    return round_


@transaction.atomic
def close_round(round_: Round, *, by: Member, at: datetime, queued: bool = True) -> Snapshot:
    """Freeze what was submitted, let everyone see again, and have the numbers computed by a worker, unless told not to.

    A coding that was saved until this revision is in the snapshot if and only if its pass was submitted by then.
    """
    round_ = _taken(round_, Round.State.OPEN, by=by, verb="round.closed")
    revision = Revision.objects.get(project=by.project, number=by.project.revision)
    round_.state, round_.closed_at = Round.State.CLOSED, at
    round_.save(update_fields=["state", "closed_at"])
    snapshot = freeze_round(round_, revision=revision, by=by, at=at)
    refresh_blindness(by.project)
    if queued:
        start_job(project=by.project, user=by.user, kind=AGREEMENT, payload={"snapshot": snapshot.pk}, op=revision.op)
    return snapshot


@transaction.atomic
def withdraw_transcript(round_: Round, *, transcript: Transcript, by: Member, at: datetime) -> int:
    """Take a transcript out of an open round; the number of passes concerned. What was coded stays its coders'."""
    summary = {"transcript": transcript.pk}
    round_ = _taken(round_, Round.State.OPEN, by=by, verb="round.transcript_withdrawn", summary=summary)
    passes = Assignment.objects.in_round(round_).filter(transcript=transcript)
    return _withdraw(passes.values_list("pk", flat=True), by=by, at=at)


@transaction.atomic
def withdraw_coder(round_: Round, *, coder: Member, by: Member, at: datetime) -> int:
    """Take a coder out of an open round, with all her passes; their number. What she coded stays hers."""
    summary = {"member": coder.pk}
    round_ = _taken(round_, Round.State.OPEN, by=by, verb="round.coder_withdrawn", summary=summary)
    passes = Assignment.objects.in_round(round_).filter(coder=coder)
    return _withdraw(passes.values_list("pk", flat=True), by=by, at=at)


def planned_cells(round_: Round) -> list[Cell]:
    """A draft's cells, as (transcript, coder)."""
    return [(transcript, coder) for transcript, coder in round_.plan.get("cells", [])]


def frozen_version(project: Project) -> CodebookVersion:
    """The version that a round opens with. Raises RoundError where there is none, or the codebook changed since."""
    now = Project.objects.get(pk=project.pk)
    version, is_draft = version_in_force(now), draft_is_open(now)
    if version is None and is_draft:
        raise RoundError(_("The codebook was never frozen. Freeze version 1: a round refers to one version."))
    if version is None:
        raise RoundError(_("The codebook has no codes yet. Add some and freeze version 1."))
    if is_draft:
        raise RoundError(
            _("The codebook has changed since version %(n)s. Freeze version %(next)s, then open the round.")
            % {"n": version.number, "next": version.number + 1}
        )
    return version


def _taken(
    round_: Round, state: Round.State, *, by: Member, verb: str, summary: Mapping[str, object] | None = None
) -> Round:
    """Take the revision, and with it the project's lock; then the round as it is now. Raises RoundError where it is
    not in this state: somebody was faster.
    """
    record(by.project, actor=by.user, verb=verb, summary={"round": round_.number, **(summary or {})})
    now = Round.objects.get(pk=round_.pk)
    if now.state == state and now.deleted_at is None:
        return now
    messages = {
        Round.State.DRAFT: _("“%(round)s” is no draft any more. Reload the page to see how it stands."),
        Round.State.OPEN: _("“%(round)s” is not open. Reload the page to see how it stands."),
    }
    raise RoundError(messages[state] % {"round": now.name})


def _check_cells(project: Project, cells: Sequence[Cell]) -> None:
    """Raises RoundError for a transcript that is not there, or a coder who can't code."""
    transcripts = set(Transcript.objects.living().filter(project=project).values_list("pk", flat=True))
    if {transcript for transcript, _coder in cells} - transcripts:
        raise RoundError(_("A chosen transcript was archived or is gone. Choose the transcripts again."))
    members = Member.objects.present().filter(project=project, role__in=TABLE[Action.CODE])
    if {coder for _transcript, coder in cells} - set(members.values_list("pk", flat=True)):
        raise RoundError(_("A chosen coder has left the project or may not code any more. Choose the coders again."))


def _check_other_rounds(round_: Round, transcripts: Collection[int]) -> None:
    elsewhere = Assignment.objects.filter(
        round__project=round_.project_id,
        round__state=Round.State.OPEN,
        withdrawn_at=None,
        transcript__in=transcripts,
    ).select_related("transcript", "round")
    taken = elsewhere.order_by("transcript__position", "pk").first()
    if taken and taken.round:
        raise RoundError(
            _("“%(transcript)s” is in “%(round)s”, which is open. A transcript is in one open round at a time.")
            % {"transcript": taken.transcript.title, "round": taken.round.name}
        )


def _give_passes(round_: Round, cells: Collection[Cell], *, by: Member) -> None:
    # A pass begins now, whatever day the round bears: its coder's steps before are of another.
    current, seen = current_passes(cells), seen_before(cells)
    free = blank(current.values())
    earlier = [one.pk for one in current.values() if one.pk not in free]
    Assignment.objects.filter(pk__in=earlier).update(is_current=False)
    taken_in: list[Assignment] = []
    begun: list[Assignment] = []
    for cell in cells:
        old = current.get(cell)
        is_new = old is None or old.pk not in free
        one = Assignment(transcript_id=cell[0], coder_id=cell[1]) if is_new or old is None else old
        one.round, one.assigned_by, one.counts = round_, by, cell not in seen
        (begun if is_new else taken_in).append(one)
    Assignment.objects.bulk_create(begun)
    Assignment.objects.bulk_update(taken_in, ["round", "assigned_by", "counts"])


def _withdraw(passes: Iterable[int], *, by: Member, at: datetime) -> int:
    withdrawn = Assignment.objects.filter(pk__in=[*passes]).update(withdrawn_at=at)
    if not withdrawn:
        raise RoundError(_("There is nothing of it in the round any more. Reload the page to see how it stands."))
    refresh_blindness(by.project)
    return withdrawn
