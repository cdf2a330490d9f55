"""Plain text and Markdown transcripts."""

import re
from html import unescape
from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.importers.clean import check_length, check_size, clean, decode, kind_of
from interviews.importers.draft import Draft, Problem
from interviews.importers.marks import Line
from interviews.importers.turns import draft_of

key = "txt"
label = gettext_lazy("Plain text")
extensions = (".txt", ".text", ".md")

_MARKDOWN = frozenset({".md", ".markdown"})
_SEPARATOR = re.compile(r"^[ \t]*<(?:TXT|TEXT|DOC)=[^<>\n]*>[ \t]*$", re.IGNORECASE | re.MULTILINE)


def recognises(content: bytes, name: str) -> bool:  # noqa: ARG001 - the protocol gives both
    """Any file whose first bytes belong to no other kind."""
    return kind_of(content) == "text"


def read(content: bytes, name: str, *, keep: frozenset[int] = frozenset()) -> Draft:
    """The Draft of a text file, line by line. Raises UnreadableFile."""
    check_size(content)
    decoded = decode(content)
    text = decoded.text
    check_length(len(text))
    if PurePath(name).suffix.lower() in _MARKDOWN:
        # Markdown of podcasts and web pages holds &#39; for an apostrophe; once, so that "&amp;lt;" stays "&lt;".
        text = clean(unescape(text))
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    problems = [*decoded.problems, *several_interviews(text)]
    return draft_of(lines, format_key=key, problems=problems, keep=keep, pages=decoded.pages)


def several_interviews(text: str) -> list[Problem]:
    """One note when the file says that it holds more than one interview."""
    if "=" not in text or len(found := _SEPARATOR.findall(text)) < 2:
        return []
    what = _("This file holds %(count)s interviews.") % {"count": len(found)}
    outcome = _("Split it at these lines and import the parts, so that each participant has a transcript of their own.")
    line = text.count("\n", 0, text.index(found[0])) + 1
    return [Problem(line, what, quote=found[0].strip(), outcome=outcome)]
