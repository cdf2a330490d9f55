"""`manage.py agreement_spans`: agreement on coded spans, without a database; its JSON is a promise."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coding.management.bad_input import BadInput, text_of
from coding.management.coded_spans import CodedSpans, read_spans
from methods.agreement import Unit, count, values_of
from methods.codesets import SetValues, count_sets, set_values
from methods.unitizing import NAMES, OverlappingCodes, Unitizing, unitize, unitizing


class Command(BaseCommand):
    help = "Agreement of coders on the spans of a JSON file: one JSON document on stdout."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.json", type=Path, help="coders, codes, documents and spans")
        parser.add_argument(
            "--exclusive", action="store_true", help="only one code on a passage: the unitizing family too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            text, told = text_of(path)
            study = read_spans(text)
            # Refused before anything else is worked out.
            family = _family(study) if options["exclusive"] else None
        except (BadInput, OverlappingCodes) as error:
            message = f"{path}: {error}"
            raise CommandError(message) from error
        _check_pairs(study, path)
        for warning in (*told, *study.warnings):
            self.stderr.write(f"{path}: {warning}")
        sets = set_values(count_sets(document, study.codes) for document in study.documents)
        found = {
            "per_code_character": _per_code(study, "character"),
            "per_code_unit": _per_code(study, "turn"),
            "sets": {"masi_alpha": sets.masi_alpha, "jaccard_alpha": sets.jaccard_alpha},
        }
        for name, reason in _undefined(sets, family):
            self.stderr.write(f"{path}: {name} is null ({reason}).")
        if family is not None:
            found["unitizing"] = _unitizing(study, family)
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))


def _check_pairs(study: CodedSpans, path: Path) -> None:
    """Refuse names of which two pairs would read the same, such as a|b with c, and a with b|c."""
    names = Counter(f"{first}|{second}" for first, second in combinations(study.coders, 2))
    name, times = max(names.items(), key=lambda item: item[1], default=("", 1))
    if times > 1:
        message = f"{path}: two pairs of coders would both be called {name}. Rename a coder that has a | in the name."
        raise CommandError(message)


def _per_code(study: CodedSpans, unit: Unit) -> dict[str, Any]:
    counts = [count(document, study.codes, unit) for document in study.documents]
    found = values_of(counts, study.codes, coders=study.coders)
    return {str(code): found[code].as_json() for code in study.codes}


def _family(study: CodedSpans) -> Unitizing:
    return unitizing(unitize(document, study.codes) for document in study.documents)


def _unitizing(study: CodedSpans, family: Unitizing) -> dict[str, Any]:
    """The promised form, codes in the order of the file."""
    by_code = (("ku_alpha", family.ku_alpha), ("ku_coverage", family.ku_coverage))
    shown = {name: {str(code): values.get(code) for code in study.codes} for name, values in by_code}
    return {name: getattr(family, name) for name in NAMES} | shown


def _undefined(sets: SetValues, family: Unitizing | None) -> Iterator[tuple[str, str]]:
    """What is null beside the values of a code, which carry their reasons themselves."""
    if sets.reason is not None:
        yield from (("sets.masi_alpha", sets.reason), ("sets.jaccard_alpha", sets.reason))
    if family is not None:
        yield from ((f"unitizing.{name}", reason) for name, reason in family.undefined.items())
        yield from ((f"unitizing.ku_alpha.{code}", reason) for code, reason in family.undefined_of.items())
