"""Print where the first account is made."""

from typing import Any

from django.core.management.base import BaseCommand

from interviews.services.accounts import setup_notice


class Command(BaseCommand):
    help = "Print the address, with its token, at which the first account is created."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(setup_notice() or "An account exists already; the set-up page is closed.")
