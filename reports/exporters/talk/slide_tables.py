"""Tables on slides: native, editable, hairlines and no fills, and as large as their words let them be."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reports.document import listed
from reports.exporters.talk.fit import height, width
from reports.exporters.talk.slides import EDGE, FOOT, INK, LINE, TOP, WIDE, Deck, describe
from reports.pack import Head, PackRow, PackTable, printed

if TYPE_CHECKING:
    from pptx.slide import Slide

# No style of PowerPoint's own: no fill and no grid.
PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
SIZES = (20, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9)
PAD, INDENT = 0.07, 0.25
BOLD = 1.1  # so much wider are bold letters


def add_table(deck: Deck, slide: "Slide", table: PackTable, rows: tuple[PackRow, ...]) -> None:
    """The rows under the table's heads, in the middle of the slide."""
    from pptx.util import Inches, Pt

    kept = [place for place, head in enumerate(table.heads) if head.slides]
    heads = _told([table.heads[place] for place in kept])
    spanned = any(head.spanner for head in heads)
    body = [[printed(row.cells[place]) for place in kept] for row in rows]
    wide = WIDE - 2 * EDGE
    size, columns, heights = _sizes(heads, body, rows, spanned=spanned, wide=wide)
    lead = 2 if spanned else 1
    frame = slide.shapes.add_table(
        len(rows) + lead, len(heads), Inches(EDGE), Inches(TOP), Inches(wide), Pt(sum(heights))
    )
    describe(frame, f"{table.name}. {table.title}. " + listed(head.label for head in heads))
    frame.name = f"{table.name}"
    grid = frame.table
    grid._tbl.tblPr.find("{*}tableStyleId").text = PLAIN  # noqa: SLF001
    grid.first_row, grid.horz_banding = True, False
    for place, part in enumerate(columns):
        grid.columns[place].width = Inches(part)
    for place, high in enumerate(heights):
        grid.rows[place].height = Pt(high)
    _heads(deck, grid, heads, size=size, spanned=spanned)
    for number, (row, cells) in enumerate(zip(rows, body, strict=True)):
        for place, words in enumerate(cells):
            cell = grid.cell(number + lead, place)
            _fill(deck, cell, words, heads[place], size=size, bold=row.branch and not place)
            cell.margin_left = Inches(PAD + (0 if place else INDENT * row.depth))
            _line(cell, "b", LINE if number + 1 < len(rows) else INK)


def _told(heads: list[Head]) -> list[Head]:
    """A spanner over a single column becomes its head: "Private (of 12)" says more than n."""
    over = [head.spanner for head in heads]
    return [
        replace(head, label=head.spanner, spanner="") if head.spanner and over.count(head.spanner) == 1 else head
        for head in heads
    ]


def _sizes(
    heads: list[Head], body: list[list[str]], rows: tuple[PackRow, ...], *, spanned: bool, wide: float
) -> tuple[float, list[float], list[float]]:
    """The largest size at which all fits, the columns' widths in inches, the rows' heights in points."""
    parts = [head.wide for head in heads]
    columns = [wide * part / sum(parts) for part in parts]
    room = 72 * (FOOT - TOP - 0.25)
    for size in SIZES:
        tops = [max(_high(head.label, size * BOLD, part) for head, part in zip(heads, columns, strict=True))]
        tops = [_spanned(heads, columns, size), *tops] if spanned else tops
        each = [
            max(
                _high(words, size * (BOLD if row.branch else 1), part - (0 if place else INDENT * row.depth))
                for place, (words, part) in enumerate(zip(cells, columns, strict=True))
            )
            for row, cells in zip(rows, body, strict=True)
        ]
        heading = [[head.label for head in heads]]
        broken = _broken(heading, columns, size * BOLD) or _broken(body, columns, size)
        if sum(tops + each) <= room and not broken:
            break
    return size, columns, tops + each


def _broken(lines: list[list[str]], columns: list[float], size: float) -> bool:
    """Whether some word is longer than its column."""
    return any(
        width(word, size) > 72 * (part - 2 * PAD)
        for cells in lines
        for words, part in zip(cells, columns, strict=True)
        for word in words.replace("\n", " ").split(" ")
    )


def _spanned(heads: list[Head], columns: list[float], size: float) -> float:
    """Points that the line of spanners takes."""
    wide: dict[str, float] = {}
    for head, part in zip(heads, columns, strict=True):
        wide[head.spanner] = wide.get(head.spanner, 0) + part
    return max(_high(spanner, size * BOLD, part) for spanner, part in wide.items())


def _high(words: str, size: float, wide: float) -> float:
    return height(words, size=size, wide=72 * (wide - 2 * PAD)) + 144 * PAD


def _heads(deck: Deck, grid: Any, heads: list[Head], *, size: float, spanned: bool) -> None:
    last = 1 if spanned else 0
    for place, head in enumerate(heads):
        cell = grid.cell(last, place)
        _fill(deck, cell, head.label, head, size=size, bold=True, anchor="b")
        _line(grid.cell(0, place), "t", INK)
        _line(cell, "b", INK)
    if not spanned:
        return
    place = 0
    while place < len(heads):
        spanner, end = heads[place].spanner, place
        while end + 1 < len(heads) and spanner and heads[end + 1].spanner == spanner:
            end += 1
        cell = grid.cell(0, place)
        _fill(deck, cell, spanner, Head("", numeric=False), size=size, bold=True, anchor="b", align="c")
        for at in range(place, end + 1):
            if spanner:
                _line(grid.cell(0, at), "b", LINE)
        if end > place:
            cell.merge(grid.cell(0, end))
        place = end + 1


def _fill(
    deck: Deck, cell: Any, words: str, head: Head, *, size: float, bold: bool, anchor: str = "m", align: str = ""
) -> None:
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Inches

    deck.write(cell.text_frame, words, size=size, bold=bold, align=align or ("r" if head.numeric else "l"))
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Inches(PAD)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if anchor == "b" else MSO_ANCHOR.MIDDLE


def _line(cell: Any, side: str, colour: str) -> None:
    """A hairline at the top or at the bottom of a cell."""
    from lxml import etree
    from pptx.oxml.ns import qn

    settings = cell._tc.get_or_add_tcPr()  # noqa: SLF001
    name = {"t": "a:lnT", "b": "a:lnB"}[side]
    for old in settings.findall(qn(name)):
        settings.remove(old)
    line = etree.Element(qn(name), {"w": "12700" if colour == INK else "6350"})
    fill = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", colour)
    # The schema wants lines in this order: left, right, top, bottom.
    before = settings.find(qn("a:lnT"))
    settings.insert(0 if side == "t" or before is None else 1, line)
