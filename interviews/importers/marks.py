"""Where a line could begin a turn: the conventions by which transcripts write a speaker, a time, or both.

Times are tried before colons: in "00:00:03 Speaker 1" the colon belongs to the time.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from interviews.importers.clean import BLANKS
from interviews.importers.roles import is_no_label, names_a_role

MAX_LABEL = 40
MAX_WORDS = 5

_B = f"[{BLANKS}]*"
_B1 = f"[{BLANKS}]+"
_TIME = r"(?:\d{1,2}:[0-5]\d:[0-5]\d|\d{1,3}:[0-5]\d)(?:[.,]\d{1,3})?"


def _span(suffix: str = "") -> str:
    """A time, or two with a dash between. A pattern that holds it twice needs another suffix for its group names."""
    ends = rf"(?P<dash{suffix}>{_B}[-–—]{_B})(?P<ends{suffix}>{_TIME})"
    return rf"(?P<begins{suffix}>{_TIME})(?:{ends}|-\d)?"


_A_TIME = re.compile(r"\d:[0-5]\d")
_BRACKETED = re.compile(
    rf"{_B}\[(?P<label>[^\[\]:：\n]{{1,{MAX_LABEL}}})\]{_B}(?:\((?:{_span()})\))?(?P<colon>{_B}[:：])?{_B}"
)
_LEADING_TIME = re.compile(
    rf"{_B}(?P<open>[\[(#])?(?:{_span()})(?(open)[\])#])(?:$|{_B1}(?:[-–—]{_B1})?|(?<=[\])#]){_B}|{_B}$)"
)
_TRAILING_TIME = re.compile(
    rf"{_B}(?P<label>[^:：\[\]()*<>#\n]{{1,{MAX_LABEL}}}?)(?P<colon>{_B}[:：])?"
    rf"(?:{_B}(?P<open>[\[(])(?:{_span()})[\])]{_B}[:：]?{_B}|{_B1}{_span('2')}{_B}$)"
)
_BRACKETS = re.compile(r"[\[\]<>]")
_BLANK = frozenset(BLANKS)
_STARRED = re.compile(rf"{_B}\*\*(?P<apart>[^*\n]{{1,60}})\*\*\\?")
_HASHED = re.compile(rf"{_B}#{{1,6}}{_B1}(?P<apart>[^#\n]{{1,60}}?){_B}#*$")
_AFTER_APART = re.compile(
    rf"{_B}[:：]?{_B}(?:[\[(](?:{_span()})[\])]{_B}[:：]?{_B}|{_span('2')}{_B}$)?\\?",
)
_STAMP_AT_END = re.compile(rf"{_B}#(?P<at>\d{{1,2}}:[0-5]\d:[0-5]\d)(?:-(?P<tenth>\d))?#{_B}$")
_NOT_IN_A_LABEL = re.compile(r"[!?…;,\"“”«»=@]|\.\s*$|\.\.")
_NO_MARK_AFTER = 75


# Lines and marks are named tuples: a file has tens of thousands, and a frozen dataclass takes thrice as long to make.
class Line(NamedTuple):
    """One line of a file. Its first `apart` characters are set apart: in bold, or in a table cell of their own."""

    number: int
    text: str
    apart: int = 0
    heading: bool = False


class Mark(NamedTuple):
    """What a line could begin with. The spoken words start at `rest` in the line's text.

    `kind` is "timed" (label and time), "time" (a time, no label), "colon", "bracket", "apart" or "alone".
    `written` is the time as it stands in the file, `dash` the dash of a range with its blanks. `after_time` is where
    the words start if the label of a mark that begins with its time turns out to be speech; None otherwise.
    """

    kind: str
    label: str | None
    rest: int
    begins_ms: int | None = None
    ends_ms: int | None = None
    written: str = ""
    dash: str = ""
    after_time: int | None = None


def mark_of(line: Line) -> Mark | None:
    """The turn that this line could begin, or None. Whether it does is judged over the whole file."""
    text = line.text
    first = text.lstrip(BLANKS)[:1]
    if not first:
        return None
    if line.apart or line.heading or first in "*#":
        found = set_apart(line)
        if found:
            return found
    head = text[:_NO_MARK_AFTER]
    if first == "[" and (found := bracketed(text)):
        return found
    if ":" in head or "：" in head:
        if _A_TIME.search(head) and (found := leading_time(text) or trailing_time(text)):
            return found
        return colon(text)
    return alone(text) if len(text) <= MAX_LABEL + 2 else None


def stamp_at_end(text: str) -> tuple[int, int] | None:
    """A time that closes a line as f4 writes it (#00:02:56-9#): where the words end, and the milliseconds."""
    # Only the end is searched: a long run of blanks elsewhere would make the pattern slow.
    cut = max(0, len(text) - 60)
    found = _STAMP_AT_END.search(text, cut) if text.rstrip(BLANKS).endswith("#") else None
    if not found:
        return None
    return found.start(), milliseconds(found["at"]) + 100 * int(found["tenth"] or 0)


def milliseconds(written: str) -> int:
    """ "1:02:03.5" is 3,723,500; "75:10" is 75 minutes and 10 seconds."""
    whole, _, fraction = written.replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0") or 0)


def looks_like_label(label: str) -> bool:
    """Short, at most five words, no sentence: what a transcriber could have written as a name."""
    if not label or len(label) > MAX_LABEL or len(label.split()) > MAX_WORDS:
        return False
    first = label.lstrip("/")[:1]
    return (
        first.isalnum()
        and not _NOT_IN_A_LABEL.search(label)
        and any(map(str.isalpha, label))
        and not is_no_label(label)
    )


def tidy(label: str) -> str:
    """The label as found, but for blanks around it and doubled or non-breaking blanks inside."""
    return " ".join(label.split())


def bracketed(text: str) -> Mark | None:
    """[Chercheur] (0:01 - 0:11), [Chercheur] alone, [Chercheur]: words."""
    found = _BRACKETED.match(text)
    label = tidy(found["label"]) if found else ""
    if not found or not looks_like_label(label):
        return None
    if found["begins"]:
        return timed("timed", label, found)
    shown = found["colon"] or names_a_role(label) or (found.end() == len(text) and not label[0].islower())
    return Mark("bracket", label, found.end()) if shown else None


def leading_time(text: str) -> Mark | None:
    """00:00:03 Speaker 1, [00:00:03] Marie: words, [0:00:00] alone, [0:03] words."""
    found = _LEADING_TIME.match(text)
    if not found:
        return None
    rest = text[found.end() :]
    named = colon(rest)
    if named:
        return timed("timed", named.label, found, rest=found.end() + named.rest)
    label = tidy(rest)
    if looks_like_label(label) and (label[0].isupper() or names_a_role(label) or not label[0].isalpha()):
        return timed("timed", label, found, rest=len(text))
    return timed("time", None, found)


def trailing_time(text: str) -> Mark | None:
    """Emma  0:00 at the end of its line, Ali [00:00:00] words, Ali (0:00 - 0:12): words."""
    found = _TRAILING_TIME.match(text)
    if not found or not looks_like_label(tidy(found["label"])):
        return None
    return timed("timed", tidy(found["label"]), found)


def colon(text: str) -> Mark | None:
    """Marie: words; also with a blank, a non-breaking blank, or a full-width colon."""
    at, wide = text.find(":", 0, _NO_MARK_AFTER), text.find("：", 0, _NO_MARK_AFTER)
    if 0 <= wide < at or at < 0:
        at = wide
    if at <= 0:
        return None
    label = label_in(text[:at])
    if label is None or text.startswith("//", at + 1):
        return None
    # "//S02: mhm//" is an overlap inside someone else's turn.
    if label.startswith("//") and text.rstrip(BLANKS).endswith("//"):
        return None
    rest = at + 1
    while text[rest : rest + 1] in _BLANK:
        rest += 1
    return Mark("colon", label, rest)


# A file has few labels and thousands of turns, so each is judged once.
@lru_cache(maxsize=4096)
def label_in(written: str) -> str | None:
    """The label before a colon, tidied; None when it cannot be one."""
    label = tidy(written)
    return label if looks_like_label(label) and not _BRACKETS.search(label) else None


def alone(text: str) -> Mark | None:
    """A short line that could be nothing but a label."""
    label = tidy(text)
    return Mark("alone", label, len(text)) if looks_like_label(label) else None


def set_apart(line: Line) -> Mark | None:
    """A bold beginning, a first table cell or a heading that could be a label, with or without a time."""
    starred = _STARRED.match(line.text) or _HASHED.match(line.text)
    if starred:
        inside, end = starred["apart"], starred.end()
    elif not line.apart and not line.heading:
        return None
    else:
        end = line.apart or len(line.text)
        inside = line.text[:end]
    inside = inside.strip(BLANKS)
    both = trailing_time(inside) or leading_time(inside)
    label = both.label if both else tidy(inside.rstrip(BLANKS + ":："))
    if label is not None and not looks_like_label(label):
        return None
    after = _AFTER_APART.match(line.text, end)
    if after and (after["begins"] or after["begins2"]) and label:
        return timed("timed", label, after)
    rest = after.end() if after else end
    if both:
        return Mark(both.kind, label, rest, both.begins_ms, both.ends_ms, both.written, both.dash)
    return Mark("apart", label, rest)


def timed(kind: str, label: str | None, found: "re.Match[str]", *, rest: int | None = None) -> Mark:
    """A mark with the time that `found` holds."""
    parts = found.groupdict()
    begins = parts["begins"] or parts.get("begins2") or ""
    ends, dash = parts["ends"] or parts.get("ends2"), parts["dash"] or parts.get("dash2") or ""
    written = f"{begins}{dash}{ends}" if ends else begins
    until = milliseconds(ends) if ends else None
    after_time = None if rest is None else found.end()
    return Mark(
        kind, label, found.end() if rest is None else rest, milliseconds(begins), until, written, dash, after_time
    )


def spoken_time(at_ms: int) -> str:
    """Milliseconds as a transcriber writes them: 3,723,500 is "1:02:03", 11,000 is "0:11"."""
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
