"""`manage.py import_transcripts`: files as transcripts, for people and scripts; the form of its JSON is a promise."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from interviews.importers import Draft, UnreadableFile, read
from interviews.importers.clean import max_bytes
from interviews.management.projects import owner_of
from interviews.models import Member
from interviews.queries.transcripts import twins
from interviews.queries.uploads import guessed_roles
from interviews.services.transcripts import Original, SpeakerChoice, write_transcript


@dataclass(frozen=True, slots=True)
class Found:
    """A file that could be read, and what it would become."""

    path: Path
    original: Original
    draft: Draft


class Command(BaseCommand):
    help = "Import transcripts (.txt, .docx, .vtt): speakers as found, roles guessed, participants mapped later."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="key of the project, such as omsrp-demo")
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="read and tell, write nothing")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = owner_of(options["project"])
        found, unreadable = [], 0
        for path in options["files"]:
            try:
                found.append(_found(path))
            except UnreadableFile as error:
                unreadable += 1
                self._warn(path, str(error))
        for file in found:
            for problem in file.draft.problems:
                self._warn(file.path, problem.message, line=problem.line)
            if not options["dry_run"]:
                self._write(file, owner)
        if options["json"]:
            told = {"files": [as_json(file) for file in found]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for file in found:
                self.stdout.write(_sentence(file, written=not options["dry_run"]))
        if unreadable:
            # The reasons stand on stderr already; an error's text here would only say them twice.
            sys.exit(1)

    def _write(self, file: Found, owner: Member) -> None:
        twin = twins(owner.project, [file.original.sha256]).get(file.original.sha256)
        if twin is not None:
            told = _("This file is in the project already, as “%(title)s”. It was not imported again.")
            self._warn(file.path, told % {"title": twin.title})
            return
        write_transcript(
            owner.project, file.draft, original=file.original, speakers=as_found(file.draft), by=owner.user
        )

    def _warn(self, path: Path, message: str, *, line: int | None = None) -> None:
        place = f"{path}:{line}" if line else str(path)
        self.stderr.write(f"{place}: {message}")


def _found(path: Path) -> Found:
    try:
        if path.stat().st_size > max_bytes():
            told = _("This file has %(size)s bytes; the limit is %(limit)s. Split it, or save it without pictures.")
            raise UnreadableFile(told % {"size": path.stat().st_size, "limit": max_bytes()})
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(_("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from error
    return Found(path, Original(path.name, content), read(path.name, content))


def as_found(draft: Draft) -> Mapping[str, SpeakerChoice]:
    """Every label as a speaker of its own, with the role that it tells."""
    labels = dict.fromkeys(turn.label or "" for turn in draft.turns)
    return {label: SpeakerChoice(name=label[:120], role=role) for label, role in guessed_roles(labels).items()}


def as_json(file: Found) -> dict[str, object]:
    """The promised form. A turn is labelled or timed; plain paragraphs are counted as paragraphs alone."""
    draft = file.draft
    return {
        "file": str(file.path),
        "format": draft.format,
        "characters": len(draft.text),
        "turns": draft.turns_labelled,
        "paragraphs": draft.paragraphs,
        "speakers": draft.speakers,
        "proposals": [{"from": one.from_label, "to": one.to_label, "reason": one.reason} for one in draft.proposals],
        "has_timestamps": draft.has_timestamps,
        "first_words": draft.first_words,
        "last_words": draft.last_words,
        "problems": [{"line": problem.line, "message": problem.message} for problem in draft.problems],
    }


def _sentence(file: Found, *, written: bool) -> str:
    speakers = ", ".join(f"{label} ({turns})" for label, turns in file.draft.speakers.items()) or "no labels"
    said = "imported" if written else "would be imported"
    return f"{file.path}: {said}, {file.draft.turns_labelled} turns, {file.draft.paragraphs} paragraphs; {speakers}"
