"""Reports as files. One module a format: KIND, CONTENT_TYPE, write(report, target)."""

from typing import BinaryIO, Protocol

from reports.document import Report
from reports.exporters import csv, docx, pdf, png, svg, xlsx
from reports.exporters.errors import CannotWrite


class Exporter(Protocol):
    """A file format. `write` puts the whole report into a binary target; raises CannotWrite with the reason."""

    KIND: str
    CONTENT_TYPE: str

    def write(self, report: Report, target: BinaryIO) -> None: ...


EXPORTERS: tuple[Exporter, ...] = (csv, xlsx, docx, pdf, svg, png)
KINDS: dict[str, Exporter] = {exporter.KIND: exporter for exporter in EXPORTERS}

__all__ = ["EXPORTERS", "KINDS", "CannotWrite", "Exporter"]
