"""Figures as pictures of 300 dots an inch, for slides and print."""

from typing import BinaryIO

from reports.document import Report
from reports.exporters.figures import draw

KIND = "png"
CONTENT_TYPE = "image/png"


def write(report: Report, target: BinaryIO) -> None:
    """The report's figures, one under the other. Raises CannotWrite for a report without one."""
    draw(report, target, form=KIND)
