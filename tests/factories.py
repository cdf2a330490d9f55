"""Things that tests need and don't talk about."""

import hashlib
from itertools import count

from django.core.files.base import ContentFile

from coding.models import Code
from interviews.models import Participant, Project, Speaker, Transcript, TranscriptText, Turn

numbers = count(1)


def make_transcript(
    project: Project, *turns: tuple[str, str], title: str = "Interview", participant: str = "Anna"
) -> Transcript:
    """A transcript of (label, words) turns; a label starting with "I" is the interviewer's."""
    body = "\n".join(words for _, words in turns)
    transcript = Transcript.objects.create(project=project, title=title, position=next(numbers))
    text = TranscriptText.objects.create(
        transcript=transcript,
        text=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        length=len(body),
        words=len(body.split()),
        original=ContentFile(body.encode(), name="interview.txt"),
        original_name="interview.txt",
        original_sha256=hashlib.sha256(f"{title}{body}".encode()).hexdigest(),
        importer="txt",
    )
    speakers: dict[str, Speaker] = {}
    start = 0
    for index, (label, words) in enumerate(turns):
        if label not in speakers:
            speakers[label] = _speaker(transcript, label, participant)
        Turn.objects.create(text=text, index=index, start=start, end=start + len(words), speaker=speakers[label])
        start += len(words) + 1
    transcript.current = text
    transcript.save()
    return transcript


def _speaker(transcript: Transcript, label: str, participant: str) -> Speaker:
    if label.startswith("I"):
        return Speaker.objects.create(transcript=transcript, label=label, role="interviewer")
    person, _ = Participant.objects.get_or_create(project=transcript.project, pseudonym=participant)
    return Speaker.objects.create(transcript=transcript, label=label, participant=person)


def make_code(project: Project, key: str, **fields: object) -> Code:
    return Code.objects.create(
        project=project,
        key=key,
        **{"label_en": key.replace("-", " ").capitalize(), "position": next(numbers), **fields},
    )
