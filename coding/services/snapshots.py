"""What closing a round freezes: a canonical document that says whose work counts, under which text and codebook."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max

from coding.models import Assignment, Round, Snapshot
from coding.queries.versions import hash_of
from interviews.models import Member, Revision, Speaker

FORMAT = 1


def freeze_round(round_: Round, *, revision: Revision, by: Member, at: datetime) -> Snapshot:
    """Write the next snapshot of the project. Call it in the transaction that took the revision."""
    document = _document(round_, revision.number)
    last = Snapshot.objects.filter(project=round_.project_id).aggregate(last=Max("number"))["last"] or 0
    return Snapshot.objects.create(
        project_id=round_.project_id,
        number=last + 1,
        round=round_,
        revision=revision.number,
        document=document,
        sha256=hash_of(document),
        created_by=by,
        created_at=at,
    )


def _document(round_: Round, revision: int) -> dict[str, Any]:
    """`passes` are those that count, `left_out` the others with the reason; `speakers` says whose turns were whose."""
    passes = list(
        Assignment.objects.filter(round=round_).select_related("transcript__current").order_by("transcript", "coder")
    )
    counted = [one for one in passes if _why_not(one) == ""]
    version = round_.version
    return {
        "format": FORMAT,
        "revision": revision,
        "round": {"number": round_.number, "name": round_.name},
        "codebook": {"version": version.number, "sha256": version.sha256} if version else None,
        "unit": round_.unit,
        "whole_text": round_.whole_text,
        "scale": round_.scale,
        "seed": round_.seed,
        "passes": [_counted(one) for one in counted],
        "left_out": [
            {"assignment": one.pk, "transcript": one.transcript_id, "coder": one.coder_id, "why": _why_not(one)}
            for one in passes
            if one not in counted
        ],
        "speakers": _speakers({one.transcript_id for one in counted}),
    }


def _why_not(one: Assignment) -> str:
    if one.withdrawn_at:
        return "withdrawn"
    if one.done_at is None:
        return "not_submitted"
    return "" if one.counts else "saw_others"


def _counted(one: Assignment) -> dict[str, Any]:
    text = one.transcript.current
    return {
        "assignment": one.pk,
        "transcript": one.transcript_id,
        "coder": one.coder_id,
        "submitted_at": one.done_at.isoformat() if one.done_at else None,
        "codebook_version": one.done_version,
        "text": text.pk if text else None,
        "text_sha256": text.sha256 if text else None,
    }


def _speakers(transcripts: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in Speaker.objects.filter(transcript__in=[*transcripts]).order_by("transcript", "pk"):
        found[str(one.transcript_id)].append({"speaker": one.pk, "role": one.role, "participant": one.participant_id})
    return dict(found)
