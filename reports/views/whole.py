"""Reports with everything in them, as the pages of the team have them: for files that are taken past the gate."""

from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from interviews.models import Member
from reports.document import Report
from reports.forms.asked import Unanswerable, read_crosstab, snapshot_asked
from reports.forms.kinds import read_asked
from reports.forms.query import read_asked_query
from reports.queries.findings.joint_display import joint_display
from reports.queries.findings.joint_report import joint_report
from reports.queries.gate.asked import Asked, CannotAnswer, source_of
from reports.queries.kinds.kind import made
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.kinds.sample import sample_report
from reports.views import chosen_quotes, crosstab
from reports.views import query as queries


def reports_of() -> dict[str, str]:
    """The reports whose files can be taken past the gate."""
    names = {"sample": _("Sample"), "crosstab": pgettext("qualitative", "Codes by attribute")}
    names |= {kind.name: str(kind.label) for kind in KINDS_OF_REPORT.values()}
    return names | {"query": pgettext("a search for passages", "Query"), "quotes": _("Quotes")}


def whole_report(name: str, query: QueryDict, member: Member) -> Report:
    """The report with everything in it. Http404 where its address names something that is not there."""
    try:
        return _whole(name, query, member)
    except (Unanswerable, CannotAnswer) as error:
        raise Http404(str(error)) from error


def _whole(name: str, query: QueryDict, member: Member) -> Report:
    now = timezone.now()
    if name == "sample":
        return sample_report(member, at=now, source=source_of(member, snapshot_asked(query, reader=member)))
    if name == "crosstab":
        table = read_crosstab(query, reader=member)
        if table is None:
            raise Http404
        return crosstab.report_of(table)
    if name == "query":
        asked = read_asked_query(query, reader=member)
        return queries.report_of(asked, Asked(member, asked.basis), at=now)
    if name == "quotes":
        return joint_report(joint_display(chosen_quotes.asked_of(query, member, audience=None)), at=now)
    if name in KINDS_OF_REPORT:
        kind = KINDS_OF_REPORT[name]
        return made(kind, read_asked(query, kind, reader=member), at=now)
    raise Http404
