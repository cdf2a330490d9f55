"""Versions of the codebook: the list, what changed in one, the document itself, and freezing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coding.forms.versions import FreezeForm
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_of
from coding.queries.versions import canonical, draft_is_open, drafted_document, rounds_by_version, version_in_force
from coding.queries.versions_apart import Apart, apart
from coding.services import versions as services
from coding.services.codebook import CodebookError
from coding.views.codebook import page
from interviews.access import Action, for_members
from interviews.models import Member


@for_members(Action.SEE)
@require_safe
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """All versions, the last one first; above them the draft with what changed."""
    rows = CodebookVersion.objects.filter(project=member.project).select_related("frozen_by__user").order_by("-number")
    rounds = rounds_by_version(member.project)
    context = page(member, codebook_of(member.project), tab="versions") | {
        "versions": [(row, len(row.document.get("codes", ())), rounds.get(row.pk, [])) for row in rows],
        "draft": draft_is_open(member.project),
        "changes": draft_changes(member),
    }
    return render(request, "coding/versions/index.html", context)


@for_members(Action.SEE)
@require_safe
def detail(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """What changed in a version since the one before, or since `?from=N`."""
    version = version_or_404(member, number)
    asked = request.GET.get("from", "")
    others = CodebookVersion.objects.filter(project=member.project, number__lt=number).order_by("-number")
    chosen = others.filter(number=int(asked)).first() if asked.isdecimal() and len(asked) < 7 else None
    before = chosen or others.first()
    context = page(member, codebook_of(member.project), tab="versions") | {
        "version": version,
        "before": before,
        "earlier": [*others.values_list("number", flat=True)],
        "codes": len(version.document.get("codes", ())),
        "changes": apart(before.document, version.document) if before else None,
    }
    return render(request, "coding/versions/detail.html", context)


@for_members(Action.SEE)
@require_safe
def document(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:  # noqa: ARG001
    """The canonical document, byte by byte what its hash is of."""
    version = version_or_404(member, number)
    response = HttpResponse(canonical(version.document), content_type="application/json")
    name = f"{member.project.key}-codebook-{number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_members(Action.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The draft becomes the next version, with a note."""
    changes = draft_changes(member)
    form = FreezeForm(request.POST or None, changes=changes)
    if request.method == "POST" and form.is_valid():
        try:
            frozen = services.freeze(
                member, note=form.cleaned_data["note"], redefined=form.cleaned_data.get("redefined", ())
            )
            messages.success(request, _("Version %(n)s is frozen.") % {"n": frozen.number})
            return redirect("codebook_versions", member.project.key)
        except CodebookError as refusal:
            form.add_error(None, str(refusal))
    context = page(member, codebook_of(member.project), tab="versions") | {
        "form": form,
        "changes": changes,
        "draft": draft_is_open(member.project),
        "number": member.project.codebook_version + 1,
    }
    return render(request, "coding/versions/freeze.html", context, status=422 if form.is_bound else 200)


def version_or_404(member: Member, number: int) -> CodebookVersion:
    """A version of the member's project."""
    rows = CodebookVersion.objects.select_related("frozen_by__user")
    return get_object_or_404(rows, project=member.project, number=number)


def draft_changes(member: Member) -> Apart | None:
    """What changed since the last version; None before the first."""
    version = version_in_force(member.project)
    return apart(version.document, drafted_document(member.project)) if version else None
