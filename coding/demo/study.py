"""Read the demo study's files: plan, interviews, codings. Plain Python, no Django.

The format is told in README.md beside this file; check.py tells whether the files keep to it.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NBSP = "\u00a0"
ELLIPSIS = " [...] "
INTERVIEWER = "Intervieweuse"
HEADER = ["coder", "code", "rating", "direction", "memo", "quote"]
SENTENCE = 6
LABEL = re.compile(r"^([^\W\d_][^\n:]{0,30}?)[ \u00a0\u202f]:[ \u00a0]")
SENTENCE_END = re.compile(r"[.!?\u2026\n]+")


@dataclass(frozen=True)
class Turn:
    """What one speaker says: `start` and `end` are offsets in the file's text, label left out."""

    speaker: str
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class Coding:
    """One row of a codings file, with the range its quote resolved to (None when it did not)."""

    coder: str
    code: str
    rating: str
    direction: str
    memo: str
    span: tuple[int, int] | None
    line: int


@dataclass
class Interview:
    """One interview as found on disk, and how many words it has."""

    number: str
    pseudonym: str
    text: str = ""
    turns: list[Turn] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    words: int = 0


@dataclass(frozen=True)
class Planned:
    """One row of plan.tsv."""

    coders: str
    direction: str
    rating: str


@dataclass(frozen=True)
class Round:
    """Transcripts that both coders code without seeing each other; `trainee` are those that the trainee codes too."""

    number: int
    name: str
    begins: date
    seed: int
    transcripts: tuple[str, ...]
    trainee: tuple[str, ...]

    def coders(self, transcript: str) -> str:
        """The letters of those who code a transcript of the round."""
        return "ABT" if transcript in self.trainee else "AB"


def told(name: str) -> Any:
    """What a JSON file of this folder holds."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def read_rounds() -> list[Round]:
    """The rounds in order; together they have every transcript once."""
    return [
        Round(
            row["number"],
            row["name"],
            date.fromisoformat(row["begins"]),
            row["seed"],
            tuple(row["transcripts"]),
            tuple(row["trainee"]),
        )
        for row in told("rounds.json")
    ]


def table(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated file of this folder."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def codings(number: str) -> list[dict[str, str]]:
    """The rows of an interview's codings file."""
    (path,) = (HERE / "codings").glob(f"{number}-*.tsv")
    return table(f"codings/{path.name}")


def read_plan() -> dict[str, dict[str, Planned]]:
    """Interview number -> code -> what is planned."""
    plan: dict[str, dict[str, Planned]] = defaultdict(dict)
    for row in table("plan.tsv"):
        plan[row["nn"]][row["code"]] = Planned(row["coders"], row["direction"], row["rating"])
    return plan


def read_turns(text: str) -> list[Turn]:
    """The labelled blocks after the header; a block without a label has an empty speaker."""
    turns: list[Turn] = []
    for block in re.finditer(r"(?:[^\n]+\n?)+", text):
        if not turns and block.start() == 0:
            continue
        label = LABEL.match(block.group())
        start = block.start() + (label.end() if label else 0)
        end = block.start() + len(block.group().rstrip())
        line = text.count("\n", 0, block.start()) + 1
        turns.append(Turn(label.group(1) if label else "", start, end, line))
    return turns


def count_words(text: str) -> int:
    """White-space separated words that hold a letter or a digit."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def places(text: str, part: str) -> list[int]:
    """Every offset at which `part` begins, overlapping ones too."""
    found: list[int] = []
    at = text.find(part) if part else -1
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found


def resolve(text: str, quote: str) -> tuple[int, int]:
    """The range a quote (or `first words [...] last words`) names; ValueError says why not."""
    found = []
    for part in quote.split(ELLIPSIS):
        at = places(text, part)
        if len(at) != 1:
            hint = "" if at or not places(plain(text), plain(part)) else " (apostrophe or space)"
            raise ValueError(f"found {len(at)} times, wanted once{hint}: {part[:60]}")
        found.append((at[0], at[0] + len(part)))
    if len(found) > 2 or found[-1][1] < found[0][1]:
        raise ValueError(f"the ends are not in order, or more than two: {quote[:60]}")
    return found[0][0], found[-1][1]


def plain(text: str) -> str:
    """The text with straight apostrophes and plain spaces, as long as before."""
    return text.replace("\u2019", "'").replace(NBSP, " ").replace("\u202f", " ")


def sentences(talk: Interview) -> list[tuple[str, int]]:
    """The participant's sentences of six words and more, case and punctuation apart; lines."""
    found = []
    for turn in talk.turns:
        if turn.speaker == INTERVIEWER:
            continue
        at = turn.start
        for raw in SENTENCE_END.split(talk.text[turn.start : turn.end]):
            at = talk.text.index(raw, at)
            words = re.findall(r"\w+", raw.casefold())
            if len(words) >= SENTENCE:
                found.append((" ".join(words), talk.text.count("\n", 0, at) + 1))
            at += len(raw)
    return found
