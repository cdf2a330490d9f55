"""Closed rounds for the tests: rows as opening, submitting and closing leave them, from a table of who coded what."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from coding.models import Assignment, Code, Coding, CodingState, Round, Snapshot, StateSpeaker
from coding.queries.versions import version_in_force
from coding.services.agreement import compute
from coding.services.versions import freeze
from interviews.models import Member, Project, Speaker, Transcript
from interviews.services.revisions import record

Work = Mapping[Member, Sequence[tuple[Code, int, int]]]


def closed_round(
    lead: Member, work: Mapping[Transcript, Work], *, computed: bool = True, name: str = "Round", **fields: object
) -> Round:
    """A round in which each transcript was submitted by those who have an entry, with their passages, if any."""
    project, now = lead.project, timezone.now()
    if not project.codebook_version:
        freeze(lead, note="For the round")
    number = Round.objects.filter(project=project).count() + 1
    version = version_in_force(project)
    whole = {"unit": "turn", "seed": 7, "number": number} | fields
    closed = Round.objects.create(
        project=project, name=f"{name} {number}", state="closed", version=version, **whole,
        opened_at=now, closed_at=now,
    )  # fmt: skip
    passes = [
        submitted(transcript, coder, passages, round_=closed)
        for transcript, by_coder in work.items()
        for coder, passages in by_coder.items()
    ]
    snapshot = snapshot_of(closed, passes, by=lead)
    if computed:
        compute(snapshot)
    return closed


def submitted(
    transcript: Transcript, coder: Member, passages: Iterable[tuple[Code, int, int]], *, round_: Round | None = None
) -> Assignment:
    """A done pass with its codings, each born in a revision of its own."""
    project = transcript.project
    Assignment.objects.filter(transcript=transcript, coder=coder).update(is_current=False)
    version = Project.objects.get(pk=project.pk).codebook_version
    pass_ = Assignment.objects.create(
        transcript=transcript, coder=coder, round=round_, done_at=timezone.now(), done_version=version
    )
    for code, start, end in passages:
        coded(pass_, code, start, end)
    return pass_


def coded(pass_: Assignment, code: Code, start: int, end: int) -> CodingState:
    transcript, coder = pass_.transcript, pass_.coder
    with transaction.atomic():
        revision = record(transcript.project, actor=coder.user, verb="coding.made", transcript=transcript)
        coding = Coding.objects.create(project=transcript.project, transcript=transcript, assignment=pass_, coder=coder)
        state = CodingState.objects.create(
            coding=coding, text=transcript.current, code=code, start=start, end=end, quote_hash="", born=revision.number
        )
        speakers = {turn.speaker for turn in transcript.current.turns.filter(start__lt=end, end__gt=start)}
        StateSpeaker.objects.bulk_create(StateSpeaker(state=state, speaker=speaker) for speaker in speakers)
    return state


def snapshot_of(closed: Round, passes: Sequence[Assignment], *, by: Member) -> Snapshot:
    """What closing freezes."""
    project = Project.objects.get(pk=closed.project_id)
    with transaction.atomic():
        revision = record(project, actor=by.user, verb="round.closed")
    speakers = {
        str(one.transcript_id): [
            {"speaker": speaker.pk, "role": speaker.role, "participant": speaker.participant_id}
            for speaker in Speaker.objects.filter(transcript=one.transcript)
        ]
        for one in passes
    }
    document = {
        "format": 1,
        "revision": revision.number,
        "round": {"number": closed.number, "name": closed.name},
        "codebook": {"version": closed.version.number, "sha256": closed.version.sha256},
        "unit": closed.unit,
        "whole_text": closed.whole_text,
        "scale": closed.scale,
        "seed": closed.seed,
        "passes": [
            {
                "assignment": one.pk,
                "transcript": one.transcript_id,
                "coder": one.coder_id,
                "submitted_at": one.done_at.isoformat(),
                "codebook_version": one.done_version,
                "text": one.transcript.current_id,
                "text_sha256": one.transcript.current.sha256,
            }
            for one in passes
        ],
        "left_out": [],
        "speakers": speakers,
    }
    return Snapshot.objects.create(
        project=project, number=closed.number, round=closed, revision=revision.number, document=document,
        sha256="0" * 64, created_by=by,
    )  # fmt: skip
