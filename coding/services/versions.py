"""Freezing the codebook: from then on a number says which rules were in force."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from coding.models import Code, CodebookVersion
from coding.queries.codebook import Codebook, read_codebook
from coding.queries.versions import Document, document_of, group_names, hash_of, version_in_force
from coding.queries.versions_apart import Kind, apart
from coding.services.codebook import CodebookError
from interviews.models import Member, Project
from interviews.services.revisions import record

LONGEST_NOTE = 2_000


class NothingToFreeze(CodebookError):
    """The codebook says what its last version says, or nothing at all."""


class NoNote(CodebookError):
    """A version without a word on what it is for."""


def freeze(by: Member, *, note: str, redefined: Collection[str] | None = None) -> CodebookVersion:
    """The codebook as it is now becomes the next version: one transaction, one revision.

    `redefined` are the keys of the codes whose changed rules change what the code means: passes done before must
    recheck them, as they must the codes that are new. None: all whose definition or rules of use changed.
    Codes of the first version have nothing to be rechecked against. Raises NothingToFreeze, NoNote.
    """
    words = _checked(note)
    with transaction.atomic():
        _hold(by.project)
        codebook, names = read_codebook(by.project), group_names(by.project)
        before = version_in_force(by.project)
        drafted = _draft(codebook, names, before)
        number = by.project.codebook_version + 1
        if before:
            _stamp(codebook, _meant_anew(before.document, drafted, redefined), number)
        document = document_of(codebook, names)
        version = CodebookVersion.objects.create(
            project=by.project,
            number=number,
            note=words,
            document=document,
            sha256=hash_of(document),
            codebook_revision=by.project.codebook_revision,
            frozen_by=by,
        )
        record(by.project, actor=by.user, verb="codebook.frozen", summary={"version": number})
        Project.objects.filter(pk=by.project_id).update(codebook_version=number)
    by.project.codebook_version = number
    return version


def _hold(project: Project) -> None:
    """Lock the project's row, so that no change of a code slips in between reading and freezing."""
    Project.objects.filter(pk=project.pk).update(codebook_version=F("codebook_version"))
    project.refresh_from_db(fields=["codebook_revision", "codebook_version"])


def _draft(codebook: Codebook, names: Mapping[int, str], before: CodebookVersion | None) -> Document:
    if not codebook.living:
        raise NothingToFreeze(_("The codebook has no code yet. Write one, then freeze."))
    document = document_of(codebook, names)
    if before and hash_of(document) == before.sha256:
        raise NothingToFreeze(
            _("Nothing changed since version %(n)s. There is nothing to freeze.") % {"n": before.number}
        )
    return document


def _checked(note: str) -> str:
    words = note.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise NoNote(_("Write a note: what changed, and why. It stands in the list of versions."))
    return words[:LONGEST_NOTE]


def _meant_anew(before: Document, after: Document, redefined: Collection[str] | None) -> frozenset[str]:
    """The codes that passes done under `before` can't have looked for as they are meant now."""
    found = apart(before, after)
    changed = found.keys(Kind.REDEFINED)
    usable = {entry["key"]: entry["active"] and not entry["heading"] for entry in before["codes"]}
    woken = {key for key in found.keys(Kind.USE) if not usable.get(key)}
    return found.keys(Kind.ADDED) | woken | (changed if redefined is None else changed & frozenset(redefined))


def _stamp(codebook: Codebook, keys: Collection[str], number: int) -> None:
    """Write the version since which these codes mean what they mean, on the rows and on the tree at hand."""
    codes = [codebook.by_key[key].code for key in keys]
    Code.objects.filter(pk__in=[code.pk for code in codes]).update(meaning_since=number)
    for code in codes:
        code.meaning_since = number
