"""`manage.py backup FILE`: database and files in one file, while the site is in use."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from omsrp.archive import ArchiveError, write_archive


class Command(BaseCommand):
    help = "Write the database and all files into one .zip with checksums. The site may be in use meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The new file, for example backup-2025-01-31.zip")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            manifest = write_archive(file, files=Path(settings.MEDIA_ROOT))
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            message = f"{file} could not be written: {error.strerror}. No half a backup was left."
            raise CommandError(message) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{file}: {rows} rows, {len(manifest['files'])} files.")
