"""What a lead makes of a proposal: adopts it into the codebook, merges it into a code, or declines it; and back.

Codings of a proposal are reached through the eyes of who made them, once the proposal itself was reached through
`Proposal.objects.visible_to`.
"""

from collections.abc import Iterable
from typing import Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from coding.models import Code, CodingState, Memo, Proposal, StateSpeaker
from coding.queries.codebook import Codebook, codebook_of
from coding.queries.proposals import may_decide, states_of
from coding.queries.texts import text_of
from coding.services.codebook import (
    MOST_CODES,
    CodebookError,
    CodeFields,
    TooMany,
    changing,
    check_names,
    check_parent,
    free_key,
    refuse_while_resting,
    set_fields,
)
from coding.services.proposals import waiting
from interviews.models import Member, Revision
from interviews.services.revisions import record

LONGEST_QUOTE = 1_000
RENAMED = ("label_en", "label_fr", "definition_en", "definition_fr")


class NoReason(CodebookError):
    """A proposal declined without a word to who made it."""


class Unfit(CodebookError):
    """The code to merge into can't be applied."""


def adopt(proposal: Proposal, *, by: Member, parent: Code | None = None, **fields: Unpack[CodeFields]) -> Code:
    """The proposal becomes a code of the draft, emergent, last under its parent; its codings are now seen like others.

    Passes done before have not looked for it. Raises Resting, Decided, SameName, ParentGone, TooMany.
    """
    must_decide(by)
    with changing(by.project) as codebook:
        held = waiting(proposal)
        code, before = held.code, {name: getattr(held.code, name) for name in RENAMED}
        passages = states_of(held).living().count()
        _join(codebook, code, parent=parent, fields=fields)
        revision = record(
            by.project, actor=by.user, verb="proposal.adopted", summary={"proposal": held.pk, "before": before}
        )
        # Nobody else could look for it earlier.
        code.created_at = revision.at
        code.save()
        _decide(held, Proposal.Outcome.ADOPTED, by=by, revision=revision, passages=passages)
    return code


def merge(proposal: Proposal, *, by: Member, into: Code, reason: str = "") -> int:
    """The proposal's codings become codings of another code, in one revision; how many those are.

    Raises Resting, Decided, Unfit.
    """
    must_decide(by)
    node = codebook_of(by.project).by_id.get(into.pk)
    if node is None or not node.applicable:
        raise Unfit(_("“%(code)s” can’t be applied to passages. Choose another code.") % {"code": into.label})
    with transaction.atomic():
        by.project.refresh_from_db(fields=["round_is_open"])
        refuse_while_resting(by.project)
        revision = record(by.project, actor=by.user, verb="proposal.merged", summary={"proposal": proposal.pk})
        held = waiting(proposal)  # behind the lock, so that the second of two leads sees what the first decided
        states = [*states_of(held).living().prefetch_related("speakers")]
        states_of(held).living().update(died=revision.number)
        born_again(states, revision, code=node.code, version=by.project.codebook_version)
        _decide(held, Proposal.Outcome.MERGED, by=by, revision=revision, passages=len(states), into=into, reason=reason)
    return len(states)


def decline(proposal: Proposal, *, by: Member, reason: str) -> int:
    """The proposal is no code; each of its passages becomes a memo of its coder. How many those are.

    At any time, also while the round is open. Raises Decided, NoReason.
    """
    must_decide(by)
    words = reason.replace("\x00", "").strip()
    if not words:
        raise NoReason(_("Write a reason: it is what the coder reads."))
    with transaction.atomic():
        revision = record(by.project, actor=by.user, verb="proposal.declined", summary={"proposal": proposal.pk})
        held = waiting(proposal)  # behind the lock, so that the second of two leads sees what the first decided
        states = [*states_of(held).living().select_related("coding", "text").defer("text__text", "text__header")]
        states_of(held).living().update(died=revision.number)
        _keep_as_memos(held, states, words, revision)
        _decide(held, Proposal.Outcome.DECLINED, by=by, revision=revision, passages=len(states), reason=words)
    return len(states)


def born_again(states: Iterable[CodingState], revision: Revision, *, code: Code, version: int) -> None:
    """Each state once more, as a coding of `code`, with the same speakers. What the code can't say is left out.

    `states` come with their speakers prefetched.
    """
    copies, speakers = [], []
    for state in states:
        speakers.append([one.speaker_id for one in state.speakers.all()])
        state.pk, state.born, state.died = None, revision.number, None
        state.code, state.codebook_version = code, version
        if not code.deniable:
            state.direction = CodingState.Direction.AFFIRMS
        if code.rated != Code.Rated.PASSAGE:
            state.rating = None
        copies.append(state)
    for state, whose in zip(CodingState.objects.bulk_create(copies), speakers, strict=True):
        StateSpeaker.objects.bulk_create(StateSpeaker(state=state, speaker_id=speaker) for speaker in whose)


def must_decide(by: Member) -> None:
    """Raise PermissionDenied for all but leads who see everybody's work."""
    if not may_decide(by):
        raise PermissionDenied(_("Leads who see all work decide on proposals."))


def _join(codebook: Codebook, code: Code, *, parent: Code | None, fields: CodeFields) -> None:
    if len(codebook.living) >= MOST_CODES:
        raise TooMany(
            _("The codebook has %(n)s codes, and that is the limit. Archive codes that are not used.")
            % {"n": MOST_CODES}
        )
    set_fields(code, fields)
    check_parent(codebook, code, parent)
    check_names(codebook, code, parent)
    siblings = codebook.siblings(parent)
    code.key = free_key(code.label_en or code.label_fr, taken=codebook.by_key)
    code.position = siblings[-1].code.position + 1 if siblings else 0
    code.parent, code.proposed_by = parent, None


def _decide(
    proposal: Proposal,
    outcome: str,
    *,
    by: Member,
    revision: Revision,
    passages: int,
    into: Code | None = None,
    reason: str = "",
) -> None:
    Proposal.objects.visible_to(by).filter(pk=proposal.pk).update(
        outcome=outcome,
        merged_into=into,
        passages=passages,
        reason=reason.strip(),
        decided_by=by,
        decided_at=revision.at,
    )


def _keep_as_memos(proposal: Proposal, states: Iterable[CodingState], reason: str, revision: Revision) -> None:
    """Each passage as a memo of its coder on the transcript, in her language."""
    coder = proposal.coder
    with translation.override(coder.user.language or coder.project.language):
        said = _("“%(quote)s” was proposed as “%(code)s”. Declined: %(reason)s")
        Memo.objects.bulk_create(
            Memo(
                project=coder.project,
                on_transcript_id=state.coding.transcript_id,
                author=coder,
                text=said % {"quote": _quote(state), "code": proposal.code.label, "reason": reason},
                created_at=revision.at,
            )
            for state in states
        )


def _quote(state: CodingState) -> str:
    words = text_of(state.text_id, sha256=state.text.sha256)[state.start : state.end]
    return f"{words[:LONGEST_QUOTE]}…" if len(words) > LONGEST_QUOTE else words
