"""Word documents for reading: paragraphs, tables, and quotations with their sources."""

from typing import TYPE_CHECKING, BinaryIO

from coding.exporters.docx import clean
from reports.document import Quotation, Report, Table, said_fictional, worded

if TYPE_CHECKING:
    from docx.document import Document

KIND = "docx"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(report: Report, target: BinaryIO) -> None:
    """Title, paragraphs, then quotations where there are any, tables otherwise, and the notes."""
    from docx import Document

    document = Document()
    document.core_properties.title = clean(report.title)
    document.core_properties.author = ""
    document.add_heading(clean(report.title), level=1)
    for line in filter(None, (report.project_name, said_fictional(report), *report.paragraphs)):
        document.add_paragraph(clean(line))
    if report.quotations:
        _quotations(document, report)
    else:
        for table in report.tables:
            _table(document, table)
    for note in report.notes:
        document.add_paragraph(clean(note), style="Caption")
    document.save(target)


def _quotations(document: "Document", report: Report) -> None:
    heading, quote = document.styles["Heading 2"], document.styles["Quote"]
    caption = document.styles["Caption"]
    for said in report.quotations:
        if said.heading:
            document.add_paragraph(clean(said.heading), style=heading)
        _quotation(document, said, style=quote)
        document.add_paragraph(clean(said.source), style=caption)


def _quotation(document: "Document", said: Quotation, *, style: object) -> None:
    paragraph = document.add_paragraph(style=style)  # type: ignore[arg-type]
    # What was coded stands out from the words around it.
    for words, coded in ((said.before, False), (said.quote, True), (said.after, False)):
        if words:
            run = paragraph.add_run(clean(words))
            run.bold = coded and bool(said.before or said.after)


def _table(document: "Document", table: Table) -> None:
    document.add_heading(clean(table.title), level=2)
    grid = document.add_table(rows=1, cols=len(table.columns), style="Light List")
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = clean(column.label)
    for row in table.rows:
        for place, (cell, value) in enumerate(zip(grid.add_row().cells, row.cells, strict=True)):
            cell.text = ("\u2003" * row.depth if not place else "") + clean(worded(value))
