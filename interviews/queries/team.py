"""The team of a project, and its invitations."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from interviews.access import Action, may
from interviews.models import Invitation, Member, Role


@dataclass(frozen=True, slots=True)
class Teammate:
    """A row of the team page. `changeable` says whether the reader may change this member."""

    member: Member
    is_self: bool
    changeable: bool


@dataclass(frozen=True, slots=True)
class Team:
    """Who is in the project, who was, and which links are open (leads and owners see these)."""

    present: list[Teammate]
    former: list[Teammate]
    invitations: list[Invitation]
    manages: bool


class LinkState(StrEnum):
    """What an invitation's link still does."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    GONE = "gone"


def team_of(reader: Member, *, at: datetime) -> Team:
    """The team as this member sees it, owners first, then by date of joining."""
    order = {role: place for place, role in enumerate(Role.values)}
    members = list(Member.objects.filter(project=reader.project).select_related("user").order_by("joined_at", "pk"))
    members.sort(key=lambda member: order[member.role])
    mates = [Teammate(member, member.pk == reader.pk, may_change(reader, member)) for member in members]
    manages = may(reader, Action.MANAGE_TEAM)
    return Team(
        present=[mate for mate in mates if mate.member.left_at is None],
        former=[mate for mate in mates if mate.member.left_at is not None] if manages else [],
        invitations=_open_invitations(reader, at=at) if manages else [],
        manages=manages,
    )


def may_change(reader: Member, member: Member) -> bool:
    """Whether the reader may change this member: leads all but owners, owners everybody."""
    return may(reader, Action.MANAGE_TEAM) and (member.role != Role.OWNER or reader.role == Role.OWNER)


def roles_given_by(reader: Member) -> list[Role]:
    """Roles that this member may hand out: only owners make owners."""
    return [role for role in Role if role != Role.OWNER or reader.role == Role.OWNER]


def invitation_of(token: str) -> Invitation | None:
    """The invitation behind a link's secret; None for an unknown one."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    invitations = Invitation.objects.select_related("project", "created_by__user")
    return invitations.filter(token_hash=hashed).first()


def state_of(invitation: Invitation, *, at: datetime) -> LinkState:
    """Whether the link still opens the project, and if not, why."""
    if invitation.project.deleted_at:
        return LinkState.GONE
    if invitation.used_at:
        return LinkState.USED
    if invitation.revoked_at:
        return LinkState.REVOKED
    return LinkState.OPEN if invitation.expires_at > at else LinkState.EXPIRED


def _open_invitations(reader: Member, *, at: datetime) -> list[Invitation]:
    unused = Invitation.objects.filter(project=reader.project, used_at=None, revoked_at=None, expires_at__gt=at)
    return list(unused.select_related("created_by__user").order_by("expires_at", "pk"))
