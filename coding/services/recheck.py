"""A coder's word that she went through a done transcript again for codes that are newer than her "done"."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from coding.models import Code, Recheck
from coding.queries.recheck import Pass, to_recheck_in
from coding.services.operations import Invalid
from interviews.models import Member, Transcript
from interviews.services.revisions import record


@transaction.atomic
def recheck(transcript: Transcript, *, by: Member, code: Code | None = None) -> int:
    """The transcript is rechecked for the code, or for all that wait (None): one revision; how many codes that were.

    Nothing happens where nothing was left. Raises Invalid where the pass has nothing to do with the code.
    """
    left = [(one.code, pass_) for one in to_recheck_in(by, transcript) for pass_ in one.left]
    wanted = _of(left, code, transcript, by)
    if wanted:
        record(by.project, actor=by.user, verb="recheck.made", transcript=transcript, summary=_summary(wanted))
        Recheck.objects.bulk_create(
            [
                Recheck(assignment=pass_.assignment, code=one, version=by.project.codebook_version)
                for one, pass_ in wanted
            ],
            ignore_conflicts=True,
        )
    return len(wanted)


@transaction.atomic
def take_back_recheck(transcript: Transcript, *, by: Member, code: Code | None = None) -> int:
    """The code, or all of them, is to be rechecked again; how many codes that were."""
    made = [(one.code, pass_) for one in to_recheck_in(by, transcript) for pass_ in one.passes if pass_.rechecked_at]
    wanted = _of(made, code, transcript, by)
    if wanted:
        record(by.project, actor=by.user, verb="recheck.taken_back", transcript=transcript, summary=_summary(wanted))
        for one, pass_ in wanted:
            Recheck.objects.filter(assignment=pass_.assignment, code=one, version__gte=one.meaning_since).delete()
    return len(wanted)


def _of(
    found: Sequence[tuple[Code, Pass]], code: Code | None, transcript: Transcript, by: Member
) -> list[tuple[Code, Pass]]:
    if transcript.archived_at:
        raise Invalid(_("This transcript is archived. A lead can take it out of the archive."))
    if code is not None and all(one.code.pk != code.pk for one in to_recheck_in(by, transcript)):
        raise Invalid(_("“%(code)s” needs no recheck here.") % {"code": code.label})
    return [(one, pass_) for one, pass_ in found if code is None or one.pk == code.pk]


def _summary(wanted: Sequence[tuple[Code, Pass]]) -> dict[str, object]:
    return {"codes": [code.key for code, _pass in wanted]}
