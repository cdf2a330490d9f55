"""Deciding the value of a participant whom coders rated differently, and undoing it. Their ratings stay as they are."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coding.models import Decision, RatingDecision, Round
from coding.queries.rating_differences import RatingDifference
from coding.services.decisions import LONGEST_REASON
from coding.services.operations import Conflict, Invalid
from interviews.access import Action, require
from interviews.models import Member
from interviews.services.revisions import record
from interviews.services.writing import in_line


def settle_rating(
    difference: RatingDifference,
    *,
    closed: Round,
    by: Member,
    value: int | None,
    reason: str = "",
    manner: str = Decision.Manner.ALONE,
    op: UUID | None = None,
) -> None:
    """Decide: the value stands under consensus from now on. `op` is the client's uid of the action: sent again, it
    answers as the first time.

    Raises Invalid with the reason, Conflict where somebody else was faster; nothing is written then.
    """
    require(by, Action.DECIDE)
    if value not in {level.value for level in difference.levels}:
        raise Invalid(_("Choose a value of the scale."))
    if manner not in Decision.Manner.values or len(reason) > LONGEST_REASON:
        raise Invalid(_("Say in up to 2,000 characters why, and who decided: alone, in discussion, a third person."))
    about = {"round": closed.pk, "code": difference.code.pk, "participant": difference.participant.pk}
    try:
        with in_line(), transaction.atomic():
            revision = record(by.project, actor=by.user, verb="rating_decision.made", op=op, summary=about)
            RatingDecision.objects.create(
                round=closed,
                participant=difference.participant,
                code=difference.code,
                value=value,
                seen=[*difference.seen],
                reason=reason.strip(),
                manner=manner,
                by=by,
                at=revision.at,
            )
    except IntegrityError as clash:
        _refuse_unless_mine(difference, value=value, by=by, clash=clash)


def _refuse_unless_mine(difference: RatingDifference, *, value: int | None, by: Member, clash: IntegrityError) -> None:
    """Nothing where what stands is one's own, sent twice."""
    standing = RatingDecision.objects.visible_to(by).living().select_related("by__user")
    first = standing.filter(participant=difference.participant, code=difference.code).first()
    if first is None:
        raise Conflict(_("The decision was not saved. Reload the page and try again.")) from clash
    if (first.by_id, first.value) != (by.pk, value):
        raise Conflict(_("%(name)s has decided this one in the meantime.") % {"name": first.by}) from clash


def undo_rating_decision(decision: RatingDecision, *, by: Member) -> None:
    """Take it back: the value is open again. Whoever decides may, also of another's. Raises Conflict where it was
    undone before.
    """
    require(by, Action.DECIDE)
    with in_line(), transaction.atomic():
        revision = record(
            by.project, actor=by.user, verb="rating_decision.undone", summary={"decisions": [decision.pk]}
        )
        living = RatingDecision.objects.visible_to(by).living().filter(pk=decision.pk)
        if not living.update(undone_at=revision.at):
            raise Conflict(_("This decision was undone before."))
