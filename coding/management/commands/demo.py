"""`manage.py demo`: the demo study with its four accounts, loaded once; prints the logins."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from coding.services.demo import KEY, PEOPLE, load_demo
from interviews.models import Role

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


class Command(BaseCommand):
    help = (
        "Load the demo study (fictional) with four accounts, and print their logins. Loading it twice changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if "interviews_project" not in connection.introspection.table_names():
            call_command("prepare", verbosity=0)
        password = _password()
        loaded = load_demo(password=password)
        self.stdout.write(f"Demo study {KEY}: " + ("loaded." if loaded else "already there, nothing changed."))
        self.stdout.write("Fictional: the people, the organisations and what they say are invented.")
        for username, name, role in PEOPLE:
            said = "lead (owner)" if role == Role.OWNER else role.value
            self.stdout.write(f"  {said:13} {username:8} {password}   ({name})")


def _password() -> str:
    """The demo's password: made once, kept beside the database so that it can be printed again."""
    path = settings.DATA_DIR / "demo-password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.choice(WORDS) for _ in range(4)))
    return path.read_text().strip()
