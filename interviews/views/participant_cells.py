"""The sheet's own requests: a batch of cells, its undo and redo, answered in JSON."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interviews.access import Action, for_members
from interviews.forms.participants import BatchForm
from interviews.models import Member
from interviews.queries.banding import bandings_of
from interviews.queries.participants import ParticipantSheet, sheet_of
from interviews.services.participant_values import (
    Cell,
    CellProblem,
    ChangedCells,
    UnreadableCells,
    ValuesError,
    redo_values,
    set_values,
    undo_values,
)
from interviews.views.participant_pages import sheet_page


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def cells(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Write a batch, all or none: 200 with the cells as they are now, 422 with what can't be read, 409 with what
    someone else changed.
    """
    form = BatchForm(request.body)
    if not form.is_valid():
        return JsonResponse({"message": form.non_field_errors()[0]}, status=400)
    try:
        changed = _done(member, form)
    except UnreadableCells as refusal:
        return JsonResponse({"problems": _told(member, refusal.problems), "valid": refusal.valid}, status=422)
    except ChangedCells as refusal:
        return JsonResponse(
            _answer(request, member, {*_cells(refusal.problems)}) | {"problems": _told(member, refusal.problems)},
            status=409,
        )
    except ValuesError as refusal:
        return JsonResponse({"message": str(refusal)}, status=409)
    return JsonResponse(_answer(request, member, changed))


def _done(member: Member, form: BatchForm) -> set[Cell]:
    kind, op = form.cleaned_data["kind"], form.cleaned_data["op"]
    if kind == "undo":
        return undo_values(member, op=op)
    if kind == "redo":
        return redo_values(member, op=op)
    return set_values(member, form.cleaned_data["changes"], op=op)


def _answer(request: HttpRequest, member: Member, changed: set[Cell]) -> dict[str, object]:
    """The changed cells, their bands, and what counts them, as HTML by id."""
    sheet = sheet_of(member.project)
    context = sheet_page(member, sheet)
    rendered = {
        cell.id: render_to_string("interviews/participants/index.html#cell", {"cell": cell}, request)
        for row in sheet.rows
        for cell in row.cells
        if (row.participant.pk, cell.column.attribute.pk) in changed
    }
    bands = context | {"bandings": bandings_of(sheet)}
    return {
        "cells": rendered,
        "options": _options(sheet, {attribute for _person, attribute in changed}),
        "bands": render_to_string("interviews/participants/index.html#bands", bands, request),
        "counts": render_to_string("interviews/participants/index.html#counts", context, request),
    }


def _options(sheet: ParticipantSheet, attributes: set[int]) -> dict[int, list[str]]:
    return {column.attribute.pk: column.labels for column in sheet.columns if column.attribute.pk in attributes}


def _cells(problems: Iterable[CellProblem]) -> Iterable[Cell]:
    return ((problem.participant, problem.attribute) for problem in problems)


def _told(member: Member, problems: Iterable[CellProblem]) -> list[dict[str, object]]:
    sheet = sheet_of(member.project)
    people = {row.participant.pk: row.participant.pseudonym for row in sheet.rows}
    labels = {attribute.pk: attribute.label for attribute in sheet.attributes}
    return [
        {
            "id": f"c-{problem.participant}-{problem.attribute}",
            "title": _("%(name)s, %(attribute)s:")
            % {"name": people.get(problem.participant, "?"), "attribute": labels.get(problem.attribute, "?")},
            "message": problem.message,
            "is_new": problem.is_new,
            "written": problem.written,
        }
        for problem in problems
    ]
