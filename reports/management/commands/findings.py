"""`manage.py findings`: every finding with its counts, for people and scripts; the form of its JSON is a promise."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from interviews.management.projects import owner_of
from reports.queries.basis.bases import bases_for
from reports.queries.findings.findings import Standings, Today, findings_of, sensitivity


class Command(BaseCommand):
    help = "List the findings of a project: claim, counts, strength, and under which bases each holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="key of the project, such as omsrp-demo")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        reader = owner_of(options["project"])
        today, bases = Today(reader), bases_for(reader)
        found = [(one, sensitivity(today, one, bases)) for one in findings_of(reader)]
        if options["json"]:
            document = {"findings": [_json(one, under) for one, under in found]}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
            return
        for one, under in found:
            holding = sum(each.holds for each in under)
            cells = ", ".join(f"{key} {cell.n}/{cell.of}" for key, cell in one.under.cells.items())
            self.stdout.write(f"{one.finding.number}. {one.finding.claim}")
            self.stdout.write(f"   {one.under.verdict.outcome}; holds under {holding} of {len(under)}; {cells}")


def _json(one: Standings, under: list[Any]) -> dict[str, Any]:
    finding = one.finding
    return {
        "id": finding.number,
        "claim": {"en": finding.claim_en, "fr": finding.claim_fr},
        "strength": one.strength,
        "basis": finding.basis,
        "cells": [
            {"report": "comparison", "row": _row(key), "group": _group(key), "n": cell.n, "of": cell.of}
            | dict(cell.measures)
            for key, cell in one.under.cells.items()
        ],
        "quotes": [
            {"participant": quote.participant.pseudonym, "role": quote.role, "start": quote.start, "end": quote.end}
            for quote in finding.quotes.select_related("participant").order_by("position", "pk")
        ],
        "sensitivity": {each.key: each.verdict.outcome for each in under},
        "state": finding.state,
        "stale": one.stale,
    }


def _row(key: str) -> str:
    return key.rpartition("/")[0]


def _group(key: str) -> str:
    return key.rpartition("/")[2]
