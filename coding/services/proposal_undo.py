"""Taking a decision on a proposal back, where nothing was built on it: it waits again, as before."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from coding.models import Code, CodingState, Memo, Proposal
from coding.queries.codebook import codebook_of
from coding.queries.proposals import states_of
from coding.queries.versions import version_in_force
from coding.services.codebook import CodebookError, changing, refuse_while_resting
from coding.services.proposal_decisions import born_again, must_decide
from interviews.models import Member, Revision
from interviews.services.revisions import record


class BuiltOn(CodebookError):
    """Work rests on the decision, so it can't be undone."""


def take_back(proposal: Proposal, *, by: Member) -> None:
    """The proposal waits again; nothing happens to one that does. Raises BuiltOn, Resting."""
    must_decide(by)
    if proposal.outcome == Proposal.Outcome.ADOPTED:
        with changing(by.project):
            _wait_again(proposal, by)
    elif proposal.outcome:
        with transaction.atomic():
            _wait_again(proposal, by)


def _wait_again(proposal: Proposal, by: Member) -> None:
    back = record(by.project, actor=by.user, verb="proposal.taken_back", summary={"proposal": proposal.pk})
    own = Proposal.objects.visible_to(by).filter(pk=proposal.pk)
    held = own.select_related("code", "merged_into", "coder__user", "coder__project").get()
    if not held.outcome:
        raise BuiltOn(_("“%(code)s” waits already.") % {"code": held.code})
    made = Revision.objects.filter(
        project=by.project_id, verb=f"proposal.{held.outcome}", summary__proposal=held.pk
    ).latest("number")
    if held.outcome == Proposal.Outcome.ADOPTED:
        _leave_codebook(held, made, by)
    elif held.outcome == Proposal.Outcome.MERGED:
        by.project.refresh_from_db(fields=["round_is_open"])
        refuse_while_resting(by.project)
        _unmerge(held, made, back)
    else:
        _drop_memos(held, made, back)
    if held.outcome != Proposal.Outcome.ADOPTED:
        gone = states_of(held).filter(died=made.number).prefetch_related("speakers")
        born_again([*gone], back, code=held.code, version=by.project.codebook_version)
    own.update(outcome="", merged_into=None, passages=0, reason="", decided_by=None, decided_at=None)


def _leave_codebook(proposal: Proposal, made: Revision, by: Member) -> None:
    code = proposal.code
    version = version_in_force(by.project)
    if version and code.key in {entry["key"] for entry in version.document["codes"]}:
        raise BuiltOn(
            _("“%(code)s” is part of version %(n)s: archive it instead.") % {"code": code.label, "n": version.number}
        )
    uses = CodingState.objects.visible_to(by).filter(code=code)
    if uses.exclude(coding__coder=proposal.coder_id).exists() or uses.filter(born__gt=made.number).exists():
        raise BuiltOn(_("“%(code)s” was used since it was adopted: archive it instead.") % {"code": code.label})
    below = codebook_of(by.project).by_id[code.pk].children
    if below or Memo.objects.visible_to(by).living().filter(on_code=code).exists():
        raise BuiltOn(_("Codes or memos were added to “%(code)s” since: archive it instead.") % {"code": code.label})
    for name, value in made.summary["before"].items():
        setattr(code, name, value)
    code.key, code.parent, code.position = f"proposal-{uuid4().hex}", None, 0
    code.exclusive_group, code.proposed_by = None, proposal.coder
    code.rated, code.scale, code.deniable, code.active, code.archived_at = Code.Rated.NO, [], False, True, None
    code.heading = False
    code.save()


def _unmerge(proposal: Proposal, made: Revision, back: Revision) -> None:
    own = CodingState.objects.visible_to(proposal.coder).filter(
        coding__coder=proposal.coder_id, code=proposal.merged_into_id, born=made.number
    )
    if own.exclude(died=None).exists():
        raise BuiltOn(
            _("Codings that came to “%(code)s” were changed since: change the others one by one.")
            % {"code": proposal.merged_into}
        )
    own.update(died=back.number)


def _drop_memos(proposal: Proposal, made: Revision, back: Revision) -> None:
    memos = Memo.objects.visible_to(proposal.coder).filter(author=proposal.coder_id, created_at=made.at)
    if memos.exclude(edited_at=None, deleted_at=None).exists():
        raise BuiltOn(_("The coder worked on memos that came of it, so they stay."))
    memos.update(deleted_at=back.at)
