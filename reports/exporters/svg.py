"""Figures as drawings that keep their sharpness and their text."""

from typing import BinaryIO

from reports.document import Report
from reports.exporters.figures import draw

KIND = "svg"
CONTENT_TYPE = "image/svg+xml"


def write(report: Report, target: BinaryIO) -> None:
    """The report's figures, one under the other. Raises CannotWrite for a report without one."""
    draw(report, target, form=KIND)
