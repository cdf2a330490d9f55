"""What the database-free commands say of a file that they cannot use, and how they read one."""

from pathlib import Path

from interviews.importers.clean import decode
from interviews.importers.errors import UnreadableFile


class BadInput(ValueError):
    """A file that says something impossible: where it stands, what it is, what is expected instead."""


def text_of(path: Path) -> tuple[str, list[str]]:
    """The characters of a text file, and what to tell of how they were read. Raises BadInput."""
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror}."
        raise BadInput(message) from error
    if not content.strip():
        message = "The file is empty. Check that it was saved."
        raise BadInput(message)
    try:
        decoded = decode(content)
    except UnreadableFile as error:
        message = "The file is not text: its bytes are not characters in UTF-8, UTF-16 or Windows-1252."
        raise BadInput(message) from error
    return decoded.text, [problem.message for problem in decoded.problems]
