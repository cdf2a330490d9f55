"""What the disclosure gate closes and a lead has opened for an audience, until it is closed again."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coding.models import Code
from interviews.models import Member, Project


class DisclosureOpeningQuerySet(models.QuerySet["DisclosureOpening"]):
    def in_force(self) -> Self:
        """Those that nobody has closed again."""
        return self.filter(closed_at=None)


class DisclosureOpening(models.Model):
    """One thing that an audience may see although the gate would close it, with the reason. Only its end is written
    later.

    `place` is the group of an opened cell, "all" or "attribute:group", as the gate names it; cells and whole codes have
    a `code`.
    """

    class Kind(models.TextChoices):
        CELL = "cell", _("a cell of a sensitive code")
        CODE = "code", pgettext_lazy("qualitative", "a sensitive code as a whole")
        DOTS = "dots", _("dots, one for each participant")
        PARTICIPANTS = "participants", _("names, titles and rows of single participants")
        CROSSINGS = "crossings", _("two attributes crossed")
        QUOTES = "quotes", _("attributes beside quotes that fewer share")

    project = models.ForeignKey(Project, models.CASCADE, related_name="disclosure_openings")
    audience = models.CharField(max_length=7)
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.ForeignKey(Code, models.CASCADE, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DisclosureOpeningQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="an_opening_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind__in=("cell", "code"), code__isnull=False) | Q(code__isnull=True, place=""),
                name="an_opening_has_a_code_where_it_is_of_one",
            ),
            models.UniqueConstraint(
                fields=["project", "audience", "kind", "code", "place"],
                condition=Q(closed_at=None, code__isnull=False),
                name="a_cell_is_open_once_for_an_audience",
            ),
            models.UniqueConstraint(
                fields=["project", "audience", "kind"],
                condition=Q(closed_at=None, code__isnull=True),
                name="a_kind_is_open_once_for_an_audience",
            ),
        )

    def __str__(self) -> str:
        return f"{self.audience}: {self.kind}"
