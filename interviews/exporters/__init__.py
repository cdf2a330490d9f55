"""Tables as files. One module a format: KIND, CONTENT_TYPE, write(Table) -> bytes."""

from typing import Protocol

from interviews.exporters import csv, xlsx
from interviews.exporters.table import Table


class Exporter(Protocol):
    """A file format. `write` takes the whole table and gives the whole file."""

    KIND: str
    CONTENT_TYPE: str

    def write(self, table: Table) -> bytes: ...


EXPORTERS: tuple[Exporter, ...] = (csv, xlsx)
KINDS: dict[str, Exporter] = {exporter.KIND: exporter for exporter in EXPORTERS}

__all__ = ["EXPORTERS", "KINDS", "Exporter", "Table"]
