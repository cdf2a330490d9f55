"""What was decided on a disagreement: the decision that stands, those before it, and how they are told."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from coding.models import Decision, Disagreement, Round
from coding.queries.side_by_side import Lettered
from interviews.models import Member

Outcome = Decision.Outcome


def history_of(disagreement: Disagreement, *, reader: Member) -> list[Decision]:
    """All decisions on it, the last first; those that were undone have their `undone_at`."""
    found = Decision.objects.visible_to(reader).filter(disagreement=disagreement)
    return [*found.select_related("by__user").order_by("-pk")]


def decision_of(number: str, closed: Round, *, reader: Member) -> Decision | None:
    """The reader's own decision that stands on the disagreement of this number."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    mine = Decision.objects.visible_to(reader).living().filter(by=reader, disagreement__round=closed)
    return mine.filter(disagreement__number=int(number)).select_related("disagreement", "by__user").first()


def settled_with(decision: Decision, *, reader: Member) -> int:
    """How many stand that were settled in the same action, itself included: undoing it undoes them all."""
    if not decision.revision:
        return 1
    living = Decision.objects.visible_to(reader).living()
    same = living.filter(revision=decision.revision, disagreement__round__project=reader.project_id)
    return same.count()


def in_words(decision: Decision, sides: Sequence[Lettered]) -> str:
    """The outcome, by letter where one side was kept."""
    if decision.outcome != Outcome.KEEP:
        return str(Outcome(decision.outcome).label)
    letter = next((one.letter for one in sides if one.side.coder == decision.kept_id), "")
    return _("keep %(letter)s") % {"letter": letter}
