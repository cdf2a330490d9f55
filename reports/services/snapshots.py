"""Taking snapshots: the state is read, written as one document, and hashed. No snapshot is ever changed."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coding.queries.versions import Document, canonical
from interviews.access import Sight, sight_of
from interviews.models import Member, Project
from interviews.services.revisions import record
from reports.models import Finding, Snapshot, SnapshotQuote
from reports.queries.snapshots.freezing import document_of, quotes_of

# The document is read without holding anybody up; where others save meanwhile it is read again, at last alone.
TRIES = 3


class CannotFreeze(ValueError):
    """There is nothing that this member could freeze; the text says why."""


def take_snapshot(*, by: Member, note: str = "", at: datetime) -> Snapshot:
    """The project's next snapshot, of its state at one revision. Raises CannotFreeze."""
    if sight_of(by) is not Sight.ALL:
        raise CannotFreeze(
            _("You code blind in an open round: a snapshot holds others’ work. Take it when the round has closed.")
        )
    for _try in range(TRIES - 1):
        project = Project.objects.get(pk=by.project_id)
        by.project = project
        document = document_of(by, at=at)
        found = _written(document, before=project.revision, by=by, note=note, at=at)
        if found is not None:
            return found
    return _alone(by=by, note=note, at=at)


@transaction.atomic
def _alone(*, by: Member, note: str, at: datetime) -> Snapshot:
    """Read and written while nobody else saves in the project."""
    by.project = Project.objects.select_for_update().get(pk=by.project_id)
    return _write(document_of(by, at=at), by=by, note=note, at=at)


@transaction.atomic
def _written(document: Document, *, before: int, by: Member, note: str, at: datetime) -> Snapshot | None:
    """The snapshot; None where somebody has saved since the document was read."""
    now = Project.objects.select_for_update().get(pk=by.project_id)
    return _write(document, by=by, note=note, at=at) if now.revision == before else None


def _write(document: Document, *, by: Member, note: str, at: datetime) -> Snapshot:
    last = Snapshot.objects.filter(project=by.project_id).aggregate(last=Max("number"))["last"] or 0
    revision = record(by.project, actor=by.user, verb="snapshot.taken", summary={"snapshot": last + 1})
    text = canonical({**document, "number": last + 1, "revision": revision.number}).decode()
    made = Snapshot.objects.create(
        project_id=by.project_id,
        number=last + 1,
        revision=revision.number,
        document=text,
        sha256=sha256(text.encode()).hexdigest(),
        note=note,
        taken_by=by,
        taken_at=at,
    )
    SnapshotQuote.objects.bulk_create(_quotes(made, by))
    return made


def _quotes(snapshot: Snapshot, by: Member) -> list[SnapshotQuote]:
    findings = Finding.objects.visible_to(by).living().order_by("number")
    return [
        SnapshotQuote(
            snapshot=snapshot,
            finding=finding.number,
            role=quote.role,
            participant_id=quote.participant_id,
            text_id=quote.text_id,
            start=quote.start,
            end=quote.end,
            kept=quote.kept,
            translation=quote.translation,
            translator=quote.translator,
            position=position,
        )
        for finding in findings
        for position, quote in enumerate(quotes_of(finding.pk))
    ]
