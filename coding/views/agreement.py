"""Agreement of a closed round: the table of its codes, with what stands behind each row."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from coding.forms.agreement import AskedAgreement, read_agreement
from coding.models import Round
from coding.queries.agreement_detail import Detail, detail_of
from coding.queries.agreement_page import facts_of, more_of, profiles_of, size_of, strip_of, together_of
from coding.queries.agreement_plot import axis_of
from coding.queries.agreement_results import Results, results_of
from coding.queries.agreement_table import AgreementTable, Names, names_of, table_of
from coding.queries.agreement_words import BY_UNIT, SORT_NAMES, UNIT_NAMES
from coding.queries.disagreements import figures_of
from coding.queries.rating_differences import rates_cases
from coding.services.agreement import job_of
from coding.services.agreement_more import start_more
from interviews.access import Action, for_members, may
from interviews.models import Member


@require_safe
@for_members(Action.SEE_AGREEMENT)
def overview(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """The table; with `?code=KEY` the row that is open. While the figures are computed the page asks again."""
    closed = closed_round_or_404(member, number)
    results = results_of(closed.snapshot)
    if results is None:
        context = page(member, closed, current="agreement") | {"job": job_of(closed.snapshot)}
        return render(request, "coding/agreement/waiting.html", context)
    asked = read_agreement(request.GET, round_=closed)
    context = page(member, closed, current="agreement") | whole(closed, results, asked)
    part = "#table" if request.headers.get("HX-Request-Type") == "partial" else ""
    response = render(request, f"coding/agreement/overview.html{part}", context)
    response["Vary"] = "HX-Request-Type"
    return response


@require_POST
@for_members(Action.MANAGE_ROUNDS)
def more(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:  # noqa: ARG001  # a POST without fields
    """Have sets and segments computed; leads to the page of the job."""
    closed = closed_round_or_404(member, number)
    job = start_more(closed.snapshot, by=member)
    return redirect("job", member.project.key, job.pk)


def closed_round_or_404(member: Member, number: int) -> Round:
    """A closed round of the member's project, with its snapshot. Http404 for any other."""
    rounds = Round.objects.filter(project=member.project_id, deleted_at=None, state=Round.State.CLOSED)
    found = rounds.select_related("snapshot", "version").filter(number=number).first()
    if found is None:
        raise Http404
    # Known here, so that nobody asks the database for it.
    found.project = found.snapshot.project = member.project
    return found


def page(member: Member, closed: Round, *, current: str) -> dict[str, Any]:
    """What every page of a closed round needs; `current` is the name of its tab."""
    return {
        "project": member.project,
        "member": member,
        "section": "rounds",
        "round": closed,
        "current": current,
        "may_decide": may(member, Action.DECIDE),
        "rates_cases": rates_cases(member.project),
        "figures": figures_of(closed, reader=member),
        "may_manage": may(member, Action.MANAGE_ROUNDS),
    }


def whole(closed: Round, results: Results, asked: AskedAgreement) -> dict[str, Any]:
    """The table with its open row, and what stands above it."""
    names = names_of(closed, results)
    table = table_of(closed, results, names, unit=asked.unit, sort=asked.sort, branch=asked.branch)
    return {
        "asked": asked,
        "table": table,
        "axis": axis_of(table.scale),
        "detail": opened_row(table, results, names, asked),
        "unit_name": UNIT_NAMES[asked.unit],
        "size": size_of(results),
        "facts": facts_of(closed, results, asked.unit),
        "together": together_of(closed, results, asked.unit),
        "strip": strip_of(closed, results, names, asked.unit, every=asked.every_transcript),
        "profiles": profiles_of(results, names),
        "more": more_of(results, names),
        "units": [*UNIT_NAMES.items()],
        "by_unit": BY_UNIT[asked.unit],
        "sorts": [*SORT_NAMES.items()],
    }


def opened_row(table: AgreementTable, results: Results, names: Names, asked: AskedAgreement) -> Detail | None:
    """What stands behind the row that the address opens; None when it opens none of those shown."""
    row = next((one for one in table.rows if one.code.key == asked.opened), None)
    if row is None:
        return None
    return detail_of(row, results, names, unit=asked.unit, scale=table.scale, pair=asked.pair)
