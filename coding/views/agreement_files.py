"""How a round was compared, in words to copy, and its figures as files."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coding.exporters import KINDS, agreement_docx, agreement_forest
from coding.forms.agreement import read_agreement
from coding.models import Round
from coding.queries.agreement_files import forest_rows, full_table, printed_table, spans, units_of_coders
from coding.queries.agreement_method import LANGUAGES, method, methods
from coding.queries.agreement_results import Results, results_of
from coding.queries.agreement_table import AgreementTable, names_of, table_of
from coding.queries.agreement_words import BY_UNIT, UNIT_NAMES, thresholds
from coding.views.agreement import closed_round_or_404, page
from interviews.access import Action, for_members
from interviews.exporters.csv import guarded
from interviews.models import Member
from methods.agreement import Unit


@require_safe
@for_members(Action.SEE_AGREEMENT)
def method_page(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """The paragraph for an article in both languages, and all files."""
    closed = closed_round_or_404(member, number)
    results = results_of(closed.snapshot)
    if results is None:
        return redirect("agreement", member.project.key, number)
    asked = read_agreement(request.GET, round_=closed)
    paragraphs = methods(closed, results, asked.unit)
    context = page(member, closed, current="method") | {
        "asked": asked,
        "units": [*UNIT_NAMES.items()],
        "paragraphs": [(code, LANGUAGES[code], words) for code, words in paragraphs.items()],
        "snapshot": closed.snapshot,
    }
    return render(request, "coding/agreement/method.html", context)


@require_safe
@for_members(Action.SEE_AGREEMENT)
def export(request: HttpRequest, member: Member, number: int, name: str, kind: str) -> HttpResponseBase:
    """One of the round's files, in the language that `?lang=` asks for and by the unit of `?unit=`."""
    closed = closed_round_or_404(member, number)
    results = results_of(closed.snapshot)
    write = WRITERS.get((name, kind))
    if results is None or write is None:
        raise Http404
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in LANGUAGES else translation.get_language()):
        content, content_type = write(closed, results, read_agreement(request.GET, round_=closed).unit)
    response = HttpResponse(content, content_type=content_type)
    file_name = f"{member.project.key}-round-{closed.number}-{name}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _table(closed: Round, results: Results, unit: Unit) -> AgreementTable:
    return table_of(closed, results, names_of(closed, results), unit=unit)


def _title(closed: Round, unit: Unit) -> str:
    words = f"{closed.project.name}, {closed.name}: {BY_UNIT[unit]}"
    return f"{words} ({_('Fictional study')})" if closed.project.fictional else words


def _sheet(kind: str) -> "Writer":
    def write(closed: Round, results: Results, unit: Unit) -> tuple[bytes, str]:
        table = full_table(closed, _table(closed, results, unit), title=_title(closed, unit))
        return KINDS[kind].write(table), KINDS[kind].CONTENT_TYPE

    return write


def _document(closed: Round, results: Results, unit: Unit) -> tuple[bytes, str]:
    columns, rows = printed_table(_table(closed, results, unit))
    paragraphs = [method(closed, results, unit)]
    return agreement_docx.write(_title(closed, unit), paragraphs, columns, rows), agreement_docx.CONTENT_TYPE


def _forest(kind: str) -> "Writer":
    def write(closed: Round, results: Results, unit: Unit) -> tuple[bytes, str]:
        table = _table(closed, results, unit)
        drawn = agreement_forest.write(
            forest_rows(table),
            kind=kind,
            title=_title(closed, unit),
            axis=str(BY_UNIT[unit]),
            thresholds=thresholds(table.scale),
        )
        return drawn, agreement_forest.CONTENT_TYPES[kind]

    return write


def _units(closed: Round, results: Results, unit: Unit) -> tuple[bytes, str]:
    """Turns where characters are asked for: a row a character would fill a disk."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    for row in units_of_coders(closed, results, "turn" if unit == "character" else unit):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue().encode("utf-8-sig", errors="replace"), "text/csv; charset=utf-8"


def _spans(closed: Round, results: Results, unit: Unit) -> tuple[bytes, str]:  # noqa: ARG001  # as all writers
    return json.dumps(spans(closed, results), ensure_ascii=False, indent=1).encode(), "application/json"


Writer = Callable[[Round, Results, Any], tuple[bytes, str]]
WRITERS: dict[tuple[str, str], Writer] = {
    ("table", "xlsx"): _sheet("xlsx"),
    ("table", "csv"): _sheet("csv"),
    ("table", "docx"): _document,
    ("forest", "svg"): _forest("svg"),
    ("forest", "png"): _forest("png"),
    ("units", "csv"): _units,
    ("spans", "json"): _spans,
}
