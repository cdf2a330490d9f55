"""Participants: the sheet, its cells, one person's page, deleting and bringing back, files."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interviews.access import Action, for_members
from interviews.exporters import KINDS
from interviews.forms.participants import ParticipantForm
from interviews.models import Member, Participant
from interviews.queries.banding import bandings_of
from interviews.queries.participant_table import participant_table
from interviews.queries.participants import attributes_of, deleted_participants, sheet_of, values_of_one
from interviews.services import participants
from interviews.services.participant_values import ChangedCells, UnreadableCells
from interviews.views.participant_pages import page, sheet_page


@for_members(Action.SEE)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """All participants with their values, in one sheet that leads edit in place."""
    sheet = sheet_of(member.project)
    context = sheet_page(member, sheet) | {
        "bandings": bandings_of(sheet),
        "deleted": deleted_participants(member.project),
    }
    return render(request, "interviews/participants/index.html", context)


@for_members(Action.EDIT_PARTICIPANTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Add a participant, with values."""
    attributes = attributes_of(member.project)
    form = ParticipantForm(request.POST or None, attributes=attributes, values={})
    if request.method == "POST" and form.is_valid() and _is_saved(form, member, None):
        messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["pseudonym"]})
        return redirect("participants", member.project.key)
    context = page(member) | {"form": form}
    return render(request, "interviews/participants/new.html", context, status=422 if form.is_bound else 200)


@for_members(Action.EDIT_PARTICIPANTS)
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """One participant: pseudonym and values in a form, and deleting."""
    participant = get_object_or_404(Participant.objects.living(), pk=pk, project=member.project)
    form = ParticipantForm(
        request.POST or None,
        attributes=attributes_of(member.project),
        values=values_of_one(participant),
        initial={"pseudonym": participant.pseudonym},
    )
    if request.method == "POST" and form.is_valid() and _is_saved(form, member, participant):
        messages.success(request, _("%(name)s: saved.") % {"name": participant.pseudonym})
        return redirect("participants", member.project.key)
    context = page(member) | {
        "form": form,
        "participant": participant,
        "consequence": participants.consequence_of_deleting(participant),
    }
    return render(request, "interviews/participants/detail.html", context, status=422 if form.is_bound else 200)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def delete(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Take a participant out of lists and reports; the sheet keeps the way back."""
    participant = get_object_or_404(Participant.objects.living(), pk=pk, project=member.project)
    participants.delete_participant(participant, by=member, at=timezone.now())
    said = _("%(name)s is deleted. Values are kept; “Bring back” below the sheet undoes this.")
    messages.success(request, said % {"name": participant.pseudonym})
    return redirect("participants", member.project.key)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def restore(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Bring a deleted participant back, with the values of then."""
    participant = get_object_or_404(Participant, pk=pk, project=member.project)
    try:
        participants.restore_participant(participant, by=member)
        messages.success(request, _("%(name)s is back.") % {"name": participant.pseudonym})
    except participants.ParticipantError as refusal:
        messages.error(request, str(refusal))
    return redirect("participants", member.project.key)


@for_members(Action.EXPORT)
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:  # noqa: ARG001
    """The sheet as a file that the import reads back."""
    if kind not in KINDS:
        raise Http404
    content = KINDS[kind].write(participant_table(member.project))
    response = HttpResponse(content, content_type=KINDS[kind].CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{member.project.key}-participants.{kind}"'
    return response


def _is_saved(form: ParticipantForm, member: Member, participant: Participant | None) -> bool:
    """Write what the valid form says; False, with the reason beside its field, where it is refused."""
    try:
        participants.save_participant(
            participant, by=member, pseudonym=form.cleaned_data["pseudonym"], changes_of=form.changes
        )
    except participants.ParticipantError as refusal:
        form.add_error("pseudonym", str(refusal))
    except (UnreadableCells, ChangedCells) as refusal:
        form.tell(refusal.problems)
    else:
        return True
    return False
