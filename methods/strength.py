"""The words a sentence may use for a share or a difference, tied to counts alone and never to a p. Keys, not sentences.

The cut points are a project's and are printed with its findings. Everything is compared in whole numbers: 17 of 20 are
85 %, whatever a float says. Source: docs/methods.md, words for shares and differences (a convention of this project).
"""

from dataclasses import dataclass
from typing import Literal

from methods.proportions import Count, checked

DifferenceWord = Literal["negligible", "slight", "moderate", "marked", "very_marked"]
ShareWord = Literal["all", "almost_all", "most", "several", "few", "none"]


class BadCuts(ValueError):
    """Cut points that do not rise, or lie outside of what they cut."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where words begin, in whole percentage points and per cent.

    `slight` to `very_marked` rise from above 0 to 100: differences from each on, "negligible" below the first.
    `several`, `most`, `almost_all` rise likewise: "several" and "almost all" from their cut on, "most" above its own.
    "all" and "none" are what they say. Raises BadCuts.
    """

    slight: int = 10
    moderate: int = 20
    marked: int = 40
    very_marked: int = 60
    several: int = 25
    most: int = 50
    almost_all: int = 85

    def __post_init__(self) -> None:
        differences = (self.slight, self.moderate, self.marked, self.very_marked)
        for cuts in (differences, (self.several, self.most, self.almost_all)):
            if [0, *cuts, 101] != sorted({0, *cuts, 101}):
                raise BadCuts(f"Cut points rise and lie between 1 and 100; these are {', '.join(map(str, cuts))}.")


DEFAULT = Cuts()


def difference_word(first: Count, second: Count, cuts: Cuts = DEFAULT) -> DifferenceWord | None:
    """How far two shares are apart, whichever is higher; None when a group is empty. Raises NotACount.

    Source: docs/methods.md, words for shares and differences.
    """
    whole = checked(first).of * checked(second).of
    if not whole:
        return None
    apart = 100 * abs(first.n * second.of - second.n * first.of)
    words: tuple[tuple[DifferenceWord, int], ...] = (
        ("very_marked", cuts.very_marked),
        ("marked", cuts.marked),
        ("moderate", cuts.moderate),
        ("slight", cuts.slight),
    )
    return next((word for word, cut in words if apart >= cut * whole), "negligible")


def share_word(count: Count, cuts: Cuts = DEFAULT) -> ShareWord | None:
    """How many of a group; None when it is empty. Raises NotACount.

    Source: docs/methods.md, words for shares and differences.
    """
    n, of = checked(count)
    if not of:
        return None
    words: tuple[tuple[ShareWord, bool], ...] = (
        ("all", n == of),
        ("none", n == 0),
        ("almost_all", 100 * n >= cuts.almost_all * of),
        ("most", 100 * n > cuts.most * of),
        ("several", 100 * n >= cuts.several * of),
    )
    return next((word for word, true in words if true), "few")
