"""Rules of the house that a machine can read: registries, sources of formulas, the one door to codings, constraints."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

import methods
from interviews.importers import IMPORTERS, UnreadableFile

ROOT = settings.BASE_DIR
APPS = ("interviews", "coding", "reports")
SAMPLES = ROOT / "tests" / "samples"


@pytest.mark.django_db
def test_the_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, stdout=StringIO())


def own_models() -> Iterator[type]:
    for app in APPS:
        yield from apps.get_app_config(app).get_models()


def constraints() -> list[str]:
    return [one.name for model in own_models() for one in model._meta.constraints]


@pytest.mark.parametrize("constraint", constraints())
def test_a_constraint_is_named_as_a_sentence(constraint: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+){3,}", constraint), "four words or more"
    assert len(constraint) <= 63, "PostgreSQL would cut it"
    verbs = {"is", "are", "has", "ends", "dies", "sits", "belongs", "comes", "expires", "says", "opens"}
    assert verbs & set(constraint.split("_")) or "only" in constraint, "a sentence has a verb"


def test_no_model_has_an_order_of_its_own_or_a_save_of_its_own() -> None:
    assert [model.__name__ for model in own_models() if model._meta.ordering] == []
    assert [model.__name__ for model in own_models() if "save" in vars(model)] == []


def modules_of(package: ModuleType) -> list[ModuleType]:
    found = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(one.name) for one in found]


def public_functions() -> list[tuple[str, str]]:
    found = []
    for module in modules_of(methods):
        for name, thing in vars(module).items():
            own = inspect.isfunction(thing) and thing.__module__ == module.__name__
            if own and not name.startswith("_"):
                found.append((f"{module.__name__}.{name}", f"{thing.__doc__ or ''}\n{module.__doc__ or ''}"))
    return found


@pytest.mark.parametrize(("function", "doc"), public_functions(), ids=[name for name, _doc in public_functions()])
def test_a_function_of_methods_cites_its_source(function: str, doc: str) -> None:
    assert "Source:" in doc


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda one: one.key)
def test_an_importer_reads_its_sample_and_survives_a_broken_one(importer) -> None:
    sample = next(path for path in sorted(SAMPLES.iterdir()) if path.suffix in importer.extensions)
    content = sample.read_bytes()
    assert importer.recognises(content, sample.name)
    assert importer.read(content, sample.name).turns
    for broken in (b"", content[: len(content) // 2], content[::-1], b"\x00" * 100, b"PK\x03\x04" + content):
        # UnreadableFile and nothing else; what is left of a text may be readable.
        with suppress(UnreadableFile):
            importer.read(broken, sample.name)


def test_every_importer_in_the_folder_is_registered() -> None:
    package = importlib.import_module("interviews.importers")
    offered = [one for one in modules_of(package) if hasattr(one, "recognises") and hasattr(one, "extensions")]
    assert {one.__name__ for one in offered} == {one.__name__ for one in IMPORTERS}


@pytest.mark.parametrize("package", ["interviews.exporters", "reports.exporters"])
def test_every_exporter_in_the_folder_is_registered(package: str) -> None:
    registry = importlib.import_module(package)
    offered = [one for one in modules_of(registry) if hasattr(one, "KIND") and hasattr(one, "write")]
    assert {one.__name__ for one in offered} == {one.__name__ for one in registry.EXPORTERS}
    assert [*registry.KINDS] == [one.KIND for one in registry.EXPORTERS]
    assert all("/" in one.CONTENT_TYPE for one in registry.EXPORTERS)


BLIND = {
    "Coding",
    "CodingState",
    "Rating",
    "Memo",
    "Proposal",
    "Finding",
    "SavedQuery",
    "ChosenQuote",
    "Disagreement",
    "Decision",
    "RatingDecision",
}
# Where these are read or written without `visible_to`, each with its reason. `.create` of one's own work is free.
ALLOWED = {
    "coding/models/decisions.py": "Whether a disagreement is decided is part of its own door.",
    "coding/queries/agreement_table.py": "How many of a closed round are decided: its pages are guarded as such.",
    "coding/queries/agreement_units.py": "What a closed round froze, whoever asks: its pages are guarded as such.",
    "coding/queries/memos.py": "Which code the coding of a memo has, of memos that `visible_to` gave.",
    "coding/queries/my_results.py": "A coder's own of a closed round whose lead shows them: `may_see_mine` guards.",
    "coding/queries/round_passes.py": "Opening a round asks who has worked on what. It shows nobody anything.",
    "coding/services/agreement.py": "It stages, counts and numbers what a closed round leaves, and shows nothing.",
    "coding/services/codebook.py": "Whether anybody has begun to code decides if a new code is emergent.",
    "coding/services/codings.py": "A uid is looked up in all projects, and a state dies that `visible_to` gave.",
    "coding/services/decisions.py": "A blind lead's decision on a closed round is born of all sides, and dies whole.",
    "coding/services/demo/rounds.py": "It decides for the demo study, before anybody sees it.",
    "coding/services/demo/times.py": "It dates what the demo study wrote, before anybody sees it.",
    "coding/services/memos.py": "It writes one's own.",
    "reports/services/demo.py": "Whether the demo study has findings yet, before anybody sees it.",
    "reports/services/findings.py": "It writes a finding that `visible_to` gave, and numbers the next one.",
    "coding/services/speakers.py": "Merging speakers concerns all codings, whoever made them; it shows none.",
}
WRITES = {"create", "bulk_create", "get_or_create"}


def unguarded(path: Path) -> list[int]:
    """Lines with `Coding.objects.x` where x is neither `visible_to` nor a creation."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)):
            continue
        objects = node.value
        named = objects.attr == "objects" and isinstance(objects.value, ast.Name) and objects.value.id in BLIND
        if named and node.attr not in WRITES | {"visible_to"}:
            lines.append(node.lineno)
    return lines


def test_codings_ratings_and_memos_are_reached_through_their_one_door() -> None:
    loose = {}
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts):
        place = path.relative_to(ROOT).as_posix()
        lines = unguarded(path)
        if lines and place not in ALLOWED:
            loose[place] = lines
    assert loose == {}


def test_the_exceptions_to_the_one_door_are_still_there() -> None:
    assert [place for place in ALLOWED if not (ROOT / place).exists()] == []


@pytest.mark.parametrize(
    "relation", ["codings", "states", "ratings", "memos", "disagreements", "decisions", "rating_decisions"]
)
def test_no_view_or_template_walks_from_a_row_to_its_codings(relation: str) -> None:
    """`participant.memos.all` would pass by the door; `found.states.visible_to(member)` does not."""
    walks = re.compile(rf"\.{relation}\.(?!visible_to)(all|filter|count|exists|first|values)")
    places = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    places += [*(ROOT / "templates").rglob("*.html")]
    found = [path.relative_to(ROOT).as_posix() for path in places if walks.search(path.read_text())]
    assert [one for one in found if one not in ALLOWED] == []
