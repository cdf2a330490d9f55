"""`manage.py talk_pack`: slides, tables, handout and figures in a folder, all from the same numbers."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interviews.management.projects import owner_of
from reports.exporters import CannotWrite
from reports.services.packs import why, write_folder


class Command(BaseCommand):
    help = "Make a talk pack: slides, tables, handout and figures. The files appear when all are whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="key of the project, such as omsrp-demo")
        parser.add_argument("--out", required=True, metavar="DIR", help="folder for the files; made where missing")
        parser.add_argument("--language", default="en", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        reader, out = owner_of(options["project"]), Path(options["out"])
        try:
            files = write_folder(reader, out, language=options["language"], at=timezone.now())
        except CannotWrite as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            message = f"{out}: {why(error)}"
            raise CommandError(message) from error
        for path in files:
            self.stdout.write(str(path))
