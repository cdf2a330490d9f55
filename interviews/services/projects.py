"""What is done to a project as a whole: begun, changed, archived, deleted, restored, and in the end erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.utils.text import slugify

from interviews.models import Member, Project, Revision, Role, Transcript, TranscriptText, Upload, User
from interviews.models.projects import GRACE
from interviews.services.revisions import record

# "new" is the address of the form itself.
RESERVED_KEYS = frozenset({"new"})


def propose_key(name: str) -> str:
    """A short name for addresses, from a project's name, that no project has: also none that waits for its purge."""
    stem = slugify(name)[:50].strip("-") or "project"
    taken = RESERVED_KEYS | set(Project.objects.filter(key__startswith=stem).values_list("key", flat=True))
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


@transaction.atomic
def create_project(by: User, *, name: str, key: str = "", description: str = "", language: str = "fr") -> Member:
    """Begin a project; who begins it owns it. Without a key one is made from the name. Returns the owner."""
    project = Project.objects.create(
        key=key or propose_key(name), name=name, description=description, language=language
    )
    member = Member.objects.create(project=project, user=by, role=Role.OWNER)
    record(project, actor=by, verb="project.created", summary={"name": name})
    return member


@transaction.atomic
def change_project(project: Project, *, by: Member, fields: Sequence[str]) -> Revision | None:
    """Keep the named fields of the project as they stand on it. None when nothing was named: nothing is recorded."""
    if not fields:
        return None
    project.save(update_fields=fields)
    verb = "project.renamed" if "name" in fields else "project.changed"
    return record(project, actor=by.user, verb=verb, summary={"fields": list(fields)})


@transaction.atomic
def archive(project: Project, *, by: Member, at: datetime) -> Revision:
    """Close the project for writing. Everybody still reads and exports."""
    return _stamp(project, "archived_at", at, actor=by.user, verb="project.archived")


@transaction.atomic
def unarchive(project: Project, *, by: Member) -> Revision:
    """Open an archived project for writing again."""
    return _stamp(project, "archived_at", None, actor=by.user, verb="project.unarchived")


@transaction.atomic
def delete(project: Project, *, by: Member, at: datetime) -> Revision:
    """Take the project out of sight; it can be restored until the purge after its days of grace."""
    return _stamp(project, "deleted_at", at, actor=by.user, verb="project.deleted")


@transaction.atomic
def restore(project: Project, *, by: Member) -> Revision:
    """Undo a deletion."""
    return _stamp(project, "deleted_at", None, actor=by.user, verb="project.restored")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a purge erased of one project."""

    key: str
    name: str
    deleted_at: datetime
    transcripts: int
    files: int


def purge(*, at: datetime) -> list[Receipt]:
    """Erase every project whose days of grace are over, rows and files. One transaction a project."""
    due = Project.objects.filter(deleted_at__lte=at - GRACE).order_by("deleted_at", "pk")
    return [_erase_project(project) for project in due]


@transaction.atomic
def _erase_project(project: Project) -> Receipt:
    files = [
        *TranscriptText.objects.filter(transcript__project=project).values_list("original", flat=True),
        *Upload.objects.filter(project=project).values_list("file", flat=True),
        *(job.result["file"] for job in project.jobs.filter(result__has_key="file")),
    ]
    transcripts = Transcript.objects.filter(project=project)
    receipt = Receipt(
        key=project.key,
        name=project.name,
        deleted_at=project.deleted_at or project.created_at,
        transcripts=transcripts.count(),
        files=len(files),
    )
    # A transcript and its current text hold each other.
    transcripts.update(current=None)
    _erase(Project.objects.filter(pk=project.pk))
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))
    return receipt


def _erase(rows: QuerySet[Any]) -> None:
    """Delete the rows and, before them, the rows of upper apps that protect them: this package knows none by name."""
    while True:
        try:
            with transaction.atomic():
                rows.delete()
        except ProtectedError as error:
            _erase_all(error.protected_objects)
        else:
            return


def _erase_all(objects: set[Model]) -> None:
    by_model: dict[type[Model], list[Any]] = {}
    for each in objects:
        by_model.setdefault(type(each), []).append(each.pk)
    for model, keys in by_model.items():
        for start in range(0, len(keys), 500):  # databases limit the parameters of one statement
            _erase(QuerySet(model).filter(pk__in=keys[start : start + 500]))


def _stamp(project: Project, field: str, at: datetime | None, *, actor: User, verb: str) -> Revision:
    setattr(project, field, at)
    project.save(update_fields=[field])
    return record(project, actor=actor, verb=verb)
