"""Small files made for one test: text, Word and spreadsheet bytes, and a way to see a draft at a glance."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from openpyxl import Workbook

from interviews.importers import Draft, UnreadableFile, read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def read_text(*lines: str, name: str = "interview.txt", keep: frozenset[int] = frozenset()) -> Draft:
    """The draft of a text file with these lines; those numbered in `keep` are put into the text."""
    return read(name, "\n".join(lines).encode(), keep=keep)


def read_vtt(*lines: str) -> Draft:
    """The draft of a WebVTT file with these lines after its first."""
    return read("interview.vtt", "\n".join(["WEBVTT", "", *lines]).encode())


def spoken(draft: Draft) -> list[tuple[str | None, str]]:
    """Who says what, turn by turn."""
    return [(turn.label, draft.text[turn.start : turn.end]) for turn in draft.turns]


def timed(draft: Draft) -> list[tuple[str | None, int | None]]:
    """Who speaks when, turn by turn."""
    return [(turn.label, turn.begins_ms) for turn in draft.turns]


def messages(draft: Draft) -> list[tuple[int | None, str]]:
    """The problems by line."""
    return [(problem.line, problem.message) for problem in draft.problems]


def refusal(name: str, content: bytes) -> str:
    """Why a file is refused; empty when it is read, and then it has words."""
    try:
        draft = read(name, content)
    except UnreadableFile as error:
        return str(error)
    return "" if draft.text.strip() else "read without a word"


def word(*paragraphs: str) -> bytes:
    """A .docx as python-docx writes it."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(file: "docx.document.Document | Workbook") -> bytes:
    """The bytes of a document or workbook."""
    target = BytesIO()
    file.save(target)
    return target.getvalue()


def word_body(body: str, *, part: str = "word/document.xml", before: str = "", styles: str = "") -> bytes:
    """A .docx whose main part has this body; `before` stands before its root, `styles` inside its styles."""
    relation = f'<Relationship Id="r" Type="{OFFICE}" Target="{part}"/>'
    document = f'{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{RELS}">{relation}</Relationships>',
        part.lstrip("/"): f'<?xml version="1.0" encoding="UTF-8"?>{document}',
    }
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    return zipped({name: content.encode() for name, content in parts.items()})


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def paragraph(text: str) -> str:
    """One Word paragraph with one run."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(rows: Sequence[Sequence[object]], *, merged: Sequence[str] = ()) -> bytes:
    """An .xlsx with one sheet of these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    return saved(book)
