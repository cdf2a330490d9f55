"""One revision a user action: a gapless number a project, taken late in the transaction that does the work."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from interviews.models import Project, Revision, Transcript, User
from interviews.models.prepared import Insert


def record(
    project: Project,
    *,
    actor: User | None,
    verb: str,
    op: UUID | None = None,
    transcript: Transcript | None = None,
    undoes: Revision | None = None,
    summary: Mapping[str, object] | None = None,
) -> Revision:
    """Take the project's next number and write the revision. Call it inside `transaction.atomic`, as late as you can:
    from here to the commit the project's row is locked.

    Raises IntegrityError when `op` was done before: its transaction is void, and the caller answers as the first time.
    """
    if not connection.in_atomic_block:
        message = "A revision is recorded inside a transaction."
        raise transaction.TransactionManagementError(message)
    project.revision = _next_number(project.pk)
    revision = Revision(
        project=project,
        number=project.revision,
        op=op or uuid4(),
        actor=actor,
        transcript=transcript,
        undoes=undoes,
        verb=verb,
        summary=dict(summary or {}),
        at=timezone.now(),
    )
    _insert(revision)
    return revision


_insert = Insert(Revision)


def _next_number(project_id: int) -> int:
    # One statement locks, counts and reads: numbers appear in commit order on both databases.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interviews_project SET revision = revision + 1 WHERE id = %s RETURNING revision", [project_id]
        )
        return int(cursor.fetchone()[0])
