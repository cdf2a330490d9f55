"""The screen on which one disagreement is decided: its form, the way back, and a rule written into the codebook."""

import json
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coding.forms.codebook import PARTS, PartForm
from coding.forms.disagreements import AskedDecision, number, read_decision, read_manner, read_wanted
from coding.models import Decision, Disagreement, Round
from coding.queries.codebook import codebook_of
from coding.queries.decided import decision_of, history_of, in_words, settled_with
from coding.queries.deciding import column_of, scene_of
from coding.queries.disagreements import figures_of, next_open
from coding.queries.memos import memos_on
from coding.queries.side_by_side import Lettered, lettered
from coding.queries.versions import why_it_rests
from coding.services import codebook as codebook_services
from coding.services.decisions import AlreadyDecided, Answer, settle_together, undo_decision
from coding.services.operations import CodingError, Conflict
from coding.views.codebook import texts_of
from coding.views.disagreements import computed_round_or_404, op_of, taken
from coding.views.memos import safe_back
from interviews.access import Action, for_members, may, require
from interviews.models import Member

# Parts of a code that can be written from here.
RULES = ("definition", "use-when", "use-not", "examples")


@require_http_methods(["GET", "POST"])
@for_members(Action.DECIDE)
def decide(request: HttpRequest, member: Member, number: int, rank: int) -> HttpResponseBase:
    """The disagreement and its form; decided, it leads to the next open one. `?last=NUMBER` offers the way back.

    With `?rule=PART` a rule of the code is open to be written.
    """
    closed, disagreement = disagreement_or_404(member, number, rank)
    if request.method == "GET":
        return _screen(request, member, closed, disagreement)
    asked = read_decision(request.POST, request.POST.getlist("also"))
    answers = _answers(asked, disagreement, member, closed)
    try:
        settle_together(answers, by=member, reason=asked.reason, manner=asked.manner, op=op_of(request))
    except AlreadyDecided as first:
        return taken(request, member, closed, first.decision)
    except CodingError as refusal:
        return _screen(request, member, closed, disagreement, asked=asked, refusal=str(refusal))
    return redirect(_onward(request, member, closed, rank, manner=asked.manner))


@require_POST
@for_members(Action.DECIDE)
def undo(request: HttpRequest, member: Member, number: int, rank: int) -> HttpResponseBase:
    """Take the decision back that the form names, with those of the same action."""
    closed, disagreement = disagreement_or_404(member, number, rank)
    decisions = Decision.objects.visible_to(member).filter(disagreement=disagreement)
    refusal = _refused(decisions.filter(pk=_key(request)).select_related("disagreement__transcript").first(), member)
    if refusal:
        return _screen(request, member, closed, disagreement, refusal=refusal, status=409)
    messages.success(request, _("Undone: no. %(n)s is open again.") % {"n": rank})
    address = reverse("disagreement", args=[member.project.key, number, rank])
    return redirect(safe_back(request, request.POST.get("next", "")) or address)


@require_POST
@for_members(Action.DECIDE)
def rule(request: HttpRequest, member: Member, number: int, rank: int) -> HttpResponseBase:
    """Write one part of the code's rules from here; refused while the codebook rests."""
    require(member, Action.EDIT_CODEBOOK)
    closed, disagreement = disagreement_or_404(member, number, rank)
    part = request.POST.get("part", "")
    form = _rule_form(request, member, disagreement, part)
    if form is None:
        raise Http404
    if form.is_valid():
        try:
            codebook_services.edit_code(disagreement.code, by=member, **form.changes)
        except codebook_services.CodebookError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The rule is written into the codebook."))
            return redirect(_address(request, member, number, rank))
    return _screen(request, member, closed, disagreement, rule_form=form, status=422)


def disagreement_or_404(member: Member, number: int, rank: int) -> tuple[Round, Disagreement]:
    """A closed round of the member's project and its disagreement of this number. Http404 for any other."""
    closed = computed_round_or_404(member, number)
    rows = Disagreement.objects.visible_to(member).filter(round=closed, number=rank)
    found = rows.select_related("transcript", "text", "code").defer("text__text").first() if closed else None
    if closed is None or found is None:
        raise Http404
    found.round = closed
    found.code.project = found.transcript.project = member.project
    return closed, found


def _refused(decision: Decision | None, member: Member) -> str:
    """Undo the decision; why it can't be, in words, nothing where it is undone."""
    if decision is None:
        return _("There is no such decision here any more.")
    try:
        undo_decision(decision, by=member)
    except Conflict as refusal:
        return str(refusal)
    return ""


def _answers(asked: AskedDecision, disagreement: Disagreement, member: Member, closed: Round) -> list[Answer]:
    """The answer to this one, and the same to those beside it that were ticked."""
    sides = lettered(disagreement, reader=member)
    first = _answer(asked, disagreement, sides)
    rows = Disagreement.objects.visible_to(member).filter(round=closed, text=disagreement.text_id)
    beside = rows.filter(number__in=asked.also).exclude(pk=disagreement.pk)
    whole = beside.select_related("round__snapshot", "transcript", "text", "code").defer("text__text")
    return [first, *(Answer(one, first.outcome, first.kept, first.spans) for one in whole.order_by("number"))]


def _answer(asked: AskedDecision, disagreement: Disagreement, sides: tuple[Lettered, ...]) -> Answer:
    outcome, _dash, letter = asked.choice.partition("-")
    kept = next((one.side.coder for one in sides if one.letter == letter), None)
    own = (asked.extent,) if outcome == Decision.Outcome.OWN and asked.extent else ()
    return Answer(disagreement, outcome, kept, own)


def _onward(request: HttpRequest, member: Member, closed: Round, rank: int, *, manner: str) -> str:
    """The next open one that fits the filters, with the manner of this one; the queue, where none is left."""
    wanted = read_wanted(request.GET)
    following = next_open(closed, wanted, reader=member, after=rank)
    if following is None:
        address = reverse("disagreements", args=[member.project.key, closed.number])
        return address + wanted.query_with(just=str(rank))
    address = reverse("disagreement", args=[member.project.key, closed.number, following])
    return address + wanted.query_with(manner=_unless_alone(manner), last=str(rank))


def _unless_alone(manner: str) -> str:
    return "" if manner == Decision.Manner.ALONE else manner


def _query(request: HttpRequest) -> str:
    """What every link and form of the screen carries on: the filters, and how the one before was decided."""
    return read_wanted(request.GET).query_with(manner=_unless_alone(read_manner(request.GET)))


def _address(request: HttpRequest, member: Member, number: int, rank: int) -> str:
    return reverse("disagreement", args=[member.project.key, number, rank]) + _query(request)


def _key(request: HttpRequest) -> int:
    return number(request.POST.get("decision", "")) or 0


def _rule_form(request: HttpRequest, member: Member, disagreement: Disagreement, part: str) -> PartForm | None:
    if part not in RULES or not may(member, Action.EDIT_CODEBOOK):
        return None
    sent = request.POST if request.method == "POST" else None
    return PARTS[part](sent, code=disagreement.code, language=member.project.language)


def _screen(
    request: HttpRequest,
    member: Member,
    closed: Round,
    disagreement: Disagreement,
    *,
    asked: AskedDecision | None = None,
    refusal: str = "",
    rule_form: PartForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    scene, wanted = scene_of(disagreement, closed, reader=member), read_wanted(request.GET)
    history = history_of(disagreement, reader=member)
    part = request.POST.get("part") or request.GET.get("rule", "")
    rests = why_it_rests(member.project)
    context = {
        "project": member.project,
        "member": member,
        "section": "rounds",
        "round": closed,
        "scene": scene,
        "sides_sent": json.dumps([{"letter": one.letter, "spans": one.spans} for one in scene.sides]),
        "disagreement": disagreement,
        "code": scene.code,
        "history": _told(history, scene.sides),
        "standing": next((one for one in history if one.undone_at is None), None),
        "wanted": wanted,
        "query": _query(request),
        "column": column_of(disagreement, closed, wanted, reader=member),
        "kinds": Disagreement.Kind.choices,
        "figures": figures_of(closed, reader=member),
        "manners": Decision.Manner.choices,
        "asked": asked or AskedDecision(manner=read_manner(request.GET)),
        "refusal": refusal,
        "op": uuid4(),
        "last": _last(request, member, closed),
        **_rules(request, member, disagreement, rests),
        "form": rule_form or (None if rests else _rule_form(request, member, disagreement, part)),
        "part": part,
    }
    return render(request, "coding/decide/decide.html", context, status=status or (422 if refusal else 200))


def _rules(request: HttpRequest, member: Member, disagreement: Disagreement, rests: str) -> dict[str, Any]:
    """The code's rules and the notes on it; whether they may be written."""
    book = codebook_of(member.project)
    return {
        "codebook": book,
        "node": book.by_id.get(disagreement.code_id),
        "texts": texts_of(disagreement.code),
        "memos": memos_on(member, code=disagreement.code),
        "memo_on": f"code:{disagreement.code.key}",
        "rests": rests,
        "may_edit": may(member, Action.EDIT_CODEBOOK) and not rests,
        "may_write_memos": may(member, Action.WRITE_MEMOS),
        "here": request.get_full_path(),
    }


def _told(history: list[Decision], sides: tuple[Lettered, ...]) -> list[dict[str, Any]]:
    return [{"decision": one, "outcome": in_words(one, sides)} for one in history]


def _last(request: HttpRequest, member: Member, closed: Round) -> dict[str, Any] | None:
    """What the member decided a moment ago, for its way back."""
    decision = decision_of(request.GET.get("last", ""), closed, reader=member)
    if decision is None:
        return None
    sides = lettered(decision.disagreement, reader=member)
    return {
        "decision": decision,
        "outcome": in_words(decision, sides),
        "number": settled_with(decision, reader=member),
    }
