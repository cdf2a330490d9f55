"""The methods paragraph and the filled checklists as a Word document; blanks are marked as blanks."""

from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coding.exporters.docx import clean
from reports.exporters.still import still
from reports.exporters.talk.docx import fill_cell, keep_with_next, repeat_head, rule_cell, set_widths, settle
from reports.pack import Checklist, Pack

if TYPE_CHECKING:
    from docx.document import Document

NAME = "methods.docx"
WIDTHS = (0.6, 2.1, 3.8)


def write(pack: Pack, target: BinaryIO) -> None:
    """Paragraph, then each checklist: upright what the record says, in italics what people wrote, blanks as blanks."""
    from docx import Document
    from docx.enum.text import WD_COLOR_INDEX

    document = Document()
    settle(document, pack)
    document.add_paragraph(clean(pgettext("of an article", "Methods")), style="Title")
    for line in filter(None, (pack.title, pack.fiction, _("Source: %(source)s") % {"source": pack.source})):
        document.add_paragraph(clean(line))
    paragraph = document.add_paragraph()
    for words, is_blank in pack.methods.pieces:
        run = paragraph.add_run(clean(words) + " ")
        if is_blank:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    document.add_paragraph(
        _("In the checklists, what the record says stands upright; what people wrote is in italics.")
    )
    for checklist in pack.methods.checklists:
        _checklist(document, checklist)
    package = BytesIO()
    document.save(package)
    still(package, target)


def _checklist(document: "Document", checklist: Checklist) -> None:
    document.add_heading(f"{checklist.name} ({clean(checklist.source)})", level=1)
    grid = document.add_table(rows=1, cols=3)
    _row(grid.rows[0], (_("Item"), _("What is asked"), _("Answer")))
    repeat_head(grid.rows[0])
    for domain, items in groupby(checklist.items, key=lambda item: item.domain):
        head = grid.add_row()
        fill_cell(head.cells[0].merge(head.cells[2]), domain, bold=True)
        keep_with_next([*head.cells])
        for item in items:
            row = grid.add_row()
            _row(row, (item.code, item.label, item.answer or ("" if item.written else _("[to fill in]"))))
            _written(row.cells[2], item.written, after=bool(item.answer))
    set_widths(grid, WIDTHS)
    for cell in (cell for row in grid.rows for cell in row.cells):
        rule_cell(cell, "bottom", 2)


def _row(row: Any, words: tuple[str, ...]) -> None:
    for cell, text in zip(row.cells, words, strict=True):
        fill_cell(cell, text)


def _written(cell: Any, words: str, *, after: bool) -> None:
    """What people wrote, below what the record says."""
    if words:
        fill_cell(cell, words, italic=True, after=after)
