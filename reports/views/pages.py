"""What every page and file of reports shares: the list on the left, the language of a file, the download."""

from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from interviews.access import Action, may
from interviews.models import Member
from reports.document import Report
from reports.exporters import KINDS, CannotWrite
from reports.queries.registry import KINDS_OF_REPORT

IN_MEMORY = 4_000_000


def page(member: Member, *, current: str) -> dict[str, Any]:
    """What every page of reports needs; `current` is the name of its address."""
    names = {
        "sample": _("Sample"),
        "crosstab": pgettext("qualitative", "Codes by attribute"),
        **{kind.name: str(kind.label) for kind in KINDS_OF_REPORT.values()},
        "passages": _("Passages"),
        "all_codings": _("All codings"),
        "declaration": _("Declaration"),
    }
    if may(member, Action.SEE_FINDINGS):
        names["findings"] = _("Findings")
    if may(member, Action.MAKE_PACKS):
        names["packs"] = _("Talk pack")
    reports = [(name, label, reverse(name, args=[member.project.key])) for name, label in names.items()]
    return {"project": member.project, "member": member, "section": "reports", "reports": reports, "current": current}


def language_of(request: HttpRequest) -> Any:
    """A context in the language that the address asks for with `?lang=`; the reader's own without it."""
    asked = request.GET.get("lang", "")
    known = translation.check_for_language(asked) if asked else False
    return translation.override(asked if known else translation.get_language())


def kind_or_404(kind: str, *, among: tuple[str, ...]) -> str:
    if kind not in among:
        raise Http404
    return kind


def download(request: HttpRequest, member: Member, report: Report, *, kind: str) -> HttpResponseBase:
    """The report as a file; a page with the reason where this server can't make it."""
    target = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it
    try:
        KINDS[kind].write(report, target)  # type: ignore[arg-type]  # a spooled file is a binary file
    except CannotWrite as error:
        target.close()
        context = page(member, current="") | {"reason": str(error), "title": report.title}
        return render(request, "reports/cannot_write.html", context, status=501)
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=report.file_name(kind), content_type=KINDS[kind].CONTENT_TYPE
    )


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page, and not for all of it again."""
    return request.headers.get("HX-Request-Type") == "partial"
