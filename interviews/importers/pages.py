"""What a printer put on every page of a text: page numbers, headers and footers, in the middle of what is said."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, dropwhile, islice, takewhile

from interviews.importers.marks import Line

# Fewer pages than this show no habit.
FEWEST_PAGES = 3
MAX_LENGTH = 120
NEAR = 4
_RULES = "-–—|"
_RULE = r"[\s|–—-]"

_PAGE = re.compile(
    r"(?:.*\b(?:page|página|pagina|pág\.?|seite)\s*(?P<after>\d{1,4})(?:\s*(?:/|of|de|sur|von|van)\s*\d{1,4})?"
    r"|(?:.*\s)?(?P<before>\d{1,4})\s?/\s?\d{1,4}"
    rf"|{_RULE}+(?P<between>\d{{1,4}})){_RULE}*$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
# What tells a header or footer from speech that is the same at the end of several pages.
_SIGN = re.compile(r"\d|://|©")
_ENDS_OF_SENTENCES = (".", "?", "!", "…", ",", ";", ":", "»", '"', "”")


def page_lines(lines: Sequence[Line], *, breaks: Collection[int], marks: Collection[int]) -> frozenset[int]:
    """The indexes of the lines that belong to pages and not to the speech.

    `breaks` are the numbers of the lines that begin a page, where the file says so; else pages are told by numbers
    that count up. A header or footer stands beside three of five borders of pages, the same but for its digits, which
    one of its lines has.
    `marks` are the indexes of lines that begin a turn: these never are.
    """
    numbers = [] if breaks else numbered(lines, marks)
    borders = [index for index, line in enumerate(lines) if line.number in breaks] if breaks else numbers
    if len(borders) < (FEWEST_PAGES - 1 if breaks else FEWEST_PAGES):
        return frozenset()
    beside = [blocks(border, lines) for border in [*borders, len(lines)]]
    often = Counter(words for near in beside[:-1] for words in {pattern(lines[i]) for block in near for i in block})
    repeated = {words for words, count in often.items() if words and count * 5 >= len(borders) * 3}
    found = set(numbers)
    for block in chain.from_iterable(beside):
        same = [*takewhile(lambda index: pattern(lines[index]) in repeated, block)]
        if any(_SIGN.search(lines[index].text) for index in same):
            found.update(same)
    return frozenset(found - set(marks))


def numbered(lines: Sequence[Line], marks: Collection[int]) -> list[int]:
    """The longest row of lines that number pages 1, 2, 3; empty when it is too short to be a habit."""
    best: list[int] = []
    rows: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        number = page_number(line)
        if number is None or index in marks:
            continue
        row = rows.pop(number - 1, [])
        row.append(index)
        rows[number] = row
        best = row if len(row) > len(best) else best
    return best if len(best) >= FEWEST_PAGES else []


def page_number(line: Line) -> int | None:
    """The number of the page that a line tells; None without. A bare number tells none: it may be a question's."""
    text = line.text.strip()
    if not text or len(text) > MAX_LENGTH or not (text[-1].isdigit() or text[-1] in _RULES):
        return None
    found = _PAGE.match(text)
    return int(found["after"] or found["before"] or found["between"]) if found else None


def blocks(border: int, lines: Sequence[Line]) -> list[list[int]]:
    """The indexes of lines at a border, from it outwards: what ends the page, what begins it, and a block further."""
    below = (range(start, len(lines)) for start in (border, border + 1))
    return [block(range(border - 1, -1, -1), lines), *(block(indexes, lines) for indexes in below)]


def block(indexes: Iterable[int], lines: Sequence[Line]) -> list[int]:
    """The first lines with words among `indexes`, until a blank one follows; at most NEAR."""
    written = dropwhile(lambda index: not lines[index].text.strip(), indexes)
    return [*islice(takewhile(lambda index: lines[index].text.strip(), written), NEAR)]


def pattern(line: Line) -> str:
    """A line's words, each number as good as another; empty for what looks like a piece of a sentence."""
    words = " ".join(line.text.split())
    speech = words.endswith(_ENDS_OF_SENTENCES) or (words[:1].islower() and not _SIGN.search(words))
    return "" if speech or len(words) > MAX_LENGTH else _DIGITS.sub("#", words)
