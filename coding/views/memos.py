"""Memos: the list with its search and files, and what one does to a memo."""

from dataclasses import replace
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coding.exporters import KINDS
from coding.forms.memos import FilterForm, MemoForm
from coding.models import Code, Coding, Memo
from coding.queries.memos import memo_of, memos_of, memos_table, places_for_memos
from coding.services.memos import MemoError, delete_memo, edit_memo, must_be_author, restore_memo, write_memo
from interviews.access import Action, for_members, may
from interviews.models import Member, Participant, Transcript

PER_PAGE = 50


@for_members(Action.SEE)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """All memos one may read; with `?on=KIND:ID` those on one thing, and the form to add another.

    `?deleted=UID` offers the way back right after a deletion.
    """
    filters = FilterForm(request.GET, member=member)
    on = request.GET.get("on", "")
    thing = thing_named(member, on) if on else None
    notes = memos_of(member, replace(filters.wanted, thing=thing))
    context = {
        **page(member),
        "filters": filters,
        "filtered": any(request.GET.get(name) for name in ("q", "kind", "author")),
        "page": Paginator(notes, PER_PAGE).get_page(request.GET.get("page")),
        "just_deleted": deleted_one(request, member),
        "back": safe_back(request, request.GET.get("back", "")),
        "on": on,
        "thing": thing.transcript if isinstance(thing, Coding) else thing,
        "places": [] if on else places_for_memos(member),
    }
    return render(request, "coding/memos/index.html", context)


@for_members(Action.WRITE_MEMOS)
@require_POST
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Write a memo on what `on` names ("project", "code:KEY", "coding:UID", ...), then go back where one was."""
    thing = thing_named(member, request.POST.get("on", ""))
    form = MemoForm(request.POST)
    try:
        memo = write_memo(member, request.POST.get("text", ""), on=thing)
    except MemoError as refusal:
        form.is_valid()
        form.add_error("text", str(refusal))
        context = page(member) | {"form": form, "on": request.POST.get("on", ""), "back": request.POST.get("next", "")}
        return render(request, "coding/memos/edit.html", context, status=422)
    return redirect(f"{back_to(request, member)}#memo-{memo.uid}")


@for_members(Action.WRITE_MEMOS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:
    """Another text, by the author only."""
    memo = memo_or_404(member, uid)
    must_be_author(memo, member)
    form = MemoForm(request.POST or None, initial={"text": memo.text})
    if request.method == "POST" and form.is_valid():
        try:
            edit_memo(memo, by=member, text=form.cleaned_data["text"])
            return redirect(f"{back_to(request, member)}#memo-{memo.uid}")
        except MemoError as refusal:
            form.add_error("text", str(refusal))
    back = request.POST.get("next") or request.GET.get("next", "")
    context = page(member) | {"form": form, "memo": memo, "back": safe_back(request, back)}
    return render(request, "coding/memos/edit.html", context, status=422 if form.is_bound else 200)


@for_members(Action.WRITE_MEMOS)
@require_POST
def delete(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:
    """Put the memo away; the list then offers the undo, and the way back."""
    memo = memo_or_404(member, uid)
    delete_memo(memo, by=member)
    back = safe_back(request, request.POST.get("next", ""))
    query = request.GET.copy()
    query.update({"deleted": str(uid), "back": back} if back else {"deleted": str(uid)})
    return redirect(f"{reverse('memos', args=[member.project.key])}?{query.urlencode()}")


@for_members(Action.WRITE_MEMOS)
@require_POST
def restore(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:
    """Undo the deletion."""
    restore_memo(memo_or_404(member, uid, deleted=True), by=member)
    return redirect(f"{back_to(request, member)}#memo-{uid}")


@for_members(Action.EXPORT)
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """The memos one may read, with the page's filters, as a file."""
    if kind not in KINDS:
        raise Http404
    notes = memos_of(member, FilterForm(request.GET, member=member).wanted)
    title = _("Memos, %(project)s") % {"project": member.project.name}
    if member.project.fictional:
        title = f"{title} ({_('Fictional study')})"
    response = HttpResponse(KINDS[kind].write(memos_table(notes, title=title)), content_type=KINDS[kind].CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{member.project.key}-memos.{kind}"'
    return response


def page(member: Member) -> dict[str, object]:
    """What every page of memos needs."""
    return {
        "project": member.project,
        "member": member,
        "section": "memos",
        "may_write_memos": may(member, Action.WRITE_MEMOS),
    }


def thing_named(member: Member, name: str) -> Participant | Transcript | Code | Coding | None:
    """What "kind:id" names, reached from the member; None is the project. Http404 for anything else."""
    kind, _colon, key = name.partition(":")
    project = member.project
    found: Participant | Transcript | Code | Coding | None = None
    try:
        if kind == "participant":
            found = Participant.objects.living().filter(project=project, pk=int(key)).first()
        elif kind == "transcript":
            found = Transcript.objects.filter(project=project, pk=int(key)).first()
        elif kind == "code":
            found = Code.objects.in_codebook().filter(project=project, key=key).first()
        elif kind == "coding":
            found = Coding.objects.visible_to(member).filter(uid=UUID(key)).first()
    except ValueError:
        raise Http404 from None
    if found is None and kind != "project":
        raise Http404
    return found


def memo_or_404(member: Member, uid: UUID, *, deleted: bool = False) -> Memo:
    """A memo that the member may read."""
    memo = memo_of(member, uid, deleted=deleted)
    if memo is None:
        raise Http404
    return memo


def deleted_one(request: HttpRequest, member: Member) -> Memo | None:
    """The member's own memo that was just deleted, for its undo."""
    try:
        memo = memo_of(member, UUID(request.GET.get("deleted", "")), deleted=True)
    except ValueError:
        return None
    return memo if memo and memo.author_id == member.pk else None


def safe_back(request: HttpRequest, address: str) -> str:
    """An address of this site, or nothing."""
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}) else ""


def back_to(request: HttpRequest, member: Member) -> str:
    """Where the form asks to go back to; the list of memos otherwise."""
    return safe_back(request, request.POST.get("next", "")) or reverse("memos", args=[member.project.key])
