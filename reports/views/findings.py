"""Findings: the list, one with everything behind it, and writing them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coding.queries.codebook import Node
from interviews.access import Action, Sight, for_members, may, sight_of
from interviews.models import Member
from methods.claims import read_claim
from methods.predicates import rests_on
from reports.forms.asked import Unanswerable, basis_asked, living_node
from reports.forms.findings import CommentForm, FindingForm
from reports.models import Finding, Snapshot
from reports.queries.basis.bases import bases_for
from reports.queries.basis.basis import UnknownBasis, read_basis
from reports.queries.counts.cells import Cells, cells_under
from reports.queries.counts.scales import has_scale
from reports.queries.findings.drafts import Draft, draft_of, draft_of_ratings
from reports.queries.findings.findings import Today, findings_of
from reports.queries.findings.page import finding_page
from reports.queries.findings.words import STRENGTHS
from reports.queries.gate.disclosed import audience_of
from reports.queries.gate.withheld import Gatekeeper
from reports.queries.study.declared import declared
from reports.queries.study.groups import Grouping, NotGroupable, attribute_of, grouping_by
from reports.queries.study.study import Study, study_of
from reports.services import findings as services
from reports.views.pages import page as common
from reports.views.pages import refused


def finding_or_404(member: Member, number: int, *, deleted: bool = False) -> Finding:
    """The living finding of this number; a deleted one too, where it is asked for."""
    found = Finding.objects.visible_to(member) if deleted else Finding.objects.visible_to(member).living()
    finding = found.filter(number=number).select_related("author__user").first()
    if finding is None:
        raise Http404
    return finding


def gatekeeper(member: Member) -> Gatekeeper:
    """What of the findings a member may see: readers those on open cells."""
    return Gatekeeper(member, audience_of(member, file=False))


@require_safe
@for_members(Action.SEE_FINDINGS)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """All findings, with what holds today; `?deleted=N` shows the way back right after a deletion."""
    gate, every = gatekeeper(member), findings_of(member)
    found = [one for one in every if gate.shows(one.finding.predicate, basis=one.finding.basis)]
    rows = [(one, str(STRENGTHS.get(one.strength or "", ""))) for one in found]
    deleted = request.GET.get("deleted", "")
    context = common(member, current="findings") | {
        "rows": rows,
        "hidden": sight_of(member) is Sight.OWN,
        "withheld": len(every) - len(found),
        "may_write": may(member, Action.WRITE_FINDINGS),
        "deleted": int(deleted) if deleted.isdecimal() and len(deleted) < 9 else None,
    }
    return render(request, "reports/findings/index.html", context)


@require_safe
@for_members(Action.SEE_FINDINGS)
def finding(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """A finding with its numbers, what moved, who coded, its quotes and what was said of it."""
    found = finding_or_404(member, number)
    if not gatekeeper(member).shows(found.predicate, basis=found.basis):
        return refused(
            request, member, _("This finding rests on numbers that are closed, for they could tell who is who.")
        )
    context = common(member, current="findings") | {
        "finding": found,
        "page": finding_page(member, found, bases=bases_for(member), grouped=audience_of(member, file=False) is None),
        "may_write": may(member, Action.WRITE_FINDINGS),
        "comment_form": CommentForm(),
        "states": Finding.State.choices,
        "held_by": holding(member, found),
    }
    return render(request, "reports/findings/finding.html", context)


def holding(member: Member, found: Finding) -> Snapshot | None:
    """The last snapshot that holds the finding."""
    since = Snapshot.objects.visible_to(member).described().filter(taken_at__gte=found.created_at)
    return since.order_by("number").last()


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Action.WRITE_FINDINGS)
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """A finding drafted from a code and an attribute (`?code=K&attribute=A&basis=B`), for one's own words."""
    try:
        initial, predicate = _drafted(request, member)
    except (Unanswerable, UnknownBasis, NotGroupable) as error:
        raise Http404 from error
    form = FindingForm(request.POST or None, initial=initial, reader=member, predicate=predicate)
    if form.is_bound and form.is_valid():
        cells = _cells(member, form.wanted.basis)
        if form.check_cells(cells):
            made = services.create_finding(form.wanted, _needed(cells, form.wanted.predicate), by=member)
            messages.success(request, _("The finding is written down. It turns stale when its numbers move."))
            return redirect("finding", member.project.key, made.number)
    context = common(member, current="findings") | {"form": form, "finding": None}
    return render(request, "reports/findings/edit.html", context, status=422 if form.is_bound else 200)


def _drafted(request: HttpRequest, member: Member) -> tuple[dict[str, Any], dict[str, Any]]:
    basis = basis_asked(request.GET.get("basis", ""), reader=member)
    code, attribute = request.GET.get("code", ""), request.GET.get("attribute", "")
    if not code:
        return {"basis": basis.key}, {"op": "at_least", "cell": "*/all", "measure": "n", "value": 1}
    grouping = grouping_by(attribute_of(member, attribute)) if attribute else None
    draft = _draft(request, study_of(member, basis=basis), living_node(code, reader=member), grouping)
    initial = {"basis": basis.key, "claim_en": draft.claim_en, "claim_fr": draft.claim_fr}
    return initial, draft.predicate


def _draft(request: HttpRequest, study: Study, node: Node, grouping: Grouping | None) -> Draft:
    """Of who mentions the code; with `?about=ratings` of how it is rated."""
    if request.GET.get("about") != "ratings":
        return draft_of(study, node, grouping, cuts=declared(study.reader.project).declaration.cuts)
    if not has_scale(node):
        raise Unanswerable(node.key)
    return draft_of_ratings(study, node, grouping)


def _cells(member: Member, basis: str) -> Cells:
    return cells_under(member, read_basis(basis, reader=member))


def _needed(cells: Cells, predicate: dict[str, Any]) -> dict[str, Any]:
    return cells.of(rests_on(read_claim(predicate)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Action.WRITE_FINDINGS)
def edit(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Other words, another basis or another condition; the numbers of today are then stood by."""
    found = finding_or_404(member, number)
    initial = {name: getattr(found, name) for name in ("claim_en", "claim_fr", "basis")}
    form = FindingForm(request.POST or None, initial=initial, reader=member, predicate=found.predicate)
    if form.is_bound and form.is_valid():
        cells = _cells(member, form.wanted.basis)
        if form.check_cells(cells):
            try:
                services.edit_finding(found, form.wanted, _needed(cells, form.wanted.predicate), by=member)
            except services.IsFrozen:
                messages.error(request, _("A frozen finding is not changed. Make it a draft first."))
            return redirect("finding", member.project.key, found.number)
    context = common(member, current="findings") | {"form": form, "finding": found}
    return render(request, "reports/findings/edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def accept(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Stand by the claim with the numbers of today."""
    found = finding_or_404(member, number)
    under = Today(member).standing(found).under
    try:
        services.accept_numbers(found, under.cells, by=member)
        messages.success(request, _("The finding stands on the numbers of today."))
    except services.IsFrozen:
        messages.error(request, _("A frozen finding is not changed. Make it a draft first."))
    return redirect("finding", member.project.key, number)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def state(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Draft, reviewed, frozen: `state`."""
    found = finding_or_404(member, number)
    wanted = request.POST.get("state", "")
    if wanted in Finding.State.values:
        services.set_state(found, wanted, by=member)
    else:
        messages.error(request, _("A finding is a draft, reviewed or frozen."))
    return redirect("finding", member.project.key, number)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def comment(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Say something of a finding."""
    found = finding_or_404(member, number)
    form = CommentForm(request.POST)
    if form.is_valid():
        services.comment(found, form.cleaned_data["text"], by=member)
    else:
        messages.error(request, _("Write the comment first."))
    return redirect("finding", member.project.key, number)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def delete(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:  # noqa: ARG001  # a POST without fields
    """Out of sight; the list offers to bring it back."""
    services.delete_finding(finding_or_404(member, number), by=member, at=timezone.now())
    return redirect(f"{_list(member)}?deleted={number}")


@require_POST
@for_members(Action.WRITE_FINDINGS)
def restore(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:  # noqa: ARG001  # a POST without fields
    services.restore_finding(finding_or_404(member, number, deleted=True), by=member)
    return redirect("finding", member.project.key, number)


def _list(member: Member) -> str:
    return reverse("findings", args=[member.project.key])
