"""Codebooks that a project can start from."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from coding.models import Code
from coding.services.codebook import CodebookError
from interviews.models import Member, Project
from interviews.services.revisions import record

FOLDER = Path(__file__).resolve().parent.parent / "templates_data"
TEMPLATES = {"e-influence": "e_influence.json"}
TEXTS = ("label", "definition", "use_when", "use_not", "examples")
PLAIN = ("slot", "origin", "active", "heading", "rated", "scale", "deniable")


class UnknownTemplate(CodebookError):
    """There is no template of this name."""


class NotEmpty(CodebookError):
    """The project has codes already."""


def load_template(project: Project, *, by: Member, name: str) -> None:
    """Write the template's codes into an empty codebook, with their keys as in the file.

    Belongs into the caller's transaction, and to the caller's revision: starting a project is one action.
    Raises UnknownTemplate, NotEmpty.
    """
    if name not in TEMPLATES:
        raise UnknownTemplate(
            _("No template is called “%(name)s”. There is: %(names)s.") % {"name": name, "names": ", ".join(TEMPLATES)}
        )
    if Code.objects.in_codebook().filter(project=project).exists():
        raise NotEmpty(
            _("A template goes into an empty codebook; this project has codes already. Import a table instead.")
        )
    written: dict[str | None, Code | None] = {None: None}
    for position, (parent, entry) in enumerate(entries(template(name)["codes"])):
        code = Code(project=project, parent=written[parent], position=position, created_by=by, **fields(entry))
        code.save(force_insert=True)
        written[code.key] = code
    Project.objects.filter(pk=project.pk).update(codebook_revision=F("codebook_revision") + 1)
    project.refresh_from_db(fields=["codebook_revision"])


def start_from_template(by: Member, *, name: str) -> None:
    """Fill the empty codebook of a project that is there already: one transaction, one revision."""
    with transaction.atomic():
        load_template(by.project, by=by, name=name)
        record(by.project, actor=by.user, verb="load-template", summary={"template": name})


@cache
def template(name: str) -> dict[str, Any]:
    """The template's file as written."""
    document: dict[str, Any] = json.loads((FOLDER / TEMPLATES[name]).read_text(encoding="utf-8"))
    return document


def entries(codes: list[dict[str, Any]], parent: str | None = None) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """Each entry with its parent's key, a parent before its children."""
    for entry in codes:
        yield parent, entry
        yield from entries(entry.get("children", []), entry["key"])


def fields(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A file's entry as the fields of a code."""
    texts = {
        f"{text}_{language}": entry[text][language] for text in TEXTS if text in entry for language in ("en", "fr")
    }
    return {"key": entry["key"], **texts, **{name: entry[name] for name in PLAIN if name in entry}}
