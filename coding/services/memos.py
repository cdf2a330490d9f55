"""Writing, editing and deleting memos. Only the author changes a memo."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.models import Code, Coding, Memo
from interviews.models import Member, Participant, Transcript
from interviews.services.revisions import record

LONGEST = 20_000


class MemoError(Exception):
    """A memo that can't be written so; `str()` says why and what next."""


def write_memo(by: Member, text: str, *, on: Participant | Transcript | Code | Coding | None = None) -> Memo:
    """A new memo on a thing of the member's project; None is the project itself. Raises MemoError.

    The caller has reached the thing from the member: a coding through `visible_to`.
    """
    with transaction.atomic():
        where = {f"on_{type(on).__name__.lower()}": on} if on else {}
        memo = Memo.objects.create(project=by.project, author=by, text=checked(text), **where)
        record(by.project, actor=by.user, verb="write-memo", summary={"memo": str(memo.uid)})
    return memo


def edit_memo(memo: Memo, *, by: Member, text: str) -> None:
    """Another text; nothing happens where it is the same. Raises MemoError, PermissionDenied."""
    must_be_author(memo, by)
    words = checked(text)
    if words == memo.text:
        return
    with transaction.atomic():
        Memo.objects.filter(pk=memo.pk).update(text=words, edited_at=timezone.now())
        record(by.project, actor=by.user, verb="edit-memo", summary={"memo": str(memo.uid)})


def delete_memo(memo: Memo, *, by: Member) -> None:
    """Put the memo away. Raises PermissionDenied."""
    must_be_author(memo, by)
    with transaction.atomic():
        Memo.objects.filter(pk=memo.pk).update(deleted_at=timezone.now())
        record(by.project, actor=by.user, verb="delete-memo", summary={"memo": str(memo.uid)})


def restore_memo(memo: Memo, *, by: Member) -> None:
    """Bring a deleted memo back. Raises PermissionDenied."""
    must_be_author(memo, by)
    with transaction.atomic():
        Memo.objects.filter(pk=memo.pk).update(deleted_at=None)
        record(by.project, actor=by.user, verb="restore-memo", summary={"memo": str(memo.uid)})


def must_be_author(memo: Memo, by: Member) -> None:
    """A memo is its author's word."""
    if memo.author_id != by.pk:
        raise PermissionDenied(_("Only its author changes a memo. Write one of your own beside it."))


def checked(text: str) -> str:
    """The text as it is kept: no empty one, none beyond the limit."""
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise MemoError(_("The memo is empty. Write something, or leave it."))
    if len(words) > LONGEST:
        raise MemoError(
            _("The memo has %(n)s characters; the limit is %(most)s. Split it in two.")
            % {"n": len(words), "most": LONGEST}
        )
    return words
