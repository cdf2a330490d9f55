"""A project, its members, and the revisions that number what they did."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews.models.people import User

GRACE = timedelta(days=30)


class Role(models.TextChoices):
    """What a member is in a project; what each may do stands in `access.py`."""

    OWNER = "owner", _("Owner")
    LEAD = "lead", _("Lead")
    CODER = "coder", _("Coder")
    READER = "reader", _("Reader")


class ProjectQuerySet(models.QuerySet["Project"]):
    def living(self) -> Self:
        return self.filter(deleted_at=None)


class Project(models.Model):
    """One study. `revision` is the number of the last user action; `codebook_revision` changes with the codebook.

    `codebook_version` is the number of the last frozen codebook. While `round_is_open` no coder sees another's work.
    """

    key = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("working language"), max_length=5, default="fr")
    fictional = models.BooleanField(default=False)
    coders_create_codes = models.BooleanField(_("coders may create codes"), default=False)
    coders_see_each_other = models.BooleanField(_("coders see each other’s work"), default=False)
    revision = models.BigIntegerField(default=0)
    codebook_revision = models.BigIntegerField(default=0)
    codebook_version = models.PositiveIntegerField(default=0)
    round_is_open = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def purged_on(self) -> datetime | None:
        """When a deleted project goes for good; None while it lives."""
        return self.deleted_at and self.deleted_at + GRACE


class Revision(models.Model):
    """One user action. `op` is the client's uid of it: the same action sent twice is done once.

    `undoes` points to the revision that this one reverses; the reverse of a reversal is a redo.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="revisions")
    number = models.BigIntegerField()
    op = models.UUIDField(unique=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True)
    transcript = models.ForeignKey("interviews.Transcript", models.CASCADE, null=True)
    undoes = models.ForeignKey("self", models.CASCADE, null=True, related_name="undone_by")
    verb = models.CharField(max_length=40)
    summary = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "number"], name="revision_numbers_are_taken_once"),)
        indexes = (models.Index(fields=["transcript", "actor", "-id"], name="revision_by_actor"),)

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class MemberQuerySet(models.QuerySet["Member"]):
    def present(self) -> Self:
        return self.filter(left_at=None)


class Member(models.Model):
    """A user in a project. One who left keeps the row, for the work keeps its author.

    `is_blind` while she codes in an open round: whatever her role, she sees her own work only.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=6, choices=Role)
    counts_in_reports = models.BooleanField(_("counts in reports"), default=True)
    is_blind = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "user"], name="a_user_is_once_in_a_project"),)

    def __str__(self) -> str:
        return str(self.user)

    @property
    def leads(self) -> bool:
        return self.role in {Role.OWNER, Role.LEAD}


class Invitation(models.Model):
    """A link that makes its first user a member. Only the hash of its secret is kept."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=6, choices=Role)
    email = models.EmailField(_("email"), blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(Member, models.CASCADE)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(User, models.SET_NULL, null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="an_invitation_expires_later"),
        )

    def __str__(self) -> str:
        return self.email or self.get_role_display()
