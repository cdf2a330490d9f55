"""`manage.py demo`: the demo study with its five accounts, loaded once; prints the logins."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from coding.services.demo import KEY, PEOPLE, Loaded, load_demo
from interviews.models import Member, Role
from reports.services.demo import declare_demo, find_demo

WORDS = (
    "cedar",
    "maple",
    "river",
    "harbour",
    "granite",
    "heron",
    "birch",
    "lantern",
    "meadow",
    "canal",
    "orchard",
    "slate",
)


SAID = {
    Loaded.NOW: "loaded.",
    Loaded.BEFORE: "already there, nothing changed.",
    Loaded.OLDER: (
        "there from an older version, without rounds and decisions; nothing changed. "
        "For the study as it is today, set DATA_DIR (or DATABASE_URL) to a new place and run this again."
    ),
}


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Load the demo study (fictional) with five accounts, and print their logins. Loading it twice changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if "interviews_project" not in connection.introspection.table_names():
            call_command("prepare", verbosity=0)
        password = _password()
        loaded = load_demo(password=password)
        if loaded is Loaded.NOW:
            declare_demo(KEY)
            find_demo(KEY)
        self.stdout.write(f"Demo study {KEY}: {SAID[loaded]}")
        self.stdout.write("Fictional: the people, the organisations and what they say are invented.")
        counts = dict(Member.objects.filter(project__key=KEY).values_list("user__username", "counts_in_reports"))
        for username, name, role in PEOPLE:
            if username in counts:
                said = _said(role, counts=counts[username])
                self.stdout.write(f"  {said:16} {username:8} {password}   ({name})")


def _said(role: Role, *, counts: bool) -> str:
    if role == Role.OWNER:
        return "lead (owner)"
    return role.value if counts else f"{role.value} (trainee)"


def _password() -> str:
    """The demo's password: made once, kept beside the database so that it can be printed again."""
    path = settings.DATA_DIR / "demo-password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.choice(WORDS) for _ in range(4)))
    return path.read_text().strip()
