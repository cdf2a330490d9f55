"""Codes that are newer than what was done: the list, and a coder's word that she went through again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from coding.models import Code
from coding.queries.codebook import codebook_of
from coding.queries.recheck import recheck_overview, to_recheck
from coding.services.operations import Invalid
from coding.services.recheck import recheck, take_back_recheck
from coding.views.codebook import page
from coding.views.workspace import transcript_of
from interviews.access import Action, Sight, for_members, may, sight_of
from interviews.models import Member


@for_members(Action.SEE)
@require_safe
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """One's own transcripts to recheck, and how far everybody is for those who see all work."""
    everybody = sight_of(member) is Sight.ALL
    context = page(member, codebook_of(member.project), tab="recheck") | {
        "recheck": to_recheck(member),
        "may_code": may(member, Action.CODE),
        "overview": recheck_overview(member) if everybody else None,
    }
    return render(request, "coding/recheck/index.html", context)


@for_members(Action.CODE)
@require_POST
def transcript(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """The transcript is rechecked for one code, or for all that wait; with `undo` that is taken back."""
    found, _text = transcript_of(member, pk)
    code = code_or_404(member, request.POST.get("code", ""))
    try:
        if "undo" in request.POST:
            take_back_recheck(found, by=member, code=code)
        else:
            n = recheck(found, by=member, code=code)
            said = ngettext("Rechecked for %(n)s code: %(title)s.", "Rechecked for %(n)s codes: %(title)s.", n)
            messages.success(request, said % {"n": n, "title": found.title})
    except Invalid as refusal:
        messages.error(request, str(refusal))
    if request.POST.get("back") == "workspace":
        return redirect("workspace", member.project.key, pk)
    return redirect("recheck", member.project.key)


def code_or_404(member: Member, key: str) -> Code | None:
    """The code of this key; None for no key, which means all codes."""
    if not key:
        return None
    node = codebook_of(member.project).by_key.get(key)
    if node is None:
        raise Http404
    return node.code
