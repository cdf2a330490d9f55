"""The slides of a talk pack: one claim a slide, with one table or one chart, its source, and notes to speak from."""

from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from reports.exporters.talk.fit import cut, fitting, height
from reports.exporters.talk.slide_charts import add_chart, parts_of
from reports.exporters.talk.slide_tables import add_table
from reports.exporters.talk.slides import EDGE, FOOT, GREY, SECOND, SERIF, TOP, WIDE, Deck, place, rule
from reports.pack import SLIDES, Evidence, Pack, PackFigure, PackTable, Said, labelled, notes_of, pages_of

if TYPE_CHECKING:
    from pptx.slide import Slide

NAME = "slides.pptx"
FULL = (EDGE, TOP, WIDE - 2 * EDGE, FOOT - TOP - 0.2)
CHART, QUOTE = (EDGE, TOP, 7.7, FOOT - TOP - 0.2), (8.9, TOP + 0.1, WIDE - EDGE - 8.9, FOOT - TOP - 0.4)
STYLES: dict[str, dict[str, Any]] = {
    "quote": {"typeface": SERIF, "italic": True},
    "who": {"colour": GREY},
    "head": {"bold": True},
}
QUOTE_SIZES = (22, 20, 18, 17, 16, 15, 14)
FINDINGS_AFTER = 1  # the sample comes first


def write(pack: Pack, target: BinaryIO) -> None:
    """Cover, sample, findings, the other tables, figures."""
    deck = Deck(pack)
    _cover(deck)
    tables = pack.tables_in(SLIDES)
    for table in tables[:FINDINGS_AFTER]:
        _table(deck, table)
    for finding in pack.findings:
        _finding(deck, finding)
    for table in tables[FINDINGS_AFTER:]:
        _table(deck, table)
    for figure in pack.figures:
        _figure(deck, figure)
    deck.save(target)


def _cover(deck: Deck) -> None:
    from pptx.enum.text import MSO_ANCHOR

    pack = deck.pack
    slide = deck.slide(pack.title, notes=(*pack.paragraphs, *pack.notes))
    title = slide.shapes.title
    assert title is not None  # noqa: S101  # every slide of a deck has one
    place(title, EDGE, 2.0, 11.5, 1.9)
    title.text_frame.clear()
    size, words = fitting(pack.title, wide=72 * 11.2, high=72 * 1.9, sizes=(48, 44, 40, 36, 32, 28, 24))
    deck.write(title.text_frame, words, size=size, typeface=SERIF)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    rule(slide, (EDGE, 4.15, 1.6, 0))
    lines = [line for line in (pack.subtitle, pack.fiction) if line]
    size, words = fitting("\n".join(lines), wide=72 * 11, high=72 * 1.4, sizes=(22, 20, 18, 16))
    deck.text(slide, words, (EDGE, 4.4, 11.2, 1.6), size=size, colour=SECOND)


def _table(deck: Deck, table: PackTable) -> None:
    """Seven rows a slide, continued on the next; a block keeps its own claim."""
    pages = [(block, page) for block in table.blocks for page in pages_of(block.rows)]
    for number, (block, page) in enumerate(pages, 1):
        label = f"{table.name}. {table.title}"
        label += "" if len(pages) == 1 else " " + _("(%(n)s of %(of)s)") % {"n": number, "of": len(pages)}
        notes = (*block.said, *notes_of(table))
        slide = deck.slide(block.claim or table.title, label=label, notes=notes)
        add_table(deck, slide, table, page)


def _figure(deck: Deck, figure: PackFigure) -> None:
    parts = parts_of(figure.figure)
    for number, part in enumerate(parts, 1):
        label = f"{figure.name}. {figure.title}"
        label += "" if len(parts) == 1 else " " + _("(%(n)s of %(of)s)") % {"n": number, "of": len(parts)}
        slide = deck.slide(figure.claim, label=label, notes=figure.notes)
        add_chart(deck, slide, part, FULL, label=figure.name)


def _finding(deck: Deck, finding: Evidence) -> None:
    """The claim over its chart, the first quote beside it; all quotes and the method in the notes."""
    parts = parts_of(finding.figure) if finding.figure else [None]
    for number, part in enumerate(parts, 1):
        label = _("Finding %(n)s") % {"n": finding.number}
        label += f" · {finding.strength}" if finding.strength else ""
        label += "" if len(parts) == 1 else " " + _("(%(n)s of %(of)s)") % {"n": number, "of": len(parts)}
        slide = deck.slide(finding.claim, label=label, notes=(*_notes(finding),))
        box = CHART if finding.quotes else FULL
        if part is not None:
            add_chart(deck, slide, part, box, label=_("Finding %(n)s") % {"n": finding.number})
        if finding.quotes:
            _quotes(deck, slide, finding, turn=number - 1)


def _quotes(deck: Deck, slide: "Slide", finding: Evidence, *, turn: int) -> None:
    """A quote beside the chart, another one on each further slide, and below it a negative case where both fit."""
    left, top, wide, high = QUOTE
    rule(slide, (left - 0.25, top, 0, high))
    chosen = finding.quotes[min(turn, len(finding.quotes) - 1)]
    told = [*_told(chosen), *([(_("A negative case"), "head"), *_told(finding.against[0])] if finding.against else [])]
    size = next((size for size in QUOTE_SIZES if _stack(told, size, wide) <= 72 * high), 0)
    if not size:
        told = _told(chosen)
        size = next((size for size in QUOTE_SIZES if _stack(told, size, wide) <= 72 * high), QUOTE_SIZES[-1])
    room = 72 * high - _stack(told[1:], size, wide) - 12
    for words, look in told:
        fits = look != "quote" or _stack(told, size, wide) <= 72 * high
        shown = words if fits else cut(words, size=size, wide=72 * wide, high=room)
        tall = _tall(shown, look, size, wide) / 72
        style = STYLES[look]
        small = size if look == "quote" else 14
        deck.text(slide, shown, (left, top, wide, tall), size=small, **style)
        top += tall
        room = 72 * high


def _told(said: Said) -> list[tuple[str, str]]:
    return [(_("“%(words)s”") % {"words": said.words}, "quote"), (f"\u2014 {said.who}", "who")]


def _stack(told: list[tuple[str, str]], size: float, wide: float) -> float:
    return sum(_tall(words, look, size, wide) for words, look in told)


def _tall(words: str, look: str, size: float, wide: float) -> float:
    """Points, with the space below."""
    below = {"quote": 4, "who": 16, "head": 4}[look]
    return height(words, size=size if look == "quote" else 14, wide=72 * wide) + below


def _notes(finding: Evidence) -> list[str]:
    cells = "\n".join(labelled(label, share) for label, share in finding.cells)
    return [
        cells,
        *(_spoken(_("For"), said) for said in finding.quotes),
        *(_spoken(_("Against"), said) for said in finding.against),
        *finding.method,
    ]


def _spoken(role: str, said: Said) -> str:
    words = _("%(role)s: “%(words)s” (%(who)s)") % {"role": role, "words": said.words, "who": said.who}
    if not said.translation:
        return words
    return (
        words
        + "\n"
        + _("Translated by %(translator)s: “%(words)s”")
        % {
            "translator": said.translator,
            "words": said.translation,
        }
    )
