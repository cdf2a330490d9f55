"""Set French typography in interviews and their codings alike: python coding/demo/tidy.py 01 02

Apostrophes become curly, the space before : ; ? ! » and after « no-break. Texts and quotes change
in the same way, so quotes still resolve. Running it again changes nothing.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NBSP = "\u00a0"


def french(text: str) -> str:
    """The text with typographic apostrophes and no-break spaces."""
    text = re.sub(r"(?<=\w)'(?=\w|«)", "\u2019", text)
    text = re.sub(r"(?<=\S)[ \u202f](?=[:;?!»])", NBSP, text)
    return re.sub(r"«[ \u202f]", "«" + NBSP, text)


def main(numbers: list[str]) -> int:
    """Tidy the files of these interviews, and print the ones that changed."""
    for number in numbers:
        for file in [
            *HERE.glob(f"interviews/{number}-*.txt"),
            *HERE.glob(f"codings/{number}-*.tsv"),
        ]:
            before = file.read_text(encoding="utf-8")
            if french(before) != before:
                file.write_text(french(before), encoding="utf-8")
                sys.stdout.write(f"{file.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
