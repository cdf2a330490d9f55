"""The disclosure gate as a page for leads: what it closes and why, files past it with a reason, and the log."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Action, for_members
from interviews.models import Member
from methods.disclosure import Audience
from reports.document import Report
from reports.forms.asked import Unanswerable, basis_asked, read_crosstab, snapshot_asked
from reports.forms.kinds import read_asked
from reports.forms.overrides import OverrideForm
from reports.queries.basis.basis import UnknownBasis
from reports.queries.gate.asked import Asked, CannotAnswer, source_of
from reports.queries.gate.page import disclosure_page, overrides_of
from reports.queries.kinds.about_study import basis_name
from reports.queries.kinds.kind import made
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.kinds.sample import sample_report
from reports.services.overrides import override_gate
from reports.views.crosstab import report_of
from reports.views.pages import download, of_any_snapshot
from reports.views.pages import page as common


@require_safe
@for_members(Action.EDIT_PROJECT)
@of_any_snapshot
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """What is closed to `?for=team`, readers or the public under `?basis=`; with `?report=` the way past it."""
    report = request.GET.get("report", "")
    form = OverrideForm(initial={"report": report, "query": _query(request)}) if report in _reports() else None
    return _page(request, member, request.GET, form)


def _page(
    request: HttpRequest, member: Member, query: QueryDict, form: OverrideForm | None, *, status: int = 200
) -> HttpResponseBase:
    asked = _asked_or_404(query, member)
    context = common(member, current="disclosure", snapshot=asked.snapshot) | {
        "page": disclosure_page(asked),
        "asked": asked,
        "audience": asked.audience,
        "audiences": _audiences(),
        "bases": [(basis.key, basis_name(basis)) for basis in asked.source.bases()],
        "form": form,
        "report": _reports().get(query.get("report", "")),
        "log": overrides_of(member),
    }
    return render(request, "reports/disclosure/page.html", context, status=status)


def _audiences() -> list[tuple[Audience, str]]:
    return [("team", _("files of the team")), ("readers", _("readers")), ("public", _("public files"))]


def _reports() -> dict[str, str]:
    """The reports whose files can be taken past the gate."""
    names = {"sample": _("Sample"), "crosstab": pgettext("qualitative", "Codes by attribute")}
    return names | {kind.name: str(kind.label) for kind in KINDS_OF_REPORT.values()}


def _query(request: HttpRequest) -> str:
    """The report's own address, without what this page asks."""
    query = request.GET.copy()
    for name in ("report", "for"):
        query.pop(name, None)
    return query.urlencode()


def _asked_or_404(query: QueryDict, member: Member) -> Asked:
    wanted = next((one for one, _words in _audiences() if one == query.get("for", "team")), None)
    if wanted is None:
        raise Http404
    try:
        snapshot = snapshot_asked(query, reader=member)
        source = source_of(member, snapshot)
        basis = basis_asked(query.get("basis", ""), reader=member, source=source)
    except (Unanswerable, UnknownBasis) as error:
        raise Http404 from error
    return Asked(member, basis, snapshot=snapshot, audience=wanted)


@require_POST
@for_members(Action.EDIT_PROJECT)
@of_any_snapshot
def override(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The file as if there were no gate, once its reason is in the log; without one, the page again."""
    form = OverrideForm(request.POST)
    query = QueryDict(request.POST.get("query", "")[:2000], mutable=True)
    if not form.is_valid():
        query["report"] = request.POST.get("report", "")
        return _page(request, member, query, form, status=422)
    said = form.cleaned_data
    report = _whole(said["report"], query, member)
    address = f"{said['report']}.{said['form']}?{said['query']}"
    logged = override_gate(by=member, audience="team", address=address, reason=said["reason"])
    note = _("The disclosure gate was set aside by %(who)s: %(reason)s") % {"who": logged.by, "reason": logged.reason}
    return download(request, member, replace(report, notes=(note, *report.notes)), kind=said["form"])


def _whole(name: str, query: QueryDict, member: Member) -> Report:
    """The report with everything in it. Http404 where its address names something that is not there."""
    now = timezone.now()
    try:
        if name == "sample":
            source = source_of(member, snapshot_asked(query, reader=member))
            return sample_report(member, at=now, source=source)
        if name == "crosstab":
            table = read_crosstab(query, reader=member)
            if table is None:
                raise Http404
            return report_of(table)
        if name in KINDS_OF_REPORT:
            kind = KINDS_OF_REPORT[name]
            return made(kind, read_asked(query, kind, reader=member), at=now)
    except (Unanswerable, CannotAnswer) as error:
        raise Http404(str(error)) from error
    raise Http404
