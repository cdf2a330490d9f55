"""Codes in order of the participants who mention them: ties kept, and how sure the places are.

Participants are drawn again, never passages, for what one person says hangs together. Sources: Efron & Tibshirani 1993
chapter 13 (percentile interval); Goldstein & Spiegelhalter 1996 (intervals of ranks, and to be read as such).
Examples: docs/methods.md, ranking.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

REPLICATES = 2000
COVERAGE = 95
_Ends = tuple[int, int] | None  # where all intervals of a tier begin, and where the first of them ends
AT_ONCE = 250  # replicates, to keep 500 codes within a few megabytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code stands: `n` of `of` participants mention it; equal numbers share the best rank, and 1 is the first.

    `low` and `high` are the best and the worst rank in 95 % of the drawings, widened to `rank` where they miss it; None
    under two participants, of whom nothing can be drawn.
    """

    n: int
    of: int
    rank: int
    low: int | None
    high: int | None


def competition_ranks(counts: Sequence[int]) -> list[int]:
    """The rank of each: one more than how many are higher, so that equal ones share it and the next is skipped.

    Source: docs/methods.md, ranking ("1224" ranking).
    """
    return [int(rank) for rank in _ranks(np.array([counts], dtype=np.int64))[0]]


def ranking(mentions: Truths, *, seed: int, replicates: int = REPLICATES) -> tuple[Place, ...]:
    """The place of each code, in the order given; `mentions` is participants x codes: who mentions what.

    The interval is of `replicates` drawings of as many participants, with replacement, begun with `seed`.
    Source: Efron & Tibshirani 1993 chapter 13.
    """
    participants, codes = mentions.shape
    counts = mentions.sum(axis=0)
    ranks = _ranks(counts[np.newaxis])[0]
    if participants < 2 or not codes:
        return tuple(Place(int(n), participants, int(rank), None, None) for n, rank in zip(counts, ranks, strict=True))
    tail = (100 - COVERAGE) / 2
    drawn = _drawn(mentions, seed=seed, replicates=replicates)
    # Ranks are whole: a rank that was drawn, not one between two.
    low, high = np.percentile(drawn, [tail, 100 - tail], axis=0, method="inverted_cdf")
    return tuple(
        Place(int(n), participants, int(rank), int(min(best, rank)), int(max(worst, rank)))
        for n, rank, best, worst in zip(counts, ranks, low, high, strict=True)
    )


def together(places: Sequence[Place]) -> list[list[int]]:
    """Which codes a sentence may set apart: tiers from the first to the last, each a list of indexes of `places`.

    A code joins the tier above it when its interval overlaps that of every code there; equal numbers stay together.
    Without intervals only equal ranks share. Source: docs/methods.md, ranking (a rule of this project).
    """
    order = sorted(range(len(places)), key=lambda index: places[index].rank)
    tiers: list[list[int]] = []
    ends: _Ends = None
    for _rank, group in groupby(order, key=lambda index: places[index].rank):
        tied = [*group]
        own = _ends([places[index] for index in tied])
        if ends and own and own[0] <= ends[1] and ends[0] <= own[1]:
            tiers[-1].extend(tied)
            ends = max(ends[0], own[0]), min(ends[1], own[1])
        else:
            tiers.append(tied)
            ends = own
    return tiers


def _ends(places: Sequence[Place]) -> _Ends:
    lows = [place.low for place in places if place.low is not None]
    highs = [place.high for place in places if place.high is not None]
    return (max(lows), min(highs)) if len(lows) == len(highs) == len(places) else None


def _drawn(mentions: Truths, *, seed: int, replicates: int) -> Integers:
    """Replicates x codes: the ranks in each drawing."""
    chance = np.random.default_rng(seed)
    participants = len(mentions)
    said = mentions.astype(np.float32)  # sums of up to 16 million are exact
    even = np.full(participants, 1 / participants)
    sizes = [min(AT_ONCE, replicates - begun) for begun in range(0, replicates, AT_ONCE)]
    weights = (chance.multinomial(participants, even, size=size).astype(np.float32) for size in sizes)
    return np.concatenate([_ranks((weight @ said).astype(np.int64)) for weight in weights])


def _ranks(counts: Integers) -> Integers:
    """Competition ranks along each row."""
    order = np.argsort(-counts, axis=1, kind="stable")
    in_order = np.take_along_axis(counts, order, axis=1)
    begins = np.ones_like(in_order, dtype=bool)
    begins[:, 1:] = in_order[:, 1:] < in_order[:, :-1]
    first = np.maximum.accumulate(np.where(begins, np.arange(1, counts.shape[1] + 1), 0), axis=1)
    ranks = np.empty_like(first)
    np.put_along_axis(ranks, order, first, axis=1)
    return ranks
