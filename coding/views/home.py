"""The home of a project. It shows how far the coders are, so it lives above the transcripts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coding.queries.codebook import codebook_of
from coding.queries.home import home_of
from coding.queries.next_steps import next_steps
from interviews.access import Action, for_members, may
from interviews.models import Member
from interviews.queries.projects import DEMO_KEY
from interviews.queries.uploads import waiting_uploads


@require_safe
@for_members(Action.SEE)
def project(request: HttpRequest, member: Member) -> HttpResponse:
    """Transcripts, what to do next, the team; numbered first steps while there is no transcript."""
    home = home_of(member)
    context = {
        "project": member.project,
        "member": member,
        "section": "transcripts",
        "home": home,
        "steps": next_steps(home, member),
        "may_code": may(member, Action.CODE),
        "may_import": may(member, Action.IMPORT),
        "may_invite": may(member, Action.MANAGE_TEAM),
        "may_edit_codebook": may(member, Action.EDIT_CODEBOOK),
        "demo_key": DEMO_KEY,
    }
    template = "project" if home.rows or home.archived else "empty"
    if template == "empty":
        context["codebook"] = codebook_of(member.project)
        context["waiting"] = waiting_uploads(member)
    return render(request, f"coding/home/{template}.html", context)
