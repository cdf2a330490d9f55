"""What each side of a disagreement marked, side by side: letters for names, stripes, the words with their borders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.models import Disagreement
from coding.queries.outcomes import Side, sides_of
from interviews.models import Member
from methods.spans import Span, segments, union

# Shades of the tint: one side, two, three or more.
MOST_SHADES = 3


@dataclass(frozen=True, slots=True)
class Lettered:
    """A side without its name. The same reader always finds it under the same letter, another reader under her own."""

    letter: str
    side: Side

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.side.spans


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that the same sides marked: how many of them, and the letters of those who begin and end here."""

    words: str
    sides: int
    opens: str
    closes: str

    @property
    def shade(self) -> int:
        return min(self.sides, MOST_SHADES)


@dataclass(frozen=True, slots=True)
class Stripe:
    """A side's passages as bars, places and widths in percent of the extent that is drawn; and in words."""

    letter: str
    bars: tuple[tuple[str, str], ...]
    words: str


def lettered(disagreement: Disagreement, *, reader: Member) -> tuple[Lettered, ...]:
    """The sides in an order that tells nothing: drawn once for each disagreement and reader."""
    drawn = f"{disagreement.round_id}:{disagreement.number}:{reader.pk}"
    sides = sorted(sides_of(disagreement), key=lambda side: sha256(f"{drawn}:{side.coder}".encode()).digest())
    return tuple(Lettered(letter_of(place), side) for place, side in enumerate(sides))


def letter_of(place: int) -> str:
    """A, B, C and on; numbers after Z."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def pieces(words: str, sides: Sequence[Lettered], *, begins: int) -> tuple[Piece, ...]:
    """`words`, which begin at this offset of the text, cut wherever a side begins or ends."""
    owned = [(span, one.letter) for one in sides for span in union(one.spans)]
    return tuple(_pieces(words, owned, begins))


def _pieces(words: str, owned: Sequence[tuple[Span, str]], begins: int) -> Iterator[Piece]:
    end = begins + len(words)
    for segment in segments([span for span, _letter in owned], begins, end) if words else ():
        opens = sorted(letter for (start, _end), letter in owned if start == segment.start)
        closes = sorted(letter for (_start, stop), letter in owned if stop == segment.end)
        who = {owned[index][1] for index in segment.open}
        here = words[segment.start - begins : segment.end - begins]
        yield Piece(here, len(who), " ".join(opens) if who else "", " ".join(closes) if who else "")


def stripes(disagreement: Disagreement, sides: Sequence[Lettered], text: str = "") -> tuple[Stripe, ...]:
    """A stripe for each side. `text` holds the extent's words, for their number; without it nothing is counted."""
    extent = disagreement.start, disagreement.end
    return tuple(Stripe(one.letter, bars(one.spans, extent), said(one.spans, extent, text)) for one in sides)


def bars(spans: Sequence[Span], extent: Span) -> tuple[tuple[str, str], ...]:
    """(place, width) of each passage in percent, as a drawing takes them; none is thinner than the eye can see."""
    start, end = extent
    whole = end - start
    return tuple((f"{100 * (a - start) / whole:.2f}%", f"{max(1.5, 100 * (b - a) / whole):.2f}%") for a, b in spans)


def said(spans: Sequence[Span], extent: Span, text: str) -> str:
    """`12 words`; that nothing is marked."""
    if not spans:
        return _("nothing")
    words = sum(len(text[start - extent[0] : end - extent[0]].split()) for start, end in union(spans))
    count = ngettext("%(n)s word", "%(n)s words", words) % {"n": words}
    if len(spans) == 1:
        return count
    passages = ngettext("%(n)s passage", "%(n)s passages", len(spans)) % {"n": len(spans)}
    return _("%(words)s in %(passages)s") % {"words": count, "passages": passages}
