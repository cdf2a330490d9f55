"""Finding the project that a command names, and in whose name it works."""

from django.core.management.base import CommandError
from django.db import DatabaseError

from interviews.models import Member, Project, Role


def owner_of(key: str) -> Member:
    """The first owner of the living project with this key. Raises CommandError that says what to check."""
    try:
        owners = Member.objects.present().filter(role=Role.OWNER, project__key=key, project__deleted_at=None)
        owner = owners.select_related("project", "user").order_by("pk").first()
        known = ", ".join(Project.objects.living().order_by("key").values_list("key", flat=True)) or "none"
    except DatabaseError as error:
        message = "The database does not answer, or is not prepared. Check DATABASE_URL; run `manage.py prepare`."
        raise CommandError(message) from error
    if owner is None:
        message = f"{key}: no such project. There are: {known}."
        raise CommandError(message)
    return owner
