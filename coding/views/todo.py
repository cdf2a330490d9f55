"""A coder's list: what was given to her in open rounds, what to recheck, and what became of her proposals."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coding.queries.proposals import own_proposals
from coding.queries.recheck import to_recheck
from coding.queries.todo import todo_of
from interviews.access import Action, Sight, for_members, sight_of
from interviews.models import Member


@require_safe
@for_members(Action.CODE)
def todo(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The page; it shows the member's own work and nobody else's, whatever her role."""
    context = {
        "project": member.project,
        "member": member,
        "section": "todo",
        "todo": todo_of(member, today=timezone.localdate()),
        "recheck": to_recheck(member),
        "proposals": own_proposals(member),
        "is_blind": member.project.round_is_open and sight_of(member) is Sight.OWN,
    }
    return render(request, "coding/todo/todo.html", context)
