"""Talk packs: asking for one, and fetching those that are there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from interviews.access import BLIND, Action, Sight, for_members, sight_of
from interviews.models import Job, Member
from reports.forms.packs import PackForm
from reports.queries.pack.packs import PACK, packs_of
from reports.services.packs import Hidden, start_pack
from reports.views.pages import page as common


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
    context |= {"form": form, "packs": packs_of(member), "hidden": sight_of(member) is not Sight.ALL}
    return render(request, "reports/packs/index.html", context, status=422 if form.is_bound else 200)


@require_safe
@for_members(Action.MAKE_PACKS)
def download(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:  # noqa: ARG001  # as every view
    """The archive of a pack that is whole."""
    if sight_of(member) is not Sight.ALL:
        raise PermissionDenied(str(BLIND))
    job = Job.objects.filter(project=member.project_id, kind=PACK, state=Job.State.DONE, pk=pk).first()
    if job is None or not default_storage.exists(job.result["file"]):
        raise Http404
    name = f"{member.project.key}-talk-pack-snapshot-{job.payload['snapshot']}-{job.payload['language']}.zip"
    content = default_storage.open(job.result["file"])
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
