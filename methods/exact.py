"""Exact tests for small groups, their correction for several codes, and what groups of these sizes can show at all.

Weights are whole numbers, so that ties are ties and no tolerance is needed. A p is never a strength: see
`methods.strength`. Sources: Fisher 1935 (two-sided: all tables no more probable than the one found, as R and scipy have
it); McNemar 1947 in its exact form; Holm 1979. Formulas and examples: docs/methods.md.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby
from math import comb
from typing import TypeVar

from methods.proportions import Count, checked

Code = TypeVar("Code", bound=Hashable)

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Reach:
    """What one count of the second group needs in the first: the `counts` there that give p under alpha, ascending.

    `at_most` and `at_least` say it as borders: all counts up to the one, all from the other; None where none is enough.
    `corrected` are the counts that are still enough at Holm's first step over the family.
    """

    second: int
    counts: tuple[int, ...]
    corrected: tuple[int, ...]
    first_group: int

    @property
    def at_most(self) -> int | None:
        """The highest count up to which every count is enough; None when 0 is not."""
        return _up_to(self.counts)

    @property
    def at_least(self) -> int | None:
        """The lowest count from which on every count is enough; None when all of the group is not."""
        return _from_on(self.counts, self.first_group)

    @property
    def corrected_at_most(self) -> int | None:
        """`at_most` at Holm's first step."""
        return _up_to(self.corrected)

    @property
    def corrected_at_least(self) -> int | None:
        """`at_least` at Holm's first step."""
        return _from_on(self.corrected, self.first_group)


def fisher(first: Count, second: Count) -> float | None:
    """Two-sided p of two groups of different participants; None when a group is empty. Raises NotACount.

    Source: Fisher 1935; the sum over all tables with these margins that are no more probable.
    """
    if not (checked(first).of and checked(second).of):
        return None
    mentioned = first.n + second.n
    return _two_sided(first.of, second.of, mentioned)[first.n - max(0, mentioned - second.of)]


def mcnemar(only_first: int, only_second: int) -> float:
    """Two-sided p for two codes within the same participants, from those who mention one of them alone.

    1 when nobody does. Source: McNemar 1947, exact binomial form: twice the smaller tail, at most 1.
    """
    apart = only_first + only_second
    tail = sum(comb(apart, at) for at in range(min(only_first, only_second) + 1))
    return min(1.0, 2 * tail / (1 << apart))


def holm(p: Mapping[Code, float | None], *, family: Collection[Code]) -> dict[Code, float | None]:
    """The adjusted p of each code of the declared family, at most 1 and never falling with p.

    A code without a p (None, or absent) keeps none but counts: the family was declared before. Codes outside the
    family are left out. Source: Holm 1979.
    """
    found = {code: p.get(code) for code in family}
    tested = sorted((value, place, code) for place, (code, value) in enumerate(found.items()) if value is not None)
    steps = ((len(found) - step) * value for step, (value, _place, _code) in enumerate(tested))
    for (_value, _place, code), adjusted in zip(tested, accumulate(steps, max), strict=True):
        found[code] = min(1.0, adjusted)
    return found


def reach(first_group: int, second_group: int, *, family: int = 1, alpha: float = ALPHA) -> tuple[Reach, ...]:
    """What two groups of these sizes can show at all: a row for each count of the second group, from 0 to all of it.

    `family` is how many codes Holm's correction declares, at least 1. Source: Fisher 1935; Holm 1979.
    """
    rows = []
    for second in range(second_group + 1):
        p = [fisher(Count(n, first_group), Count(second, second_group)) for n in range(first_group + 1)]
        enough = tuple(n for n, value in enumerate(p) if value is not None and value < alpha)
        corrected = tuple(n for n, value in enumerate(p) if value is not None and value * family < alpha)
        rows.append(Reach(second, enough, corrected, first_group))
    return tuple(rows)


@lru_cache(maxsize=4096)
def _two_sided(first: int, second: int, mentioned: int) -> tuple[float, ...]:
    """The p of every table with these margins, by the first group's count from the lowest possible on."""
    lowest, highest = max(0, mentioned - second), min(first, mentioned)
    weights = [comb(first, n) * comb(second, mentioned - n) for n in range(lowest, highest + 1)]
    whole = comb(first + second, mentioned)
    p, below = {}, 0
    for weight, alike in groupby(sorted(weights)):
        below += weight * len([*alike])
        p[weight] = below / whole
    return tuple(p[weight] for weight in weights)


def _up_to(counts: tuple[int, ...]) -> int | None:
    in_row = [count for place, count in enumerate(counts) if count == place]
    return in_row[-1] if in_row else None


def _from_on(counts: tuple[int, ...], highest: int) -> int | None:
    in_row = [count for place, count in enumerate(reversed(counts)) if count == highest - place]
    return in_row[-1] if in_row else None
