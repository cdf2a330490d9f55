"""All passages of a code, with filters; and all codings of the project, as files."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from coding.queries.codebook import codebook_of
from interviews.access import Action, Sight, for_members, sight_of
from interviews.models import Attribute, AttributeValue, Member, Participant
from interviews.models.projects import Role
from methods.disclosure import Audience
from reports.document import Report
from reports.forms.asked import (
    AskedPassages,
    Company,
    Unanswerable,
    asks_for_consensus,
    audience_asked,
    read_passages_asked,
)
from reports.queries.basis.basis import BasisKind, default_basis
from reports.queries.gate.asked import Withheld, fewer
from reports.queries.gate.readable import readable, said_of
from reports.queries.kinds.about_study import basis_name
from reports.queries.passages.codings import case_ratings, codings_report, with_notes
from reports.queries.passages.consensus import consensus_of, once_each, read_consensus
from reports.queries.passages.passages import Passage, Wanted, coding_rows, living_states, passage_rows, read_passages
from reports.views.pages import download, keeping, kind_or_404, language_of, of_today_alone, page, refused

FILES = {
    "docx": gettext_lazy("document to read"),
    "xlsx": gettext_lazy("workbook"),
    "csv": gettext_lazy("one line a passage"),
}
PER_PAGE = 40


@require_safe
@for_members(Action.SEE_REPORTS)
@of_today_alone
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The passages of `?code=KEY`, by participant; without a code, the choice of one."""
    asked = asked_or_404(request, member)
    consensus = consensus_of(member, asked.wanted) if asked.node and asked.consensus else None
    rows = consensus.stretches if consensus else passage_rows(member, asked.wanted) if asked.node else []
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    here = list(shown.object_list)
    passages = _named(read_consensus(consensus, here) if consensus else read_passages(member, here), asked)
    context = (
        page(member, current="passages")
        | choices(member)
        | keeping(member)
        | {
            "asked": asked,
            "page": shown,
            "groups": by_person(passages),
            "notes": (*asked_notes(asked), *(consensus.notes if consensus else ())),
            "blind": sight_of(member) is Sight.OWN,
            "files": FILES.items(),
        }
    )
    return render(request, "reports/passages/index.html", context)


@require_safe
@for_members(Action.EXPORT)
@of_today_alone
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """The passages of the page's address, all of them, as a file."""
    kind_or_404(kind, among=FILES)
    with language_of(request):
        asked = asked_or_404(request, member)
        if asked.node is None:
            raise Http404
        if asked.consensus:
            consensus = consensus_of(member, asked.wanted)
            passages = _named(read_consensus(consensus, consensus.stretches, whole=True), asked)
            report = with_notes(
                passages_report(asked, passages, reader=member), (*asked_notes(asked), *consensus.notes)
            )
        else:
            passages = _named(read_passages(member, list(passage_rows(member, asked.wanted)), whole=True), asked)
            report = passages_report(asked, passages, reader=member)
            report = replace(report, notes=(*asked_notes(asked), *report.notes))
        return download(request, member, report, kind=kind)


@require_safe
@for_members(Action.SEE_REPORTS)
@of_today_alone
def codings(request: HttpRequest, member: Member) -> HttpResponseBase:
    """How many codings there are, and their files."""
    context = page(member, current="all_codings") | {
        "has_consensus": default_basis(member).kind is BasisKind.CONSENSUS,
        "count": living_states(member, Wanted()).count(),
        "blind": sight_of(member) is Sight.OWN,
        "for_team": member.role == Role.READER and not readable(member, "readers").found.shows("participants"),
    }
    return render(request, "reports/passages/codings.html", context)


@require_safe
@for_members(Action.EXPORT)
@of_today_alone
def codings_export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """Every coding that the member may see, one row each; outside the team those of open codes, once a lead has opened
    rows of single participants.
    """
    kind_or_404(kind, among=FILES)
    audience = _audience_or_404(request, member)
    seen = readable(member, audience) if audience else None
    if seen and not (seen.found.shows("participants") and not seen.found.few):
        return refused(
            request, member, _("A row for each coding tells single people apart: this file is for the team.")
        )
    with language_of(request):
        wanted = Wanted(codes=seen.open_codes(member)) if seen else Wanted()
        k = 0 if seen is None or seen.found.shows("quotes") else seen.found.policy.least
        if asks_for_consensus(request.GET, reader=member):
            report = _consensus_report(member, wanted, k=k)
        else:
            passages = read_passages(member, coding_rows(member, wanted), whole=True)
            more = () if seen else case_ratings(member)
            now, title = timezone.now(), _("All codings")
            report = codings_report(passages, reader=member, at=now, key="codings", title=title, more=more, k=k)
        if seen:
            report = replace(report, notes=(*seen.found.opened_lines(), *report.notes))
        return download(request, member, report, kind=kind)


def _consensus_report(member: Member, wanted: Wanted, *, k: int) -> Report:
    """Everything that counts under consensus, each passage once."""
    consensus = consensus_of(member, wanted)
    shown = once_each(consensus.stretches)
    passages = read_consensus(consensus, shown, whole=True, together=True)
    title = _("All passages of the consensus")
    report = codings_report(passages, reader=member, at=timezone.now(), key="consensus", title=title, k=k)
    return with_notes(report, consensus.notes)


def _audience_or_404(request: HttpRequest, member: Member) -> Audience | None:
    """For whom outside the team; None for the team, whose passages are whole in files too."""
    try:
        found = audience_asked(request.GET, reader=member, file=False)
    except Unanswerable as error:
        raise Http404 from error
    return None if found == "team" else found


def asked_or_404(request: HttpRequest, member: Member) -> AskedPassages:
    """What the address asks; what is closed to whom it is for is not found. Raises Withheld for too few people."""
    try:
        asked = read_passages_asked(request.GET, reader=member)
    except Unanswerable as error:
        raise Http404 from error
    audience = _audience_or_404(request, member)
    if audience is None:
        return asked
    if asked.company:
        raise Http404  # who mentions what beside what is for the team
    may_read = readable(member, audience)
    attribute, _colon, group = asked.value.partition(":")
    closed = asked.node is not None and asked.node.key in may_read.closed
    if may_read.found.few:
        raise Withheld(fewer(may_read.found.policy.least))
    if closed or (group and not may_read.shows_group(attribute, group)):
        raise Http404
    found, wanted = may_read.found, asked.wanted
    k, grouping = found.policy.least, found.groupings.get(attribute)
    if found.shows("quotes"):
        k = 0
    elif grouping:
        # By two filters one after the other nobody learns what two attributes say of a person together.
        wanted = replace(wanted, among=said_of(member, grouping.attribute, k=k))
    return replace(asked, k=k, wanted=wanted, titled=found.shows("participants"), opened=found.opened_lines())


def _named(passages: list[Passage], asked: AskedPassages) -> list[Passage]:
    """The passages; where their audience may not see titles of transcripts and names in them, without these."""
    if asked.titled:
        return passages
    return [replace(one, transcript_title="", excerpt=replace(one.excerpt, speakers=())) for one in passages]


def asked_notes(asked: AskedPassages) -> tuple[str, ...]:
    """Of whom alone the passages are, that not everybody of a group is found, and what was opened past the gate, where
    this is so.
    """
    if asked.company:
        return (company_words(asked.company), *asked.opened)
    if asked.wanted.among is None:
        return asked.opened
    return (
        _("Only those are found whose group, with what else may be named of them, enough others share."),
        *asked.opened,
    )


def company_words(company: Company) -> str:
    """Of whom alone the passages are."""
    words = {"code": company.node.code.label, "basis": basis_name(company.basis)}
    if company.has:
        return _("Only of participants who mention “%(code)s” too (%(basis)s).") % words
    return _("Only of participants who do not mention “%(code)s” (%(basis)s).") % words


def passages_report(asked: AskedPassages, passages: list[Passage], *, reader: Member) -> Report:
    """The report of one code's passages, with what was asked in words."""
    node = asked.node
    if node is None:
        raise Http404
    filters = (
        _("without the codes below") if asked.alone else "",
        asked.participant.pseudonym if asked.participant else "",
        value_name(asked.value, reader=reader),
        asked.coder,
        _("Basis: %(basis)s") % {"basis": _("Consensus")} if asked.consensus else "",
    )
    return codings_report(
        passages,
        reader=reader,
        at=timezone.now(),
        key=f"passages-{node.key}",
        title=pgettext("qualitative", "Passages: %(code)s") % {"code": node.path},
        filters=tuple(word for word in filters if word),
        context=not asked.bare,
        k=asked.k,
    )


def value_name(key: str, *, reader: Member) -> str:
    """An "attribute:value" in words, such as "Sector: Public"; nothing for none."""
    attribute, _colon, value = key.partition(":")
    values = AttributeValue.objects.living().filter(attribute__project=reader.project_id, attribute__key=attribute)
    found = values.filter(key=value, attribute__deleted_at=None).select_related("attribute").first()
    return found.attribute.label + pgettext("before a list", ":") + " " + found.label if found else ""


def choices(member: Member) -> dict[str, Any]:
    """What the filters offer: living codes, participants, values of categories, coders whose work is in sight."""
    attributes = Attribute.objects.living().filter(project=member.project_id, kind=Attribute.Kind.CATEGORY)
    values = AttributeValue.objects.living().order_by("position", "pk")
    coders = Member.objects.filter(project=member.project_id, codings__isnull=False)
    if sight_of(member) is Sight.OWN:
        coders = coders.filter(pk=member.pk)
    return {
        "nodes": codebook_of(member.project).in_tree_order(),
        "people": Participant.objects.living().filter(project=member.project_id).order_by("position", "pk"),
        "attributes": attributes.prefetch_related(Prefetch("values", values)).order_by("position", "pk"),
        "coders": coders.select_related("user").distinct().order_by("joined_at", "pk"),
    }


def by_person(passages: list[Passage]) -> list[tuple[str, list[Passage]]]:
    """The passages under the name of each participant, in their order; an empty name where nobody of them speaks."""
    groups: list[tuple[str, list[Passage]]] = []
    last: int | None = -1
    for passage in passages:
        if passage.person != last:
            groups.append((passage.pseudonym, []))
        groups[-1][1].append(passage)
        last = passage.person
    return groups
