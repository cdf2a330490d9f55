"""The codebook from a template or a table, and as a file."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coding.exporters import KINDS
from coding.forms.codebook_import import ColumnsForm
from coding.importers.codebook import CodebookDraft, read_codebook
from coding.importers.codebook_columns import CODE, places
from coding.importers.codebook_indents import indents_of
from coding.queries.codebook import codebook_of
from coding.queries.codebook_table import codebook_table
from coding.services.codebook import CodebookError
from coding.services.codebook_import import import_codes, plan_import
from coding.services.templates import start_from_template
from interviews.access import Action, for_members
from interviews.forms.sheets import SheetFileForm
from interviews.importers.errors import UnreadableFile
from interviews.importers.sheets import Sheet, first_rows, read_sheet
from interviews.models import Member, Upload
from interviews.queries.uploads import is_imported, sheets_of
from interviews.services.uploads import drop_upload, keep_sheet
from interviews.views.participant_pages import preview_page

SHOWN_STEPS = 300


@for_members(Action.EDIT_CODEBOOK)
@require_POST
def template(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Start an empty codebook from a template."""
    try:
        start_from_template(member, name=request.POST.get("template", ""))
        messages.success(request, _("The template’s codes are in. Change what does not fit your study."))
    except CodebookError as refusal:
        messages.error(request, str(refusal))
    return redirect("codebook", member.project.key)


@for_members(Action.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Choose a table; one that can be read goes on to its preview."""
    form = SheetFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = keep_sheet(form.cleaned_data["file"].name, form.content, by=member, kind=Upload.Kind.CODEBOOK)
        return redirect("codebook_upload", member.project.key, kept.uid)
    status = 422 if request.method == "POST" else 200
    return render(request, "coding/codebook/import.html", page(member) | {"form": form}, status=status)


@for_members(Action.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:
    """What the table becomes; the columns' roles are in the address. Confirming writes it."""
    if request.method == "POST" and is_imported(member, uid):
        messages.info(request, _("This file is imported already."))
        return redirect("codebook", member.project.key)
    kept = get_object_or_404(sheets_of(member, Upload.Kind.CODEBOOK), uid=uid)
    choices = request.POST if request.method == "POST" else request.GET
    context, status = page(member) | {"upload": kept}, 200
    with kept.file.open("rb") as file:
        content = file.read()
    sheet = read_sheet(kept.name, content)
    form = ColumnsForm(choices, sheet=sheet)
    context |= {"form": form, "raw": first_rows(sheet, form.titles)}
    try:
        draft = drafted(form, sheet, content, language=member.project.language)
        if request.method == "POST":
            return confirmed(request, member, kept, draft)
        context |= shown(member, draft)
    except (UnreadableFile, CodebookError) as refusal:
        context["refusal"], status = str(refusal), 422
    return preview_page(request, "coding/codebook/preview.html", context, status=status)


@for_members(Action.EDIT_CODEBOOK)
@require_POST
def discard(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:  # noqa: ARG001
    """Leave the import: nothing was written."""
    drop_upload(get_object_or_404(sheets_of(member, Upload.Kind.CODEBOOK), uid=uid))
    return redirect("codebook", member.project.key)


@for_members(Action.EXPORT)
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:  # noqa: ARG001
    """The codebook as a table that can be read in again."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    title = _("Codebook")
    if member.project.fictional:
        title = f"{title} ({_('Fictional study')})"
    table = codebook_table(codebook_of(member.project), title=title)
    response = HttpResponse(KINDS[kind].write(table), content_type=KINDS[kind].CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{member.project.key}-codebook.{kind}"'
    return response


def drafted(form: ColumnsForm, sheet: Sheet, content: bytes, *, language: str) -> CodebookDraft:
    """The table as the chosen columns read it."""
    codes = places(form.roles, CODE)
    indents = indents_of(content, sheet=sheet.name, column=codes[0]) if len(codes) == 1 else {}
    return read_codebook(sheet, form.titles, form.roles, language=language, indents=indents)


def confirmed(request: HttpRequest, member: Member, kept: Upload, draft: CodebookDraft) -> HttpResponseBase:
    """Write the draft, forget the file, say what came of it."""
    with transaction.atomic():
        outcome = import_codes(member, draft, language=member.project.language, op=kept.uid)
        drop_upload(kept)
    if outcome.new or outcome.changed:
        said = _("Codes created: %(new)s. Codes changed: %(changed)s.")
        messages.success(request, said % {"new": outcome.new, "changed": outcome.changed})
    else:
        messages.info(request, _("Nothing changed: all of it is in the codebook already."))
    return redirect("codebook", member.project.key)


def shown(member: Member, draft: CodebookDraft) -> dict[str, object]:
    """What the preview shows: the first steps, the counts, the problems."""
    steps = plan_import(codebook_of(member.project), draft, language=member.project.language)
    counts = Counter(step.action for step in steps)
    lines = [(step, len(draft.path(place)) - 1) for place, step in enumerate(steps[:SHOWN_STEPS])]
    return {
        "lines": lines,
        "more": max(0, len(steps) - SHOWN_STEPS),
        "new": counts["new"],
        "changed": counts["changed"],
        "same": counts["same"],
        "problems": draft.problems,
        "problem_count": len(draft.problems),
    }


def page(member: Member) -> dict[str, object]:
    """What every page of the import needs."""
    return {"project": member.project, "member": member, "section": "codebook"}
