"""Proposed codes: one's own, and for leads what is to be decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coding.forms.versions import AdoptForm, DeclineForm, MergeForm, ProposalForm
from coding.models import Proposal
from coding.queries.codebook import codebook_of
from coding.queries.proposals import may_decide, own_proposals, proposals_of, told_proposal
from coding.services.codebook import CodebookError
from coding.services.proposal_decisions import adopt, decline, merge
from coding.services.proposal_undo import take_back
from coding.services.proposals import propose, reword
from coding.views.codebook import page
from interviews.access import Action, for_members, require
from interviews.models import Member


@for_members(Action.CODE)
@require_safe
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """What waits and what was decided: all of it for leads who see all work, one's own for everybody else."""
    context = page(member, codebook_of(member.project), tab="proposals")
    context |= {"may_decide": may_decide(member), "may_propose": member.project.round_is_open}
    context |= {"proposals": proposals_of(member) if may_decide(member) else own_proposals(member)}
    return render(request, "coding/proposals/index.html", context)


@for_members(Action.CODE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Propose a code without a passage yet."""
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = propose(member, **form.cleaned_data)
            messages.success(request, _("“%(code)s” is proposed. You can code with it.") % {"code": code.label})
            return redirect("proposals", member.project.key)
        except CodebookError as refusal:
            form.add_error(None, str(refusal))
    context = page(member, codebook_of(member.project), tab="proposals") | {
        "form": form,
        "open": member.project.round_is_open,
    }
    return render(request, "coding/proposals/new.html", context, status=422 if form.is_bound else 200)


@for_members(Action.CODE)
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, member: Member, proposal_key: str) -> HttpResponseBase:
    """One proposal. Its coder rewords it; a lead adopts, merges or declines it, as the button `do` says."""
    proposal = proposal_or_404(member, proposal_key)
    forms = _forms(request, member, proposal)
    asked = request.POST.get("do", "")
    form = forms.get(asked)
    if request.method == "POST" and form and form.is_valid():
        try:
            messages.success(request, _done(asked, form, member, proposal))
            return redirect("proposals", member.project.key)
        except CodebookError as refusal:
            form.add_error(None, str(refusal))
    context = page(member, codebook_of(member.project), tab="proposals") | {
        "told": told_proposal(proposal),
        "forms": forms,
        "may_decide": may_decide(member),
    }
    return render(request, "coding/proposals/detail.html", context, status=422 if form and form.errors else 200)


@for_members(Action.EDIT_CODEBOOK)
@require_POST
def undo(request: HttpRequest, member: Member, proposal_key: str) -> HttpResponseBase:
    """The decision is taken back, where nothing was built on it."""
    proposal = proposal_or_404(member, proposal_key)
    try:
        take_back(proposal, by=member)
        messages.success(request, _("The proposal waits again."))
    except CodebookError as refusal:
        messages.error(request, str(refusal))
    return redirect("proposals", member.project.key)


def proposal_or_404(member: Member, key: str) -> Proposal:
    """A proposal that the member may see, by the key of its code."""
    rows = Proposal.objects.visible_to(member)
    rows = rows.select_related("code", "coder__user", "coder__project", "merged_into", "round", "decided_by__user")
    return get_object_or_404(rows, code__key=key)


def _forms(request: HttpRequest, member: Member, proposal: Proposal) -> dict[str, Any]:
    """The forms that this member has for this proposal; what was posted is in the one that `do` names."""
    if proposal.outcome:
        return {}
    codebook, language = codebook_of(member.project), member.project.language
    sent = {request.POST.get("do", ""): request.POST} if request.method == "POST" else {}
    forms: dict[str, Any] = {}
    if proposal.coder_id == member.pk:
        says = {"label": proposal.code.label, "definition": proposal.code.definition}
        forms["reword"] = ProposalForm(sent.get("reword"), initial=says)
    if may_decide(member):
        if not member.project.round_is_open:
            forms["adopt"] = AdoptForm(sent.get("adopt"), codebook=codebook, code=proposal.code, language=language)
            forms["merge"] = MergeForm(sent.get("merge"), codebook=codebook)
        forms["decline"] = DeclineForm(sent.get("decline"))
    return forms


def _done(asked: str, form: Any, member: Member, proposal: Proposal) -> str:
    """Do what the form asks for; what came of it in words. Raises CodebookError."""
    if asked == "reword":
        reword(proposal, by=member, **form.cleaned_data)
        return _("The proposal is reworded.")
    require(member, Action.EDIT_CODEBOOK)
    if asked == "adopt":
        code = adopt(proposal, by=member, parent=form.parent_code, **form.changes)
        return _("“%(code)s” is in the codebook, for the next version.") % {"code": code.label}
    if asked == "merge":
        moved = merge(proposal, by=member, into=form.target, reason=form.cleaned_data["reason"])
        said = ngettext("%(n)s passage moved to “%(code)s”.", "%(n)s passages moved to “%(code)s”.", moved)
        return said % {"n": moved, "code": form.target.label}
    kept = decline(proposal, by=member, reason=form.cleaned_data["reason"])
    said = ngettext("Declined. %(n)s passage is kept as a memo.", "Declined. %(n)s passages are kept as memos.", kept)
    return said % {"n": kept}
