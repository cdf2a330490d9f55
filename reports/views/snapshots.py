"""Snapshots: the list, one with what is in it and what moved since, and taking one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Action, Sight, for_members, may, sight_of
from interviews.models import Member
from reports.forms.snapshots import SnapshotForm
from reports.models import Snapshot
from reports.queries.basis.basis import UnknownBasis
from reports.queries.kinds.about_study import basis_name
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.snapshots.page import snapshot_page
from reports.queries.study.frozen import opened
from reports.services.snapshots import CannotFreeze, take_snapshot
from reports.views.pages import of_any_snapshot
from reports.views.pages import page as common


@require_safe
@for_members(Action.SEE_FINDINGS)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """All snapshots, the latest first; leads take one here."""
    return _index(request, member, SnapshotForm())


def _index(request: HttpRequest, member: Member, form: SnapshotForm, *, status: int = 200) -> HttpResponseBase:
    context = common(member, current="snapshots") | {
        "snapshots": Snapshot.objects.visible_to(member).described().order_by("-number"),
        "hidden": sight_of(member) is Sight.OWN,
        "form": form if may(member, Action.TAKE_SNAPSHOTS) else None,
    }
    return render(request, "reports/snapshots/index.html", context, status=status)


@require_POST
@for_members(Action.TAKE_SNAPSHOTS)
def take(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Freeze the state as it is now."""
    form = SnapshotForm(request.POST)
    if not form.is_valid():
        return _index(request, member, form, status=422)
    try:
        made = take_snapshot(by=member, note=form.cleaned_data["note"], at=timezone.now())
    except CannotFreeze as error:
        messages.error(request, str(error))
        return redirect("snapshots", member.project.key)
    messages.success(request, _("Snapshot %(n)s is taken. It stays as it is, whatever changes.") % {"n": made.number})
    return redirect("snapshot", member.project.key, made.number)


@require_safe
@for_members(Action.SEE_FINDINGS)
@of_any_snapshot
def snapshot(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """One snapshot: what is in it, its reports, what moved since; `?basis=` for the cells that moved."""
    found = _snapshot_or_404(member, number)
    try:
        page = snapshot_page(member, found, basis=request.GET.get("basis", ""))
    except UnknownBasis as error:
        raise Http404 from error
    context = common(member, current="snapshots") | {
        "found": found,
        "page": page,
        "asked": page,
        "bases": [(basis.key, basis_name(basis)) for basis in page.bases],
        "links": _links(member, found),
        "may_take": may(member, Action.TAKE_SNAPSHOTS),
    }
    return render(request, "reports/snapshots/snapshot.html", context)


@require_safe
@for_members(Action.EDIT_PROJECT)
@of_any_snapshot
def document(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:  # noqa: ARG001  # its address says all
    """The document as it was hashed: `sha256sum` of the file gives the hash."""
    found = _snapshot_or_404(member, number)
    opened(found)
    name = f"{member.project.key}-snapshot-{found.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(found.document, content_type="application/json", headers=headers)


def _snapshot_or_404(member: Member, number: int) -> Snapshot:
    found = Snapshot.objects.visible_to(member).filter(number=number).select_related("taken_by__user").first()
    if found is None:
        raise Http404
    return found


def _links(member: Member, found: Snapshot) -> list[tuple[str, str]]:
    """(words, address) of every report that can be made from it."""
    names = {"sample": _("Sample"), "crosstab": pgettext("qualitative", "Codes by attribute")}
    names |= {kind.name: str(kind.label) for kind in KINDS_OF_REPORT.values() if kind.freezes}
    return [
        (label, f"{reverse(name, args=[member.project.key])}?snapshot={found.number}") for name, label in names.items()
    ]
