"""A coder's pass over a transcript: done and taken back, and the case ratings given in it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.models import Assignment, Code, Rating
from coding.services.operations import Invalid
from interviews.models import Member, Participant, Transcript
from interviews.services.revisions import record


@transaction.atomic
def mark_done(transcript: Transcript, *, by: Member) -> Assignment:
    """The coder's word that she has coded the transcript completely; from now on her silence means something."""
    assignment = _own_pass(transcript, by)
    if assignment.done_at is None:
        revision = record(by.project, actor=by.user, verb="transcript.done", transcript=transcript)
        Assignment.objects.filter(pk=assignment.pk).update(
            done_at=revision.at, done_version=by.project.codebook_version
        )
    return assignment


@transaction.atomic
def take_back_done(transcript: Transcript, *, by: Member) -> Assignment:
    """She codes on: until she says done again, reports leave her pass out."""
    assignment = _own_pass(transcript, by)
    if assignment.done_at is not None:
        record(by.project, actor=by.user, verb="transcript.done_taken_back", transcript=transcript)
        Assignment.objects.filter(pk=assignment.pk).update(done_at=None)
    return assignment


@transaction.atomic
def rate(transcript: Transcript, *, participant: Participant, code: Code, value: int | None, by: Member) -> None:
    """Give (or, with None, take away) a participant's place on a code's scale. Raises Invalid for a wrong value."""
    if code.rated != Code.Rated.PARTICIPANT:
        raise Invalid(_("“%(code)s” is not rated per participant.") % {"code": code.label})
    if value is not None and value not in dict(code.levels):
        raise Invalid(_("“%(code)s” has no such rating.") % {"code": code.label})
    assignment = _own_pass(transcript, by)
    living = Rating.objects.visible_to(by).living().filter(assignment=assignment, participant=participant, code=code)
    if [*living.values_list("value", flat=True)] == ([] if value is None else [value]):
        return
    said = _("Rated: %(code)s, %(participant)s") % {"code": code.label, "participant": participant.pseudonym}
    revision = record(
        by.project,
        actor=by.user,
        verb="rating.set",
        transcript=transcript,
        summary={"said": said, "stretches": []},
    )
    living.update(died=revision.number)
    if value is not None:
        Rating.objects.create(
            assignment=assignment, participant=participant, code=code, value=value, born=revision.number
        )


def _own_pass(transcript: Transcript, by: Member) -> Assignment:
    if transcript.archived_at:
        raise Invalid(_("This transcript is archived. A lead can take it out of the archive."))
    passes = Assignment.objects.current()
    return passes.get_or_create(transcript=transcript, coder=by, defaults={"created_at": timezone.now()})[0]
