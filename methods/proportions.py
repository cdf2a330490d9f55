"""Shares of participants, and how far apart two of them are, with intervals that small groups bear.

Sources: Wilson 1927 (the interval of one share); Newcombe 1998, method 10 (the difference of two independent shares, a
hybrid of their Wilson intervals, without continuity correction). Formulas and examples: docs/methods.md.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, NamedTuple

COVERAGE = 0.95


class NotACount(ValueError):
    """More participants who mention than participants, or fewer than none."""


class Count(NamedTuple):
    """`n` participants of the `of` who could have."""

    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1 with its interval. All three are None when the group is empty: `reason` says so."""

    value: float | None
    low: float | None
    high: float | None
    reason: Literal["empty_group"] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """First share minus second, from -1 to 1, with its interval; None when a group is empty: `reason` says which."""

    value: float | None
    low: float | None
    high: float | None
    reason: Literal["first_group_empty", "second_group_empty"] | None = None


def checked(count: Count) -> Count:
    """The count itself; raises NotACount unless 0 <= n <= of. Source: docs/methods.md, counting."""
    if 0 <= count.n <= count.of:
        return count
    raise NotACount(f"{count.n} of {count.of} is no count of participants: n lies between 0 and the size of the group.")


def wilson(count: Count, *, coverage: float = COVERAGE) -> Share:
    """A share with its Wilson score interval, which stays within 0 and 1. Raises NotACount. Source: Wilson 1927."""
    n, of = checked(count)
    if of == 0:
        return Share(None, None, None, "empty_group")
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    share = n / of
    middle = 2 * n + z * z
    reach = z * math.sqrt(z * z + 4 * n * (1 - share))
    # At 0 and at all the border is exact; arithmetic alone would leave a rest of 1e-17.
    low = 0.0 if n == 0 else (middle - reach) / (2 * (of + z * z))
    high = 1.0 if n == of else (middle + reach) / (2 * (of + z * z))
    return Share(share, low, high)


def difference(first: Count, second: Count, *, coverage: float = COVERAGE) -> Difference:
    """The difference of two shares of different participants, with Newcombe's interval. Raises NotACount.

    The distance to each border joins the first share's distance to its own border and the second's to the opposite
    one, at right angles. Source: Newcombe 1998, method 10.
    """
    one, other = wilson(first, coverage=coverage), wilson(second, coverage=coverage)
    if one.value is None or one.low is None or one.high is None:
        return Difference(None, None, None, "first_group_empty")
    if other.value is None or other.low is None or other.high is None:
        return Difference(None, None, None, "second_group_empty")
    apart = one.value - other.value
    low = apart - math.hypot(one.value - one.low, other.high - other.value)
    high = apart + math.hypot(one.high - one.value, other.value - other.low)
    return Difference(apart, max(-1.0, low), min(1.0, high))
