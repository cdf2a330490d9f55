"""A turn as HTML: flat tinted segments and, in one attribute, all that the page's module needs of its codings.

Written by hand and not by a template, for an interview of an hour has 300 turns and 2,000 segments: `turn_html` is the
one place that marks its output as safe, and it escapes every piece that people wrote.
"""

from collections.abc import Mapping, Sequence
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, pgettext

from coding.queries.codebook import Node
from coding.queries.marks import Mark, Said
from methods.spans import segments

DIRECTION_LETTERS = {"affirms": "", "denies": "d", "mixed": "m"}


class TurnPage:
    """Draws the turns of one transcript for one reader: the codes by their keys, and who the reader is."""

    def __init__(self, *, codes: Mapping[int, Node], reader: int, project_key: str, transcript: int) -> None:
        self.codes = codes
        self.labels: dict[int, str] = {}
        self.reader = reader
        self.address = reverse("turn", args=[project_key, transcript, 0])[: -len("0/")]

    def turn_html(self, turn: Said, marks: Sequence[Mark]) -> SafeString:
        """The whole `article`; what a swap replaces."""
        index = turn.index
        kind = "turn turn--interviewer" if turn.interviewer else "turn"
        time = f" <time>{clock(turn.begins_ms)}</time>" if turn.begins_ms is not None else ""
        return mark_safe(  # noqa: S308  # every text piece is escaped here
            f'<article class="{kind}" id="t{index}" data-i="{index}" data-s="{turn.start}" data-n="{len(turn.words)}"'
            f' data-k="{";".join(map(mark_row, marks))}" aria-labelledby="h{index}">'
            f'<h3 id="h{index}"><span class="sp">{escape(turn.speaker)}</span>{time}</h3>'
            f'<p class="tx" dir="auto">{self.marked(turn, marks)}</p>'
            f'<div class="codes">{self.summary(turn, marks)}</div></article>'
        )

    def marked(self, turn: Said, marks: Sequence[Mark]) -> str:
        """The words, cut into `mark` elements; without its tags and unescaped it is exactly the turn's words."""
        if not marks:
            return escape(turn.words, quote=False)
        pieces: list[str] = []
        open_class, from_ = "", turn.start
        cut = segments([(mark.start, mark.end) for mark in marks], turn.start, turn.end)
        for segment in cut:
            css = self.segment_class([marks[i] for i in segment.open]) if segment.open else ""
            if css != open_class:
                pieces.append(_piece(turn, from_, segment.start, open_class))
                open_class, from_ = css, segment.start
        pieces.append(_piece(turn, from_, turn.end, open_class))
        return "".join(pieces)

    def segment_class(self, marks: Sequence[Mark]) -> str:
        """k: the innermost code's slot; u: the next one's; m: three or more; o: none of them the reader's own."""
        css = f"k{self.codes[marks[0].code].code.slot}"
        if len(marks) > 1:
            css += f" u{self.codes[marks[1].code].code.slot}"
        if len(marks) > 2:
            css += " m"
        return css if any(mark.coder == self.reader for mark in marks) else f"{css} o"

    def summary(self, turn: Said, marks: Sequence[Mark]) -> str:
        """The link to the page on which this turn is coded without a script."""
        count = len(marks)
        words = ngettext("%(n)s coding", "%(n)s codings", count) % {"n": count}
        if marks:
            labels = dict.fromkeys(self.label(mark.code) for mark in marks)
            words += pgettext("before a list", ":") + " " + escape(", ".join(labels), quote=False)
        return f'<a class="sum" href="{self.address}{turn.index}/">{words}</a>'

    def label(self, code: int) -> str:
        """The code's label in the reader's language, asked for once."""
        if code not in self.labels:
            self.labels[code] = self.codes[code].code.label
        return self.labels[code]


def _piece(turn: Said, start: int, end: int, css: str) -> str:
    words = escape(turn.words[start - turn.start : end - turn.start], quote=False)
    return f'<mark class="{css}">{words}</mark>' if css and words else words


def mark_row(mark: Mark) -> str:
    """One coding in `data-k`: uid, code, start, end, coder, direction letter, rating, memo flag."""
    rating = "" if mark.rating is None else mark.rating
    letter = DIRECTION_LETTERS[mark.direction]
    return f"{mark.uid},{mark.code},{mark.start},{mark.end},{mark.coder},{letter},{rating},{'1' if mark.memo else ''}"


def clock(milliseconds: int) -> str:
    """1:02:03, or 2:03 under an hour."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
