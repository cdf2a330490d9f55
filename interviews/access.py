"""Who may do what: one table of roles x actions, and the one decorator that every project view carries.

A stranger gets 404, a member without the right 403 with the reason, someone signed out the sign-in page
(401 for the client's own requests, which keep their queue).
"""

from collections.abc import Callable
from enum import Enum, StrEnum, auto
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interviews.models.prepared import PROJECT_KEY, Mark, Prepared
from interviews.models.projects import Member, Project, Role

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]


class Action(StrEnum):
    """What a member can want to do in a project."""

    SEE = auto()
    SEE_REPORTS = auto()
    EXPORT = auto()
    SAVE_QUERIES = auto()
    SEE_DATA = auto()
    CODE = auto()
    WRITE_MEMOS = auto()
    CREATE_CODES = auto()
    EDIT_CODEBOOK = auto()
    EDIT_GUIDE = auto()
    MANAGE_ROUNDS = auto()
    SEE_AGREEMENT = auto()
    DECIDE = auto()
    SEE_FINDINGS = auto()
    WRITE_FINDINGS = auto()
    MAKE_PACKS = auto()
    TAKE_SNAPSHOTS = auto()
    EDIT_PARTICIPANTS = auto()
    IMPORT = auto()
    MANAGE_TEAM = auto()
    EDIT_PROJECT = auto()
    DELETE_PROJECT = auto()


O, L, C, R = Role.OWNER, Role.LEAD, Role.CODER, Role.READER  # noqa: E741  # the table's column heads

TABLE: dict[Action, frozenset[Role]] = {
    Action.SEE: frozenset({O, L, C, R}),
    Action.SEE_REPORTS: frozenset({O, L, C, R}),
    Action.EXPORT: frozenset({O, L, C, R}),
    Action.SAVE_QUERIES: frozenset({O, L, C}),
    Action.SEE_DATA: frozenset({O, L, C}),
    Action.CODE: frozenset({O, L, C}),
    Action.WRITE_MEMOS: frozenset({O, L, C}),
    Action.CREATE_CODES: frozenset({O, L}),  # and coders, where the project says so
    Action.EDIT_CODEBOOK: frozenset({O, L}),
    Action.EDIT_GUIDE: frozenset({O, L}),
    Action.MANAGE_ROUNDS: frozenset({O, L}),
    Action.SEE_AGREEMENT: frozenset({O, L, R}),
    Action.DECIDE: frozenset({O, L}),
    Action.SEE_FINDINGS: frozenset({O, L, R}),
    Action.WRITE_FINDINGS: frozenset({O, L}),
    Action.MAKE_PACKS: frozenset({O, L}),
    Action.TAKE_SNAPSHOTS: frozenset({O, L}),
    Action.EDIT_PARTICIPANTS: frozenset({O, L}),
    Action.IMPORT: frozenset({O, L}),
    Action.MANAGE_TEAM: frozenset({O, L}),
    Action.EDIT_PROJECT: frozenset({O, L}),
    Action.DELETE_PROJECT: frozenset({O}),
}

REASONS: dict[Action, Promise] = {
    Action.SEE: _("Only members of this project see it."),
    Action.SEE_REPORTS: _("Only members of this project see its reports."),
    Action.EXPORT: _("Only members of this project download its files."),
    Action.SAVE_QUERIES: _("Readers open saved queries and save none. Ask an owner or a lead of the project."),
    Action.SEE_DATA: _(
        "Files with a row a participant can tell who somebody is: they stay in the team. Ask a lead for a report."
    ),
    Action.CODE: _("Readers do not code. Ask an owner or a lead of the project to make you a coder."),
    Action.WRITE_MEMOS: _("Readers do not write memos. Ask an owner or a lead of the project to make you a coder."),
    Action.CREATE_CODES: _(
        "In this project only leads create codes. Ask a lead to add the code, or to let coders do it."
    ),
    Action.EDIT_CODEBOOK: _("Only owners and leads change the codebook. Ask a lead of the project."),
    Action.EDIT_GUIDE: _("Only owners and leads change the interview guide. Ask a lead of the project."),
    Action.MANAGE_ROUNDS: _("Only owners and leads plan, open and close rounds. Ask a lead of the project."),
    Action.SEE_AGREEMENT: _("Coders see their own results of a closed round, where its lead shows them."),
    Action.DECIDE: _("Only owners and leads settle disagreements. Ask a lead of the project."),
    Action.SEE_FINDINGS: _("Findings tell of everybody’s work, so coders do not see them. Ask a lead of the project."),
    Action.WRITE_FINDINGS: _("Only owners and leads write findings. Ask a lead of the project."),
    Action.MAKE_PACKS: _("Only owners and leads make talk packs. Ask a lead of the project."),
    Action.TAKE_SNAPSHOTS: _("Only owners and leads take snapshots. Ask a lead of the project."),
    Action.EDIT_PARTICIPANTS: _("Only owners and leads change participants. Ask a lead of the project."),
    Action.IMPORT: _("Only owners and leads import transcripts. Ask a lead of the project."),
    Action.MANAGE_TEAM: _("Only owners and leads manage the team. Ask a lead of the project."),
    Action.EDIT_PROJECT: _("Only owners and leads change the project. Ask a lead of the project."),
    Action.DELETE_PROJECT: _("Only owners delete a project. Ask an owner."),
}

ARCHIVED = _("This project is archived. An owner or a lead can take it out of the archive.")
BLIND = _("You code blind in an open round. You can settle disagreements again when it has closed.")
SIGNED_OUT = _("You are signed out. Sign in again; unsaved work is kept here.")

WRITING = frozenset(
    {
        Action.SAVE_QUERIES,
        Action.CODE,
        Action.WRITE_MEMOS,
        Action.CREATE_CODES,
        Action.EDIT_CODEBOOK,
        Action.EDIT_GUIDE,
        Action.MANAGE_ROUNDS,
        Action.DECIDE,
        Action.WRITE_FINDINGS,
        Action.TAKE_SNAPSHOTS,
        Action.EDIT_PARTICIPANTS,
        Action.IMPORT,
    }
)


class Sight(Enum):
    """Whose work a member sees."""

    ALL = auto()
    OWN = auto()


def sight_of(member: Member) -> Sight:
    """Leads, owners and readers see all work; coders their own, unless the project says otherwise.

    While a round is open no coder sees another's work, and whoever codes in it sees her own only.
    """
    if member.is_blind:
        return Sight.OWN
    alone = member.project.round_is_open or not member.project.coders_see_each_other
    return Sight.OWN if member.role == Role.CODER and alone else Sight.ALL


def may(member: Member, action: Action) -> bool:
    """Whether the table, and the project's settings, let this member do it."""
    if action in WRITING and member.project.archived_at:
        return False
    if action is Action.DECIDE and member.is_blind:
        return False
    if action is Action.CREATE_CODES and member.role == Role.CODER:
        return member.project.coders_create_codes
    return Role(member.role) in TABLE[action]


def require(member: Member, action: Action) -> None:
    """Raise PermissionDenied, with the reason, where the member may not do it."""
    if may(member, action):
        return
    if action in WRITING and member.project.archived_at:
        raise PermissionDenied(str(ARCHIVED))
    if action is Action.DECIDE and member.is_blind and Role(member.role) in TABLE[action]:
        raise PermissionDenied(str(BLIND))
    raise PermissionDenied(str(REASONS[action]))


def membership(request: HttpRequest, project_key: str) -> Member:
    """The signed-in user's membership in a living project; Http404 for everybody else."""
    rows = _MEMBER.rows({PROJECT_KEY: project_key, Mark.USER: request.user.pk}) if request.user.pk else ()
    if not rows:
        raise Http404
    member = Member.from_db(DEFAULT_DB_ALIAS, _OF_MEMBER, rows[0][: len(_OF_MEMBER)])
    member.project = Project.from_db(DEFAULT_DB_ALIAS, _OF_PROJECT, rows[0][len(_OF_MEMBER) :])
    member.user = request.user  # type: ignore[assignment]  # signed in, so not anonymous; spares a query
    return member


_OF_MEMBER = [field.attname for field in Member._meta.concrete_fields]  # noqa: SLF001  # public, whatever its name
_OF_PROJECT = [field.attname for field in Project._meta.concrete_fields]  # noqa: SLF001


def _living_member() -> QuerySet[Member, tuple[Any, ...]]:
    members = Member.objects.present().filter(project__key=PROJECT_KEY, project__deleted_at=None, user=Mark.USER)
    return members.values_list(*_OF_MEMBER, *(f"project__{name}" for name in _OF_PROJECT))


_MEMBER = Prepared(_living_member)  # every page of a project asks it


def for_members(
    action: Action,
) -> Callable[[Callable[Concatenate[HttpRequest, Member, P], HttpResponseBase]], View]:
    """Guard a project view: it takes `project_key` from its URL and passes the `member` on instead."""

    def decorate(view: Callable[Concatenate[HttpRequest, Member, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, project_key: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated or _is_another(request):
                return _signed_out(request)
            member = membership(request, project_key)
            require(member, action)
            return view(request, member, *args, **kwargs)

        guarded.guard = action  # type: ignore[attr-defined]  # read by the rule test
        return guarded

    return decorate


def for_users(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> View:
    """Guard a view of one's own account or list of projects: signed in is enough."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _signed_out(request)
        return view(request, *args, **kwargs)

    guarded.guard = "user"  # type: ignore[attr-defined]  # read by the rule test
    return guarded


def _is_another(request: HttpRequest) -> bool:
    # The coding page says for whom its queue is: after a change of user the other's work must not become one's own.
    return request.headers.get("X-Queue-User", str(request.user.pk)) != str(request.user.pk)


def _signed_out(request: HttpRequest) -> HttpResponseBase:
    # The coding page keeps a queue of unsaved work: a redirect to a form would look like an answer to it.
    if request.headers.get("X-Requested-By") == "queue" or request.headers.get("HX-Request"):
        return HttpResponse(str(SIGNED_OUT), status=401)
    return redirect_to_login(request.get_full_path())


def view_guard(view: Any) -> Action | str | None:
    """What guards a view; None for an unguarded one."""
    return getattr(view, "guard", None)
