"""What one needs to make the same table again: codebook version, filters and date."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coding.queries.versions import draft_is_open
from interviews.models import Member
from reports.models import Snapshot
from reports.queries.study.frozen import opened


def stamp(reader: Member, *, at: datetime, filters: Iterable[str] = (), snapshot: Snapshot | None = None) -> str:
    """Codebook version, filters and date: what one needs to make the same table again. A snapshot is named with its
    hash. Raises Changed.
    """
    if snapshot:
        book = opened(snapshot)["codebook"]
        parts = [version_name(book["version"], changed=book["changed_since"]), *filters, snapshot_name(snapshot)]
    else:
        project = reader.project
        version = version_name(project.codebook_version, changed=draft_is_open(project))
        parts = [version, *filters, date_format(localtime(at), "DATETIME_FORMAT"), _("not a snapshot")]
    return " · ".join(parts)


def snapshot_name(snapshot: Snapshot) -> str:
    """Its number, when it was taken, and enough of its hash to know it by."""
    return _("Snapshot %(n)s of %(day)s, %(hash)s") % {
        "n": snapshot.number,
        "day": date_format(localtime(snapshot.taken_at), "DATETIME_FORMAT"),
        "hash": snapshot.short_hash,
    }


def version_name(number: int, *, changed: bool) -> str:
    """A version of the codebook in words; 0 for none."""
    if not number:
        return _("The codebook was not frozen yet")
    words = {"n": number}
    return _("Codebook version %(n)s, changed since") % words if changed else _("Codebook version %(n)s") % words
