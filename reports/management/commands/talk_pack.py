"""`manage.py talk_pack`: slides, tables, handout and figures in a folder, all from the same numbers."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interviews.management.projects import owner_of
from interviews.models import Member
from reports.exporters import CannotWrite
from reports.models import Snapshot
from reports.queries.study.frozen import Changed
from reports.services.packs import why, write_folder
from reports.services.snapshots import CannotFreeze, take_snapshot


class Command(BaseCommand):
    help = "Make a talk pack: slides, tables, handout and figures. The files appear when all are whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="key of the project, such as omsrp-demo")
        parser.add_argument("--out", required=True, metavar="DIR", help="folder for the files; made where missing")
        parser.add_argument("--language", default="en", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--snapshot", type=int, metavar="N", help="number of a snapshot; without it one is taken")

    def handle(self, *args: Any, **options: Any) -> None:
        reader, out = owner_of(options["project"]), Path(options["out"])
        try:
            snapshot = _snapshot(reader, options["snapshot"])
            files = write_folder(reader, snapshot, out, language=options["language"])
        except (CannotFreeze, CannotWrite, Changed) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            message = f"{out}: {why(error)}"
            raise CommandError(message) from error
        for path in files:
            self.stdout.write(str(path))


def _snapshot(reader: Member, number: int | None) -> Snapshot:
    if number is None:
        return take_snapshot(by=reader, note="Talk pack", at=timezone.now())
    known = Snapshot.objects.visible_to(reader)
    found = known.filter(number=number).first()
    if found is None:
        numbers = ", ".join(map(str, known.order_by("number").values_list("number", flat=True))) or "none"
        message = f"{number}: no such snapshot. There are: {numbers}."
        raise CommandError(message)
    return found
