"""What people wrote into the reporting checklists, where the record has nothing to say."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from interviews.models import Member, Project


class ChecklistAnswerQuerySet(models.QuerySet["ChecklistAnswer"]):
    def living(self) -> Self:
        return self.filter(died=None)

    def as_of(self, revision: int) -> Self:
        """Those that stood at a revision of the project."""
        return self.filter(Q(died=None) | Q(died__gt=revision), born__lte=revision)


class ChecklistAnswer(models.Model):
    """Words for an item such as "coreq-10", in one language. Never edited: other words are another row."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="checklist_answers")
    item = models.CharField(max_length=20)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    text = models.TextField()
    written_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    born = models.PositiveIntegerField()
    died = models.PositiveIntegerField(null=True, blank=True)

    objects = ChecklistAnswerQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "item", "language"],
                condition=Q(died=None),
                name="an_item_of_a_checklist_has_one_answer_a_language",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_checklist_answer_has_words"),
            models.CheckConstraint(
                condition=Q(died=None) | Q(died__gt=F("born")), name="a_checklist_answer_dies_after_its_birth"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.language}"
