"""Rounds: the list, a draft's plan, opening, how far an open one is, closing, and what is withdrawn or deleted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coding.forms.rounds import PlanForm, ticked, ticked_cells
from coding.models import Assignment, Round
from coding.queries.rounds import Grid, consequences_of, deleted_drafts, grid_of, progress_of, rounds_of
from coding.services import rounds as services
from coding.services.rounds import RoundError, Spread, planned_cells
from interviews.access import Action, Sight, for_members, may, sight_of
from interviews.models import Member, Transcript

Context = dict[str, Any]


@require_safe
@for_members(Action.SEE_AGREEMENT)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """All rounds, the last first; numbered first steps while there is none."""
    context = _page(member) | {"rounds": rounds_of(member), "deleted": deleted_drafts(member)}
    return render(request, "coding/rounds/index.html", context)


@require_POST
@for_members(Action.MANAGE_ROUNDS)
def new(request: HttpRequest, member: Member) -> HttpResponseBase:  # noqa: ARG001
    """Begin the next draft."""
    made = services.create_round(member.project, by=member, at=timezone.now())
    return redirect("round", member.project.key, made.number)


@require_http_methods(["GET", "POST"])
@for_members(Action.SEE_AGREEMENT)
def detail(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """A draft's plan, an open round's progress; a closed round leads to its agreement."""
    found = _round_or_404(member, number)
    if found.state == Round.State.CLOSED:
        return redirect("agreement", member.project.key, number)
    if found.state == Round.State.DRAFT:
        return _plan(request, member, found)
    context = _page(member, found) | {"progress": progress_of(found, reader=member)}
    return render(request, "coding/rounds/progress.html", context)


@require_http_methods(["GET", "POST"])
@for_members(Action.MANAGE_ROUNDS)
def opening(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """What opening means, in words; a form opens."""
    found = _round_or_404(member, number)
    if found.state != Round.State.DRAFT:
        return redirect("round", member.project.key, number)
    if request.method == "POST":
        try:
            services.open_round(found, by=member, at=timezone.now())
        except RoundError as error:
            return _opening_page(request, member, found, str(error))
        messages.success(request, _("“%(round)s” is open. Others’ work is hidden until it closes.") % {"round": found})
        return redirect("round", member.project.key, number)
    return _opening_page(request, member, found)


@require_http_methods(["GET", "POST"])
@for_members(Action.MANAGE_ROUNDS)
def closing(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """What closing freezes and what will be missing; a form closes."""
    found = _round_or_404(member, number)
    if found.state != Round.State.OPEN:
        return redirect("round", member.project.key, number)
    if request.method == "POST":
        try:
            snapshot = services.close_round(found, by=member, at=timezone.now())
        except RoundError as error:
            messages.error(request, str(error))
        else:
            words = _("“%(round)s” is closed: snapshot %(n)s holds what was submitted.")
            messages.success(request, words % {"round": found, "n": snapshot.number})
        return redirect("round", member.project.key, number)
    context = _page(member, found) | {"progress": progress_of(found, reader=member)}
    return render(request, "coding/rounds/closing.html", context)


@require_POST
@for_members(Action.MANAGE_ROUNDS)
def withdraw(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Take one transcript, or one coder, out of an open round."""
    found = _round_or_404(member, number)
    if found.state != Round.State.OPEN:
        return redirect("round", member.project.key, number)
    try:
        withdrawn = _withdraw(request, member, found)
    except RoundError as error:
        messages.error(request, str(error))
    else:
        words = ngettext(
            "%(n)s pass is withdrawn from the round. What was coded stays its coder’s.",
            "%(n)s passes are withdrawn from the round. What was coded stays its coders’.",
            withdrawn,
        )
        messages.success(request, words % {"n": withdrawn})
    return redirect("round", member.project.key, number)


@require_POST
@for_members(Action.MANAGE_ROUNDS)
def delete(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Take a draft away; the list offers the way back."""
    found = _round_or_404(member, number)
    try:
        services.delete_draft(found, by=member, at=timezone.now())
    except RoundError as error:
        messages.error(request, str(error))
        return redirect("round", member.project.key, number)
    messages.success(request, _("“%(round)s” is deleted. “Bring back” below undoes this.") % {"round": found})
    return redirect("rounds", member.project.key)


@require_POST
@for_members(Action.MANAGE_ROUNDS)
def restore(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Undo the deletion of a draft."""
    found = get_object_or_404(Round, project=member.project_id, number=number)
    if found.deleted_at is not None:
        services.restore_draft(found, by=member)
        messages.success(request, _("“%(round)s” is back.") % {"round": found})
    return redirect("round", member.project.key, number)


def _plan(request: HttpRequest, member: Member, found: Round) -> HttpResponseBase:
    cells = planned_cells(found)
    if not may(member, Action.MANAGE_ROUNDS):
        return render(request, "coding/rounds/draft.html", _page(member, found) | _draft(member, cells))
    form = PlanForm(request.POST or None, instance=found)
    grid = grid_of(member, cells=cells)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, member, found, form, grid)
        except RoundError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan is saved."))
            return redirect("round", member.project.key, found.number)
    if request.method == "POST":
        grid = grid_of(member, cells=_sent_cells(request, grid))
    context = _page(member, found) | {"form": form, "grid": grid, "cells": len(cells)}
    return render(request, "coding/rounds/plan.html", context, status=422 if request.method == "POST" else 200)


def _keep(request: HttpRequest, member: Member, found: Round, form: PlanForm, grid: Grid) -> None:
    spread = None
    cells: Any = _sent_cells(request, grid)
    if "spread" in request.POST:
        spread = Spread(
            ticked(request.POST, "transcript", among=[row.transcript.pk for row in grid.rows]),
            ticked(request.POST, "coder", among=[one.pk for one, _chosen in grid.coders]),
            overlap=form.cleaned_data["overlap"],
            seed=form.cleaned_data["seed"],
        )
        cells = spread.cells()
    services.plan_round(found, by=member, cells=cells, spread=spread, **form.round_fields)


def _sent_cells(request: HttpRequest, grid: Grid) -> list[tuple[int, int]]:
    rows = [row.transcript.pk for row in grid.rows]
    return ticked_cells(request.POST, transcripts=rows, coders=[one.pk for one, _chosen in grid.coders])


def _draft(member: Member, cells: list[tuple[int, int]]) -> Context:
    return {"consequences": consequences_of(cells, reader=member)}


def _opening_page(request: HttpRequest, member: Member, found: Round, error: str = "") -> HttpResponse:
    version, refusal = None, ""
    try:
        version = services.frozen_version(member.project)
    except RoundError as why:
        refusal = str(why)
    consequences = consequences_of(planned_cells(found), reader=member)
    context = _page(member, found) | {
        "consequences": consequences,
        "version": version,
        "refusal": refusal,
        "error": "" if error == refusal else error,
    }
    return render(request, "coding/rounds/opening.html", context, status=422 if error else 200)


def _withdraw(request: HttpRequest, member: Member, found: Round) -> int:
    passes = Assignment.objects.visible_to(member).in_round(found)
    if "transcript" in request.POST:
        transcripts = Transcript.objects.filter(project=member.project_id, pk__in=passes.values("transcript"))
        transcript = get_object_or_404(transcripts, pk=_key(request, "transcript"))
        return services.withdraw_transcript(found, transcript=transcript, by=member, at=timezone.now())
    coders = Member.objects.filter(project=member.project_id, pk__in=passes.values("coder"))
    coder = get_object_or_404(coders, pk=_key(request, "coder"))
    return services.withdraw_coder(found, coder=coder, by=member, at=timezone.now())


def _key(request: HttpRequest, field: str) -> int:
    sent = request.POST.get(field, "")
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 10):
        raise Http404
    return int(sent)


def _round_or_404(member: Member, number: int) -> Round:
    rounds = Round.objects.filter(project=member.project_id, deleted_at=None).select_related("version")
    return get_object_or_404(rounds, number=number)


def _page(member: Member, found: Round | None = None) -> Context:
    return {
        "project": member.project,
        "member": member,
        "section": "rounds",
        "round": found,
        "is_blind": sight_of(member) is Sight.OWN,
        "may_manage": may(member, Action.MANAGE_ROUNDS),
    }
