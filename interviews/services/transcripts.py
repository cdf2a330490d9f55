"""Writing transcripts: a Draft and the reader's choices become rows, all in one transaction or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from interviews.importers.draft import Draft
from interviews.models import Member, Participant, Project, Speaker, Transcript, TranscriptText, Turn, User
from interviews.services.revisions import record


@dataclass(frozen=True, slots=True)
class SpeakerChoice:
    """What becomes of a label: its name and role in the project, and who it is (an existing or a new participant).

    Two labels with the same `name` become one speaker: that is how labels are merged.
    """

    name: str
    role: str
    participant: Participant | None = None
    pseudonym: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """The file as it was sent: its name and bytes."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def write_transcript(
    project: Project,
    draft: Draft,
    *,
    original: Original,
    speakers: Mapping[str, SpeakerChoice],
    by: User,
    title: str = "",
    op: UUID | None = None,
) -> Transcript:
    """Store a draft as a new transcript with its text, speakers, turns and participants, as one revision.

    `speakers` has a choice for every label of the draft. A text without labels gets one speaker, under "".
    """
    with transaction.atomic():
        position = project.transcripts.aggregate(last=Max("position"))["last"]
        transcript = Transcript.objects.create(
            project=project,
            title=title or PurePath(original.name).stem,
            position=0 if position is None else position + 1,
            created_by=by,
        )
        text = _write_text(transcript, draft, original)
        rows = _write_speakers(transcript, draft, speakers)
        Turn.objects.bulk_create(
            (
                Turn(
                    text=text,
                    index=index,
                    start=turn.start,
                    end=turn.end,
                    speaker=rows[turn.label or ""],
                    begins_ms=turn.begins_ms,
                )
                for index, turn in enumerate(draft.turns)
            ),
            batch_size=500,
        )
        Transcript.objects.filter(pk=transcript.pk).update(current=text)
        transcript.current = text
        summary = {"title": transcript.title, "turns": len(draft.turns)}
        record(project, actor=by, verb="transcript.imported", op=op, transcript=transcript, summary=summary)
    return transcript


def _write_text(transcript: Transcript, draft: Draft, original: Original) -> TranscriptText:
    return TranscriptText.objects.create(
        transcript=transcript,
        text=draft.text,
        sha256=sha256(draft.text.encode()).hexdigest(),
        length=len(draft.text),
        words=len(draft.text.split()),
        original=ContentFile(original.content, name=PurePath(original.name).name[-100:]),
        original_name=original.name[:255],
        original_sha256=original.sha256,
        importer=draft.format,
        header="\n".join(line.text for line in draft.header),
    )


def _write_speakers(transcript: Transcript, draft: Draft, speakers: Mapping[str, SpeakerChoice]) -> dict[str, Speaker]:
    labels = dict.fromkeys(turn.label or "" for turn in draft.turns)
    by_name: dict[str, Speaker] = {}
    rows: dict[str, Speaker] = {}
    for label in labels:
        choice = speakers.get(label) or SpeakerChoice(name=label, role=Speaker.SpeakerRole.PARTICIPANT)
        if choice.name not in by_name:
            by_name[choice.name] = Speaker.objects.create(
                transcript=transcript,
                label=choice.name,
                role=choice.role,
                participant=_participant(transcript.project, choice),
            )
        rows[label] = by_name[choice.name]
    return rows


def _participant(project: Project, choice: SpeakerChoice) -> Participant | None:
    if choice.role != Speaker.SpeakerRole.PARTICIPANT:
        return None
    if choice.participant or not choice.pseudonym:
        return choice.participant
    existing = Participant.objects.living().filter(project=project, pseudonym=choice.pseudonym).first()
    return existing or Participant.objects.create(
        project=project, pseudonym=choice.pseudonym, position=project.participants.count()
    )


def rename_transcript(transcript: Transcript, *, title: str, by: Member) -> None:
    """Give a transcript another title; nothing is recorded where it has it already."""
    with transaction.atomic():
        if not Transcript.objects.filter(pk=transcript.pk).exclude(title=title).update(title=title):
            return
        summary = {"from": transcript.title, "to": title}
        transcript.title = title
        record(by.project, actor=by.user, verb="transcript.renamed", transcript=transcript, summary=summary)


def archive_transcript(transcript: Transcript, *, by: Member, at: datetime) -> None:
    """Take a transcript, with its codings, out of lists and reports; nothing is deleted."""
    with transaction.atomic():
        if Transcript.objects.filter(pk=transcript.pk, archived_at=None).update(archived_at=at):
            record(by.project, actor=by.user, verb="transcript.archived", transcript=transcript)


def restore_transcript(transcript: Transcript, *, by: Member) -> None:
    """Bring an archived transcript back as it was."""
    with transaction.atomic():
        if Transcript.objects.filter(pk=transcript.pk).exclude(archived_at=None).update(archived_at=None):
            record(by.project, actor=by.user, verb="transcript.restored", transcript=transcript)
