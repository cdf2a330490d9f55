"""Saved queries: the list, opening one, saving, another name, another query, deleting and bringing back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Action, for_members, may
from interviews.models import Member
from reports.forms.asked import Unanswerable, basis_asked
from reports.forms.query import AskedQuery, NameForm, read_asked_query
from reports.models import SavedQuery
from reports.queries.basis.basis import UnknownBasis
from reports.queries.query.query import as_address, as_document, read_query
from reports.queries.query.saved import may_change, saved_queries
from reports.services import queries as services
from reports.views.pages import page as common
from reports.views.query import address_of


@require_safe
@for_members(Action.SEE_REPORTS)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """All that the member may see; `?deleted=UID` shows the way back right after a deletion."""
    gone = None
    if (deleted := _uid(request.GET.get("deleted", ""))) is not None:
        gone = SavedQuery.objects.visible_to(member).exclude(deleted_at=None).filter(uid=deleted).first()
    context = common(member, current="query") | {
        "saved": saved_queries(member),
        "gone": gone if gone and may_change(gone, member) else None,
        "may_save": may(member, Action.SAVE_QUERIES),
    }
    return render(request, "reports/saved_queries/index.html", context)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@for_members(Action.SEE_REPORTS)
def saved_query(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:  # noqa: ARG001  # it leads on
    """To its page, under its basis where the member has it, else under her own."""
    saved = saved_or_404(member, uid)
    try:
        basis = basis_asked(saved.basis, reader=member).key
    except UnknownBasis:
        basis = ""
    return redirect(address_of(member, as_address(read_query(saved.query), basis=basis, saved=str(uid))))


def saved_or_404(member: Member, uid: UUID) -> SavedQuery:
    found = SavedQuery.objects.visible_to(member).living().filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def own_or_403(member: Member, uid: UUID, *, deleted: bool = False) -> SavedQuery:
    """One that the member may change; a deleted one too, where it is asked for."""
    seen = SavedQuery.objects.visible_to(member)
    found = (seen if deleted else seen.living()).filter(uid=uid).first()
    if found is None:
        raise Http404
    if not may_change(found, member):
        raise PermissionDenied(
            _("Only who saved a query changes it, and owners and leads. Save it under another name.")
        )
    return found


@require_POST
@for_members(Action.SAVE_QUERIES)
def save(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The query of the form under a new name."""
    asked = _asked(request, member)
    form = NameForm(request.POST)
    if asked.query.empty:
        messages.error(request, _("Choose a code first: an empty query is not saved."))
        return redirect(address_of(member, asked.address()))
    if not form.is_valid():
        messages.error(request, _("Give the query a name of at most 120 characters."))
        return redirect(address_of(member, asked.address()))
    made = services.save_query(form.cleaned_data["name"], as_document(asked.query), basis=asked.basis.key, by=member)
    messages.success(request, _("The query is saved. Its answer is computed anew for whoever opens it."))
    return redirect(address_of(member, asked.address(saved=str(made.uid))))


def _asked(request: HttpRequest, member: Member) -> AskedQuery:
    try:
        return read_asked_query(request.POST.dict(), reader=member)
    except Unanswerable as error:
        raise Http404 from error


@require_POST
@for_members(Action.SAVE_QUERIES)
def change(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:
    """The query of the form under the name that is there."""
    saved, asked = own_or_403(member, uid), _asked(request, member)
    if asked.query.empty:
        messages.error(request, _("Choose a code first: an empty query is not saved."))
    else:
        services.change_query(saved, as_document(asked.query), basis=asked.basis.key, by=member)
        messages.success(request, _("The changes are saved."))
    return redirect(address_of(member, asked.address(saved=str(uid))))


@require_POST
@for_members(Action.SAVE_QUERIES)
def rename(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:
    saved, form = own_or_403(member, uid), NameForm(request.POST)
    if form.is_valid():
        services.rename_query(saved, form.cleaned_data["name"], by=member)
    else:
        messages.error(request, _("Give the query a name of at most 120 characters."))
    return redirect("saved_queries", member.project.key)


@require_POST
@for_members(Action.SAVE_QUERIES)
def delete(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:  # noqa: ARG001  # a POST without fields
    """Out of sight; the list offers to bring it back."""
    services.delete_query(own_or_403(member, uid), by=member, at=timezone.now())
    return redirect(f"{reverse('saved_queries', args=[member.project.key])}?deleted={uid}")


@require_POST
@for_members(Action.SAVE_QUERIES)
def restore(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:  # noqa: ARG001  # a POST without fields
    services.restore_query(own_or_403(member, uid, deleted=True), by=member)
    return redirect("saved_query", member.project.key, uid)
