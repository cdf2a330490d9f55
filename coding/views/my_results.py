"""A coder's page on a closed round, to learn from."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coding.models import Round
from coding.queries.my_results import may_see_mine, mine, shown
from interviews.access import Action, for_members
from interviews.models import Member

PER_PAGE = 20


@require_safe
@for_members(Action.CODE)
def index(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Where she and the others differed, text by text; the reason where it is not for her to see."""
    rounds = Round.objects.filter(project=member.project_id, deleted_at=None).select_related("snapshot")
    round_ = rounds.filter(number=number).first()
    if round_ is None:
        raise Http404
    found = Paginator(mine(member, round_), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "project": member.project,
        "member": member,
        "section": "rounds",
        "round": round_,
        "is_shown": may_see_mine(member, round_),
        "page": found,
        "rows": [*shown([*found.object_list], member)],
    }
    return render(request, "coding/my_results/index.html", context)
