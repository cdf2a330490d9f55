"""Accounts: the first one, new ones, their end and their return, and a way in for who lost the password."""

import secrets
from contextlib import suppress
from pathlib import Path

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from interviews.models import Member, Project, Role, User


class AccountError(Exception):
    """What an account refuses; its text is for the reader."""


@transaction.atomic
def create_account(*, username: str, name: str, email: str, password: str) -> User:
    """A new account in the language that its owner reads now. The caller has checked the fields."""
    language = (get_language() or "")[:2]
    user = User.objects.create_user(username, email, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=False)
    return user


def setup_token() -> str:
    """The secret that guards the set-up page, made at its first need and readable by the server's account only."""
    path = _token_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked: another process sees a whole token or none, and the first one stays.
        draft = path.with_name(f"{path.name}-{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(24), encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii")


def setup_notice() -> str:
    """What the server prints at its start: where the first account is made. Empty once there is an account."""
    if User.objects.exists():
        return ""
    address = f"{site_address()}{reverse('setup')}?token={setup_token()}"
    return _("No account exists yet. Create the first one at %(address)s") % {"address": address}


@transaction.atomic
def set_up(token: str, *, username: str, name: str, email: str, password: str) -> User:
    """Create the first account. Raises AccountError where the token is not the one printed, or an account exists."""
    if User.objects.exists():
        raise AccountError(_("This site is set up already. Sign in, or ask a project’s owner for an invitation."))
    if not secrets.compare_digest(token.strip().encode(), setup_token().encode()):
        raise AccountError(
            _("This is not the token that the server printed at its start. Copy it again, or print it: %(command)s")
            % {"command": "manage.py setup_token"}
        )
    user = create_account(username=username, name=name, email=email, password=password)
    transaction.on_commit(lambda: _token_file().unlink(missing_ok=True))
    return user


def password_link(user: User) -> str:
    """An address at which this user chooses a new password, once."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return site_address() + reverse(
        "account_reset_password_from_key", kwargs=dict(zip(("uidb36", "key"), key.split("-", 1), strict=True))
    )


def site_address() -> str:
    """The address of this site for links that are printed rather than shown on a page."""
    return str(settings.ENV["SITE_URL"] or f"http://{settings.ENV['WEB_ADDRESS']}").rstrip("/")


@transaction.atomic
def deactivate(user: User) -> None:
    """Close the account and end its sessions. Its work stays, under its name."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=user):
        session.end()


def deactivate_own(user: User) -> None:
    """Close one's own account; refused, with the projects' names, where that leaves a project without owner."""
    orphans = [project.name for project in projects_only_owned_by(user)]
    if orphans:
        raise AccountError(
            _("You are the only owner of %(projects)s. Make someone else owner there first, or delete the project.")
            % {"projects": ", ".join(orphans)}
        )
    deactivate(user)


def reactivate(user: User) -> None:
    """Open a closed account again."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def choose_language(user: User, language: str) -> None:
    """Keep the language in which this person reads the site."""
    user.language = language
    user.save(update_fields=["language"])


def end_session(user: User, session_id: int) -> bool:
    """Sign this user out in one other browser. False when that session is not, or no longer, theirs."""
    session = UserSession.objects.filter(user=user, pk=session_id).first()
    if session is None:
        return False
    session.end()
    return True


def projects_only_owned_by(user: User) -> list[Project]:
    """Living projects in which nobody else with an open account is owner."""
    owners = Member.objects.present().filter(role=Role.OWNER, user__is_active=True)
    shared = owners.exclude(user=user).values("project")
    mine = owners.filter(user=user).values("project")
    return list(Project.objects.living().filter(pk__in=mine).exclude(pk__in=shared).order_by("name", "pk"))


def _token_file() -> Path:
    return Path(settings.DATA_DIR) / "setup-token"
