"""Proposing a code while the codebook rests, and what a lead makes of it."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from coding.models import Code, Proposal, Round
from coding.queries.codebook import Codebook
from coding.queries.proposals import seen_by
from coding.services.codebook import CodebookError, CodeFields, SameName, TooMany, next_slot, set_fields
from interviews.access import Action, require
from interviews.models import Member
from interviews.services.revisions import record

MOST_WAITING = 200


class NoRound(CodebookError):
    """No round is open, so the codebook can be changed by those who may."""


class Decided(CodebookError):
    """A lead has decided on the proposal already."""


def propose(by: Member, *, label: str, definition: str = "", belated: bool = False) -> Code:
    """A code of the member's own, at once usable by her and seen by nobody else: one transaction, one revision.

    The codebook and its revision stay as they are. `belated`: begun while a round was open, and sent after it closed.
    Raises NoRound, SameName, TooMany, CodebookError.
    """
    require(by, Action.CODE)
    round_ = _round_of(by)
    if round_ is None and not belated:
        raise NoRound(_("No round is open: a lead can add the code to the codebook now."))
    seen = seen_by(by)
    code = Code(project=by.project, key=f"proposal-{uuid4().hex}", proposed_by=by, created_by=by)
    code.origin = Code.Origin.EMERGENT
    _write(code, seen, label=label, definition=definition)
    code.slot = next_slot(seen)
    with transaction.atomic():
        code.save(force_insert=True)
        Proposal.objects.create(project=by.project, round=round_, coder=by, code=code)
        record(by.project, actor=by.user, verb="proposal.made", summary={"code": code.key})
    return code


def reword(proposal: Proposal, *, by: Member, label: str, definition: str) -> None:
    """Another name or meaning of one's own proposal while it waits. Raises Decided, SameName, PermissionDenied."""
    if proposal.coder_id != by.pk:
        raise PermissionDenied(_("Only who proposed a code changes it."))
    with transaction.atomic():
        held = waiting(proposal)
        _write(held.code, seen_by(by), label=label, definition=definition)
        held.code.save(update_fields=["label_en", "label_fr", "definition_en", "definition_fr"])
        record(by.project, actor=by.user, verb="proposal.reworded", summary={"code": held.code.key})


def refuse_decided(code: Code) -> None:
    """Raise Decided for a proposal that waits no more. No query for codes of the codebook."""
    if code.proposed_by_id is not None:
        waiting(code.proposal)


def waiting(proposal: Proposal) -> Proposal:
    """The proposal as it is now. Raises Decided where somebody was faster, with what became of it."""
    own = Proposal.objects.visible_to(proposal.coder).filter(pk=proposal.pk)
    held = own.select_related("code", "coder__user", "coder__project", "decided_by__user").get()
    if held.outcome:
        words = {"code": held.code.label, "who": held.decided_by, "outcome": held.get_outcome_display()}
        raise Decided(_("“%(code)s” is decided already: %(outcome)s, by %(who)s.") % words)
    return held


def _round_of(by: Member) -> Round | None:
    """The open round that the member codes in, else the first that is open."""
    open_ = Round.objects.filter(project=by.project_id, state=Round.State.OPEN, deleted_at=None).order_by("number")
    return open_.filter(assignments__coder=by, assignments__withdrawn_at=None).first() or open_.first()


def _write(code: Code, seen: Codebook, *, label: str, definition: str) -> None:
    """Label and definition in the project's language. Raises CodebookError where they make no code of its own."""
    language = code.project.language if code.project.language in {"en", "fr"} else "en"
    words = " ".join(label.split())[:120]
    fields: CodeFields = {"label_fr": words} if language == "fr" else {"label_en": words}
    meaning = definition.replace("\x00", "").strip()[:10_000]
    fields |= {"definition_fr": meaning} if language == "fr" else {"definition_en": meaning}
    set_fields(code, fields)
    others = [node.code for node in seen.living if node.code.pk != code.pk]
    same = next((one for one in others if words.casefold() in (one.label_en.casefold(), one.label_fr.casefold())), None)
    if same:
        raise SameName(
            _("There is a code “%(label)s” already. Use it, or choose another name.") % {"label": same.label}
        )
    if sum(one.proposed_by_id is not None for one in others) >= MOST_WAITING:
        raise TooMany(_("You have %(n)s proposals that wait. Ask a lead to decide on them.") % {"n": MOST_WAITING})
