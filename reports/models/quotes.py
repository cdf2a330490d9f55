"""What somebody said, as it is quoted: in a finding, or in the table of codes x groups."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding.models import Code
from interviews.access import Sight, sight_of
from interviews.models import Member, Participant, Project, TranscriptText


class QuotedPassage(models.Model):
    """A passage of a participant. `kept` are ranges of it that a shortened quote shows, [start, end] from its first
    character; none for the whole. The original is never edited; a translation stands beside it, never instead.

    A finding keeps quotes of its own, for it can be frozen with them; what is known of the same passage elsewhere (how
    it was shortened, its translation) is taken over when it is chosen.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    text = models.ForeignKey(TranscriptText, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kept = models.JSONField(default=list, blank=True)
    translation = models.TextField(_("translation"), blank=True)
    translator = models.CharField(_("translator"), max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def place(self) -> tuple[int, int, int]:
        return self.text_id, self.start, self.end


class ChosenQuoteQuerySet(models.QuerySet["ChosenQuote"]):
    def visible_to(self, member: Member) -> Self:
        """Quotes are chosen from everybody's work: who sees only her own sees none."""
        seen = self.filter(project=member.project_id, participant__deleted_at=None)
        return seen if sight_of(member) is Sight.ALL else seen.none()

    def living(self) -> Self:
        return self.filter(removed_at=None)


class ChosenQuote(QuotedPassage):
    """A passage kept for a code. The group it stands in is its participant's, of whatever attribute is looked at.

    `position` is its place among the quotes of its code.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="chosen_quotes")
    code = models.ForeignKey(Code, models.CASCADE, related_name="+")
    chosen_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ChosenQuoteQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["code", "participant", "text", "start", "end"], name="a_passage_is_kept_once_for_a_code"
            ),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="a_kept_quote_has_words"),
            models.CheckConstraint(
                condition=Q(translation="") | ~Q(translator=""), name="a_kept_translation_has_its_translator"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code_id} {self.participant_id} {self.start}"
