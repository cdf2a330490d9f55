"""The interview guide: what the interviewer meant to ask, and what she asked in each interview."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding.models.codebook import Code
from interviews.models import Member, Project, Transcript, TranscriptText
from interviews.models.participants import in_language


class QuestionQuerySet(models.QuerySet["Question"]):
    def living(self) -> Self:
        return self.filter(archived_at=None)


class Question(models.Model):
    """A question of the guide, with the codes it asks about: those, and all below them. Archived, never deleted.

    `probes` are other wordings and follow-ups, one a line, in whatever language.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    text_en = models.CharField(_("English text"), max_length=500, blank=True)
    text_fr = models.CharField(_("French text"), max_length=500, blank=True)
    probes = models.TextField(_("probes"), blank=True)
    codes = models.ManyToManyField(Code, related_name="questions")
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "key"], name="a_question_key_is_once_in_a_project"),
            models.CheckConstraint(condition=~Q(text_en="", text_fr=""), name="a_question_has_a_text"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_language(self.text_en, self.text_fr)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Everything that the question may sound like."""
        return tuple(filter(None, (self.text_en, self.text_fr, *self.probes.splitlines())))


class AskedQuerySet(models.QuerySet["Asked"]):
    def living(self) -> Self:
        return self.filter(died=None)


class Asked(models.Model):
    """What is known of a question in an interview. Never edited: it dies, and another is born.

    `start` and `end` are the interviewer's words in `text`, where somebody said which. One that is `refused` says that
    the program's proposal was wrong: the question is open, and nothing more is proposed. `proposed`: the program
    proposed the place, and `by` confirmed it.
    """

    class Answer(models.TextChoices):
        ASKED = "asked", _("asked")
        NOT_ASKED = "not_asked", _("not asked")
        REFUSED = "refused", _("proposal refused")

    question = models.ForeignKey(Question, models.CASCADE, related_name="asked")
    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="asked")
    answer = models.CharField(max_length=9, choices=Answer)
    text = models.ForeignKey(TranscriptText, models.CASCADE, null=True, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    proposed = models.BooleanField(default=False)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    born = models.BigIntegerField()
    died = models.BigIntegerField(null=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["transcript", "question"],
                condition=Q(died=None),
                name="a_question_has_one_living_mark_where_it_is_asked",
            ),
            models.CheckConstraint(
                condition=Q(text=None, start=None, end=None)
                | Q(text__isnull=False, start__isnull=False, end__gt=F("start")),
                name="an_asked_place_is_whole_or_none",
            ),
            models.CheckConstraint(
                condition=Q(answer="asked") | Q(text=None, proposed=False), name="only_what_is_asked_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(died=None) | Q(died__gt=F("born")), name="a_mark_of_the_guide_dies_after_its_birth"
            ),
        )

    def __str__(self) -> str:
        return f"{self.transcript_id} {self.question_id} {self.answer}"
