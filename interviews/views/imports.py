"""Importing transcripts: files are chosen, each is looked at, then a job writes it."""

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from interviews.access import Action, for_members
from interviews.forms.imports import PreviewForm
from interviews.importers import UnreadableFile
from interviews.importers.clean import MEGABYTE, max_bytes
from interviews.models import Job, Member, Upload
from interviews.queries.uploads import Preview, job_of, place_in_batch, preview_of, rest_of_batch, waiting_uploads
from interviews.services.uploads import (
    Refused,
    drop_upload,
    imported_as,
    keep_files,
    save_choices,
    start_import,
)

OPEN = (Job.State.WAITING, Job.State.RUNNING)


@for_members(Action.IMPORT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Choose files. Those that can be read go on to their previews; why the others cannot is told here."""
    refused: list[Refused] = []
    if request.method == "POST":
        files, too_large = _sent(request)
        uploads, unreadable = keep_files(files, by=member, at=timezone.now())
        refused = [*too_large, *unreadable]
        if uploads and not refused:
            return redirect("upload", member.project.key, uploads[0].uid)
        if not files and not refused:
            refused = [Refused("", _("No file was chosen. Choose one or more .txt, .docx or .vtt files."))]
    context = _page(member) | {"refused": refused, "waiting": waiting_uploads(member)}
    return render(request, "interviews/imports/new.html", context, status=422 if refused else 200)


@for_members(Action.IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, member: Member, uid: UUID) -> HttpResponseBase:
    """What one file would become; every choice is kept, nothing is written before it is confirmed."""
    kept = Upload.objects.filter(project=member.project, user=member.user, kind=Upload.Kind.TRANSCRIPT, uid=uid).first()
    if kept is None:
        return _gone(member, uid)
    job = job_of(kept)
    if job and job.state in OPEN:
        return redirect("job", member.project.key, job.pk)
    try:
        preview = preview_of(kept, member.project)
    except UnreadableFile as error:
        messages.error(request, f"{kept.name}: {error}")
        drop_upload(kept)
        return redirect("transcripts_import", member.project.key)
    if request.method == "POST":
        return _act(request, member, kept, preview)
    return _preview(request, member, kept, PreviewForm(preview=preview), failed=job)


def _act(request: HttpRequest, member: Member, kept: Upload, preview: Preview) -> HttpResponseBase:
    form = PreviewForm(request.POST, preview=preview)
    step, _colon, detail = request.POST.get("do", "show").partition(":")
    if step == "skip":
        rest = rest_of_batch(kept, member)
        drop_upload(kept)
        messages.info(request, _("“%(name)s” was passed over.") % {"name": kept.name})
        return _go_on(member, rest)
    save_choices(kept, form.choices() | _changed(kept, preview, step, detail))
    if step in ("confirm", "all"):
        if not form.is_valid():
            return _preview(request, member, kept, form, status=422)
        return _confirm(request, member, kept) if step == "confirm" else _confirm_all(request, member, kept)
    if request.headers.get("HX-Request"):
        fresh = PreviewForm(preview=preview_of(kept, member.project))
        return _preview(request, member, kept, fresh, part="#fragment")
    return redirect("upload", member.project.key, kept.uid)


def _changed(kept: Upload, preview: Preview, step: str, detail: str) -> dict[str, object]:
    """What a button adds to the choices: merge:2:1, apart:2, keep:12, leave:12, alternate, together."""
    labels = {str(number): voice.label for number, voice in enumerate(preview.voices)}
    merged, apart = dict(kept.choices.get("merged", {})), set(kept.choices.get("apart", ()))
    lines = set(kept.choices.get("keep", ()))
    first, _colon, second = detail.partition(":")
    if step == "merge" and first in labels and second in labels:
        merged[labels[first]] = labels[second]
    elif step == "apart" and first in labels:
        merged.pop(labels[first], None)
        apart.add(labels[first])
    elif step in ("keep", "leave") and first.isdecimal():
        lines = lines | {int(first)} if step == "keep" else lines - {int(first)}
    elif step in ("alternate", "together"):
        return {"alternate": step == "alternate", "speakers": {}}
    return {"merged": merged, "apart": sorted(apart), "keep": sorted(lines)}


def _confirm(request: HttpRequest, member: Member, kept: Upload) -> HttpResponseBase:
    rest = rest_of_batch(kept, member)
    job = start_import([kept], by=member)
    job.refresh_from_db()
    if job.state in OPEN and not rest:
        return redirect("job", member.project.key, job.pk)
    if job.state == Job.State.FAILED:
        messages.error(request, f"{kept.name}: {job.message}")
        return redirect("upload", member.project.key, kept.uid)
    if not rest:
        messages.success(request, _("“%(name)s” is imported.") % {"name": kept.name})
        return redirect(job.result["url"])
    said = _("“%(name)s” is being imported.") if job.state in OPEN else _("“%(name)s” is imported.")
    messages.success(request, said % {"name": kept.name})
    return _go_on(member, rest)


def _confirm_all(request: HttpRequest, member: Member, kept: Upload) -> HttpResponseBase:
    """This file as chosen and the others of its batch as found; those that the project has already stay."""
    rest = [one for one in rest_of_batch(kept, member) if not _is_twin(one, member)]
    job = start_import([kept, *rest], by=member)
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        return redirect("job", member.project.key, job.pk)
    count = len(rest) + 1
    told = ngettext("%(n)s transcript is imported.", "%(n)s transcripts are imported.", count)
    messages.success(request, told % {"n": count})
    return redirect(job.result["url"])


def _is_twin(kept: Upload, member: Member) -> bool:
    preview = preview_of(kept, member.project)
    return bool(preview.twin or preview.twin_upload)


def _go_on(member: Member, rest: list[Upload]) -> HttpResponseBase:
    if rest:
        return redirect("upload", member.project.key, rest[0].uid)
    return redirect("project", member.project.key)


def _gone(member: Member, uid: UUID) -> HttpResponseBase:
    transcript = imported_as(uid, member.project)
    if transcript is None:
        raise Http404
    return redirect("transcript", member.project.key, transcript.pk)


def _preview(
    request: HttpRequest,
    member: Member,
    kept: Upload,
    form: PreviewForm,
    *,
    failed: Job | None = None,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    place, of = place_in_batch(kept)
    context = _page(member) | {
        "upload": kept,
        "place": place,
        "of": of,
        "form": form,
        "preview": form.preview,
        "rest": len(rest_of_batch(kept, member)),
        "failed": failed,
        "fragment": bool(part),
        "address": reverse("upload", args=[member.project.key, kept.uid]),
    }
    response = render(request, f"interviews/imports/upload.html{part}", context, status=status)
    response["Vary"] = "HX-Request"
    return response


def _sent(request: HttpRequest) -> tuple[list[tuple[str, bytes]], list[Refused]]:
    files, too_large = [], []
    for sent in request.FILES.getlist("files"):
        assert isinstance(sent, UploadedFile)  # noqa: S101  # what Django gives here
        name = (sent.name or _("file without a name"))[-255:]
        if (sent.size or 0) > max_bytes():
            told = _("This file has %(size)s MB; the limit is %(limit)s MB. Split it, or save it without pictures.")
            numbers = {"size": -(-(sent.size or 0) // MEGABYTE), "limit": max_bytes() // MEGABYTE}
            too_large.append(Refused(name, told % numbers))
        else:
            files.append((name, sent.read()))
    return files, too_large


def _page(member: Member) -> dict[str, object]:
    return {"project": member.project, "member": member, "section": "transcripts"}
