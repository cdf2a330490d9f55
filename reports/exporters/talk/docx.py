"""The tables of a talk pack as a Word document: APA tables with number, title in italics, spanners and notes."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from coding.exporters.docx import clean
from reports.exporters.still import moment, still
from reports.pack import DOCUMENT, Pack, PackRow, PackTable, bare, closed_title, notes_of

if TYPE_CHECKING:
    from docx.document import Document

NAME = "tables.docx"
CULTURES = {"fr": "fr-CA", "en": "en-CA"}
TYPE, SIZE, SMALL = "Times New Roman", 11, 9
SHORT, LONG, EDGE = 8.5, 11.0, 1.0  # inches of paper
LONG_CELL = 80  # so many characters in a cell want the paper on its side


def write(pack: Pack, target: BinaryIO) -> None:
    """Title page lines, then a table a page, each on upright paper where it fits."""
    from docx import Document

    document = Document()
    settle(document, pack)
    document.add_paragraph(clean(pack.title), style="Title")
    for line in filter(
        None, (pack.subtitle, pack.fiction, _("Source: %(source)s") % {"source": pack.source}, *pack.notes)
    ):
        document.add_paragraph(clean(line))
    upright = True
    for table in pack.tables_in(DOCUMENT):
        wanted = not _wide(table)
        _next_page(document, turned=wanted != upright, upright=wanted)
        upright = wanted
        _table(document, table, wide=(SHORT if upright else LONG) - 2 * EDGE)
    if pack.closed:
        _next_page(document, turned=not upright, upright=True)
        document.add_paragraph().add_run(clean(closed_title())).bold = True
        for line in pack.closed:
            document.add_paragraph(clean(line))
    package = BytesIO()
    document.save(package)
    still(package, target)


def settle(document: "Document", pack: Pack) -> None:
    """Language, type and paper."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Inches, Pt, RGBColor

    document.core_properties.title, document.core_properties.author = clean(pack.title), ""
    document.core_properties.created = document.core_properties.modified = moment(pack.at)
    document.core_properties.language = CULTURES.get(pack.language, pack.language)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = TYPE
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for place in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(place), None)
    normal = document.styles["Normal"]
    normal.font.size = Pt(SIZE)
    tongue = OxmlElement("w:lang", {qn("w:val"): CULTURES.get(pack.language, pack.language)})
    normal.element.get_or_add_rPr().append(tongue)
    document.styles["Title"].font.size = Pt(22)
    _unruled(document.styles["Title"].element)
    section = document.sections[0]
    section.page_width, section.page_height = Inches(SHORT), Inches(LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(EDGE)
    _foot(section.footer.paragraphs[0], pack)


def _foot(paragraph: Any, pack: Pack) -> None:
    """Whose numbers these are and the page, below every page: one that is torn out still says it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    said = " · ".join(filter(None, (pack.source, pack.fiction)))
    paragraph.add_run(clean(said) + " · ")
    for kind in ("begin", "", "end"):
        part = OxmlElement("w:fldChar", {qn("w:fldCharType"): kind}) if kind else OxmlElement("w:instrText")
        part.text = None if kind else "PAGE"
        paragraph.add_run()._r.append(part)  # noqa: SLF001
    for run in paragraph.runs:
        run.font.size = Pt(SMALL - 1)


def _unruled(style: Any) -> None:
    """A title without the line that the template draws below it."""
    for rule in style.findall(".//{*}pBdr"):
        rule.getparent().remove(rule)


def _wide(table: PackTable) -> bool:
    return any(isinstance(cell, str) and len(cell) > LONG_CELL for row in table.rows for cell in row.cells)


def _next_page(document: Any, *, turned: bool, upright: bool) -> None:
    """A new page; a section of its own where the paper is turned."""
    if not turned:
        document.add_page_break()
        return
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Inches

    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Inches(SHORT if upright else LONG), Inches(LONG if upright else SHORT)


def _table(document: "Document", table: PackTable, *, wide: float) -> None:
    from docx.shared import Pt

    number = document.add_paragraph()
    number.add_run(clean(table.name)).bold = True
    title = document.add_paragraph()
    title.add_run(clean(table.title)).italic = True
    for paragraph in (number, title):
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(4)
    _grid(document, table, wide=wide)
    _notes(document, table)


def _grid(document: "Document", table: PackTable, *, wide: float) -> None:
    lead = 2 if table.spanned else 1
    grid = document.add_table(rows=lead + len(table.rows), cols=len(table.heads))
    parts = sum(head.wide for head in table.heads)
    set_widths(grid, [wide * head.wide / parts for head in table.heads])
    rows = [[*row.cells] for row in grid.rows]
    _heads(table, rows)
    for row, cells in zip(table.rows, rows[lead:], strict=True):
        _row(table, row, cells)
        if row.branch:
            keep_with_next(cells)
    for cell in rows[-1]:
        rule_cell(cell, "bottom", 8)
    for at, line in enumerate(grid.rows):
        keep_row(line)
        if at < lead:
            repeat_head(line)


def _heads(table: PackTable, rows: list[list[Any]]) -> None:
    last = rows[1] if table.spanned else rows[0]
    for cell, head in zip(last, table.heads, strict=True):
        fill_cell(cell, head.label, right=head.numeric)
        rule_cell(cell, "bottom", 6)
    for cell in rows[0]:
        rule_cell(cell, "top", 8)
    place = 0
    while table.spanned and place < len(table.heads):
        spanner, end = table.heads[place].spanner, place
        while spanner and end + 1 < len(table.heads) and table.heads[end + 1].spanner == spanner:
            end += 1
        if spanner:
            cell = rows[0][place].merge(rows[0][end])
            fill_cell(cell, spanner, middle=True)
            rule_cell(cell, "bottom", 4)
        else:
            fill_cell(rows[0][place], "")
        place = end + 1


def _row(table: PackTable, row: PackRow, cells: list[Any]) -> None:
    from docx.shared import Inches

    for place, (cell, head, value) in enumerate(zip(cells, table.heads, row.cells, strict=True)):
        fill_cell(cell, bare(value), right=head.numeric, bold=row.branch and not place)
        if not place and row.depth:
            cell.paragraphs[0].paragraph_format.left_indent = Inches(0.15 * row.depth)


def fill_cell(
    cell: Any,
    words: str,
    *,
    right: bool = False,
    middle: bool = False,
    bold: bool = False,
    italic: bool = False,
    after: bool = False,
) -> None:
    """A cell's words, a paragraph a line; `after` those that it has."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for number, line in enumerate(clean(words).split("\n")):
        paragraph = cell.add_paragraph() if number or after else cell.paragraphs[0]
        run = paragraph.add_run(line)
        run.font.size, run.bold, run.italic = Pt(SMALL), bold, italic
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.space_before = Pt(1)
        paragraph.paragraph_format.line_spacing = 1.0
        if right or middle:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.CENTER


def rule_cell(cell: Any, side: str, eighths: int) -> None:
    """A line at one side of a cell, so many eighths of a point wide."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    settings = cell._tc.get_or_add_tcPr()  # noqa: SLF001
    borders = settings.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        settings.append(borders)
    line = OxmlElement(f"w:{side}", {qn("w:val"): "single", qn("w:sz"): str(eighths), qn("w:color"): "000000"})
    # The schema wants the top before the bottom.
    borders.insert(0, line) if side == "top" else borders.append(line)


def keep_with_next(cells: list[Any]) -> None:
    """A head is not left behind at the end of a page."""
    for paragraph in (paragraph for cell in cells for paragraph in cell.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def set_widths(grid: Any, widths: Sequence[float]) -> None:
    """The columns' widths in inches. Word reads those of the cells, LibreOffice those of the columns."""
    from docx.shared import Inches

    grid.autofit = False
    for column, part in zip(grid.columns, widths, strict=True):
        column.width = Inches(part)
    for row in grid.rows:
        for cell, part in zip(row.cells, widths, strict=True):
            cell.width = Inches(part)


def keep_row(row: Any) -> None:
    """The row stays on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def repeat_head(row: Any) -> None:
    """The row comes again at the top of each page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def _notes(document: "Document", table: PackTable) -> None:
    from docx.shared import Pt

    for number, words in enumerate(notes_of(table)):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0 if number else 4)
        paragraph.paragraph_format.space_after = Pt(2)
        if not number:
            run = paragraph.add_run(_("Note.") + " ")
            run.italic, run.font.size = True, Pt(SMALL)
        paragraph.add_run(clean(words)).font.size = Pt(SMALL)
