"""What an importer found in a file: frozen, without the database, ready to be shown before anything is written."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader should check: what was met, the words it was met in, and what was done about it.

    `line` counts from 1: lines of a text file, paragraphs of a Word file (empty ones too); None is the whole file.
    The texts are in the language that was active while the file was read.
    """

    line: int | None
    what: str
    quote: str = ""
    outcome: str = ""

    @property
    def message(self) -> str:
        """All of it in one line."""
        quoted = f"{self.what} {self.quote}" if self.quote else self.what
        return f"{quoted}. {self.outcome}" if self.quote and self.outcome else f"{quoted} {self.outcome}".strip()


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A line of the file that is not part of the text, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rare label that is probably another one misspelt. Nothing is merged unless the reader says so."""

    from_label: str
    to_label: str
    reason: str


@dataclass(frozen=True, slots=True)
class DraftTurn:
    """Characters `start` to `end` (half-open, code points) of the draft's text, with who speaks and when.

    `label` is None where nobody was named. `begins_ms` and `ends_ms` are None where the file gives no time.
    `line` is where the turn begins in the file.
    """

    start: int
    end: int
    label: str | None
    begins_ms: int | None
    line: int
    ends_ms: int | None = None

    @property
    def spoken(self) -> bool:
        """Whether the file names a speaker or a time; otherwise this is a plain paragraph."""
        return self.label is not None or self.begins_ms is not None


@dataclass(frozen=True, slots=True)
class Draft:
    """One transcript as it would be stored.

    `turns` are the rows to store, in order and disjoint; they cover `text` but for one newline between two of them.
    `paragraphs` counts the paragraphs of `text`, whether spoken or not. `header` stands before the first turn.
    """

    format: str
    text: str
    turns: tuple[DraftTurn, ...]
    paragraphs: int
    header: tuple[LeftLine, ...] = ()
    left_over: tuple[LeftLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def speakers(self) -> dict[str, int]:
        """Turns of each label, as found in the file, in order of appearance."""
        return dict(Counter(turn.label for turn in self.turns if turn.label is not None))

    @property
    def turns_labelled(self) -> int:
        """Turns that the file labelled or timed. Plain paragraphs do not count."""
        return sum(turn.spoken for turn in self.turns)

    @property
    def has_timestamps(self) -> bool:
        """Whether at least one turn has a time."""
        return any(turn.begins_ms is not None for turn in self.turns)

    @property
    def first_words(self) -> str:
        """The first eight words of the first turn; empty when there is none."""
        return " ".join(self.words_of(0)[:8])

    @property
    def last_words(self) -> str:
        """The last eight words of the last turn; empty when there is none."""
        return " ".join(self.words_of(-1)[-8:])

    def words_of(self, index: int) -> list[str]:
        """The words of one turn, counted from either end; of a paragraph where nobody is named and nothing timed."""
        turns = [turn for turn in self.turns if turn.spoken] or self.turns
        return self.text[turns[index].start : turns[index].end].split() if turns else []
