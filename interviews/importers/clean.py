"""Bytes to characters: sizes, kinds told by their first bytes, encodings, and the few characters that are dropped."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from interviews.importers.draft import Problem
from interviews.importers.errors import UnreadableFile

MEGABYTE = 1_000_000
MAX_CHARACTERS = 6_000_000

C0_CONTROLS = tuple(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r")
DROPPED = (*C0_CONTROLS, "\ufeff", "\u200b", "\u2060", "\u00ad")
BLANKS = " \t\u00a0\u202f"

MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG", "media"),
    (b"\xff\xd8\xff", "media"),
    (b"GIF8", "media"),
    (b"ID3", "media"),
    (b"RIFF", "media"),
    (b"OggS", "media"),
    (b"fLaC", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x7fELF", "program"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file, cleaned, and what the reader should know about how they were read.

    `pages` are the numbers of the lines that form feeds, which are dropped, put on a new page.
    """

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()
    pages: frozenset[int] = frozenset()


def kind_of(content: bytes) -> str:
    """A kind of MAGIC by the first bytes; "text" when they say nothing."""
    if content[4:8] == b"ftyp":
        return "media"
    return next((kind for magic, kind in MAGIC if content.startswith(magic)), "text")


def max_bytes() -> int:
    """The host's limit for one file."""
    return int(settings.ENV["UPLOAD_LIMIT_MB"]) * MEGABYTE


def check_size(content: bytes) -> None:
    """Refuse an empty file, and one over the host's limit."""
    if not content:
        raise UnreadableFile(_("This file is empty: it has 0 bytes. Check that it was saved, then choose it again."))
    if len(content) > max_bytes():
        raise UnreadableFile(
            _(
                "This file has %(size)s MB; the limit is %(limit)s MB. Split it into several interviews, or save it "
                "without pictures."
            )
            % {"size": -(-len(content) // MEGABYTE), "limit": max_bytes() // MEGABYTE}
        )


def check_length(characters: int, *, max_characters: int = MAX_CHARACTERS) -> None:
    """Refuse a text of more than `max_characters`."""
    if characters > max_characters:
        raise UnreadableFile(
            _("This text has %(length)s characters; the limit is %(limit)s. Split it into several interviews.")
            % {"length": characters, "limit": max_characters}
        )


def decode(content: bytes) -> Decoded:
    """Characters of a text file: by its byte order mark, else strict UTF-8, else Windows-1252. Cleaned.

    Raises UnreadableFile when the bytes are not text in any of these.
    """
    encoding = encoding_by_mark(content)
    if encoding:
        return decode_marked(content, encoding)
    try:
        text, encoding = content.decode("utf-8"), "utf-8"
        problems: tuple[Problem, ...] = ()
    except UnicodeDecodeError as error:
        text, encoding, problems = decode_not_utf8(content, error)
    refuse_binary(text)
    return Decoded(clean(text), encoding, problems, pages_of(text))


def clean(text: str) -> str:
    """`text` with newlines as \\n and without what is never stored; no other character changes.

    Dropped are exactly: U+FEFF, U+200B, U+2060, U+00AD and the C0 controls but tab and newline.
    """
    for character in DROPPED:
        if character in text:
            text = text.replace(character, "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def pages_of(text: str) -> frozenset[int]:
    """The numbers of the lines of the cleaned text that begin with a form feed: the first of a page."""
    line, found = 1, []
    *pages, _last = text.split("\f")
    for page in pages:
        line += clean(page).count("\n")
        found.append(line)
    return frozenset(found)


def encoding_by_mark(content: bytes) -> str | None:
    """The encoding that a byte order mark announces, or the zeros of unmarked UTF-16 betray; else None."""
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = content[:2000]
    if len(start) >= 8 and start[1::2].count(0) > 0.4 * len(start) and start[::2].count(0) == 0:
        return "utf-16-le"
    return None


def decode_marked(content: bytes, encoding: str) -> Decoded:
    """Decode by a mark; what cannot be decoded becomes U+FFFD, and a problem says so."""
    text = content.decode(encoding, errors="replace")
    refuse_binary(text)
    if "\ufffd" not in text:
        return Decoded(clean(text), encoding, pages=pages_of(text))
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    problem = Problem(
        line,
        _("Some bytes are not characters."),
        outcome=_("They are shown as �. The file may be cut off: compare its end."),
    )
    return Decoded(clean(text), encoding, (problem,), pages_of(text))


def decode_not_utf8(content: bytes, error: UnicodeDecodeError) -> tuple[str, str, tuple[Problem, ...]]:
    """Decode what is not UTF-8: cut off within its last character, or written in Windows-1252."""
    if error.reason == "unexpected end of data" and error.start > 0:
        problem = Problem(
            content.count(b"\n") + 1,
            _("The file ends in the middle of a character."),
            outcome=_("It was probably cut off while it was copied: compare its end with the original."),
        )
        return content[: error.start].decode("utf-8"), "utf-8", (problem,)
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableFile(not_text()) from None
    outcome = _("Check the accents below; if they are wrong, save the file again as UTF-8.")
    return text, "cp1252", (Problem(None, _("The file is not UTF-8 and was read as Windows-1252."), outcome=outcome),)


def refuse_binary(text: str) -> None:
    """Refuse more than one control in fifty of the first 20,000 characters; a few stray ones are dropped later."""
    start = text[:20_000]
    controls = sum(start.count(control) for control in C0_CONTROLS)
    if controls > 2 and controls * 50 > len(start):
        raise UnreadableFile(not_text())


def not_text() -> str:
    return _(
        "This file is not text: its bytes are not characters in UTF-8, UTF-16 or Windows-1252. Choose a "
        ".txt, .docx or .vtt file."
    )
