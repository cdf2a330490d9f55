"""Who is in a project and as what: roles, leaving, coming back, and invitations."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from interviews.models import Invitation, Member, Project, Role, User
from interviews.services.accounts import create_account
from interviews.services.revisions import record

INVITATION_LASTS = timedelta(days=14)


class TeamError(Exception):
    """What the team's rules refuse; its text is for the reader."""


class InvitationClosed(TeamError):
    """The link no longer opens anything: used, revoked or expired in the meantime."""


@transaction.atomic
def change_member(member: Member, *, by: Member, role: Role, counts_in_reports: bool) -> Member:
    """Give a member another role, or say whether the work counts in reports.

    Raises PermissionDenied where an owner is concerned and `by` is none, TeamError where no owner would be left.
    """
    member = _locked(member)
    _only_owners_touch_owners(by, Role(member.role), role)
    if role != Role.OWNER:
        _keep_an_owner(member)
    if (member.role, member.counts_in_reports) == (role, counts_in_reports):
        return member
    verb = "member.counts_changed" if member.role == role else "member.role_changed"
    member.role, member.counts_in_reports = role, counts_in_reports
    member.save(update_fields=["role", "counts_in_reports"])
    _record(member, by=by.user, verb=verb)
    return member


@transaction.atomic
def remove(member: Member, *, by: Member, at: datetime) -> None:
    """End a membership. The work stays, with its author; the person can come back."""
    member = _locked(member)
    _only_owners_touch_owners(by, Role(member.role))
    _end(member, by=by.user, at=at, verb="member.removed")


@transaction.atomic
def leave(member: Member, *, at: datetime) -> None:
    """Leave the project oneself. Raises TeamError for the last owner."""
    _end(_locked(member), by=member.user, at=at, verb="member.left")


@transaction.atomic
def bring_back(member: Member, *, by: Member) -> None:
    """Make someone who left, or was removed, a member again, in the role of then."""
    member = _locked(member)
    _only_owners_touch_owners(by, Role(member.role))
    if member.left_at is None:
        return
    member.left_at = None
    member.save(update_fields=["left_at"])
    _record(member, by=by.user, verb="member.returned")


@transaction.atomic
def invite(project: Project, *, by: Member, role: Role, email: str, at: datetime) -> tuple[Invitation, str]:
    """Make a link that one person can use once. Returns it with its secret, which is kept nowhere."""
    _only_owners_touch_owners(by, role)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        project=project,
        role=role,
        email=email,
        token_hash=hash_of(token),
        created_by=by,
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    record(project, actor=by.user, verb="invitation.created", summary={"invitation": invitation.pk, "role": role})
    return invitation, token


@transaction.atomic
def revoke(invitation: Invitation, *, by: Member, at: datetime) -> bool:
    """Close an open link. False when it was not open any more."""
    open_link = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if not open_link.update(revoked_at=at):
        return False
    record(by.project, actor=by.user, verb="invitation.revoked", summary={"invitation": invitation.pk})
    return True


@transaction.atomic
def accept(invitation: Invitation, *, user: User, at: datetime) -> Member:
    """Use the link: the user is a member from now on, or again.

    Someone who is a member already stays as is, and the link stays open for another.
    Raises InvitationClosed where someone else was faster, or it was revoked or has expired.
    """
    member = Member.objects.filter(project=invitation.project, user=user).first()
    if member and member.left_at is None:
        return member
    # One statement checks and takes: of two who click at once, one gets in.
    unused = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None, expires_at__gt=at)
    if not unused.update(used_at=at, used_by=user):
        raise InvitationClosed(_("This link was used, revoked or has expired. Ask for a new one."))
    member = member or Member(project=invitation.project, user=user)
    member.role, member.left_at, member.joined_at = invitation.role, None, at
    member.save()
    _record(member, by=user, verb="member.joined")
    return member


@transaction.atomic
def accept_with_new_account(
    invitation: Invitation, *, username: str, name: str, email: str, password: str, at: datetime
) -> Member:
    """Create an account and use the link with it: both or neither."""
    user = create_account(username=username, name=name, email=email, password=password)
    return accept(invitation, user=user, at=at)


def hash_of(token: str) -> str:
    """What is kept of an invitation's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _locked(member: Member) -> Member:
    # The project's row is the lock: two owners who demote each other at once would leave none.
    project = Project.objects.select_for_update().get(pk=member.project_id)
    fresh = Member.objects.select_related("user").get(pk=member.pk)
    fresh.project = project
    return fresh


def _end(member: Member, *, by: User, at: datetime, verb: str) -> None:
    if member.left_at is not None:
        return
    _keep_an_owner(member)
    member.left_at = at
    member.save(update_fields=["left_at"])
    _record(member, by=by, verb=verb)


def _keep_an_owner(member: Member) -> None:
    if member.role != Role.OWNER or member.left_at is not None:
        return
    owners = Member.objects.present().filter(project=member.project, role=Role.OWNER, user__is_active=True)
    if not owners.exclude(pk=member.pk).exists():
        raise TeamError(
            _("%(name)s is the last owner of this project. Make someone else owner first.") % {"name": member.user}
        )


def _only_owners_touch_owners(by: Member, *roles: Role) -> None:
    if Role.OWNER in roles and by.role != Role.OWNER:
        raise PermissionDenied(_("Only owners make, change or remove owners. Ask an owner of the project."))


def _record(member: Member, *, by: User, verb: str) -> None:
    summary = {"member": member.pk, "role": member.role, "counts_in_reports": member.counts_in_reports}
    record(member.project, actor=by, verb=verb, summary=summary)
