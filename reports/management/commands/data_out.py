"""`manage.py data_out`: the data of a study for statistics programs, into a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from interviews.management.projects import owner_of
from reports.queries.basis.basis import UnknownBasis, default_basis, read_basis
from reports.queries.data.files import FILES, DataOut
from reports.queries.gate.asked import Asked


class Command(BaseCommand):
    help = "Write a project's data as csv, xlsx, SPSS and JSON, with a dictionary and scripts that read them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="key of the project, such as omsrp-demo")
        parser.add_argument("--out", metavar="DIR", required=True, help="folder; it is made if it is not there")
        parser.add_argument("--basis", default="", help="union, intersection, majority, consensus or coder:USERNAME")
        parser.add_argument("--language", default="en", choices=["fr", "en"], help="of labels and notes")

    def handle(self, *args: Any, **options: Any) -> None:
        reader, folder = owner_of(options["project"]), Path(options["out"])
        try:
            asked = options["basis"]
            basis = read_basis(asked, reader=reader) if asked else default_basis(reader)
        except UnknownBasis as error:
            raise CommandError(str(error)) from error
        with translation.override(options["language"]):
            out = DataOut(Asked(reader, basis), timezone.now())
            # Whole before anything is written: what can't be made leaves no half of it behind.
            made = {name: make(out) for name, make in FILES.items()}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in made.items():
                (folder / name).write_bytes(content)
        except OSError as error:
            message = f"{folder}: can't be written ({error.strerror}). Choose a folder that may be written to."
            raise CommandError(message) from error
        for name in made:
            self.stdout.write(str(folder / name))
