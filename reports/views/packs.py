"""Talk packs: asking for one, and fetching those that are there."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interviews.access import BLIND, Action, Sight, for_members, sight_of
from interviews.models import Member
from reports.forms.packs import PackForm
from reports.queries.pack.packs import MadePack, pack_by, packs_of
from reports.services.pack_files import delete_pack, restore_pack
from reports.services.packs import Hidden, start_pack
from reports.views.pages import page as common

LONGEST_NUMBER = 19


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Action.MAKE_PACKS)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """What a pack is, the form that asks for one, and those there are."""
    form = PackForm(request.POST or None, reader=member, initial={"language": translation.get_language()})
    if form.is_bound and form.is_valid():
        try:
            job = start_pack(by=member, **form.cleaned_data)
        except Hidden as error:
            raise PermissionDenied(str(BLIND)) from error
        return redirect("job", member.project.key, job.pk)
    context: dict[str, Any] = common(member, current="packs")
    context |= {
        "form": form,
        "packs": packs_of(member),
        "hidden": sight_of(member) is not Sight.ALL,
        "deleted": _deleted(request, member),
    }
    return render(request, "reports/packs/index.html", context, status=422 if form.is_bound else 200)


@require_safe
@for_members(Action.MAKE_PACKS)
def download(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:  # noqa: ARG001  # as every view
    """The archive of a pack that is whole."""
    pack = _pack_or_404(member, pk)
    job = pack.job
    if not pack.is_done or not default_storage.exists(job.result["file"]):
        raise Http404
    name = f"{member.project.key}-talk-pack-snapshot-{job.payload['snapshot']}-{job.payload['language']}.zip"
    content = default_storage.open(job.result["file"])
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@for_members(Action.MAKE_PACKS)
def delete(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """No longer offered; the list offers to bring it back. One that is being made stays."""
    pack = _pack_or_404(member, pk)
    if not pack.is_over:
        messages.error(request, _("This pack is being made. It can be deleted when it is whole."))
        return redirect("packs", member.project.key)
    delete_pack(pack.job, by=member, at=timezone.now())
    return redirect(f"{reverse('packs', args=[member.project.key])}?deleted={pk}")


@require_POST
@for_members(Action.MAKE_PACKS)
def restore(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Offer it again, as long as its archive is there; one that is offered stays."""
    pack = _pack_or_404(member, pk, deleted=None)
    if pack.is_done and not default_storage.exists(pack.job.result["file"]):
        messages.error(request, _("The day is over and the pack is gone. Make it again from its snapshot."))
    elif pack.is_deleted:
        restore_pack(pack.job, by=member)
    return redirect("packs", member.project.key)


def _pack_or_404(member: Member, pk: int, *, deleted: bool | None = False) -> MadePack:
    if sight_of(member) is not Sight.ALL:
        raise PermissionDenied(str(BLIND))
    found = pack_by(member, pk)
    if found is None or deleted not in {None, found.is_deleted}:
        raise Http404
    return found


def _deleted(request: HttpRequest, member: Member) -> MadePack | None:
    """The pack that was just deleted, if the address names one that is still to be brought back."""
    said = request.GET.get("deleted", "")
    pack = pack_by(member, int(said)) if said.isdecimal() and len(said) < LONGEST_NUMBER else None
    return pack if pack and pack.is_deleted else None
