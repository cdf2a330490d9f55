"""Saving queries: each change is one revision; a deleted one comes back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from interviews.models import Member
from interviews.services.revisions import record
from reports.models import SavedQuery


@transaction.atomic
def save_query(name: str, query: dict[str, Any], *, basis: str, by: Member) -> SavedQuery:
    """The query under this name, as its author's."""
    revision = record(by.project, actor=by.user, verb="query.saved")
    return SavedQuery.objects.create(
        project_id=by.project_id, name=name, query=query, basis=basis, author=by, saved_at=revision.at
    )


@transaction.atomic
def change_query(saved: SavedQuery, query: dict[str, Any], *, basis: str, by: Member) -> None:
    """Another query under the same name."""
    revision = record(by.project, actor=by.user, verb="query.changed", summary=_about(saved))
    saved.query, saved.basis, saved.saved_at = query, basis, revision.at
    saved.save(update_fields=["query", "basis", "saved_at"])


@transaction.atomic
def rename_query(saved: SavedQuery, name: str, *, by: Member) -> None:
    saved.name = name
    saved.save(update_fields=["name"])
    record(by.project, actor=by.user, verb="query.renamed", summary=_about(saved))


@transaction.atomic
def delete_query(saved: SavedQuery, *, by: Member, at: datetime) -> None:
    """Out of sight; `restore_query` brings it back."""
    saved.deleted_at = at
    saved.save(update_fields=["deleted_at"])
    record(by.project, actor=by.user, verb="query.deleted", summary=_about(saved))


@transaction.atomic
def restore_query(saved: SavedQuery, *, by: Member) -> None:
    saved.deleted_at = None
    saved.save(update_fields=["deleted_at"])
    record(by.project, actor=by.user, verb="query.restored", summary=_about(saved))


def _about(saved: SavedQuery) -> dict[str, str]:
    return {"query": str(saved.uid)}
