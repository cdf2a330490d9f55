"""What the checks of the demo study say: problems, which fail them, and warnings."""

import sys


class Report:
    """Problems (they fail the check) and warnings, printed as file:line: message."""

    def __init__(self) -> None:
        self.problems = 0
        self.warnings = 0

    def problem(self, file: str, line: int, message: str) -> None:
        self.problems += 1
        say(f"{file}:{line}: {message}")

    def warn(self, file: str, line: int, message: str) -> None:
        self.warnings += 1
        say(f"{file}:{line}: warning: {message}")


class Silence(Report):
    """A report that neither prints nor counts."""

    def problem(self, file: str, line: int, message: str) -> None:
        """Say nothing."""

    def warn(self, file: str, line: int, message: str) -> None:
        """Say nothing."""


def say(line: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(line + "\n")
