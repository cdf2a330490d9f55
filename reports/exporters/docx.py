"""Word documents for reading: paragraphs, tables, and quotations with their sources."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from coding.exporters.docx import clean
from reports.document import Report, Table, said_fictional, worded
from reports.exporters.still import moment, still

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
    document.core_properties.created = document.core_properties.modified = moment(report.at)
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
    package = BytesIO()
    document.save(package)
    still(package, target)


def _quotations(document: "Document", report: Report) -> None:
    """Written as elements: python-docx looks through the whole body for each paragraph that it adds."""
    names = {name: document.styles[name].style_id for name in ("Heading 2", "Quote", "Caption")}
    end = document.element.body.sectPr
    for said in report.quotations:
        if said.heading:
            end.addprevious(_paragraph(names["Heading 2"], ((said.heading, False),)))
        # What was coded stands out from the words around it.
        emphasis = bool(said.before or said.after)
        words = ((said.before, False), (said.quote, emphasis), (said.after, False))
        end.addprevious(_paragraph(names["Quote"], words))
        end.addprevious(_paragraph(names["Caption"], ((said.source, False),)))


def _paragraph(style: str, runs: Iterable[tuple[str, bool]]) -> Any:
    """A paragraph of (text, bold) runs; a line break in a text is one in the paragraph."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = OxmlElement("w:p")
    kind = OxmlElement("w:pStyle", {qn("w:val"): style})
    settings = OxmlElement("w:pPr")
    settings.append(kind)
    paragraph.append(settings)
    for text, bold in runs:
        for number, line in enumerate(clean(text).split("\n") if text else ()):
            run = OxmlElement("w:r")
            if bold:
                look = OxmlElement("w:rPr")
                look.append(OxmlElement("w:b"))
                run.append(look)
            if number:
                run.append(OxmlElement("w:br"))
            words = OxmlElement("w:t", {qn("xml:space"): "preserve"})
            words.text = line
            run.append(words)
            paragraph.append(run)
    return paragraph


def _table(document: "Document", table: Table) -> None:
    document.add_heading(clean(table.title), level=2)
    grid = document.add_table(rows=1, cols=len(table.columns), style="Light List")
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = clean(column.label)
    for row in table.rows:
        for place, (cell, value) in enumerate(zip(grid.add_row().cells, row.cells, strict=True)):
            cell.text = ("\u2003" * row.depth if not place else "") + clean(worded(value))
