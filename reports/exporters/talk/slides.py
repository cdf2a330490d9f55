"""What every slide has: a claim as its title, a source line, notes, words that fit, and a number."""

import re
from copy import deepcopy
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _

from coding.exporters.docx import clean
from reports.exporters.still import StillZip, moment, still
from reports.exporters.talk.fit import fitting
from reports.pack import Pack

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

# Inches.
WIDE, HIGH, EDGE, TOP, FOOT = 13.333, 7.5, 0.6, 1.75, 6.95
INK, SECOND, GREY, LINE, ACCENT = "1F1C18", "57524A", "6B655B", "BDB6AA", "214DBA"
SERIF, SANS = "Times New Roman", "Arial"
CULTURES = {"fr": "fr-CA", "en": "en-CA"}
TITLE_ONLY = 5
WRITTEN_AT = re.compile(rb"(<dcterms:\w+[^>]*>)[^<]*(</)")


class Deck:
    """A presentation that grows; `pack` says language and source of every slide."""

    def __init__(self, pack: Pack) -> None:
        from pptx import Presentation
        from pptx.util import Inches

        self.pack = pack
        self.show: Presentation = Presentation()
        self.show.slide_width, self.show.slide_height = Inches(WIDE), Inches(HIGH)
        _widen(self.show)
        core = self.show.core_properties
        core.title, core.author = clean(pack.title), ""
        core.created = core.modified = moment(pack.at)
        core.language = CULTURES.get(pack.language, pack.language)

    def slide(self, claim: str, *, label: str = "", notes: tuple[str, ...] = ()) -> "Slide":
        """A new slide with this claim as its title; `label` says which table, figure or finding it is."""
        slide = self.show.slides.add_slide(self.show.slide_layouts[TITLE_ONLY])
        title = slide.shapes.title
        assert title is not None  # noqa: S101  # the layout has one
        place(title, EDGE, 0.55, WIDE - 2 * EDGE, 1.1)
        size, words = fitting(clean(claim), wide=72 * (WIDE - 2 * EDGE - 0.1), high=72 * 1.1, sizes=range(28, 13, -2))
        self.write(title.text_frame, words, size=size, typeface=SERIF)
        if label:
            self.text(slide, label, (EDGE, 0.28, 8, 0.3), size=12, colour=ACCENT, bold=True)
        self._foot(slide)
        said = [clean(line) for line in notes if line]
        slide.notes_slide.notes_text_frame.text = "\n\n".join(said)
        return slide

    def save(self, target: BinaryIO) -> None:
        """Write the presentation. The workbook behind each chart says when its numbers were made, not when written."""
        for part in self.show.part.package.iter_parts():
            if part.partname.endswith(".xlsx"):
                part._blob = _still_workbook(part.blob, at=moment(self.pack.at))  # noqa: SLF001
        package = BytesIO()
        self.show.save(package)
        still(package, target)

    def _foot(self, slide: "Slide") -> None:
        source = " · ".join(filter(None, (_("Source: %(source)s") % {"source": self.pack.source}, self.pack.fiction)))
        size, words = fitting(clean(source), wide=72 * 11, high=14.4, sizes=(11, 10, 9, 8))
        self.text(slide, words, (EDGE, FOOT, 11.4, 0.3), size=size, colour=GREY)
        box = self.text(slide, "", (WIDE - EDGE - 1, FOOT, 1, 0.3), size=11, colour=GREY, align="r")
        _number(box.text_frame.paragraphs[0])

    def text(self, slide: "Slide", words: str, box: tuple[float, float, float, float], **look: Any) -> Any:
        """A box of words at (left, top, width, height) in inches."""
        from pptx.util import Inches

        shape = slide.shapes.add_textbox(*(Inches(part) for part in box))
        self.write(shape.text_frame, words, **look)
        return shape

    def write(
        self,
        frame: Any,
        words: str,
        *,
        size: float,
        typeface: str = SANS,
        colour: str = INK,
        bold: bool = False,
        italic: bool = False,
        align: str = "l",
    ) -> None:
        """Fill a text frame; each line is a paragraph. What the box is too small for was cut before."""
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN

        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
        for number, line in enumerate(clean(words).split("\n")):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            paragraph.alignment = {"l": PP_ALIGN.LEFT, "r": PP_ALIGN.RIGHT, "c": PP_ALIGN.CENTER}[align]
            run = paragraph.add_run()
            run.text = line
            self.look(run.font, size=size, typeface=typeface, colour=colour, bold=bold, italic=italic)

    def look(
        self,
        font: Any,
        *,
        size: float,
        typeface: str = SANS,
        colour: str = INK,
        bold: bool = False,
        italic: bool = False,
    ) -> None:
        """Set a run's type, and the language that its spelling is checked in."""
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        font.name, font.size, font.bold, font.italic = typeface, Pt(size), bold, italic
        font.color.rgb = RGBColor.from_string(colour)
        font._element.set("lang", CULTURES.get(self.pack.language, self.pack.language))  # noqa: SLF001


def place(shape: Any, left: float, top: float, wide: float, high: float) -> None:
    """Put a shape at this place, in inches."""
    from pptx.util import Inches

    shape.left, shape.top, shape.width, shape.height = (Inches(part) for part in (left, top, wide, high))


def rule(slide: "Slide", box: tuple[float, float, float, float]) -> None:
    """A straight line from (left, top) over (width, height), in inches."""
    from pptx.dml.color import RGBColor
    from pptx.enum.shapes import MSO_CONNECTOR
    from pptx.util import Inches, Pt

    left, top, wide, high = box
    ends = (Inches(part) for part in (left, top, left + wide, top + high))
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends).line
    line.color.rgb, line.width = RGBColor.from_string(ACCENT), Pt(1.5)


def describe(frame: Any, words: str) -> None:
    """The alternative text of a chart or a table."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(words))  # noqa: SLF001


def _widen(show: "Presentation") -> None:
    """Stretch the masters to the wide format, and set their theme in our type."""
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT

    for owner in (show.slide_master, *show.slide_layouts):
        for shape in owner.placeholders:
            shape.left, shape.width = int(shape.left * WIDE / 10), int(shape.width * WIDE / 10)
    theme = show.slide_master.part.part_related_by(RT.THEME)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', f'typeface="{SANS}"'.encode())  # noqa: SLF001


def _still_workbook(blob: bytes, *, at: datetime) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(blob)) as source, StillZip(made, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = WRITTEN_AT.sub(rb"\g<1>" + f"{at.isoformat()}Z".encode() + rb"\g<2>", content)
            target.writestr(name, content)
    return made.getvalue()


def _number(paragraph: Any) -> None:
    """The slide's number as a field, so that it stays right when slides are moved."""
    from lxml import etree
    from pptx.oxml.ns import qn

    run = paragraph.runs[0]._r  # noqa: SLF001
    field = etree.SubElement(
        run.getparent(), qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
    )
    field.append(deepcopy(run.find(qn("a:rPr"))))
    etree.SubElement(field, qn("a:t")).text = "1"
    run.getparent().replace(run, field)
