"""Long work that a worker does, and files that wait for their owner to confirm an import."""

from django.db import models
from django.utils import timezone

from interviews.models.people import User
from interviews.models.projects import Project


class Job(models.Model):
    """One piece of long work. `payload` says what to do, `result` what came of it; `message` is for people."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    project = models.ForeignKey(Project, models.CASCADE, related_name="jobs")
    user = models.ForeignKey(User, models.PROTECT)
    kind = models.CharField(max_length=40)
    op = models.UUIDField(unique=True)
    language = models.CharField(max_length=5)
    payload = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Upload(models.Model):
    """A file that was sent and is not imported yet: only its owner sees it, until it is confirmed or passed over."""

    class Kind(models.TextChoices):
        TRANSCRIPT = "transcript"
        PARTICIPANTS = "participants"
        CODEBOOK = "codebook"

    uid = models.UUIDField(unique=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="uploads")
    user = models.ForeignKey(User, models.CASCADE)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to="uploads/%Y/%m", max_length=255)
    sha256 = models.CharField(max_length=64)
    choices = models.JSONField(default=dict)
    batch = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
