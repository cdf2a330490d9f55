"""A query of codes: the form that builds it, its answer, and the same as files."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from coding.models import CodingState
from coding.queries.codebook import codebook_of
from interviews.access import Action, Sight, for_members, may, sight_of
from interviews.models import Member
from reports.document import Report
from reports.forms.asked import Unanswerable, audience_asked
from reports.forms.query import AskedQuery, form_rows, read_asked_query, without_row
from reports.queries.basis.bases import bases_for
from reports.queries.gate.asked import Asked, Withheld
from reports.queries.gate.readable import groups_offered
from reports.queries.kinds.about_study import basis_name, closed_note, done_paragraph, withheld_report
from reports.queries.kinds.about_study import notes_of as study_notes
from reports.queries.query.answer import answer_of
from reports.queries.query.gate import bound_for, closed_codes, readable_rows, untitled
from reports.queries.query.passages import Reading, read_answer
from reports.queries.query.query import Bound, as_address, rounds_in_sight, without_missing
from reports.queries.query.report import counted_line, counts_table, notes_of, query_report
from reports.queries.query.saved import examples, may_change
from reports.queries.query.words import operator_names, sentence
from reports.queries.study.stamp import stamp
from reports.views.pages import download, keeping, kind_or_404, language_of
from reports.views.pages import page as common

FILES = {
    "docx": gettext_lazy("document to read"),
    "xlsx": gettext_lazy("workbook and notes"),
    "csv": gettext_lazy("one line a passage"),
    "pdf": gettext_lazy("to print"),
}
PER_PAGE = 40


@require_safe
@for_members(Action.SEE_REPORTS)
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The form and what answers; `?add` and `?remove=N` lead to the form with a condition more or fewer."""
    said = request.GET.dict()
    if "add" in said or "remove" in said:
        return redirect(f"{request.path}?{urlencode(_changed(said, reader=member))}")
    asked = asked_or_404(request, member)
    seen = seen_or_404(request, asked, member, file=False)
    context = common(member, current="query") | _form(asked, seen) | {"asked": asked, "files": FILES.items()}
    try:
        found = bound_for(asked.query, seen)
    except Withheld as error:
        return render(request, "reports/query/page.html", context | {"refused": str(error)})
    context |= {"found": found, "missing": found.missing, "sentence": "" if found.missing else sentence(found)}
    if found.missing:
        kept = without_missing(asked.query, reader=member)
        context["kept"] = urlencode(as_address(kept, basis=asked.basis.key, **_whom(asked)))
    elif asked.query.empty:
        context["examples"] = [*_examples(seen, asked)]
    else:
        context |= _answered(request, found, seen)
    return render(request, "reports/query/page.html", context)


def _whom(asked: AskedQuery) -> dict[str, str]:
    return {"for": asked.whom} if asked.whom else {}


def _examples(seen: Asked, asked: AskedQuery) -> Iterator[tuple[str, str]]:
    """Queries that may be answered, each as its sentence and the fields of its address."""
    for one in examples(seen.study):
        with suppress(Withheld):
            yield sentence(bound_for(one, seen)), urlencode(as_address(one, basis=seen.basis.key, **_whom(asked)))


def _changed(said: dict[str, str], *, reader: Member) -> dict[str, str]:
    """The fields of the address with an empty condition more, or without the one of `remove`."""
    number = said.get("remove", "")
    fields = without_row(said, int(number)) if number.isdecimal() and len(number) < 3 else said
    asked = read_asked_query(fields, reader=reader)
    rows = len(asked.query.conditions) + 1 if "add" in said else len(asked.query.conditions)
    return asked.address(rows=str(rows))


def asked_or_404(request: HttpRequest, member: Member) -> AskedQuery:
    try:
        return read_asked_query(request.GET.dict(), reader=member)
    except Unanswerable as error:
        raise Http404 from error


def seen_or_404(request: HttpRequest, asked: AskedQuery, member: Member, *, file: bool) -> Asked:
    """What its audience may see of the study under the basis."""
    try:
        return Asked(member, asked.basis, audience=audience_asked(request.GET, reader=member, file=file))
    except Unanswerable as error:
        raise Http404 from error


def _form(asked: AskedQuery, seen: Asked) -> dict[str, Any]:
    """What the form offers."""
    member = seen.reader
    nodes = codebook_of(member.project).in_tree_order()
    return {
        "rows": form_rows(asked, known=frozenset(node.key for node in nodes)),
        "operators": operator_names(),
        "directions": CodingState.Direction.choices,
        "nodes": nodes,
        "attributes": groups_offered(seen),
        "rounds": rounds_in_sight(member),
        "bases": [(basis.key, basis_name(basis)) for basis in bases_for(member)],
        "blind": sight_of(member) is Sight.OWN,
        "may_save": may(member, Action.SAVE_QUERIES),
        "may_change": asked.saved is not None and may_change(asked.saved, member),
        "fields": asked.address(saved="", **{"for": ""}).items(),
    }


def _answered(request: HttpRequest, found: Bound, seen: Asked) -> dict[str, Any]:
    of_study, member = _by(seen, found), seen.reader
    answer = untitled(answer_of(found, of_study.study), of_study)
    rows, unread = readable_rows(answer, of_study)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {
        **keeping(member),
        "answer": answer,
        "counted": "" if closed_codes(found, seen) else counted_line(answer.whole),
        "counts": counts_table(answer, closed=bool(closed_codes(found, seen))) if answer.groups else None,
        "page": shown,
        "people": by_person(read_answer(answer, list(shown.object_list))),
        "done": done_paragraph(of_study.study),
        "unread": unread,
        "notes": (
            *notes_of(),
            *closed_note(of_study),
            *study_notes(of_study.study),
            stamp(member, at=timezone.now()),
        ),
    }


def _by(seen: Asked, found: Bound) -> Asked:
    return replace(seen, attribute=found.by.attribute if found.by else None)


def by_person(readings: list[Reading]) -> list[tuple[str, list[Reading]]]:
    """The passages under the name of each participant, in their order."""
    groups: dict[int, list[Reading]] = {}
    for one in readings:
        groups.setdefault(one.person, []).append(one)
    return [(some[0].pseudonym, some) for some in groups.values()]


@require_safe
@for_members(Action.EXPORT)
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """The answer of the page's address as a file; Http404 where nothing is asked, or something of it is missing."""
    kind_or_404(kind, among=FILES)
    with language_of(request):
        asked = asked_or_404(request, member)
        seen = seen_or_404(request, asked, member, file=True)
        return download(request, member, report_of(asked, seen, at=timezone.now()), kind=kind)


def report_of(asked: AskedQuery, seen: Asked, *, at: datetime) -> Report:
    """The answer as a report, or why nothing of it may be shown. Http404 where there is nothing to answer."""
    title = asked.saved.name if asked.saved else ""
    try:
        found = bound_for(asked.query, seen)
    except Withheld as error:
        return withheld_report("query", title or pgettext("a search for passages", "Query"), seen, str(error), at=at)
    if asked.query.empty or found.missing:
        raise Http404
    of_study = _by(seen, found)
    answer = untitled(answer_of(found, of_study.study), of_study)
    rows, unread = readable_rows(answer, of_study)
    readings = read_answer(answer, rows, whole=True)
    closed = bool(closed_codes(found, seen))
    return query_report(answer, readings, asked=of_study, title=title, at=at, closed=closed, notes=unread)


def address_of(member: Member, fields: dict[str, str]) -> str:
    """The page with these fields."""
    return f"{reverse('query', args=[member.project.key])}?{urlencode(fields)}"
