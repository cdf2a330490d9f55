"""`manage.py agreement_units`: agreement on a table of ratings, without a database; its JSON is a promise."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coding.management.bad_input import BadInput, text_of
from coding.management.ratings_table import read_ratings
from methods.coefficients import LEVELS, NAMES, Ratings, agreement_of_ratings


class Command(BaseCommand):
    help = "Agreement on a CSV table with one row a unit and one column a coder: one JSON document on stdout."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path, help="the first line names the coders")
        parser.add_argument("--level", choices=LEVELS, default="nominal", help="what the ratings are, for alpha")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            text, told = text_of(path)
            table = read_ratings(text, level=options["level"])
        except BadInput as error:
            message = f"{path}: {error}"
            raise CommandError(message) from error
        for warning in (*told, *table.warnings):
            self.stderr.write(f"{path}: {warning}")
        found = agreement_of_ratings(table.rows, options["level"])
        self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=1, allow_nan=False))


def as_json(found: Ratings) -> dict[str, Any]:
    """The promised form: a value that is undefined is null, with its reason."""
    return {"units": found.units, **{name: getattr(found, name) for name in NAMES}, "undefined": dict(found.undefined)}
