"""Setting the disclosure gate aside: a reason is written down before anything is handed out or opened."""

from dataclasses import dataclass

from django.db import transaction

from coding.models import Code
from interviews.models import Member
from interviews.services.revisions import record
from reports.models import DisclosureOpening, DisclosureOverride


@transaction.atomic
def override_gate(*, by: Member, audience: str, address: str, reason: str) -> DisclosureOverride:
    """Log that the file at this address is taken whole. Raises IntegrityError without a reason."""
    revision = record(by.project, actor=by.user, verb="disclosure.overridden", summary={"address": address})
    return DisclosureOverride.objects.create(
        project_id=by.project_id, audience=audience, address=address, reason=reason, by=by, at=revision.at
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """What is to be opened for whom: one of the kinds; cells and whole codes have a code, cells a place."""

    audience: str
    kind: str
    code: Code | None = None
    place: str = ""


@transaction.atomic
def open_past_gate(opening: Opening, *, by: Member, reason: str) -> DisclosureOpening:
    """Open it, until somebody closes it again; what is open already stays as it was opened. Raises IntegrityError
    without a reason.
    """
    said = {"audience": opening.audience, "kind": opening.kind, "code": opening.code, "place": opening.place}
    rows = DisclosureOpening.objects.in_force().filter(project=by.project_id)
    if (found := rows.filter(**said).first()) is not None:
        return found
    key = opening.code.key if opening.code else ""
    revision = record(by.project, actor=by.user, verb="disclosure.opened", summary={**said, "code": key})
    return DisclosureOpening.objects.create(project_id=by.project_id, reason=reason, by=by, at=revision.at, **said)


@transaction.atomic
def close_again(opening: DisclosureOpening, *, by: Member) -> None:
    """What was opened is closed from now on; closing twice does nothing."""
    found = DisclosureOpening.objects.select_for_update().get(pk=opening.pk)
    if found.closed_at is None:
        revision = record(by.project, actor=by.user, verb="disclosure.closed", summary={"opening": found.pk})
        found.closed_by, found.closed_at = by, revision.at
        found.save(update_fields=["closed_by", "closed_at"])
