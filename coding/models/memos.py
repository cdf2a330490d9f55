"""Memos: dated notes on one thing each."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding.models.codebook import Code
from coding.models.codings import Coding
from interviews.access import Sight, sight_of
from interviews.models import Member, Participant, Project, Role, Transcript

LEADING = (Role.OWNER, Role.LEAD)


class MemoQuerySet(models.QuerySet["Memo"]):
    def visible_to(self, member: Member) -> Self:
        """One's own, and what leads wrote on anything but a coding, unless they code blind as well; all for those who
        see all work.
        """
        if sight_of(member) is Sight.ALL:
            return self.filter(project=member.project_id)
        shared = Q(author__role__in=LEADING, author__is_blind=False, on_coding=None)
        return self.filter(Q(author=member) | shared, project=member.project_id)

    def living(self) -> Self:
        return self.filter(deleted_at=None)


class Memo(models.Model):
    """A note on exactly one thing: its project (no other key set), a participant, a transcript, a code or a coding.

    Addresses name it by `uid`: row ids would tell how busy others are.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="memos")
    on_participant = models.ForeignKey(Participant, models.CASCADE, null=True, related_name="memos")
    on_transcript = models.ForeignKey(Transcript, models.CASCADE, null=True, related_name="memos")
    on_code = models.ForeignKey(Code, models.CASCADE, null=True, related_name="memos")
    on_coding = models.ForeignKey(Coding, models.CASCADE, null=True, related_name="memos")
    author = models.ForeignKey(Member, models.PROTECT, related_name="memos")
    text = models.TextField(_("memo"))
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = MemoQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(on_participant=None, on_transcript=None, on_code=None)
                | Q(on_participant=None, on_transcript=None, on_coding=None)
                | Q(on_participant=None, on_code=None, on_coding=None)
                | Q(on_transcript=None, on_code=None, on_coding=None),
                name="a_memo_sits_on_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]
