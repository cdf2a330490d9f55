"""The methods paragraph and the filled checklists as a Word document; blanks are marked as blanks."""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coding.exporters.docx import clean
from reports.exporters.still import still
from reports.exporters.talk.docx import fill_cell, repeat_head, rule_cell, settle
from reports.pack import Checklist, Pack

if TYPE_CHECKING:
    from docx.document import Document

NAME = "methods.docx"
WIDTHS = (0.6, 2.1, 3.8)


def write(pack: Pack, target: BinaryIO, *, written: Mapping[str, str] | None = None) -> None:
    """Paragraph, then each checklist; `written` are a person's own answers by item, as "coreq-1"."""
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
    for checklist in pack.methods.checklists:
        _checklist(document, checklist, written or {})
    package = BytesIO()
    document.save(package)
    still(package, target)


def _checklist(document: "Document", checklist: Checklist, written: Mapping[str, str]) -> None:
    from docx.shared import Inches

    document.add_heading(f"{checklist.name} ({clean(checklist.source)})", level=1)
    grid = document.add_table(rows=1, cols=3)
    grid.autofit = False
    heads = (_("Item"), _("What is asked"), _("What the record says"))
    domain = ""
    _row(grid.rows[0], heads)
    repeat_head(grid.rows[0])
    for item in checklist.items:
        if item.domain != domain:
            domain = item.domain
            _row(grid.add_row(), ("", domain, ""), bold=True)
        answer = written.get(f"{checklist.key}-{item.code}", "").strip()
        said = " ".join(filter(None, (item.answer, answer))) or _("[to fill in]")
        _row(grid.add_row(), (item.code, item.label, said))
    for row in grid.rows:
        for cell, wide in zip(row.cells, WIDTHS, strict=True):
            cell.width = Inches(wide)
            rule_cell(cell, "bottom", 2)


def _row(row: Any, words: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, words, strict=True):
        fill_cell(cell, text, bold=bold)
