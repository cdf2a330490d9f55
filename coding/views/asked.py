"""The guide in one transcript: which question was asked where, by proposals and by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from coding.forms.guide import MarkForm
from coding.models import Asked, Question
from coding.queries.asked import guide_in, interviewer_turn
from coding.services.asked import Marking, confirm_proposals, mark, undo_marks
from coding.services.guide import GuideError
from coding.views.guide import page as guide_page
from coding.views.workspace import transcript_of
from interviews.access import Action, for_members, may, require
from interviews.models import Member, Transcript


@for_members(Action.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def transcript(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """The questions with what is marked and proposed; a POST marks one. `?choose=KEY` offers the turns for one."""
    found, _text = transcript_of(member, pk)
    if request.method != "POST":
        return page(request, member, found)
    require(member, Action.CODE)
    form = MarkForm(request.POST)
    if not form.is_valid():
        refusal = str(next(iter(form.non_field_errors()), _("Say which question, and what of it.")))
        return page(request, member, found, refusal=refusal)
    question = Question.objects.filter(project=member.project_id, key=form.cleaned_data["question"]).first()
    if question is None:
        return page(request, member, found, refusal=_("This question is not in the guide."))
    try:
        mark(found, question, by=member, marking=_marking(found, form))
    except GuideError as refusal:
        return page(request, member, found, refusal=str(refusal))
    return redirect(f"{reverse('transcript_guide', args=[member.project.key, pk])}#{question.key}")


@for_members(Action.CODE)
@require_POST
def confirm(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """All that is proposed is asked where it says."""
    found, _text = transcript_of(member, pk)
    try:
        n = confirm_proposals(found, by=member)
        said = ngettext("%(n)s question is marked asked.", "%(n)s questions are marked asked.", n)
        messages.success(request, said % {"n": n})
    except GuideError as refusal:
        messages.error(request, str(refusal))
    return redirect("transcript_guide", member.project.key, pk)


@for_members(Action.CODE)
@require_POST
def undo(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """One's own last step here is taken back."""
    found, _text = transcript_of(member, pk)
    address = reverse("transcript_guide", args=[member.project.key, pk])
    try:
        undone = undo_marks(found, by=member)
    except GuideError as refusal:
        messages.error(request, str(refusal))
        return redirect(address)
    said = ngettext("Undone for %(n)s question.", "Undone for %(n)s questions.", len(undone))
    messages.success(request, said % {"n": len(undone)})
    return redirect(f"{address}#{undone[0].key}" if undone else address)


def page(request: HttpRequest, member: Member, found: Transcript, *, refusal: str = "") -> HttpResponseBase:
    """The page, with why something was refused."""
    found.project = member.project
    context: dict[str, Any] = guide_page(member, part="transcript") | {
        "section": "transcripts",
        "transcript": found,
        "guide": guide_in(found, reader=member),
        "may_mark": may(member, Action.CODE) and found.archived_at is None,
        "choose": request.GET.get("choose", ""),
        "refusal": refusal,
    }
    return render(request, "coding/asked/transcript.html", context, status=422 if refusal else 200)


def _marking(found: Transcript, form: MarkForm) -> Marking | None:
    """What the form says, with the place of its turn. Raises GuideError for a turn that is not the interviewer's."""
    do, index = form.cleaned_data["do"], form.cleaned_data["turn"]
    if do == "open":
        return None
    if do in {"refuse", "not_asked"}:
        return Marking(Asked.Answer.REFUSED if do == "refuse" else Asked.Answer.NOT_ASKED)
    place = None if index is None else interviewer_turn(found, index)
    if index is not None and place is None:
        raise GuideError(_("Turn %(n)s is not the interviewer’s. Choose one of hers.") % {"n": index + 1})
    return Marking(Asked.Answer.ASKED, place, proposed=do == "confirm")
