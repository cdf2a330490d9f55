"""How the study was done, from its record: a paragraph for the article, and reporting checklists to complete."""

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from coding.queries.agreement_method import LANGUAGES
from interviews.access import Action, for_members
from interviews.models import Member
from reports.exporters.talk import methods as writer
from reports.models import Snapshot
from reports.queries.pack.methods_words import methods_of
from reports.queries.pack.pack import pack_of
from reports.queries.study.stamp import snapshot_name
from reports.views.pages import language_of, of_any_snapshot, snapshot_or_404
from reports.views.pages import page as common

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@for_members(Action.MAKE_PACKS)
@of_any_snapshot
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The paragraph in both languages, and the checklists with a field for each item that the record leaves open."""
    snapshot = _snapshot(request, member)
    context = common(member, current="methods", snapshot=snapshot_or_404(request, member))
    if snapshot is None:
        return render(request, "reports/methods/page.html", context)
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = methods_of(member, snapshot)
    context |= {
        "paragraphs": [(language, name, found[language].paragraph) for language, name in LANGUAGES.items()],
        "checklists": found[translation.get_language() or "en"].checklists,
        "frozen": snapshot,
        "frozen_name": snapshot_name(snapshot),
        "languages": [*LANGUAGES.items()],
        "language": translation.get_language(),
    }
    return render(request, "reports/methods/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Action.MAKE_PACKS)
@of_any_snapshot
def document(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Both as a Word document in the language of `?lang=`, with what was written into the fields; it is not kept."""
    snapshot = _snapshot(request, member)
    if snapshot is None:
        raise Http404
    target = BytesIO()
    with language_of(request):
        pack = pack_of(member, snapshot)
        writer.write(pack, target, written=request.POST.dict())
    response = HttpResponse(target.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{pack.stem}-{writer.NAME}"'
    return response


def _snapshot(request: HttpRequest, member: Member) -> Snapshot | None:
    """The one that the address names; the latest without."""
    return snapshot_or_404(request, member) or Snapshot.objects.visible_to(member).order_by("-number").first()
