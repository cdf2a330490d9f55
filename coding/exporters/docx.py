"""Word documents for reading: each row is a paragraph or more, its last column the text, the others its heading."""

from io import BytesIO

from interviews.exporters.table import NOT_IN_XML, Table, words

KIND = "docx"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(table: Table) -> bytes:
    """The table as bytes: the title, then for each row one line of facts and its text, paragraphs kept."""
    from docx import Document

    document = Document()
    document.core_properties.title = clean(table.title)
    document.core_properties.author = ""
    document.add_heading(clean(table.title), level=1)
    for row in table.rows:
        *facts, text = (clean(words(cell)) for cell in row)
        document.add_heading(" · ".join(fact for fact in facts if fact), level=3)
        for paragraph in text.split("\n"):
            if paragraph.strip():
                document.add_paragraph(paragraph)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return NOT_IN_XML.sub("", text)
