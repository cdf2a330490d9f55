"""The two flags that make people blind, recomputed from the rounds: one place, whatever happened to a round."""

from django.db.models import Q

from coding.models import Assignment, Round
from interviews.models import Member, Project


def refresh_blindness(project: Project) -> None:
    """Set `Project.round_is_open`, and `Member.is_blind` of everyone with a pass in an open round.

    Also of those who left the project: they may come back while the round is open. Call it inside a transaction.
    """
    open_rounds = Round.objects.filter(project=project, state=Round.State.OPEN, deleted_at=None)
    project.round_is_open = open_rounds.exists()
    Project.objects.filter(pk=project.pk).update(round_is_open=project.round_is_open)
    passes = Assignment.objects.filter(round__in=open_rounds, withdrawn_at=None)
    at_work = Q(pk__in=passes.values("coder"))
    members = Member.objects.filter(project=project)
    members.filter(at_work, is_blind=False).update(is_blind=True)
    members.filter(~at_work, is_blind=True).update(is_blind=False)
