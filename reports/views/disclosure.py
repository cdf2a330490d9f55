"""The disclosure gate as a page for leads: what it closes and why, what is open for whom, files past it, the log."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Action, for_members
from interviews.models import Member
from methods.disclosure import Audience
from reports.forms.asked import Unanswerable, basis_asked, snapshot_asked
from reports.forms.overrides import OpeningForm, OverrideForm
from reports.models import DisclosureOpening
from reports.queries.basis.basis import UnknownBasis
from reports.queries.gate.asked import Asked, source_of
from reports.queries.gate.log import AUDIENCES, log_of
from reports.queries.gate.openings import words_of
from reports.queries.gate.page import disclosure_page, flagged
from reports.queries.kinds.about_study import basis_name
from reports.services.overrides import Opening, close_again, open_past_gate, override_gate
from reports.views.pages import download, of_any_snapshot
from reports.views.pages import page as common
from reports.views.whole import reports_of, whole_report

OPENING = ("audience", "kind", "code", "place")


@require_safe
@for_members(Action.EDIT_PROJECT)
@of_any_snapshot
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """What is closed to `?for=team`, readers or the public under `?basis=`; with `?report=` the way past it for a file,
    with `?open=` that of opening something.
    """
    said = request.GET
    initial = {"report": said.get("report", ""), "query": _query(request), "audience": said.get("for", "team")}
    wanted = {"audience": initial["audience"], "kind": said.get("open", "")}
    wanted |= {name: said.get(name, "") for name in ("code", "place")}
    opening = OpeningForm(reader=member, initial=wanted) if wanted["kind"] else None
    form = OverrideForm(initial=initial) if initial["report"] in reports_of() and not opening else None
    return _page(request, member, said, form=form, opening=opening)


def _page(
    request: HttpRequest,
    member: Member,
    query: QueryDict,
    *,
    form: OverrideForm | None = None,
    opening: OpeningForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    asked = _asked_or_404(query, member)
    places = asked.disclosed.places if asked.disclosed else {}
    context: dict[str, Any] = common(member, current="disclosure", snapshot=asked.snapshot) | {
        "page": disclosure_page(asked),
        "flagged": flagged(asked),
        "asked": asked,
        "audience": asked.audience,
        "audiences": AUDIENCES.items(),
        "whom": AUDIENCES[asked.audience or "team"],
        "bases": [(basis.key, basis_name(basis)) for basis in asked.source.bases()],
        "form": form,
        "report": reports_of().get(query.get("report", "")),
        "opening": opening,
        "opens": words_of(_opens(opening, member), places) if opening else "",
        "log": log_of(member, places),
    }
    return render(request, "reports/disclosure/page.html", context, status=status)


def _opens(form: OpeningForm, member: Member) -> DisclosureOpening:
    """What the form would open, unsaved. Http404 for what can't be opened."""
    opening = opening_or_404(form, form.data if form.is_bound else form.initial)
    return DisclosureOpening(project_id=member.project_id, kind=opening.kind, code=opening.code, place=opening.place)


def opening_or_404(form: OpeningForm, said: Any) -> Opening:
    try:
        return form.opening(said)
    except Unanswerable as error:
        raise Http404 from error


def _query(request: HttpRequest) -> str:
    """The report's own address, without what this page asks."""
    query = request.GET.copy()
    for name in ("report", "for"):
        query.pop(name, None)
    return query.urlencode()


def _asked_or_404(query: QueryDict, member: Member) -> Asked:
    wanted: Audience | None = next((one for one in ALL_AUDIENCES if one == query.get("for", "team")), None)
    if wanted is None:
        raise Http404
    try:
        snapshot = snapshot_asked(query, reader=member)
        source = source_of(member, snapshot)
        basis = basis_asked(query.get("basis", ""), reader=member, source=source)
    except (Unanswerable, UnknownBasis) as error:
        raise Http404 from error
    return Asked(member, basis, snapshot=snapshot, audience=wanted)


ALL_AUDIENCES: tuple[Audience, ...] = ("team", "readers", "public")


@require_POST
@for_members(Action.EDIT_PROJECT)
@of_any_snapshot
def override(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The file as if there were no gate, once its reason is in the log; without one, the page again."""
    form = OverrideForm(request.POST)
    query = QueryDict(request.POST.get("query", "")[:2000], mutable=True)
    if not form.is_valid():
        query["report"] = request.POST.get("report", "")
        return _page(request, member, query, form=form, status=422)
    said = form.cleaned_data
    report = whole_report(said["report"], query, member)
    address = f"{said['report']}.{said['form']}?{said['query']}"
    logged = override_gate(by=member, audience=said["audience"], address=address, reason=said["reason"])
    note = _("The disclosure gate was set aside by %(who)s: %(reason)s") % {"who": logged.by, "reason": logged.reason}
    return download(request, member, replace(report, notes=(note, *report.notes)), kind=said["form"])


@require_POST
@for_members(Action.EDIT_PROJECT)
def open_(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Open one thing for an audience, once its reason is written down; without one, the page again."""
    form = OpeningForm(request.POST, reader=member)
    query = QueryDict(mutable=True)
    query["for"] = request.POST.get("audience", "")
    if not form.is_valid():
        if not request.POST.get("kind"):
            messages.error(request, _("Choose what is to be opened from the list."))
            return redirect("disclosure", member.project.key)
        return _page(request, member, query, opening=form, status=422)
    open_past_gate(opening_or_404(form, form.cleaned_data), by=member, reason=form.cleaned_data["reason"])
    messages.success(request, _("It is open until somebody closes it again. Files made from now on say so."))
    return redirect(f"{reverse('disclosure', args=[member.project.key])}?{query.urlencode()}")


@require_POST
@for_members(Action.EDIT_PROJECT)
def close(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Close again what was opened. Files that were made meanwhile stay as they are."""
    found = get_object_or_404(DisclosureOpening, pk=pk, project=member.project_id)
    close_again(found, by=member)
    messages.success(request, _("It is closed again. Files that were made meanwhile stay as they are."))
    return redirect(f"{reverse('disclosure', args=[member.project.key])}?for={found.audience}")
