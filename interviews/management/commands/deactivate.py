"""Close an account."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from interviews.management.people import user_named
from interviews.services.accounts import deactivate, projects_only_owned_by


class Command(BaseCommand):
    help = "Close the account of USERNAME and end its sessions. The work stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = user_named(options["username"])
        orphans = projects_only_owned_by(user)
        deactivate(user)
        self.stdout.write(f"The account {user.username} is closed and signed out everywhere. Its work stays.")
        for project in orphans:
            self.stderr.write(f"{project.key} has no owner with an open account now.")
