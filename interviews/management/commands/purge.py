"""Erase what was deleted long enough ago."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from interviews.services.projects import purge


class Command(BaseCommand):
    help = "Erase projects whose days of grace are over, with their files, and print a receipt. Run it daily."

    def handle(self, *_args: Any, **_options: Any) -> None:
        receipts = purge(at=timezone.now())
        for receipt in receipts:
            self.stdout.write(
                f"Erased {receipt.key} ({receipt.name}), deleted on {receipt.deleted_at:%Y-%m-%d}: "
                f"{receipt.transcripts} transcripts, {receipt.files} files."
            )
        if not receipts:
            self.stdout.write("Nothing to erase.")
