"""The queue of a closed round's disagreements: filters, pages, several settled alike, and the decisions as a file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coding.exporters import KINDS
from coding.forms.disagreements import TOGETHER, AskedTogether, read_queue, read_together, read_wanted
from coding.models import Decision, Disagreement, Round
from coding.queries.agreement_method import LANGUAGES
from coding.queries.decided import decision_of, in_words, settled_with
from coding.queries.decisions_table import decisions_table
from coding.queries.disagreements import choices_of, next_open, page_of
from coding.queries.side_by_side import lettered
from coding.services.decisions import AlreadyDecided, Answer, settle_together
from coding.services.operations import CodingError, Invalid
from coding.views.agreement import page
from interviews.access import Action, for_members
from interviews.models import Member

# A table of many columns is no document to read.
ROUND_KINDS = ("xlsx", "csv")


@require_http_methods(["GET", "POST"])
@for_members(Action.DECIDE)
def index(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """The queue; a form settles those that are ticked alike. `?just=NUMBER` tells of that, with the way back."""
    closed = computed_round_or_404(member, number)
    if closed is None:
        return redirect("agreement", member.project.key, number)
    if request.method == "GET":
        return _queue(request, member, closed)
    asked = read_together(request.POST, request.POST.getlist("pick"))
    try:
        made = settle_together(
            _answers(asked, member, closed), by=member, reason=asked.reason, manner=asked.manner, op=op_of(request)
        )
    except AlreadyDecided as first:
        return taken(request, member, closed, first.decision)
    except CodingError as refusal:
        return _queue(request, member, closed, asked=asked, refusal=str(refusal))
    query = request.GET.copy()
    query["just"] = str(made.disagreement.number)
    return redirect(f"{reverse('disagreements', args=[member.project.key, number])}?{query.urlencode()}")


@require_safe
@for_members(Action.DECIDE)
def export(request: HttpRequest, member: Member, number: int, kind: str) -> HttpResponseBase:
    """Disagreements and decisions as a file, with the queue's filters; with names, and the codings of each coder."""
    closed = computed_round_or_404(member, number)
    if closed is None or kind not in ROUND_KINDS:
        raise Http404
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in LANGUAGES else translation.get_language()):
        title = _("Decisions, %(round)s, %(project)s") % {"round": closed.name, "project": member.project.name}
        if member.project.fictional:
            title = f"{title} ({_('Fictional study')})"
        wanted = read_wanted({"state": "all"} | request.GET.dict())
        content = KINDS[kind].write(decisions_table(closed, wanted, reader=member, title=title))
    response = HttpResponse(content, content_type=KINDS[kind].CONTENT_TYPE)
    file_name = f"{member.project.key}-round-{closed.number}-decisions.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def computed_round_or_404(member: Member, number: int) -> Round | None:
    """A closed round without what its pages do not need; None while its disagreements are computed.

    Http404 for any other round.
    """
    rounds = Round.objects.filter(project=member.project_id, deleted_at=None, state=Round.State.CLOSED)
    light = rounds.select_related("snapshot", "version").defer("snapshot__results", "snapshot__document")
    found = light.filter(number=number).first()
    if found is None:
        raise Http404
    found.project = found.snapshot.project = member.project
    return found if rounds.filter(pk=found.pk, snapshot__results__isnull=False).exists() else None


def taken(request: HttpRequest, member: Member, closed: Round, decision: Decision) -> HttpResponse:
    """What somebody decided first; nothing of one's own was saved."""
    context = page(member, closed, current="disagreements") | {
        "decision": decision,
        "outcome": in_words(decision, lettered(decision.disagreement, reader=member)),
        "disagreement": decision.disagreement,
        "code": decision.disagreement.code,
        "query": read_queue(request.GET).wanted.query,
    }
    return render(request, "coding/disagreements/taken.html", context, status=409)


def op_of(request: HttpRequest) -> UUID | None:
    """The uid of the action that the form was drawn with: sent twice, it is done once."""
    try:
        return UUID(request.POST.get("op", ""))
    except ValueError:
        return None


def _answers(asked: AskedTogether, member: Member, closed: Round) -> list[Answer]:
    rows = Disagreement.objects.visible_to(member).filter(round=closed, number__in=asked.picked)
    whole = rows.select_related("round__snapshot", "transcript", "text", "code").defer("text__text")
    found = [*whole.order_by("number")]
    if not found:
        raise Invalid(_("Tick the disagreements to settle."))
    return [Answer(one, asked.outcome) for one in found]


def _queue(
    request: HttpRequest, member: Member, closed: Round, *, asked: AskedTogether | None = None, refusal: str = ""
) -> HttpResponse:
    queue = read_queue(request.GET)
    shown = page_of(closed, queue.wanted, reader=member, after=queue.after, before=queue.before)
    first_page = queue.after is None and queue.before is None
    at_hand = first_page and queue.wanted.state == "open" and bool(shown.rows)
    context = page(member, closed, current="disagreements") | {
        "wanted": queue.wanted,
        "query": queue.wanted.query,
        "choices": choices_of(closed, reader=member),
        "queue": shown,
        "first_open": shown.rows[0].disagreement.number if at_hand else next_open(closed, queue.wanted, reader=member),
        "first_page": first_page,
        "kinds": Disagreement.Kind.choices,
        "outcomes": [(one.value, together_names()[one]) for one in TOGETHER],
        "manners": Decision.Manner.choices,
        "asked": asked or AskedTogether((), "", "", Decision.Manner.ALONE),
        "refusal": refusal,
        "op": uuid4(),
        "just": _just(request, member, closed),
    }
    return render(request, "coding/disagreements/index.html", context, status=422 if refusal else 200)


def _just(request: HttpRequest, member: Member, closed: Round) -> Mapping[str, Any] | None:
    """What the member settled a moment ago, for its way back."""
    decision = decision_of(request.GET.get("just", ""), closed, reader=member)
    return {"decision": decision, "number": settled_with(decision, reader=member)} if decision else None


def together_names() -> dict[Decision.Outcome, str]:
    """The outcomes as the queue offers them."""
    outcome = Decision.Outcome
    return {
        outcome.UNION: _("union: all that anybody marked"),
        outcome.INTERSECTION: _("intersection: what all who marked it share"),
        outcome.BOTH: _("both: each passage as it was marked"),
        outcome.NEITHER: _("neither: nothing is kept"),
    }
