"""Where the disclosure gate was set aside, by whom and why. Rows are written once and never changed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews.models import Member, Project


class DisclosureOverride(models.Model):
    """A file that a lead took whole. `address` is the report with what it was asked for; `audience` whom the gate would
    have kept it from.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="disclosure_overrides")
    audience = models.CharField(max_length=7)
    address = models.TextField()
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="an_override_has_a_reason"),)

    def __str__(self) -> str:
        return self.address
