"""`manage.py crosstab`: codes x attribute, for people and scripts; the form of its JSON is a promise."""

import csv
import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interviews.management.projects import owner_of
from reports.exporters import KINDS
from reports.queries.basis.basis import UnknownBasis, default_basis, read_basis
from reports.queries.counts.crosstab import Crosstab
from reports.queries.data.all_tables import crosstab_json
from reports.queries.gate.asked import Asked, CannotAnswer
from reports.queries.gate.disclosed import audience_of
from reports.queries.kinds.about_study import closed_note
from reports.queries.kinds.comparison import crosstab_asked
from reports.queries.kinds.crosstab import crosstab_report
from reports.queries.kinds.crosstab_states import states_asked
from reports.queries.study.groups import NotGroupable, attribute_of, grouping_by
from reports.queries.study.study import UnknownBranch


class Command(BaseCommand):
    help = "Count participants who mention each code, and passages, by the groups of an attribute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="key of the project, such as omsrp-demo")
        parser.add_argument("--attribute", required=True, help="key of a category, or of a number with cut points")
        parser.add_argument(
            "--basis",
            help="union, intersection, majority, consensus or coder:USERNAME; "
            "without it consensus as soon as a decision stands, else union",
        )
        parser.add_argument("--branch", default="", help="key of a code: only it and the codes below it")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON document on stdout")
        form.add_argument("--csv", metavar="FILE")
        form.add_argument("--xlsx", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        reader = owner_of(options["project"])
        try:
            attribute = attribute_of(reader, options["attribute"])
            basis = default_basis(reader) if options["basis"] is None else read_basis(options["basis"], reader=reader)
            # A file is the team's, like one from its pages; what is printed is what the pages show.
            audience = audience_of(reader, file=bool(options["csv"] or options["xlsx"]))
            asked = Asked(reader, basis, attribute, options["branch"], audience=audience)
            table = crosstab_asked(asked, asked.grouping or grouping_by(attribute))
        except (UnknownBasis, UnknownBranch, NotGroupable, CannotAnswer) as error:
            raise CommandError(str(error)) from error
        if not table.covered:
            self.stderr.write(f"Nobody's transcripts are done under the basis {basis.key}: every count is 0.")
        if options["json"]:
            self.stdout.write(json.dumps(crosstab_json(table), ensure_ascii=False, indent=1))
        for kind in ("csv", "xlsx"):
            if options[kind]:
                _write(table, Path(options[kind]), kind=kind, asked=asked)
        if not (options["json"] or options["csv"] or options["xlsx"]):
            _print(table)


def _write(table: Crosstab, path: Path, *, kind: str, asked: Asked) -> None:
    report = crosstab_report(table, reader=asked.reader, at=timezone.now(), states=states_asked(asked))
    report = replace(report, notes=(*closed_note(asked), *report.notes))
    try:
        with path.open("wb") as target:
            KINDS[kind].write(report, target)
    except OSError as error:
        message = f"{path}: can't be written ({error.strerror}). Choose a folder that exists and may be written to."
        raise CommandError(message) from error


def _print(table: Crosstab) -> None:
    writer = csv.writer(sys.stdout, delimiter="\t")
    writer.writerow(["code", *(f"{group.key} (of {table.sizes[group.key]})" for group in table.groups)])
    for row in table.rows:
        writer.writerow([row.node.path, *(row.participants[group.key] for group in table.groups)])
