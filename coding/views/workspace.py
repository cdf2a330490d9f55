"""The coding screen, and the answers to its client."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_POST, require_safe

from coding.queries.changes import changes_since, cursor_of
from coding.queries.codebook import Codebook, codebook_of
from coding.queries.groups import beside, only_one_fits
from coding.queries.marks import Mark, Said, marks_by_turn, marks_of, said_at, said_in
from coding.queries.proposals import seen_by, with_own
from coding.queries.recheck import to_recheck_in
from coding.queries.standing import is_frozen
from coding.queries.words import workspace_words
from coding.queries.workspace import case_ratings, code_rows, coder_rows, next_to_code, own_pass
from coding.services.codings import Outcome, perform
from coding.services.operations import NO_UID, CodingError, Conflict, read_operation
from coding.views.turns import TurnPage
from interviews.access import Action, Sight, for_members, may, sight_of
from interviews.models import Member, Transcript, TranscriptText


@require_safe
@for_members(Action.SEE)
def workspace(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """The whole screen. Who may not code reads it, with the codings that he may see."""
    transcript, text = transcript_of(member, pk)
    codebook = seen_by(member)
    marks = marks_of(text.pk, seen_by=member)
    page = turn_page(codebook, member, transcript.pk)
    drawn = [page.turn_html(turn, on) for turn, on in marks_by_turn(said_in(text), marks)]
    can_pass = may(member, Action.CODE) and transcript.archived_at is None
    own = own_pass(transcript, member)
    can_code = can_pass and not (own and own.is_submitted)
    context = {
        "project": member.project,
        "member": member,
        "transcript": transcript,
        "turns": _joined(drawn),
        "codes": code_rows(codebook),
        "coders": coder_rows(member),
        "words": workspace_words(can_create=may_add(member), can_propose=may_propose(member)),
        "nodes": codebook.in_tree_order(),
        "cursor": cursor_of(text.pk, seen_by=member),
        "can_code": can_code,
        "can_pass": can_pass,
        "pass": own,
        "recheck": to_recheck_in(member, transcript) if can_code and own and own.done_at else [],
        "is_frozen": own is not None and is_frozen(own),
        "is_blind": member.project.round_is_open and sight_of(member) is Sight.OWN,
        "ratings": case_ratings(transcript, codebook, member) if can_pass else [],
        "next": next_to_code(transcript, member),
        "focus": request.GET.get("coding", ""),
        "at": request.GET.get("at", ""),
    }
    return render(request, "coding/workspace/workspace.html", context)


@require_POST
@for_members(Action.CODE)
def codings(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """One operation of the client's queue, done once; answers the turns that it changed."""
    try:
        operation = read_operation(request.body)
        outcome = perform(operation, by=member, transcript_id=pk)
    except CodingError as error:
        transcript_of(member, pk)  # no reason is told about another project's transcript
        return JsonResponse({"error": str(error)}, status=409 if isinstance(error, Conflict) else 422)
    answer = _drawn(member, pk, operation.text, outcome.stretches, outcome.turns, uid=operation.uid)
    answer["said"] = outcome.said
    if operation.uid.int:
        answer["uid"] = str(operation.uid)
    if outcome.new_code:
        answer |= _with_new_code(request, member, outcome)
    return JsonResponse(answer)


@require_GET
@for_members(Action.SEE)
def changes(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """The turns that changed, for this reader, since the cursor; 204 when none did."""
    transcript = get_object_or_404(Transcript.objects.only("current"), pk=pk, project=member.project_id)
    if transcript.current_id is None:
        raise Http404
    text_id = transcript.current_id
    stretches = changes_since(request.GET.get("since", ""), text_id, seen_by=member)
    if not stretches:
        return HttpResponse(status=204)
    answer = _drawn(member, pk, text_id, stretches)
    return JsonResponse(answer | {"cursor": cursor_of(text_id, seen_by=member)})


def transcript_of(member: Member, pk: int) -> tuple[Transcript, TranscriptText]:
    """The transcript and its current text, in the member's project; Http404 otherwise."""
    transcript = get_object_or_404(Transcript.objects.select_related("current"), pk=pk, project=member.project_id)
    if transcript.current is None:
        raise Http404
    return transcript, transcript.current


def may_add(member: Member) -> bool:
    """Whether the member can add a code to the codebook while coding."""
    return may(member, Action.CREATE_CODES) and not member.project.round_is_open


def may_propose(member: Member) -> bool:
    """Whether a code that is missing can be proposed: while a round is open."""
    return may(member, Action.CODE) and member.project.round_is_open


def turn_page(codebook: Codebook, member: Member, transcript_id: int) -> TurnPage:
    """How this reader sees the turns of this transcript."""
    return TurnPage(codes=codebook.by_id, reader=member.pk, project_key=member.project.key, transcript=transcript_id)


def _drawn(
    member: Member,
    transcript_id: int,
    text_id: int,
    stretches: tuple[tuple[int, int], ...],
    turns: tuple[Said, ...] = (),
    *,
    uid: UUID = NO_UID,
) -> dict[str, object]:
    """The turns of the stretches as this reader sees them; with a warning where the coding `uid`, hers, stands on the
    same words as another of which only one fits.
    """
    said = turns or said_at(text_id, stretches)
    around = [(turn.start, turn.end) for turn in said]
    if len(around) > 8:  # one wide question is cheaper than many narrow ones
        around = [(around[0][0], around[-1][1])]
    marks = marks_of(text_id, seen_by=member, stretches=around) if around else []
    codebook = with_own(codebook_of(member.project), member, {mark.code for mark in marks})
    page = turn_page(codebook, member, transcript_id)
    drawn = {turn.index: page.turn_html(turn, on) for turn, on in marks_by_turn(said, marks)}
    others = beside(uid, marks, codebook)
    return {"turns": drawn} | ({"warning": _warning(uid, marks, others, codebook)} if others else {})


def _warning(uid: UUID, marks: list[Mark], others: tuple[Mark, ...], codebook: Codebook) -> dict[str, object]:
    new = next(codebook.by_id[mark.code].code.label for mark in marks if mark.uid == uid)
    labels = [codebook.by_id[other.code].code.label for other in others]
    warning = {
        "uid": uid,
        "label": new,
        "said": only_one_fits(new, labels),
        "others": [{"uid": other.uid, "label": label} for other, label in zip(others, labels, strict=True)],
    }
    return warning | {"html": render_to_string("coding/workspace/_only_one.html", warning)}


def _with_new_code(request: HttpRequest, member: Member, outcome: Outcome) -> dict[str, object]:
    codebook = seen_by(member)
    rows = code_rows(codebook)
    context = {"nodes": codebook.in_tree_order(), "project": member.project, "can_code": True}
    return {
        "code": next((row for row in rows if row["id"] == outcome.new_code), None),
        "codebook": render_to_string("coding/workspace/workspace.html#codes", context, request),
    }


def _joined(drawn: list[SafeString]) -> SafeString:
    return mark_safe("\n".join(drawn))  # noqa: S308  # each turn is drawn, and escaped, by TurnPage
