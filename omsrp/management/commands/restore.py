"""`manage.py restore FILE`: a backup's database and files, put into an empty place."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from omsrp.archive import ArchiveError
from omsrp.restore import restore_archive


class Command(BaseCommand):
    help = "Put a backup back into an empty database and an empty folder of files. All of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="A file written by `manage.py backup`")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        call_command("prepare", verbosity=0)
        try:
            manifest = restore_archive(file, files=Path(settings.MEDIA_ROOT))
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            message = f"The backup could not be put back: {error.strerror}. Nothing was changed."
            raise CommandError(message) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{rows} rows and {len(manifest['files'])} files are back, as of {manifest['created_at']}.")
