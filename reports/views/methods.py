"""How the study was done, from its record: a paragraph for the article, and reporting checklists to complete."""

from io import BytesIO

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from coding.queries.agreement_method import LANGUAGES
from interviews.access import Action, for_members
from interviews.models import Member
from reports.exporters.talk import methods as writer
from reports.forms.answers import AnswersForm
from reports.models import Snapshot
from reports.queries.pack.answers import answers_today
from reports.queries.pack.methods_words import methods_of
from reports.queries.pack.pack import pack_of
from reports.queries.study.stamp import snapshot_name
from reports.services.answers import answer_checklists
from reports.views.pages import language_of, of_any_snapshot, snapshot_or_404
from reports.views.pages import page as common

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Action.MAKE_PACKS)
@of_any_snapshot
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The paragraph in both languages, and the checklists with a field for each item, kept when they are sent."""
    snapshot = _snapshot(request, member)
    context = common(member, current="methods", snapshot=snapshot_or_404(request, member))
    if snapshot is None:
        return render(request, "reports/methods/page.html", context)
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = methods_of(member, snapshot)
    language = translation.get_language() or "en"
    sent = request.POST if request.method == "POST" else None
    form = AnswersForm(sent, reader=member, language=language, checklists=found[language].checklists)
    if form.is_bound and form.is_valid():
        _say(request, answer_checklists(form.wanted, language=language, by=member))
        return redirect(request.get_full_path())
    context |= {
        "paragraphs": [(code, name, found[code].paragraph) for code, name in LANGUAGES.items()],
        "form": form,
        "frozen": snapshot,
        "frozen_name": snapshot_name(snapshot),
        "languages": [*LANGUAGES.items()],
        "language": language,
    }
    return render(request, "reports/methods/page.html", context, status=422 if form.is_bound else 200)


def _say(request: HttpRequest, changed: int) -> None:
    if changed:
        words = ngettext("%(n)s answer is saved.", "%(n)s answers are saved.", changed) % {"n": changed}
        messages.success(request, words)
    else:
        messages.info(request, _("Nothing was changed."))


@require_safe
@for_members(Action.MAKE_PACKS)
@of_any_snapshot
def document(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Both as a Word document in the language of `?lang=`, with the answers as they stand."""
    snapshot = _snapshot(request, member)
    if snapshot is None:
        raise Http404
    target = BytesIO()
    with language_of(request):
        pack = pack_of(member, snapshot, answers=answers_today(member))
        writer.write(pack, target)
    response = HttpResponse(target.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{pack.stem}-{writer.NAME}"'
    return response


def _snapshot(request: HttpRequest, member: Member) -> Snapshot | None:
    """The one that the address names; the latest without."""
    return snapshot_or_404(request, member) or Snapshot.objects.visible_to(member).order_by("-number").first()
