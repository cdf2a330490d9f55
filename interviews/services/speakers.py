"""Who speaks in a transcript: the role of a speaker, and the participant it is."""

from django.db import transaction
from django.utils.translation import gettext as _

from interviews.models import Member, Participant, Project, Speaker
from interviews.services.revisions import record


class SpeakerError(Exception):
    """What cannot be done with a speaker; its text is for the reader."""


def change_speaker(
    speaker: Speaker, *, role: str, by: Member, participant: Participant | None = None, pseudonym: str = ""
) -> None:
    """Give a speaker a role and, as a participant, a person: an existing one, or a new one by this pseudonym.

    Only participants are mapped to one; for other roles `participant` and `pseudonym` count for nothing.
    """
    with transaction.atomic():
        if role != Speaker.SpeakerRole.PARTICIPANT:
            participant = None
        elif pseudonym and participant is None:
            participant = participant_named(by.project, pseudonym)
        if (speaker.role, speaker.participant_id) == (role, participant.pk if participant else None):
            return
        summary = {"speaker": speaker.label, "role": [speaker.role, role], "participant": str(participant or "")}
        speaker.role, speaker.participant = role, participant
        speaker.save(update_fields=["role", "participant"])
        record(by.project, actor=by.user, verb="speaker.changed", transcript=speaker.transcript, summary=summary)


def participant_named(project: Project, pseudonym: str) -> Participant:
    """The living participant of this pseudonym, created where there is none yet."""
    existing = Participant.objects.living().filter(project=project, pseudonym=pseudonym).first()
    return existing or Participant.objects.create(
        project=project, pseudonym=pseudonym, position=project.participants.count()
    )


def refuse_to_merge(speaker: Speaker, into: Speaker) -> None:
    """Raise SpeakerError where two speakers cannot become one."""
    if speaker.pk == into.pk:
        raise SpeakerError(_("Choose two different speakers: one cannot be merged into itself."))
    if speaker.transcript_id != into.transcript_id:
        raise SpeakerError(_("These speakers are of different transcripts. Map both to one participant instead."))
