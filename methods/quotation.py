"""Quotes shortened: ranges of the original that are kept, never words of one's own; left-out words are shown as […].

Ranges are half-open, in code points from the quote's first character. Examples: docs/methods.md, quotes.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from methods.spans import Span

LEFT_OUT = "[…]"
_MARK = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]")
_WORD = re.compile(r"\w")
# The two apostrophes are one to who types.
_APOSTROPHES = re.compile("['’]")


class NotInOriginal(ValueError):
    """Words that the original does not have in this order; `words` are those. None at all: nothing would be kept."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def shortened(original: str, kept: Sequence[Span]) -> str:
    """The kept ranges as one reads them, with […] where words are left out. No range stands for the whole quote.

    Source: docs/methods.md, quotes.
    """
    if not kept:
        return original
    first, last = kept[0][0], kept[-1][1]
    words = f" {LEFT_OUT} ".join(original[start:end] for start, end in kept)
    before = f"{LEFT_OUT} " if _WORD.search(original[:first]) else ""
    after = f" {LEFT_OUT}" if _WORD.search(original[last:]) else ""
    return f"{before}{words}{after}"


def kept_ranges(original: str, wanted: str) -> list[Span]:
    """The ranges of the original that `wanted` keeps: its pieces between […], each whole words in the original's order.

    At each […] at least a word is left out; the first place that fits is taken, for a last piece without […] behind it
    rather the end. Spaces and apostrophes may differ. The whole quote has no ranges. Raises NotInOriginal.
    Source: docs/methods.md, quotes.
    """
    pieces = [" ".join(piece.split()) for piece in _MARK.split(wanted)]
    open_, closed = not pieces[0], not pieces[-1]
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        raise NotInOriginal("")
    kept: list[Span] = []
    for number, piece in enumerate(pieces):
        after = kept[-1][1] if kept else 0
        fits = [*_places(original, piece, after=after, apart=bool(kept) or open_)]
        if not fits:
            raise NotInOriginal(piece)
        ends = (
            [] if closed or number < len(pieces) - 1 else [one for one in fits if not _WORD.search(original[one[1] :])]
        )
        kept.append((ends or fits)[0])
    return _whole(original, kept)


def _places(original: str, piece: str, *, after: int, apart: bool) -> Iterator[Span]:
    """Where the piece stands as whole words from there on; `apart`: with a word left out before it."""
    pattern = re.compile(_pattern(piece))
    found = pattern.search(original, after)
    while found:
        if not apart or _WORD.search(original[after : found.start()]):
            yield found.span()
        found = pattern.search(original, found.start() + 1)  # places may overlap


def _pattern(piece: str) -> str:
    words = r"\s+".join(_APOSTROPHES.sub("['’]", re.escape(word)) for word in piece.split())
    before = r"(?<!\w)" if _WORD.match(piece[0]) else ""
    after = r"(?!\w)" if _WORD.match(piece[-1]) else ""
    return f"{before}{words}{after}"


def _whole(original: str, kept: list[Span]) -> list[Span]:
    """Nothing where no word is left out."""
    borders = [0, *(place for span in kept for place in span), len(original)]
    gaps = [*pairwise(borders)][::2]
    return kept if any(_WORD.search(original[start:end]) for start, end in gaps) else []
