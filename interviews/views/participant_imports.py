"""Participants from a table: choose the file, look at what it becomes, confirm."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interviews.access import Action, for_members
from interviews.forms.participant_imports import ParticipantColumnsForm
from interviews.forms.sheets import SheetFileForm
from interviews.importers.errors import UnreadableFile
from interviews.importers.participants import ParticipantsDraft, read_participants
from interviews.importers.sheets import Sheet, first_rows, read_sheet
from interviews.models import Member, Upload
from interviews.queries.participant_plan import fields_of, plan_of
from interviews.queries.uploads import is_imported, sheets_of
from interviews.services.participant_imports import import_participants
from interviews.services.uploads import drop_upload, keep_sheet
from interviews.views.participant_pages import page, preview_page

SHOWN_ROWS = 200


@for_members(Action.EDIT_PARTICIPANTS)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Choose a table; one that can be read goes on to its preview."""
    form = SheetFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = keep_sheet(form.cleaned_data["file"].name, form.content, by=member, kind=Upload.Kind.PARTICIPANTS)
        return redirect("participants_upload", member.project.key, kept.uid)
    status = 422 if request.method == "POST" else 200
    return render(request, "interviews/participants/import.html", page(member) | {"form": form}, status=status)


@for_members(Action.EDIT_PARTICIPANTS)
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:
    """What the table becomes; the choices are in the address. Confirming writes it."""
    if request.method == "POST" and is_imported(member, uid):
        messages.info(request, _("This file is imported already."))
        return redirect("participants", member.project.key)
    kept = get_object_or_404(sheets_of(member, Upload.Kind.PARTICIPANTS), uid=uid)
    choices = request.POST if request.method == "POST" else request.GET
    sheet = _sheet(kept, choices.get("sheet"))
    fields = fields_of(member.project)
    form = ParticipantColumnsForm(choices, sheet=sheet, fields=fields)
    draft = read_participants(sheet, form.titles, {} if form.problem else form.roles, fields, adding=form.is_adding)
    if request.method == "POST" and not form.problem:
        return _confirmed(request, member, kept, form, draft)
    plan = plan_of(member.project, draft, creating=form.is_creating)
    context = page(member) | {
        "upload": kept, "form": form, "plan": plan, "rows": plan.rows[:SHOWN_ROWS],
        "more": max(0, len(plan.rows) - SHOWN_ROWS), "problems": draft.problems[:SHOWN_ROWS],
        "problem_count": len(draft.problems), "raw": first_rows(sheet, form.titles),
    }  # fmt: skip
    return preview_page(request, "interviews/participants/preview.html", context)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def discard(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:  # noqa: ARG001
    """Leave the import: nothing was written."""
    drop_upload(get_object_or_404(sheets_of(member, Upload.Kind.PARTICIPANTS), uid=uid))
    return redirect("participants", member.project.key)


def _sheet(kept: Upload, name: str | None) -> Sheet:
    """The chosen sheet of the file, or its first."""
    with kept.file.open("rb") as file:
        content = file.read()
    try:
        return read_sheet(kept.name, content, sheet=name or None)
    except UnreadableFile:
        return read_sheet(kept.name, content)


def _confirmed(
    request: HttpRequest, member: Member, kept: Upload, form: ParticipantColumnsForm, draft: ParticipantsDraft
) -> HttpResponseBase:
    """Write the draft and say what came of it."""
    outcome = import_participants(member, draft, creating=form.is_creating, upload=kept)
    if outcome.new or outcome.changed or outcome.attributes:
        said = _("Participants added: %(new)s. Changed: %(changed)s. Attributes created: %(attributes)s.")
        counts = {"new": outcome.new, "changed": outcome.changed, "attributes": outcome.attributes}
        messages.success(request, said % counts)
    else:
        messages.info(request, _("Nothing changed: all of it is in the sheet already."))
    return redirect("participants", member.project.key)
