"""What the participants' pages have in common."""

from interviews.access import Action, may
from interviews.models import Member
from interviews.queries.participants import ParticipantSheet


def page(member: Member) -> dict[str, object]:
    """What every page of this section needs."""
    return {"project": member.project, "member": member, "section": "participants"}


def sheet_page(member: Member, sheet: ParticipantSheet) -> dict[str, object]:
    """What the sheet and its parts need."""
    return page(member) | {"sheet": sheet, "edits": may(member, Action.EDIT_PARTICIPANTS)}
