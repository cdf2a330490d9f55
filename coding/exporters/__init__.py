"""Tables of the reading as files: the formats of every table, and a document to read."""

from coding.exporters import docx
from interviews.exporters import EXPORTERS as TABLES
from interviews.exporters import Exporter, Table

EXPORTERS: tuple[Exporter, ...] = (*TABLES, docx)
KINDS: dict[str, Exporter] = {exporter.KIND: exporter for exporter in EXPORTERS}

__all__ = ["EXPORTERS", "KINDS", "Exporter", "Table"]
