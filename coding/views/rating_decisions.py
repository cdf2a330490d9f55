"""Case ratings of a closed round that differ, and the form of each that decides it."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coding.forms.disagreements import number as number_of
from coding.models import Decision, RatingDecision, Round
from coding.queries.rating_differences import RatingDifference, rating_differences
from coding.services.operations import CodingError, Conflict
from coding.services.rating_decisions import settle_rating, undo_rating_decision
from coding.views.agreement import page
from coding.views.disagreements import computed_round_or_404, op_of
from interviews.access import Action, for_members
from interviews.models import Member


@require_http_methods(["GET", "POST"])
@for_members(Action.DECIDE)
def index(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """All that differ, the open ones first; a form decides one."""
    closed = computed_round_or_404(member, number)
    if closed is None:
        return redirect("agreement", member.project.key, number)
    if request.method == "GET":
        return _list(request, member, closed)
    differences = rating_differences(closed, reader=member)
    asked = next((one for one in differences if one.key == request.POST.get("rating", "")), None)
    if asked is None:
        return _list(request, member, closed, refusal=_("Choose a participant whose ratings differ."))
    try:
        settle_rating(
            asked,
            closed=closed,
            by=member,
            value=number_of(request.POST.get("value", "")),
            reason=request.POST.get("reason", ""),
            manner=request.POST.get("manner", Decision.Manner.ALONE),
            op=op_of(request),
        )
    except CodingError as refusal:
        return _list(request, member, closed, asked=asked, refusal=str(refusal), clash=isinstance(refusal, Conflict))
    messages.success(
        request, _("Decided: %(code)s of %(name)s.") % {"code": asked.code.label, "name": asked.participant}
    )
    return redirect(_address(member, number))


@require_POST
@for_members(Action.DECIDE)
def undo(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Take the decision back that the form names."""
    closed = computed_round_or_404(member, number)
    if closed is None:
        return redirect("agreement", member.project.key, number)
    named = RatingDecision.objects.visible_to(member).filter(round=closed)
    decision = named.filter(pk=number_of(request.POST.get("decision", "")) or 0).first()
    if decision is None:
        return _list(request, member, closed, refusal=_("There is no such decision here any more."), clash=True)
    try:
        undo_rating_decision(decision, by=member)
    except Conflict as refusal:
        return _list(request, member, closed, refusal=str(refusal), clash=True)
    messages.success(request, _("Undone: the rating is open again."))
    return redirect(_address(member, number))


def _address(member: Member, number: int) -> str:
    return reverse("rating_differences", args=[member.project.key, number])


def _list(
    request: HttpRequest,
    member: Member,
    closed: Round,
    *,
    asked: RatingDifference | None = None,
    refusal: str = "",
    clash: bool = False,
) -> HttpResponse:
    differences = rating_differences(closed, reader=member)
    decided = sum(one.standing is not None for one in differences)
    context = page(member, closed, current="ratings") | {
        "differences": sorted(differences, key=lambda one: one.standing is not None),
        "decided": decided,
        "manners": Decision.Manner.choices,
        "asked": asked.key if asked else "",
        "sent": request.POST,
        "refusal": refusal,
        "op": uuid4(),
    }
    status = 200 if not refusal else 409 if clash else 422
    return render(request, "coding/rating_decisions/index.html", context, status=status)
