"""The tabs beside the table of a round: codes taken for each other, and the trend over rounds."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from coding.forms.agreement import read_agreement
from coding.models import Code, Round
from coding.queries.agreement_confusion import matrix_of, most_confused, passages_between
from coding.queries.agreement_plot import axis_of
from coding.queries.agreement_results import results_of
from coding.queries.agreement_table import Names, names_of
from coding.queries.agreement_trend import again_of, closed_rounds, trend_of
from coding.queries.agreement_words import BY_UNIT, UNIT_NAMES, scale_of
from coding.views.agreement import closed_round_or_404, page
from interviews.access import Action, for_members
from interviews.models import Member


@require_safe
@for_members(Action.SEE_AGREEMENT)
def confusion(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Code x code by characters; with `?cell=KEY:KEY` the passages behind it."""
    closed = closed_round_or_404(member, number)
    results = results_of(closed.snapshot)
    if results is None:
        return redirect("agreement", member.project.key, number)
    names, opened = names_of(closed, results), request.GET.get("cell", "")
    context = page(member, closed, current="confusion") | {
        "rows": matrix_of(results, names, opened=opened),
        "confused": most_confused(results, names),
        **(_opened(closed, names, opened) if opened else {}),
    }
    return render(request, "coding/agreement/confusion.html", context)


def _opened(closed: Round, names: Names, cell: str) -> dict[str, Any]:
    """The two codes of a cell and its passages. Http404 for a cell that is not in the matrix."""
    by_key: dict[str, Code] = {code.key: code for code in names.codes.values()}
    first, second = (by_key.get(key) for key in (cell.partition(":")[0], cell.partition(":")[2]))
    if first is None or second is None or first == second:
        raise Http404
    return {"first": first, "second": second, "passages": passages_between(closed.snapshot, first, second, names)}


@require_safe
@for_members(Action.SEE_AGREEMENT)
def trend(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Each code from round to round, and each coder beside herself."""
    closed = closed_round_or_404(member, number)
    results = results_of(closed.snapshot)
    if results is None:
        return redirect("agreement", member.project.key, number)
    asked = read_agreement(request.GET, round_=closed)
    scale = scale_of(closed.scale)
    context = page(member, closed, current="trend") | {
        "asked": asked,
        "units": [*UNIT_NAMES.items()],
        "by_unit": BY_UNIT[asked.unit],
        "axis": axis_of(scale),
        "rounds": [one for one, _ in closed_rounds(member.project)],
        "rows": trend_of(member.project, unit=asked.unit, scale=scale),
        "again": again_of(results, names_of(closed, results)),
    }
    return render(request, "coding/agreement/trend.html", context)
