"""What one needs to make the same table again: codebook version, filters and date."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coding.queries.versions import draft_is_open
from interviews.models import Member, Project


def stamp(reader: Member, *, at: datetime, filters: Iterable[str] = ()) -> str:
    """Codebook version, filters and date: what one needs to make the same table again."""
    parts = [
        _version(reader.project),
        *filters,
        date_format(localtime(at), "DATETIME_FORMAT"),
    ]
    return " · ".join(parts)


def _version(project: Project) -> str:
    if not project.codebook_version:
        return _("The codebook was not frozen yet")
    words = {"n": project.codebook_version}
    changed = _("Codebook version %(n)s, changed since") % words
    return changed if draft_is_open(project) else _("Codebook version %(n)s") % words
