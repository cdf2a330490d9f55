"""Open a closed account again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from interviews.management.people import user_named
from interviews.services.accounts import reactivate


class Command(BaseCommand):
    help = "Open the account of USERNAME again; its password is the one of before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = user_named(options["username"])
        reactivate(user)
        self.stdout.write(f"The account {user.username} is open again.")
