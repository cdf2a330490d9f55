"""What the lead declares before results are looked at. Never changed: the next declaration takes its place."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coding.models import Code
from interviews.models import Attribute, Member, Project
from methods.strength import Cuts

# The fields of Cuts, as a declaration has them.
WORDS = ("slight", "moderate", "marked", "very_marked", "several", "most", "almost_all")


class Declaration(models.Model):
    """How the study reads its own tables. The last one is in force; those before it are the log, with their reasons.

    `family` are the codes that Holm's correction counts, over the groups of `attribute`. `evidenced_by` is how many
    participants it takes to evidence an indicator. `k_team` and `k_public` are the smallest groups that are shown;
    smaller ones are merged, or with `closes_groups` their attribute is closed; cells of `sensitive` codes are closed
    below them too. From `slight` to `almost_all` are the cut points of the words that findings may use: see `Cuts`.
    """

    class Stance(models.TextChoices):
        REFLEXIVE = "reflexive", _("reflexive")
        CODEBOOK = "codebook", pgettext_lazy("stance", "codebook")
        CONTENT = "content", _("content analysis")

    class Test(models.TextChoices):
        EXACT = "exact", _("exact tests with Holm’s correction")
        NONE = "none", _("no tests: differences and intervals only")

    project = models.ForeignKey(Project, models.CASCADE, related_name="declarations")
    number = models.PositiveIntegerField()
    stance = models.CharField(_("stance"), max_length=9, choices=Stance, default=Stance.CODEBOOK)
    test = models.CharField(_("test"), max_length=5, choices=Test, default=Test.EXACT)
    attribute = models.ForeignKey(Attribute, models.RESTRICT, null=True, blank=True, related_name="+")
    family = models.ManyToManyField(Code, blank=True, related_name="+")
    sensitive = models.ManyToManyField(Code, blank=True, related_name="+")
    evidenced_by = models.PositiveSmallIntegerField(_("an indicator is evidenced by at least"), default=3)
    k_team = models.PositiveSmallIntegerField(_("smallest group, team"), default=3)
    k_public = models.PositiveSmallIntegerField(_("smallest group, public files"), default=5)
    closes_groups = models.BooleanField(_("close small groups in place of merging them"), default=False)
    slight = models.PositiveSmallIntegerField(_("slight, from"), default=10)
    moderate = models.PositiveSmallIntegerField(_("moderate, from"), default=20)
    marked = models.PositiveSmallIntegerField(_("marked, from"), default=40)
    very_marked = models.PositiveSmallIntegerField(_("very marked, from"), default=60)
    several = models.PositiveSmallIntegerField(_("several, from"), default=25)
    most = models.PositiveSmallIntegerField(_("most, above"), default=50)
    almost_all = models.PositiveSmallIntegerField(_("almost all, from"), default=85)
    reason = models.TextField(_("reason"), blank=True)
    declared_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="a_declaration_number_is_once_in_a_project"),
            models.CheckConstraint(
                condition=Q(evidenced_by__gte=1, k_team__gte=1, k_public__gte=1), name="nobody_is_no_group"
            ),
            models.CheckConstraint(
                condition=Q(
                    slight__gte=1,
                    moderate__gt=F("slight"),
                    marked__gt=F("moderate"),
                    very_marked__gt=F("marked"),
                    very_marked__lte=100,
                ),
                name="words_for_differences_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(several__gte=1, most__gt=F("several"), almost_all__gt=F("most"), almost_all__lte=100),
                name="words_for_shares_are_in_order",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)

    @property
    def shows_statistics(self) -> bool:
        """A reflexive study shows no coefficients, tests or intervals."""
        return self.stance != self.Stance.REFLEXIVE

    @property
    def cuts(self) -> Cuts:
        """Where the words for differences and shares begin."""
        return Cuts(**{name: getattr(self, name) for name in WORDS})

    @property
    def tests(self) -> bool:
        return self.shows_statistics and self.test == self.Test.EXACT
