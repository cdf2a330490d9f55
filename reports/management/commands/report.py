"""`manage.py report`: one report as JSON or as a file; the form of its JSON is a promise."""

import json
import sys
from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interviews.management.projects import owner_of
from methods.disclosure import Audience
from reports.exporters import KINDS, CannotWrite
from reports.forms.asked import Unanswerable
from reports.forms.kinds import read_asked
from reports.queries.gate.asked import CannotAnswer
from reports.queries.kinds.kind import as_json, find, made
from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.queries.kinds.sample_kind import SAMPLE
from reports.queries.study.frozen import Changed

# The sample has a page of its own, and is asked for here as the others are.
NAMED = {SAMPLE.name: SAMPLE, **KINDS_OF_REPORT}


class Command(BaseCommand):
    help = "Make one report: as JSON on stdout, or as a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="key of the project, such as omsrp-demo")
        parser.add_argument("name", choices=[*NAMED])
        parser.add_argument("--attribute", default="", help="key of a category, or of a number with cut points")
        parser.add_argument("--branch", default="", help="key of a code: only the codes below it")
        parser.add_argument("--code", default="", help="key of a rated code, for ratings and dispersion")
        parser.add_argument("--basis", default="", help="union, intersection, majority, consensus or coder:USERNAME")
        parser.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="what one kind alone knows, as in its address",
        )
        parser.add_argument("--snapshot", default="", metavar="N", help="of a frozen state instead of today’s")
        parser.add_argument(
            "--for",
            dest="audience",
            choices=["team", "readers", "public"],
            help="for whom small groups are merged and numbers closed; without it a file is for the team, "
            "and JSON has all that the team’s page shows",
        )
        parser.add_argument("--format", default="json", choices=["json", *KINDS])
        parser.add_argument("--out", metavar="FILE", help="where the file goes; JSON without it goes to stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = NAMED[options["name"]]
        query = {name: options[name] for name in ("attribute", "branch", "code", "basis", "snapshot")}
        query |= dict(said.partition("=")[::2] for said in options["option"])
        try:
            audience: Audience | None = options["audience"] or (None if options["format"] == "json" else "team")
            asked = read_asked(query, kind, reader=owner_of(options["project"]), audience=audience)
            if options["format"] == "json":
                self._json(as_json(kind, find(kind, asked), asked), options["out"])
                return
            report = made(kind, asked, at=timezone.now())
            # Whole before the file is opened: what can't be made leaves no half of it behind.
            made_whole = BytesIO()
            KINDS[options["format"]].write(report, made_whole)
            with _target(options["out"], options["format"]) as target:
                target.write(made_whole.getvalue())
        except (Unanswerable, CannotAnswer, CannotWrite, Changed) as error:
            raise CommandError(_what(error)) from error
        except OSError as error:
            message = f"{options['out']}: can't be written ({error.strerror}). Choose a folder that may be written to."
            raise CommandError(message) from error

    def _json(self, document: dict[str, Any], out: str | None) -> None:
        text = json.dumps(document, ensure_ascii=False, indent=1)
        if out:
            Path(out).write_text(text + "\n", encoding="utf-8")
        else:
            self.stdout.write(text)


def _what(error: Exception) -> str:
    if isinstance(error, Unanswerable):
        return f"{error}: there is no such attribute, code, basis or snapshot in this project."
    return str(error)


def _target(out: str | None, form: str) -> Any:
    if out:
        return Path(out).open("wb")
    if sys.stdout.isatty():
        message = f"--format {form} needs --out FILE."
        raise CommandError(message)
    return open(sys.stdout.fileno(), "wb", closefd=False)  # noqa: SIM115, PTH123  # the caller closes it
