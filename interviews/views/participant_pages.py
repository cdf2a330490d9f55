"""What the participants' pages have in common."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from interviews.access import Action, may
from interviews.models import Member
from interviews.queries.participants import ParticipantSheet


def page(member: Member) -> dict[str, object]:
    """What every page of this section needs."""
    return {"project": member.project, "member": member, "section": "participants"}


def sheet_page(member: Member, sheet: ParticipantSheet) -> dict[str, object]:
    """What the sheet and its parts need."""
    return page(member) | {"sheet": sheet, "edits": may(member, Action.EDIT_PARTICIPANTS)}


def preview_page(request: HttpRequest, template: str, context: dict[str, object], *, status: int = 0) -> HttpResponse:
    """A preview: whole, or for the script only what its choices change."""
    is_part = bool(request.headers.get("HX-Request"))
    status = status or (422 if request.method == "POST" else 200)
    response = render(request, template + "#fragment" * is_part, context | {"fragment": is_part}, status=status)
    response["Vary"] = "HX-Request"
    return response
