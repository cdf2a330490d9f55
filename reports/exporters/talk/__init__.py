"""The files of a talk pack, all from one object, so that a number is the same in each."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from reports.exporters.figures import Drawing
from reports.exporters.talk import docx, methods, pdf, pptx, xlsx
from reports.pack import Pack, as_report

Write = Callable[[BinaryIO], None]
DOCUMENTS = (pptx, docx, xlsx, pdf, methods)
PICTURES = ("svg", "png")


def files_of(pack: Pack) -> Iterator[tuple[str, Write]]:
    """Each file's name and what writes it."""
    for document in DOCUMENTS:
        yield f"{pack.stem}-{document.NAME}", partial(document.write, pack)
    for figure in pack.figures:
        drawing = Drawing(as_report(pack, figure))
        for form in PICTURES:
            yield f"{pack.stem}-{figure.key}.{form}", partial(drawing.write, form=form)
