"""Transcripts from files: bytes in, a frozen Draft out, no database.

To add a format: write a module with the parts of `Importer`, put it into `IMPORTERS`, and a sample into tests/samples.
"""

from dataclasses import replace
from pathlib import PurePath
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from interviews.importers import docx, txt, vtt
from interviews.importers.clean import check_size, kind_of
from interviews.importers.draft import Draft, DraftTurn, LeftLine, Problem, Proposal
from interviews.importers.errors import UnreadableFile
from interviews.importers.roles import guess_role

__all__ = [
    "IMPORTERS",
    "Draft",
    "DraftTurn",
    "Importer",
    "LeftLine",
    "Problem",
    "Proposal",
    "UnreadableFile",
    "guess_role",
    "read",
]


class Importer(Protocol):
    """What a format's module offers. `key` is stored with the text, `label` is shown, `extensions` have their dot."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> Promise: ...
    @property
    def extensions(self) -> tuple[str, ...]: ...

    def recognises(self, content: bytes, name: str) -> bool:
        """Whether this importer is the one for the file; its bytes tell more than its name."""
        ...

    def read(self, content: bytes, name: str, *, keep: frozenset[int] = frozenset()) -> Draft:
        """The Draft; lines numbered in `keep` are put into the text. Raises UnreadableFile and nothing else."""
        ...


# The first that recognises the file reads it; plain text takes what is left.
IMPORTERS: tuple[Importer, ...] = (docx, vtt, txt)


def read(name: str, content: bytes, *, keep: frozenset[int] = frozenset()) -> Draft:
    """The Draft of a file by whatever importer its bytes ask for. Raises UnreadableFile.

    `keep` holds numbers of header or left lines of an earlier reading that are to be part of the text.
    """
    check_size(content)
    refuse_other_kinds(name, content)
    chosen = next(importer for importer in IMPORTERS if importer.recognises(content, name))
    draft = chosen.read(content, name, keep=keep)
    suffix = PurePath(name).suffix.lower()
    if suffix in chosen.extensions or not any(suffix in importer.extensions for importer in IMPORTERS):
        return draft
    what = _("This file is named %(suffix)s but holds another format: %(format)s.") % {
        "suffix": suffix,
        "format": chosen.label,
    }
    problem = Problem(None, what, outcome=_("It is read by what it holds."))
    return replace(draft, problems=(problem, *draft.problems))


def refuse_other_kinds(name: str, content: bytes) -> None:
    """Say plainly which kinds of file are not read yet, and what to do instead."""
    kind = kind_of(content)
    suffix = PurePath(name).suffix.lower()
    if kind == "text" and suffix in NOT_YET:
        raise UnreadableFile(
            _("%(suffix)s files are not read yet. Save or export it as .docx, .txt or .vtt and choose that file.")
            % {"suffix": suffix}
        )
    told = {
        "ole": _(
            "This is a Word document in the old .doc format. Open it in Word or LibreOffice, save it as .docx, "
            "and choose that file."
        ),
        "rtf": _(
            "This is an RTF document, which is not read yet. Open it in Word or LibreOffice, save it as .docx, "
            "and choose that file."
        ),
        "pdf": _(
            "This is a PDF, which is not read yet. Export the transcript as .docx or .txt from the program it "
            "was written in."
        ),
        "media": _("This is a sound, a picture or a film, not a transcript. Choose a .txt, .docx or .vtt file."),
        "archive": _("This is an archive. Unpack it and choose the transcripts in it."),
        "program": _("This is a program, not a transcript. Choose a .txt, .docx or .vtt file."),
    }
    if kind in told:
        raise UnreadableFile(told[kind])
    if kind == "zip" and suffix not in docx.extensions and b"word/" not in content:
        raise UnreadableFile(
            _("This is a zip archive or a spreadsheet, not a transcript. Choose a .txt, .docx or .vtt file.")
        )


NOT_YET = frozenset(
    {
        ".srt",
        ".html",
        ".htm",
        ".json",
        ".otr",
        ".xml",
        ".eaf",
        ".textgrid",
        ".trs",
        ".cha",
        ".csv",
        ".tsv",
        ".odt",
        ".pdf",
        ".rtf",
    }
)
