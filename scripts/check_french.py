"""French is complete: every message of the code stands in the .po, none is empty or fuzzy, placeholders are equal."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
FRENCH = ROOT / "locale/fr/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\([A-Za-z_]\w*\)[sdif]|%[sdif]|\{[A-Za-z_]\w*\}")
SOURCES = ("omsrp", "reports", "coding", "interviews", "methods", "templates")


def problems(catalogue: polib.POFile) -> Iterator[str]:
    """What is wrong with a catalogue, one sentence each."""
    for entry in catalogue:
        where = f"line {entry.linenum}: {entry.msgid[:60]!r}"
        translations = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        if entry.obsolete:
            yield f"{where} is obsolete. Remove it."
        elif entry.fuzzy:
            yield f"{where} is fuzzy. Confirm the translation and take the mark away."
        elif not all(translations):
            yield f"{where} has no translation."
        else:
            yield from (f"{where} has other placeholders than {text[:60]!r}." for text in _unlike(entry, translations))


def _unlike(entry: polib.POEntry, translations: list[str]) -> list[str]:
    # A singular may spell its number out ("one code") or name the one thing, so only the last form is held to its own.
    last = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    either = last | set(PLACEHOLDER.findall(entry.msgid))
    *others, final = [(set(PLACEHOLDER.findall(text)), text) for text in translations]
    return [text for found, text in others if not found <= either] + [final[1]] * (final[0] != last)


def extracted() -> polib.POFile | None:
    """The messages of code and templates as they stand now; None without xgettext."""
    if not shutil.which("xgettext"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        # makemessages writes beside what it reads, so it reads links from a folder of our own.
        (Path(folder) / "locale").mkdir()
        for name in SOURCES:
            (Path(folder) / name).symlink_to(ROOT / name)
        command = [sys.executable, str(ROOT / "manage.py"), "makemessages", "-l", "fr", "--symlinks", "-v", "0"]
        subprocess.run(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
        return polib.pofile(str(Path(folder) / "locale/fr/LC_MESSAGES/django.po"))


def differences(catalogue: polib.POFile, fresh: polib.POFile) -> Iterator[str]:
    """Messages of the code that the catalogue lacks, and those that it has for nothing."""
    ours, wanted = (
        {(entry.msgctxt, entry.msgid) for entry in file if not entry.obsolete} for file in (catalogue, fresh)
    )
    yield from sorted(f"{message!r} is not in the catalogue. Run `make messages`." for _, message in wanted - ours)
    yield from sorted(f"{message!r} is used nowhere. Run `make messages`." for _, message in ours - wanted)


def main() -> int:
    if not FRENCH.exists():
        print(f"{FRENCH.relative_to(ROOT)} is missing. Run `make messages` and translate.")
        return 1
    catalogue = polib.pofile(str(FRENCH))
    found = [*problems(catalogue)]
    fresh = extracted()
    if fresh is not None:
        found += differences(catalogue, fresh)
    elif os.environ.get("CI") == "true":
        found.append("xgettext is missing, so it is unknown whether the catalogue is complete. Install gettext.")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
