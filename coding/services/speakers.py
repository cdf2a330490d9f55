"""Merging speakers. Here and not below, for codings remember whose words they touch."""

from django.db import transaction

from coding.models import StateSpeaker
from interviews.models import Member, Speaker, Turn
from interviews.services.revisions import record
from interviews.services.speakers import refuse_to_merge


def merge_speakers(speaker: Speaker, *, into: Speaker, by: Member) -> int:
    """Make all turns of a speaker another's, codings included; the number of turns. Raises SpeakerError."""
    refuse_to_merge(speaker, into)
    with transaction.atomic():
        touched = StateSpeaker.objects.filter(speaker=speaker)
        touched.filter(state__in=StateSpeaker.objects.filter(speaker=into).values("state")).delete()
        touched.update(speaker=into)
        indexes = list(Turn.objects.filter(speaker=speaker).order_by("index").values_list("index", flat=True))
        Turn.objects.filter(speaker=speaker).update(speaker=into)
        # The way back, for whoever must find it: which turns had which label.
        summary = {"from": speaker.label, "role": speaker.role, "into": into.label, "turns": indexes}
        transcript = speaker.transcript
        speaker.delete()
        record(by.project, actor=by.user, verb="speakers.merged", transcript=transcript, summary=summary)
    return len(indexes)
