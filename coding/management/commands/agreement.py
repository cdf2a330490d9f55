"""`manage.py agreement`: how far the coders of a closed round agreed, for people and scripts; its JSON is a promise."""

import csv
import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coding.models import Round
from coding.queries.agreement_results import CodeResult, Results
from coding.queries.agreement_units import UNITS
from coding.queries.codebook import codebook_of
from coding.services.agreement import figures
from interviews.models import Member, Project, Transcript
from methods.agreement import Pair, Unit
from methods.pairs import Names


class Command(BaseCommand):
    help = "Agreement of the coders of a closed round, code by code, parents as the union of the codes below them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="key of the project, such as omsrp-demo")
        parser.add_argument("--round", metavar="NAME", help="name of a closed round; the last one closed without it")
        parser.add_argument("--unit", choices=UNITS, default="turn", help="unit of comparison; turn without it")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        closed = _round(_project(options["project"]), options["round"])
        results = figures(closed.snapshot)
        if not any(one["ratings"] for one in results.each(options["unit"])):
            self.stderr.write(f"{closed.name}: no transcript was submitted by two coders, so nothing is compared.")
        found = as_json(closed, results, unit=options["unit"])
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))
        else:
            _print(found)


def _project(key: str) -> Project:
    found = Project.objects.living().filter(key=key).first()
    if found is None:
        known = ", ".join(Project.objects.living().order_by("key").values_list("key", flat=True)) or "none"
        message = f"{key}: no such project. There are: {known}."
        raise CommandError(message)
    return found


def _round(project: Project, name: str | None) -> Round:
    rounds = Round.objects.filter(project=project, deleted_at=None).select_related("snapshot__project")
    closed = rounds.filter(state=Round.State.CLOSED).order_by("-closed_at", "-number")
    found = (closed if name is None else closed.filter(name=name)).first()
    if found is None:
        known = ", ".join(closed.values_list("name", flat=True)) or "none yet"
        what = f"{name}: no closed round of this name" if name else f"{project.key}: no round is closed"
        message = f"{what}. Closed rounds: {known}."
        raise CommandError(message)
    return found


def as_json(closed: Round, results: Results, *, unit: Unit) -> dict[str, Any]:
    """The promised form: coders by user name, transcripts by title, codes in tree order."""
    members = Member.objects.filter(pk__in=results.coders).select_related("user")
    names = {member.pk: member.user.username for member in members}
    titles = dict(Transcript.objects.filter(pk__in=results.transcripts).values_list("pk", "title"))
    nodes = codebook_of(closed.project).by_id
    return {
        "round": closed.name,
        "unit": unit,
        "coders": [names[coder] for coder in results.coders],
        "transcripts": [titles[transcript] for transcript in results.transcripts if transcript in titles],
        "codes": [
            {"code": nodes[code].key, "path": nodes[code].path, **_figures(results.code(code, unit), names)}
            for code in results.tree.parents
            if code in nodes
        ],
    }


def _figures(found: CodeResult, names: dict[int, str]) -> dict[str, Any]:
    pairs: dict[Names, Pair] = {(names[int(a)], names[int(b)]): pair for (a, b), pair in found.values.pairs.items()}
    shown = replace(found.values, pairs=pairs).as_json()
    reached = found.range
    return shown | {"low": reached.low, "high": reached.high, "range": reached.kind, "seed": reached.seed}


def _print(found: dict[str, Any]) -> None:
    writer = csv.writer(sys.stdout, delimiter="\t")
    writer.writerow(["code", "alpha", "low", "high", "range", "units", "prevalence"])
    for row in found["codes"]:
        alpha = row["krippendorff_alpha"]
        shown = row["undefined"].get("krippendorff_alpha") if alpha is None else f"{alpha:.3f}"
        low, high = ("" if one is None else f"{one:.3f}" for one in (row["low"], row["high"]))
        prevalence = "" if row["prevalence"] is None else f"{row['prevalence']:.3f}"
        writer.writerow([row["path"], shown, low, high, row["range"] or "", row["units"], prevalence])
