"""Files that say when their numbers were made, not when they were written: the same report is the same bytes."""

import os
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# A moment for every part of every package: zip counts from 1980.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


class StillZip(ZipFile):
    """A zip in which no part has a time of its own."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        name = zinfo_or_arcname.filename if isinstance(zinfo_or_arcname, ZipInfo) else zinfo_or_arcname
        super().writestr(_part(name), data, *args, **kwargs)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002  # of one kind
        part = _part(str(arcname or filename))
        part.file_size = os.stat(filename).st_size  # noqa: PTH116  # as the library gives it
        with open(filename, "rb") as source, self.open(part, "w") as target:  # noqa: PTH123  # as above
            while some := source.read(1 << 16):
                target.write(some)


def _part(name: str) -> ZipInfo:
    part = ZipInfo(name, LONG_AGO)
    part.compress_type = ZIP_DEFLATED
    part.external_attr = 0o600 << 16
    return part


def still(package: BytesIO, target: BinaryIO) -> None:
    """The same package without times, into the target."""
    with ZipFile(package) as source, StillZip(target, "w", ZIP_DEFLATED) as made:
        for part in source.infolist():
            made.writestr(part.filename, source.read(part))


def moment(at: datetime) -> datetime:
    """A time as the properties of a document have it: in UTC, to the second, without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def stop_the_clock_of_fonts() -> None:
    """fontTools writes the time into each font that it embeds, unless the environment names one."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", "315532800")
