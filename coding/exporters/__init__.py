"""Tables of the reading as files: the formats of every table, and a document to read."""

from types import ModuleType

from coding.exporters import agreement_docx, agreement_forest, docx
from interviews.exporters import EXPORTERS as TABLES
from interviews.exporters import Exporter, Table

EXPORTERS: tuple[Exporter, ...] = (*TABLES, docx)
KINDS: dict[str, Exporter] = {exporter.KIND: exporter for exporter in EXPORTERS}
# What is written of a round beside its tables: an article's page, a figure.
OF_A_ROUND: tuple[ModuleType, ...] = (agreement_docx, agreement_forest)

__all__ = ["EXPORTERS", "KINDS", "OF_A_ROUND", "Exporter", "Table"]
