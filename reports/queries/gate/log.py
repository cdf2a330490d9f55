"""The log of the disclosure gate: files that were taken past it, what was opened, and what was closed again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.models import Member
from reports.models import DisclosureOpening, DisclosureOverride
from reports.queries.gate.openings import words_of

AUDIENCES: dict[str, Promise] = {
    "team": gettext_lazy("files of the team"),
    "readers": gettext_lazy("readers"),
    "public": gettext_lazy("public files"),
}


@dataclass(frozen=True, slots=True)
class Logged:
    """One event: what was done, for whom, by whom and why. `address` names a file; nothing gives a reason to close."""

    at: datetime
    by: Member
    what: str
    reason: str = ""
    address: str = ""


def log_of(reader: Member, places: Mapping[str, str]) -> list[Logged]:
    """Everything, the latest first. Nothing is ever taken out of it."""
    return sorted([*_files(reader), *_openings(reader, places)], key=lambda one: one.at, reverse=True)


def _files(reader: Member) -> Iterator[Logged]:
    rows = DisclosureOverride.objects.filter(project=reader.project_id).select_related("by__user")
    for one in rows.order_by("pk"):
        what = _("A file was taken whole, for: %(whom)s") % {"whom": AUDIENCES[one.audience]}
        yield Logged(one.at, one.by, what, one.reason, one.address)


def _openings(reader: Member, places: Mapping[str, str]) -> Iterator[Logged]:
    rows = DisclosureOpening.objects.filter(project=reader.project_id)
    for one in rows.select_related("by__user", "closed_by__user", "code").order_by("pk"):
        words = {"whom": AUDIENCES[one.audience], "what": words_of(one, places)}
        yield Logged(one.at, one.by, _("Opened for %(whom)s: %(what)s") % words, one.reason)
        if one.closed_at and one.closed_by:
            yield Logged(one.closed_at, one.closed_by, _("Closed again for %(whom)s: %(what)s") % words)
