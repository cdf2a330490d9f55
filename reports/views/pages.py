"""What every page and file of reports shares: the list on the left, the language of a file, the download."""

from collections.abc import Callable, Collection
from functools import wraps
from tempfile import SpooledTemporaryFile
from typing import Any, Concatenate, ParamSpec

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from interviews.access import Action, Sight, may, sight_of
from interviews.models import Member
from reports.document import Report
from reports.exporters import KINDS, CannotWrite
from reports.forms.asked import Unanswerable, snapshot_asked
from reports.models import Snapshot
from reports.queries.findings.joint_display import kept_keys
from reports.queries.gate.asked import Withheld
from reports.queries.study.frozen import Changed
from reports.views.listing import listed

IN_MEMORY = 4_000_000


def page(member: Member, *, current: str, snapshot: Snapshot | None = None) -> dict[str, Any]:
    """What every page of reports needs; `current` is the name of its address. In a snapshot one goes on to others."""
    common = {"project": member.project, "member": member, "section": "reports"}
    shelves = listed(member, snapshot=snapshot)
    named = (one for shelf in shelves for one in shelf.pages if one.name == current)
    common |= {"shelves": shelves, "here": next(named, None), "may_override": may(member, Action.EDIT_PROJECT)}
    return common | {"current": current, "snapshot": snapshot}


def snapshot_or_404(request: HttpRequest, member: Member) -> Snapshot | None:
    """The snapshot that the address names; None where it names none."""
    try:
        return snapshot_asked(request.GET, reader=member)
    except Unanswerable as error:
        raise Http404 from error


P = ParamSpec("P")
Shown = Callable[..., HttpResponseBase]
OfMember = Callable[Concatenate[HttpRequest, Member, P], HttpResponseBase]


def of_any_snapshot(view: OfMember[P]) -> Shown:
    """A view whose address may name a snapshot: one that was changed is refused, in words."""

    @wraps(view)
    def guarded(request: HttpRequest, member: Member, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, member, *args, **kwargs)
        except Changed as error:
            return refused(request, member, str(error))

    return guarded


def of_today_alone(view: OfMember[P]) -> Shown:
    """A view of words, which no snapshot holds: where the address names one, it says so; where all is closed, too."""

    @wraps(view)
    def guarded(request: HttpRequest, member: Member, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if snapshot_or_404(request, member) is None:
            try:
                return view(request, member, *args, **kwargs)
            except Withheld as error:
                return refused(request, member, str(error))
        reason = _("A snapshot holds numbers and no words: passages and codings are there as they are today.")
        return refused(request, member, reason)

    return guarded


def refused(request: HttpRequest, member: Member, reason: str) -> HttpResponseBase:
    """A page with the reason why there is nothing to show."""
    context = page(member, current="") | {"reason": reason, "title": _("Not shown")}
    return render(request, "reports/cannot_write.html", context, status=409)


def language_of(request: HttpRequest) -> Any:
    """A context in the language that the address asks for with `?lang=`; the reader's own without it."""
    asked = request.GET.get("lang", "")
    known = translation.check_for_language(asked) if asked else False
    return translation.override(asked if known else translation.get_language())


def kind_or_404(kind: str, *, among: Collection[str]) -> str:
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


def keeping(member: Member) -> dict[str, Any]:
    """What a page needs that offers to keep passages as quotes: which are kept; nothing for who keeps none."""
    may_keep = may(member, Action.WRITE_FINDINGS) and sight_of(member) is Sight.ALL
    return {"kept": kept_keys(member) if may_keep else None}


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page, and not for all of it again."""
    return request.headers.get("HX-Request-Type") == "partial"
