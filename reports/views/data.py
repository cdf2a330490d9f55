"""Data for statistics programs: what there is under a basis, each file alone, and all in one zip."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from interviews.access import Action, for_members
from interviews.models import Member
from reports.forms.asked import basis_asked
from reports.queries.basis.bases import bases_for
from reports.queries.basis.basis import UnknownBasis
from reports.queries.data.files import FILES, TYPES, ZIP, DataOut, one_file, told, what_it_says
from reports.queries.gate.asked import Asked
from reports.queries.kinds.about_study import basis_name, done_paragraph, notes_of
from reports.queries.study.stamp import stamp
from reports.views.pages import language_of
from reports.views.pages import page as common


@require_safe
@for_members(Action.SEE_DATA)
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The files there are under the basis, with what they rest on."""
    out = out_or_404(request, member)
    at = timezone.now()
    context = common(member, current="data") | {
        "asked": out.asked,
        "bases": [(basis.key, basis_name(basis)) for basis in bases_for(member)],
        "done": done_paragraph(out.asked.study),
        "files": [(*name.split("."), words) for name, words in told().items()],
        "notes": (*what_it_says(), *notes_of(out.asked.study), stamp(member, at=at)),
    }
    return render(request, "reports/data/page.html", context)


@require_safe
@for_members(Action.SEE_DATA)
def export(request: HttpRequest, member: Member, name: str, kind: str) -> HttpResponseBase:
    """One of them, or all: `all.zip`."""
    file = f"{name}.{kind}"
    if file not in {*FILES, ZIP}:
        raise Http404
    with language_of(request):
        out = out_or_404(request, member)
        answer = HttpResponse(one_file(out, file), content_type=TYPES[kind])
    # Alone, a file says whose it is; in the zip and the folder the scripts find it by its plain name.
    shown = f"{member.project.key}-data-{localtime(out.at):%Y-%m-%d}.zip" if file == ZIP else file
    answer["Content-Disposition"] = f'attachment; filename="{shown}"'
    return answer


def out_or_404(request: HttpRequest, member: Member) -> DataOut:
    try:
        basis = basis_asked(request.GET.get("basis", ""), reader=member)
    except UnknownBasis as error:
        raise Http404 from error
    return DataOut(Asked(member, basis), timezone.now())
