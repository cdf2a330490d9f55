"""Saved queries: what was asked, by whom, never what was answered: that is computed for whoever opens one."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews.access import Sight, sight_of
from interviews.models import Member, Project


class SavedQueryQuerySet(models.QuerySet["SavedQuery"]):
    def visible_to(self, member: Member) -> Self:
        """One's own; all of the project's for those who see all work: names may tell what somebody found."""
        own = Q() if sight_of(member) is Sight.ALL else Q(author=member)
        return self.filter(own, project=member.project_id)

    def living(self) -> Self:
        return self.filter(deleted_at=None)


class SavedQuery(models.Model):
    """A query under a name. `query` is the document of `reports.queries.query.query`; `basis` a key such as "union".

    Addresses name it by `uid`: row ids would tell how busy others are.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="saved_queries")
    name = models.CharField(_("name"), max_length=120)
    query = models.JSONField()
    basis = models.CharField(_("basis"), max_length=180, blank=True)
    author = models.ForeignKey(Member, models.PROTECT, related_name="saved_queries")
    saved_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SavedQueryQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="a_saved_query_has_a_name"),)

    def __str__(self) -> str:
        return self.name
