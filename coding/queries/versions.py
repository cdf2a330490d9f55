"""Versions of the codebook: what each holds as a canonical document, and which is in force."""

import json
from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from coding.models import CodebookVersion, ExclusiveGroup, Round
from coding.queries.codebook import Codebook, Node, codebook_of
from interviews.models import Project

Document = dict[str, Any]
FORM = "omsrp-codebook/1"


def document_of(codebook: Codebook, groups: Mapping[int, str]) -> Document:
    """All living codes in tree order, with what each says. `groups` are the names of exclusive groups by their id."""
    return {"form": FORM, "codes": [_entry(node, groups) for node in codebook.living]}


def _entry(node: Node, groups: Mapping[int, str]) -> dict[str, object]:
    code = node.code
    texts = ("label", "definition", "use_when", "use_not", "examples")
    return {
        "key": code.key,
        "parent": node.ancestors[-1].key if node.ancestors else None,
        **{name: {lang: getattr(code, f"{name}_{lang}") for lang in ("en", "fr")} for name in texts},
        "slot": code.slot,
        "origin": code.origin,
        "active": code.active,
        "heading": code.heading,
        "rated": code.rated,
        "scale": code.scale,
        "deniable": code.deniable,
        "only_one_of": groups.get(code.exclusive_group_id or 0),
        "meaning_since": code.meaning_since,
    }


def drafted_document(project: Project) -> Document:
    """The codebook as it is now, as a version would hold it."""
    return document_of(codebook_of(project), group_names(project))


def rounds_by_version(project: Project) -> dict[int, list[str]]:
    """The names of the rounds that refer to each version, by the version's id."""
    found: dict[int, list[str]] = defaultdict(list)
    rounds = Round.objects.filter(project=project, version__isnull=False, deleted_at=None).order_by("number")
    for version, name in rounds.values_list("version", "name"):
        if version is not None:
            found[version].append(name)
    return dict(found)


def canonical(document: Document) -> bytes:
    """The document's one form in bytes: keys in order, no blanks, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(document: Document) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(document)).hexdigest()


def group_names(project: Project) -> dict[int, str]:
    """The names of the project's exclusive groups by their id."""
    return dict(ExclusiveGroup.objects.filter(project=project).values_list("pk", "name"))


def version_in_force(project: Project) -> CodebookVersion | None:
    """The last frozen version; None before the first."""
    if not project.codebook_version:
        return None
    return CodebookVersion.objects.get(project=project, number=project.codebook_version)


def draft_is_open(project: Project) -> bool:
    """Whether the codebook says something else than its last version; before the first: whether it has codes."""
    version = version_in_force(project)
    if version and version.codebook_revision >= project.codebook_revision:
        return False
    if version is None:
        return bool(codebook_of(project).living)
    # A change and its way back leave nothing to freeze.
    return hash_of(drafted_document(project)) != version.sha256


def why_it_rests(project: Project) -> str:
    """Why the codebook can't be changed now, in words; nothing where it can."""
    if not project.round_is_open:
        return ""
    open_ = Round.objects.filter(project=project, state=Round.State.OPEN, deleted_at=None).select_related("version")
    first = open_.order_by("number").first()
    if first is None or first.version is None:
        return _("A round is open: the codebook rests until it closes.")
    return _(
        "Round %(round)s is open with version %(version)s: the codebook rests until it closes. "
        "Who misses a code while coding proposes it there."
    ) % {"round": first.number, "version": first.version.number}
