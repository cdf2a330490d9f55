"""Finding the account that a command names."""

from django.core.management.base import CommandError

from interviews.models import User


def user_named(username: str) -> User:
    """The account with this user name. Raises CommandError that says what to check."""
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise CommandError(f"No account is called {username}. Give the user name, not the email or the person's name.")
    return user


def active_user_named(username: str) -> User:
    """The same, but an open account."""
    user = user_named(username)
    if not user.is_active:
        raise CommandError(
            f"The account {user.username} is deactivated. Open it first: manage.py reactivate {user.username}"
        )
    return user
