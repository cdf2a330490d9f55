"""A coder's pass over a transcript: done and taken back, and the case ratings given in it.

A pass of an open round is *submitted* when it is done. Each service takes the revision, and with it the project's lock,
before it looks at the pass: a round that closes at the same moment is closed, or not yet.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coding.models import Assignment, Code, Rating
from coding.queries.standing import is_frozen
from coding.services.operations import Invalid, Submitted
from interviews.models import Member, Participant, Revision, Transcript
from interviews.services.revisions import record


@dataclass(frozen=True, slots=True)
class Done:
    """A pass that is done now. `too_late` where its round has closed before: no part of the round's numbers."""

    assignment: Assignment
    too_late: bool


@transaction.atomic
def mark_done(transcript: Transcript, *, by: Member) -> Done:
    """The coder's word that she has coded the transcript completely; from now on her silence means something."""
    _refuse_archived(transcript)
    before = _current(transcript, by)
    if before is not None and before.done_at is not None:
        return Done(before, too_late=False)
    revision = record(by.project, actor=by.user, verb="transcript.done", transcript=transcript)
    assignment = _own_pass(transcript, by, revision)
    Assignment.objects.filter(pk=assignment.pk).update(done_at=revision.at, done_version=by.project.codebook_version)
    return Done(assignment, too_late=assignment.in_closed_round)


@transaction.atomic
def take_back_done(transcript: Transcript, *, by: Member) -> None:
    """She codes on: until she says done again, reports leave her pass out. Raises Invalid for what a round closed on:
    its numbers are of what was submitted.
    """
    _refuse_archived(transcript)
    before = _current(transcript, by)
    if before is None or before.done_at is None:
        return
    record(by.project, actor=by.user, verb="transcript.done_taken_back", transcript=transcript)
    assignment = _current(transcript, by) or before
    if is_frozen(assignment):
        raise Invalid(
            _("“%(round)s” has closed: its numbers are of what you submitted. You can still code on.")
            % {"round": assignment.round}
        )
    Assignment.objects.filter(pk=assignment.pk).update(done_at=None)


@transaction.atomic
def rate(transcript: Transcript, *, participant: Participant, code: Code, value: int | None, by: Member) -> None:
    """Give (or, with None, take away) a participant's place on a code's scale. Raises Invalid for a wrong value, and
    in a submitted pass.
    """
    _refuse_archived(transcript)
    if code.rated != Code.Rated.PARTICIPANT:
        raise Invalid(_("“%(code)s” is not rated per participant.") % {"code": code.label})
    if value is not None and value not in dict(code.levels):
        raise Invalid(_("“%(code)s” has no such rating.") % {"code": code.label})
    given = Rating.objects.visible_to(by).living().filter(participant=participant, code=code)
    living = given.filter(assignment__transcript=transcript, assignment__coder=by, assignment__is_current=True)
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
    assignment = _own_pass(transcript, by, revision)
    if assignment.is_submitted:
        raise Submitted
    given.filter(assignment=assignment).update(died=revision.number)
    if value is not None:
        Rating.objects.create(
            assignment=assignment, participant=participant, code=code, value=value, born=revision.number
        )


def _refuse_archived(transcript: Transcript) -> None:
    if transcript.archived_at:
        raise Invalid(_("This transcript is archived. A lead can take it out of the archive."))


def _current(transcript: Transcript, by: Member) -> Assignment | None:
    passes = Assignment.objects.current().filter(transcript=transcript, coder=by)
    return passes.select_related("round").first()


def _own_pass(transcript: Transcript, by: Member, revision: Revision) -> Assignment:
    found = _current(transcript, by)
    return found or Assignment.objects.create(transcript=transcript, coder=by, created_at=revision.at)
