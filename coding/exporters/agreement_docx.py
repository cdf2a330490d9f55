"""The table of a round's agreement as a Word document for an article: the method in words, then a table."""

from collections.abc import Sequence
from io import BytesIO

from coding.exporters.docx import clean

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(title: str, paragraphs: Sequence[str], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The document as bytes; the first column is text, the others are set to the right."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    document.core_properties.title = clean(title)
    document.core_properties.author = ""
    document.add_heading(clean(title), level=1)
    for paragraph in paragraphs:
        document.add_paragraph(clean(paragraph))
    table = document.add_table(rows=1, cols=len(columns), style="Light List")
    for cell, words in zip(table.rows[0].cells, columns, strict=True):
        cell.text = clean(words)
    for row in rows:
        for place, (cell, words) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = clean(words)
            if place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
