"""Print a link with which someone chooses a new password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from interviews.management.people import active_user_named
from interviews.services.accounts import password_link


class Command(BaseCommand):
    help = "Print an address at which USERNAME chooses a new password, once. For sites that send no mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.stdout.write(password_link(active_user_named(options["username"])))
