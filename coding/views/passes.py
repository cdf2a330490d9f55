"""Done, and the case ratings: plain forms on the coding screen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coding.models import Code
from coding.queries.workspace import CaseRating
from coding.services.operations import Invalid
from coding.services.passes import Done, mark_done, rate, take_back_done
from coding.views.workspace import transcript_of
from interviews.access import Action, for_members
from interviews.models import Member, Participant


@require_POST
@for_members(Action.CODE)
def done(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Mark the transcript done, or take it back."""
    transcript, _text = transcript_of(member, pk)
    try:
        if request.POST.get("done") == "1":
            _say_too_late(request, mark_done(transcript, by=member))
        else:
            take_back_done(transcript, by=member)
    except Invalid as error:
        return HttpResponse(str(error), status=422)
    return redirect(f"{_address(member, pk)}#pass")


def _say_too_late(request: HttpRequest, done: Done) -> None:
    if done.too_late and done.assignment.round:
        messages.warning(
            request,
            _("“%(round)s” closed before: this transcript is done, but no part of the round’s numbers.")
            % {"round": done.assignment.round.name},
        )


@require_POST
@for_members(Action.CODE)
def rate_participant(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Put a participant on a code's scale; answers the form again for the page's module, a redirect without it."""
    transcript, _text = transcript_of(member, pk)
    code = get_object_or_404(
        Code.objects.living().in_codebook(), project=member.project_id, key=request.POST.get("code", "")
    )
    participant = get_object_or_404(
        Participant.objects.filter(speakers__transcript=transcript).distinct(), pk=_number(request, "participant")
    )
    value = _number(request, "value")
    try:
        rate(transcript, participant=participant, code=code, value=value, by=member)
    except Invalid as error:
        return HttpResponse(str(error), status=422)
    if not request.headers.get("HX-Request"):
        return redirect(f"{_address(member, pk)}#pass")
    context = {
        "project": member.project,
        "transcript": transcript,
        "rating": CaseRating(code, participant, value),
    }
    return render(request, "coding/workspace/workspace.html#rating", context)


def _number(request: HttpRequest, field: str) -> int | None:
    sent = request.POST.get(field, "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


def _address(member: Member, pk: int) -> str:
    return reverse("workspace", args=[member.project.key, pk])
