"""One coding, and one turn, as pages that need no script: the same operations, sent by forms."""

from hashlib import sha256
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coding.models import Coding, CodingState, Memo
from coding.queries.marks import Mark, Said, marks_by_turn, marks_of, said_at
from coding.queries.proposals import seen_by
from coding.queries.workspace import own_pass
from coding.services.codings import perform
from coding.services.operations import CodingError, Operation, Place
from coding.views.workspace import transcript_of, turn_page
from interviews.access import Action, for_members, may
from interviews.models import Member, Transcript, Turn
from methods.sentences import sentences


@require_http_methods(["GET", "POST"])
@for_members(Action.SEE)
def coding(request: HttpRequest, member: Member, pk: int, uid: UUID) -> HttpResponseBase:
    """A coding's details: a page, or the panel of the coding screen. A form changes or removes it."""
    transcript, text = transcript_of(member, pk)
    visible = Coding.objects.visible_to(member).select_related("assignment__round")
    found = get_object_or_404(visible, uid=uid, transcript=pk)
    error = ""
    if request.method == "POST":
        error = _changed(request, member, found)
        if not error and not request.headers.get("HX-Request"):
            return redirect("workspace", member.project.key, pk)
    state = found.states.visible_to(member).living().first()
    node = seen_by(member).by_id.get(state.code_id) if state else None
    context = {
        "project": member.project,
        "member": member,
        "transcript": transcript,
        "coding": found,
        "state": state,
        "node": node,
        "quote": text.text[state.start : state.end] if state else "",
        "mine": found.coder_id == member.pk and may(member, Action.CODE) and _takes_work(found),
        "directions": CodingState.Direction.choices,
        "memos": Memo.objects.visible_to(member).living().filter(on_coding=found).select_related("author__user"),
        "on": f"coding:{found.uid}",
        "may_write_memos": may(member, Action.WRITE_MEMOS),
        "error": error,
    }
    part = "#panel" if request.headers.get("HX-Request") else ""
    response = render(request, f"coding/codings/coding.html{part}", context, status=422 if error else 200)
    if request.method == "POST" and not error:
        response["HX-Trigger"] = "coding-changed"
    return response


def _takes_work(found: Coding) -> bool:
    """Whether its pass is the current one, and not submitted to an open round."""
    return found.assignment is not None and found.assignment.is_current and not found.assignment.is_submitted


def _changed(request: HttpRequest, member: Member, found: Coding) -> str:
    """Do what the form asks for; the reason where it can't be done, else nothing."""
    sent = request.POST
    current = found.states.visible_to(member).living().first()
    if current is None:
        return ""
    rating = sent.get("rating", "")
    operation = Operation(
        op=_op(request),
        kind="remove" if "remove" in sent else "change",
        text=current.text_id,
        digest=_digest(request),
        uid=found.uid,
        direction=sent.get("direction") or None,
        rating=int(rating) if rating.isdecimal() else None,
        unrated=rating == "none",
    )
    return _performed(operation, member, found.transcript_id)


@require_http_methods(["GET", "POST"])
@for_members(Action.SEE)
def turn(request: HttpRequest, member: Member, pk: int, index: int) -> HttpResponseBase:
    """One turn with its sentences as choices: codes without a script, a mouse or a selection. A page, or the dialog of
    the coding screen.
    """
    transcript, text = transcript_of(member, pk)
    row = get_object_or_404(Turn, text=text, index=index)
    said = said_at(row.text_id, [(row.start, max(row.end, row.start + 1))])[0]
    choices = [(said.start + a, said.start + b, said.words[a:b]) for a, b in sentences(said.words)]
    done, error = _coded(request, member, pk, row.text_id, said, choices) if request.method == "POST" else ("", "")
    is_part = bool(request.headers.get("HX-Request"))
    if done and not is_part:
        messages.success(request, done)
        return redirect("turn", member.project.key, pk, index)
    context = _of_turn(member, transcript, row.text_id, said) | {
        "sentences": [(number, words) for number, (_start, _end, words) in enumerate(choices)],
        "link": request.build_absolute_uri(f"{reverse('workspace', args=[member.project.key, pk])}#t{index}"),
        "said": done,
        "error": error,
    }
    part = "#dialog" if is_part else ""
    response = render(request, f"coding/codings/turn.html{part}", context, status=422 if error else 200)
    response["Vary"] = "HX-Request"
    return response


def _of_turn(member: Member, transcript: Transcript, text_id: int, said: Said) -> dict[str, object]:
    """The turn with the codings that the member may see, and what she may code it with."""
    marks = marks_of(text_id, seen_by=member, stretches=[(said.start, said.end)])
    codebook, own = seen_by(member), own_pass(transcript, member)
    page = turn_page(codebook, member, transcript.pk)
    return {
        "project": member.project,
        "member": member,
        "transcript": transcript,
        "turn": said,
        "drawn": page.turn_html(*marks_by_turn([said], marks)[0]),
        "marks": [(mark, codebook.by_id[mark.code], mark.coder == member.pk, _words_in(said, mark)) for mark in marks],
        "nodes": [node for node in codebook.in_tree_order() if node.applicable],
        "can_code": may(member, Action.CODE) and transcript.archived_at is None and not (own and own.is_submitted),
        "op": uuid4(),
        "uid": uuid4(),
    }


def _words_in(said: Said, mark: Mark) -> str:
    """The words of the turn that a coding marks; it may begin before the turn and end after it."""
    return said.words[max(0, mark.start - said.start) : max(0, mark.end - said.start)]


def _coded(
    request: HttpRequest, member: Member, pk: int, text_id: int, said: Said, choices: list[tuple[int, int, str]]
) -> tuple[str, str]:
    """Do what the form asks for: what was done, in words, or why it can't be."""
    if not may(member, Action.CODE):
        raise Http404
    sent = request.POST
    first, last = _place(sent.get("from", ""), choices), _place(sent.get("to", ""), choices)
    start, end = choices[min(first, last)][0], choices[max(first, last)][1]
    operation = Operation(
        op=_op(request),
        kind="code",
        text=text_id,
        digest=_digest(request),
        uid=_uuid(sent.get("uid", "")),
        code=int(sent["code"]) if sent.get("code", "").isdecimal() else 0,
        place=Place(start, end, said.words[start - said.start : end - said.start][:1000]),
    )
    error = _performed(operation, member, pk)
    return ("" if error else _said(member, operation), error)


def _said(member: Member, operation: Operation) -> str:
    label = seen_by(member).by_id[operation.code or 0].code.label
    return _("Coded: %(code)s") % {"code": label}


def _performed(operation: Operation, member: Member, pk: int) -> str:
    try:
        perform(operation, by=member, transcript_id=pk)
    except CodingError as error:
        return str(error)
    return ""


def _place(sent: str, choices: list[tuple[int, int, str]]) -> int:
    return min(int(sent), len(choices) - 1) if sent.isdecimal() and len(sent) < 6 else 0


def _op(request: HttpRequest) -> UUID:
    return _uuid(request.POST.get("op", ""))


def _uuid(sent: str) -> UUID:
    try:
        return UUID(sent)
    except ValueError:
        return uuid4()  # a form without one is a new action


def _digest(request: HttpRequest) -> str:
    return sha256(
        repr(sorted(field for field in request.POST.lists() if field[0] != "csrfmiddlewaretoken")).encode()
    ).hexdigest()
