"""The codebook through time: numbered versions, codes to look for again, groups of which one code fits, proposals."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding.models.codebook import Code
from interviews.access import Sight, sight_of
from interviews.models import Member, Project


class CodebookVersion(models.Model):
    """A frozen state of the whole codebook: a canonical JSON document and its hash.

    `codebook_revision` is the project's at the freeze: a later one means that a draft is open.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="codebook_versions")
    number = models.PositiveIntegerField()
    note = models.TextField(_("note"))
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    codebook_revision = models.BigIntegerField()
    frozen_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="a_codebook_version_is_once_in_a_project"),
        )

    def __str__(self) -> str:
        return str(self.number)


class Recheck(models.Model):
    """A coder's word that she went through a done transcript again for a code that is newer than her "done"."""

    assignment = models.ForeignKey("coding.Assignment", models.CASCADE, related_name="rechecks")
    code = models.ForeignKey(Code, models.CASCADE, related_name="rechecks")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["assignment", "code", "version"], name="a_pass_is_rechecked_once_for_a_code_and_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.code_id}"


class ExclusiveGroup(models.Model):
    """Codes of which only one fits a passage; a code is in one group at most."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="exclusive_groups")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="a_group_name_is_once_in_a_project"),)

    def __str__(self) -> str:
        return self.name


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, member: Member) -> Self:
        """The only door to proposals: one's own; all of them for leads and owners who see all work."""
        own = Q() if sight_of(member) is Sight.ALL and member.leads else Q(coder=member)
        return self.filter(own, project=member.project_id)

    def waiting(self) -> Self:
        return self.filter(outcome="")


class Proposal(models.Model):
    """A code that a coder made while a round was open. It is hers alone, and outside agreement and reports, until a
    lead adopts it, merges it into another code, or declines it with a reason.

    Its code has `proposed_by` set as long as it is not adopted: the codebook is read without such codes.
    """

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("adopted")
        MERGED = "merged", _("merged")
        DECLINED = "declined", _("declined")

    project = models.ForeignKey(Project, models.CASCADE, related_name="proposals")
    round = models.ForeignKey("coding.Round", models.CASCADE, null=True, related_name="proposals")
    coder = models.ForeignKey(Member, models.PROTECT, related_name="proposals")
    code = models.OneToOneField(Code, models.CASCADE, related_name="proposal")
    outcome = models.CharField(max_length=8, choices=Outcome, default="", blank=True)
    merged_into = models.ForeignKey(Code, models.PROTECT, null=True, related_name="+")
    passages = models.PositiveIntegerField(default=0)  # how many it had when it was decided
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="a_decided_proposal_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(outcome="merged"), name="only_a_merged_proposal_has_a_target"
            ),
        )

    def __str__(self) -> str:
        return str(self.code)
