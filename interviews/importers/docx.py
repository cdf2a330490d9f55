"""Word transcripts (.docx): the body in order, insertions kept, deletions and comments never in the text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.importers.clean import check_length, check_size, clean, kind_of
from interviews.importers.draft import Draft, Problem
from interviews.importers.errors import UnreadableFile
from interviews.importers.marks import Line
from interviews.importers.office import Package
from interviews.importers.turns import draft_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

key = "docx"
label = gettext_lazy("Word")
extensions = (".docx", ".docm")

_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_TABLE_OF_CONTENTS = re.compile(
    r"(?:toc|tm|tdc|verzeichnis|inhopg|inhaltsverzeichnis)\s?(?:\d|heading|$)|toc heading", re.IGNORECASE
)
_HEADING = re.compile(r"(?:heading|title|titre|titel|berschrift|überschrift|ttulo|título|kop)\s?\d?$", re.IGNORECASE)
_APART_LENGTH = 60


@dataclass(slots=True)
class Body:
    """What the walk through the body has found so far. `number` is the paragraph being read."""

    w: str
    styles: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    number: int = 0
    met: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    joined: str = ""

    def meet(self, what: str) -> None:
        """Remember something that the text will not show, and where it was first."""
        self.met[what] += 1
        self.first.setdefault(what, self.number)


def recognises(content: bytes, name: str) -> bool:
    """A zip that holds a Word part, or any file that is named as a Word file."""
    return name.lower().endswith(extensions) or (kind_of(content) == "zip" and b"word/" in content)


def read(content: bytes, name: str, *, keep: frozenset[int] = frozenset()) -> Draft:  # noqa: ARG001 - the protocol gives both
    """The Draft of a Word file, paragraph by paragraph. Raises UnreadableFile."""
    check_size(content)
    if kind_of(content) != "zip":
        raise UnreadableFile(
            _(
                "This file is named .docx but is no Word file. If it is plain text, rename it to .txt; otherwise "
                "save it again from Word."
            )
        )
    body = body_of(Package(content))
    check_length(sum(len(line.text) for line in body.lines))
    return draft_of(body.lines, format_key=key, problems=left_out(body), keep=keep)


def body_of(package: Package) -> Body:
    """The lines of the main part, and what they cannot show."""
    name = package.main_part()
    root = package.xml(name)
    w = next((space for space in _NAMESPACES if root.tag == f"{space}document"), None)
    found = root.find(f"{w}body") if w else None
    if w is None or found is None:
        raise UnreadableFile(
            _(
                "This Office file is not a Word document. Choose a .docx, .txt or .vtt file; spreadsheets are "
                "imported under Participants or Codebook."
            )
        )
    body = Body(w, styles_of(package, package.sibling(name, "styles.xml"), w))
    read_blocks(found, body)
    if body.joined:
        body.lines.append(Line(body.number, clean(body.joined)))
    return body


def styles_of(package: Package, part: str, w: str) -> dict[str, str]:
    """The English name of each style by its id, which Word translates ("Titre1" is "heading 1")."""
    if not package.has(part):
        return {}
    named = {}
    for style in package.xml(part).iterchildren(f"{w}style"):
        name = style.find(f"{w}name")
        named[style.get(f"{w}styleId", "")] = name.get(f"{w}val", "") if name is not None else ""
    return named


def read_blocks(parent: "Element", body: Body) -> None:
    """Paragraphs, tables and content controls in order."""
    w = body.w
    for child in parent:
        if child.tag == f"{w}p":
            read_paragraph(child, body)
        elif child.tag == f"{w}tbl":
            read_table(child, body)
        elif child.tag == f"{w}sdt":
            gallery = child.find(f"{w}sdtPr/{w}docPartObj/{w}docPartGallery")
            content = child.find(f"{w}sdtContent")
            if gallery is not None and gallery.get(f"{w}val") == "Table of Contents":
                body.meet("contents")
            elif content is not None:
                read_blocks(content, body)
        elif child.tag in (f"{w}ins", f"{w}moveTo", f"{w}customXml", f"{w}smartTag"):
            read_blocks(child, body)


def read_paragraph(paragraph: "Element", body: Body) -> None:
    """One paragraph; a line break in it begins another line of the same number."""
    body.number += 1
    w = body.w
    properties = paragraph.find(f"{w}pPr")
    style = ""
    if properties is not None:
        named = properties.find(f"{w}pStyle")
        style = body.styles.get(named.get(f"{w}val", ""), named.get(f"{w}val", "")) if named is not None else ""
        if style and _TABLE_OF_CONTENTS.match(style):
            body.meet("contents")
            return
        if properties.find(f"{w}numPr") is not None:
            body.meet("numbers")
    text, apart = text_of(paragraph, body)
    text, apart = body.joined + text, 0 if body.joined else apart
    # A deleted paragraph mark joins this paragraph to the next, as Word shows it once the change is accepted.
    body.joined = ""
    if properties is not None and properties.find(f"{w}rPr/{w}del") is not None:
        body.joined = text
        return
    heading = bool(style and _HEADING.match(style))
    for position, piece in enumerate(clean(text).split("\n")):
        body.lines.append(Line(body.number, piece, apart if position == 0 and apart <= len(piece) else 0, heading))


def text_of(paragraph: "Element", body: Body) -> tuple[str, int]:
    """The visible text of a paragraph, and how many characters at its start are bold while the rest is not."""
    pieces: list[str] = []
    apart, bold_so_far = 0, True
    for run in runs_of(paragraph, body):
        text = run_text(run, body)
        if not text:
            continue
        if bold_so_far and (text.isspace() or is_bold(run, body)):
            apart += len(text)
        else:
            bold_so_far = False
        pieces.append(text)
    whole = "".join(pieces)
    return whole, apart if apart <= _APART_LENGTH and whole[:apart].strip() else 0


def runs_of(parent: "Element", body: Body) -> Iterator["Element"]:
    """The runs that are shown once all changes are accepted, wherever links and controls have put them."""
    w = body.w
    run, skipped = f"{w}r", (f"{w}pPr", f"{w}del", f"{w}moveFrom")
    for child in parent:
        tag = child.tag
        if tag == run:
            yield child
        elif tag in skipped:
            if tag != f"{w}pPr":
                body.meet("changes")
        elif len(child):
            if tag in (f"{w}ins", f"{w}moveTo"):
                body.meet("changes")
            yield from runs_of(child, body)


def run_text(run: "Element", body: Body) -> str:
    """The text of one run, with its tabs and line breaks."""
    w = body.w
    pieces = []
    for child in run:
        name = child.tag[len(w) :] if child.tag.startswith(w) else child.tag
        if name == "t":
            pieces.append(child.text or "")
        elif name in ("tab", "ptab"):
            pieces.append("\t")
        elif name in ("br", "cr"):
            pieces.append("\n")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name in ("footnoteReference", "endnoteReference"):
            body.meet("notes")
        elif name == "commentReference":
            body.meet("comments")
        elif name in ("drawing", "pict", "object", _ALTERNATE):
            body.meet("boxes" if next(child.iter(f"{w}txbxContent"), None) is not None else "pictures")
    return "".join(pieces)


def is_bold(run: "Element", body: Body) -> bool:
    """Whether a run is bold by itself or by the style "Strong"."""
    w = body.w
    properties = run.find(f"{w}rPr")
    if properties is None:
        return False
    bold = properties.find(f"{w}b")
    if bold is not None:
        return bold.get(f"{w}val", "1") not in ("0", "false", "off")
    style = properties.find(f"{w}rStyle")
    return style is not None and body.styles.get(style.get(f"{w}val", ""), "") == "Strong"


def read_table(table: "Element", body: Body) -> None:
    """A table row by row: short first cells are set apart, as columns for the speaker and the time are."""
    w = body.w
    for row in table.iter(f"{w}tr"):
        if next(row.iterancestors(f"{w}tbl")) is not table:
            continue
        cells = [cell_lines(cell, body) for cell in row.iterchildren(f"{w}tc")]
        spoken = [cell for cell in cells if cell]
        if len(spoken) > 1 and all(len(cell) == 1 for cell in spoken[:-1]):
            first, *others = spoken[-1]
            before = "\t".join(cell[0].text for cell in spoken[:-1])
            apart = len(before) if len(before) <= _APART_LENGTH else 0
            body.lines += [Line(spoken[0][0].number, f"{before}\t{first.text}", apart), *others]
        else:
            body.lines += [line for cell in spoken for line in cell]


def cell_lines(cell: "Element", body: Body) -> list[Line]:
    """The lines of one cell that hold words."""
    before = len(body.lines)
    read_blocks(cell, body)
    found = [line for line in body.lines[before:] if line.text.strip()]
    del body.lines[before:]
    return found


def left_out(body: Body) -> list[Problem]:
    """What the file shows in Word and the text does not."""
    told = {
        "changes": (
            _("This file has tracked changes."),
            _("Insertions are kept and deletions dropped, as if all were accepted."),
        ),
        "comments": (_("This file has comments."), _("They are not part of the text.")),
        "notes": (
            _("This file has footnotes or endnotes."),
            _("They are not part of the text. Copy what was said into the paragraph."),
        ),
        "numbers": (
            _("Word numbers these paragraphs by itself."),
            _("The numbers are not part of the text. Type those that you need."),
        ),
        "boxes": (
            _("There is a text box."),
            _("Its words are left out. Copy them into a paragraph if they were said."),
        ),
        "contents": (
            _("There is a table of contents."),
            _("It is left out. Check that this is a transcript and no report."),
        ),
    }
    return [Problem(body.first[what], told[what][0], outcome=told[what][1]) for what in body.met if what in told]
