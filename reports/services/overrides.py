"""Setting the disclosure gate aside: a reason is written down before anything is handed out."""

from django.db import transaction

from interviews.models import Member
from interviews.services.revisions import record
from reports.models import DisclosureOverride


@transaction.atomic
def override_gate(*, by: Member, audience: str, address: str, reason: str) -> DisclosureOverride:
    """Log that the file at this address is taken whole. Raises IntegrityError without a reason."""
    revision = record(by.project, actor=by.user, verb="disclosure.overridden", summary={"address": address})
    return DisclosureOverride.objects.create(
        project_id=by.project_id, audience=audience, address=address, reason=reason, by=by, at=revision.at
    )
