"""Files on their way to becoming transcripts: kept until they are confirmed, then imported by a job, or dropped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from interviews.importers import UnreadableFile, read
from interviews.jobs import JobError, finish, progress, start_job
from interviews.models import Job, Member, Participant, Project, Revision, Transcript, Upload, User
from interviews.queries.uploads import IMPORT, Preview, Voice, preview_of, sheets_of
from interviews.services.transcripts import Original, SpeakerChoice, write_transcript

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not kept, and why: what is wrong and what to do next."""

    name: str
    reason: str


def keep_files(files: Sequence[tuple[str, bytes]], *, by: Member, at: datetime) -> tuple[list[Upload], list[Refused]]:
    """Put readable files aside as one batch; tell why the others are refused. Files of more than a week ago go."""
    purge_stale(by.project, at=at)
    kept: list[tuple[str, bytes]] = []
    refused = []
    for name, content in files:
        try:
            read(name, content)
            kept.append((name, content))
        except UnreadableFile as error:
            refused.append(Refused(name, str(error)))
    batch = uuid4()
    with transaction.atomic():
        uploads = [
            _keep(
                name,
                content,
                by=by,
                kind=Upload.Kind.TRANSCRIPT,
                batch=batch,
                choices={"place": place, "of": len(kept)},
                created_at=at,
            )
            for place, (name, content) in enumerate(kept, 1)
        ]
    return uploads, refused


def keep_sheet(name: str, content: bytes, *, by: Member, kind: Upload.Kind) -> Upload:
    """Put a table aside until it is confirmed. Earlier ones of this kind by this member in this project go."""
    with transaction.atomic():
        for earlier in sheets_of(by, kind):
            drop_upload(earlier)
        return _keep(PurePath(name).name, content, by=by, kind=kind, batch=uuid4())


def _keep(name: str, content: bytes, *, by: Member, kind: Upload.Kind, **fields: Any) -> Upload:
    return Upload.objects.create(
        uid=uuid4(),
        project=by.project,
        user=by.user,
        kind=kind,
        name=name[-255:],
        file=ContentFile(content, name=f"{kind}{PurePath(name).suffix[:10]}"),
        sha256=sha256(content).hexdigest(),
        **fields,
    )


def purge_stale(project: Project, *, at: datetime) -> None:
    """Forget files that nobody confirmed within a week."""
    for upload in project.uploads.filter(kind=Upload.Kind.TRANSCRIPT, created_at__lt=at - KEPT_FOR):
        drop_upload(upload)


def drop_upload(upload: Upload) -> None:
    """Forget a file that waits; the file itself goes once the row is gone for good."""
    with transaction.atomic():
        stored = upload.file
        upload.delete()
        transaction.on_commit(lambda: stored.delete(save=False))


def save_choices(upload: Upload, choices: Mapping[str, Any]) -> None:
    """Remember what was chosen on the preview page."""
    upload.choices = {**upload.choices, **choices}
    upload.save(update_fields=["choices"])


def start_import(uploads: Sequence[Upload], *, by: Member) -> Job:
    """Hand files to the worker, as chosen on their pages. A file that is on its way already is not sent twice."""
    first = uploads[0]
    with transaction.atomic():
        # A failed import may be tried again, so its attempts count; a second click is the same attempt.
        tried = Job.objects.filter(op=first.choices["op"]).first() if first.choices.get("op") else None
        if tried and tried.state != Job.State.FAILED:
            return tried
        op = uuid5(first.uid, str(tried.pk) if tried else "first")
        for upload in uploads:
            save_choices(upload, {"op": str(op)})
        payload = {"uploads": [str(upload.uid) for upload in uploads]}
        return start_job(project=by.project, user=by.user, kind=IMPORT, payload=payload, op=op)


def import_uploads(job: Job) -> Mapping[str, Any]:
    """The job: each file in a transaction of its own, the last one together with the job's end.

    Run again after a kill it finds what is written already by its revision, and writes the rest.
    """
    uids = [UUID(uid) for uid in job.payload["uploads"]]
    failures: list[str] = []
    written: list[Transcript] = []
    for place, uid in enumerate(uids, 1):
        progress(job, done=place - 1, total=len(uids))
        try:
            with transaction.atomic():
                written.append(import_upload(uid, project=job.project, by=job.user))
                if place == len(uids) and not failures:
                    finish(job, _result(job, written))
        except UnreadableFile as error:
            failures.append(str(error))
    if failures:
        told = _("%(n)s of %(all)s files are imported.") % {"n": len(written), "all": len(uids)}
        raise JobError(" ".join([told, *failures]))
    return {}


def import_upload(uid: UUID, *, project: Project, by: User) -> Transcript:
    """Write one file's transcript as its page shows it; written already, return that. Call it in a transaction.

    Raises UnreadableFile, and JobError for a file that was dropped in the meantime.
    """
    upload = Upload.objects.select_for_update().filter(uid=uid, project=project, user=by).first()
    if upload is None:
        transcript = imported_as(uid, project)
        if transcript is None:
            raise JobError(_("This file was passed over, so nothing was imported. Choose it again to import it."))
        return transcript
    preview = preview_of(upload, project)
    with upload.file.open("rb") as file:
        original = Original(upload.name, file.read())
    transcript = write_transcript(
        project,
        preview.draft,
        original=original,
        speakers=speaker_choices(preview),
        by=by,
        title=preview.title,
        op=upload.uid,
    )
    drop_upload(upload)
    return transcript


def imported_as(uid: UUID, project: Project) -> Transcript | None:
    """The transcript that an upload has become; None before."""
    revision = Revision.objects.filter(op=uid, project=project).select_related("transcript").first()
    return revision.transcript if revision else None


def speaker_choices(preview: Preview) -> dict[str, SpeakerChoice]:
    """What the voices of a preview become, by label."""
    people = {str(person.pk): person for person in preview.participants}
    voices = [voice for voice in preview.voices if not voice.is_ignored]
    choices = {voice.label: _choice(voice, people) for voice in voices}
    # An ignored label at the very beginning leaves a turn that nobody speaks.
    choices.setdefault("", SpeakerChoice(name="", role="other"))
    return choices


def _choice(voice: Voice, people: Mapping[str, Participant]) -> SpeakerChoice:
    pseudonym = voice.pseudonym if voice.is_participant and voice.who == "new" else ""
    return SpeakerChoice(name=voice.name, role=voice.role, participant=people.get(voice.who), pseudonym=pseudonym)


def _result(job: Job, written: Iterable[Transcript]) -> dict[str, Any]:
    transcripts = list(written)
    if len(transcripts) == 1:
        url = reverse("transcript", args=[job.project.key, transcripts[0].pk])
    else:
        url = reverse("project", args=[job.project.key])
    return {"transcripts": [transcript.pk for transcript in transcripts], "url": url}
