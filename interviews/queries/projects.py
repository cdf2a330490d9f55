"""A user's projects, as the list of projects shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from interviews.access import Action, Sight, may, sight_of
from interviews.models import Member, Project, Revision, Role, Transcript, User

DEMO_KEY = "omsrp-demo"


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project of the list. `active_at` is the last action that this member may know of, None before the first."""

    project: Project
    member: Member
    transcripts: int
    active_at: datetime | None

    @property
    def settable(self) -> bool:
        """Whether the member may open the project's settings."""
        return may(self.member, Action.EDIT_PROJECT)


@dataclass(frozen=True, slots=True)
class ProjectList:
    """A user's projects: those in use, the archived ones, and the deleted ones that this user may restore."""

    current: list[ProjectRow]
    archived: list[ProjectRow]
    deleted: list[ProjectRow]

    @property
    def is_empty(self) -> bool:
        return not (self.current or self.archived or self.deleted)

    @property
    def has_own(self) -> bool:
        """Whether there is anything but the demo study."""
        return any(row.project.key != DEMO_KEY for row in [*self.current, *self.archived])

    @property
    def demo(self) -> Project | None:
        """The demo study, where it is loaded and the user is a member of it."""
        return next((row.project for row in self.current if row.project.key == DEMO_KEY), None)


def projects_of(user: User) -> ProjectList:
    """All projects of a user in one query, the last active first."""
    rows = [_row(member) for member in _memberships(user)]
    rows.sort(key=lambda row: (row.active_at or row.project.created_at, row.project.pk), reverse=True)
    living = [row for row in rows if not row.project.deleted_at]
    return ProjectList(
        current=[row for row in living if not row.project.archived_at],
        archived=[row for row in living if row.project.archived_at],
        deleted=[row for row in rows if row.project.deleted_at and row.member.role == Role.OWNER],
    )


def deleted_membership(user: User, project_key: str) -> Member | None:
    """The user's membership in a deleted project; None for everybody else and for living projects."""
    members = Member.objects.present().select_related("project", "user")
    return members.filter(user=user, project__key=project_key, project__deleted_at__isnull=False).first()


def _memberships(user: User) -> QuerySet[Member]:
    revisions = Revision.objects.filter(project=OuterRef("project")).order_by("-number")
    transcripts = Transcript.objects.living().filter(project=OuterRef("project")).order_by().values("project")
    return (
        Member.objects.present()
        .filter(user=user)
        .select_related("project")
        .annotate(
            transcripts=Coalesce(
                Subquery(transcripts.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
            ),
            project_active_at=Subquery(revisions.values("at")[:1]),
            own_active_at=Subquery(revisions.filter(actor=user).values("at")[:1]),
        )
    )


def _row(member: Member) -> ProjectRow:
    # A blind coder must not learn from a date how busy the others are.
    blind = sight_of(member) is Sight.OWN
    active_at = member.own_active_at if blind else member.project_active_at  # type: ignore[attr-defined]  # annotated
    transcripts = member.transcripts  # type: ignore[attr-defined]  # annotated
    return ProjectRow(member.project, member, transcripts, active_at)
