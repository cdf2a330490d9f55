"""Agreement on a table of units x coders: values of any scale, missing ones allowed. Undefined is None with a reason.

Only units with two ratings or more count, and the categories are those found on them.
Sources: Krippendorff 2011 and 2019 chapter 12 (alpha on four scales); Gwet 2008 (AC1) and 2014 (AC2, unit means);
Fleiss 1971; Scott 1955; Cohen 1960; Brennan & Prediger 1981. Formulas and examples: docs/methods.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from methods.continuum import Integers

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Rating = str | float
Rows = Sequence[Sequence[Rating | None]]
Floats = NDArray[np.float64]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")

Reason = Literal["no_variation", "one_coder", "no_shared_transcripts", "not_two_coders", "not_numbers"]


class NotOnThisScale(ValueError):
    """A rating that the level of measurement has no place for."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """What a table of ratings says. `undefined` has the reason for each value that is None.

    `units` are those with at least two ratings, `percent_agreement` is their mean. Scott's pi of more than two coders
    is its generalisation by Fleiss; Cohen's kappa is for two coders alone.
    """

    units: int
    percent_agreement: float | None
    krippendorff_alpha: float | None
    gwet_ac1: float | None
    fleiss_kappa: float | None
    brennan_prediger: float | None
    scott_pi: float | None
    cohen_kappa: float | None
    gwet_ac2_quadratic: float | None
    undefined: Mapping[str, Reason]


class _Table(NamedTuple):
    """Units with two ratings or more x coders who rated: the place of the category, -1 where missing.

    `sizes` are the ratings of each unit; `numbers` the categories as numbers, None when one of them is a word.
    """

    chosen: Integers
    sizes: Integers
    categories: int
    numbers: Floats | None


# Two columns of places in, how far apart (or how alike) they are out.
Measure = Callable[[Integers, Integers], Floats]
NAMES = (
    "percent_agreement",
    "krippendorff_alpha",
    "gwet_ac1",
    "fleiss_kappa",
    "brennan_prediger",
    "scott_pi",
    "cohen_kappa",
    "gwet_ac2_quadratic",
)


def agreement_of_ratings(rows: Rows, level: Level = "nominal") -> Ratings:
    """The coefficients of a table with one row a unit and one column a coder, None where a rating is missing.

    All but alpha and AC2 take the values as categories without order. Raises NotOnThisScale for words on a scale of
    numbers, and for negative numbers on a ratio scale. Source: see the module.
    """
    coders = {place for row in rows for place, rating in enumerate(row) if rating is not None}
    table = _tabulated([row for row in rows if len(row) - [*row].count(None) > 1], sorted(coders))
    _check(table, level)
    if not len(table.chosen):
        return _undefined("one_coder" if len(coders) < 2 else "no_shared_transcripts")
    alike = _unit_mean(table, _same)
    if table.categories == 1:
        nothing = _undefined("no_variation")
        reasons = {name: why for name, why in nothing.undefined.items() if name != "percent_agreement"}
        return replace(nothing, units=len(table.chosen), percent_agreement=alike, undefined=reasons)
    return _of(table, level, alike)


def alpha(rows: Rows, level: Level = "nominal") -> float | None:
    """Krippendorff's alpha of such a table alone; None when it is undefined. Source: Krippendorff 2019 chapter 12."""
    return agreement_of_ratings(rows, level).krippendorff_alpha


def shifts(rows: Rows) -> list[float | None]:
    """For each column, how much higher its coder rates than the others on the same units, in the mean; None if never.

    Ratings are numbers. Source: docs/methods.md, ratings (bias of a coder, as Bland & Altman 1986 take it).
    """
    width = max(map(len, rows), default=0)
    gaps: list[list[float]] = [[] for _ in range(width)]
    for row in rows:
        numbers = {place: float(rating) for place, rating in enumerate(row) if rating is not None}
        for place, rating in numbers.items():
            others = [other for at, other in numbers.items() if at != place]
            if others:
                gaps[place].append(rating - sum(others) / len(others))
    return [sum(found) / len(found) if found else None for found in gaps]


def _tabulated(rows: Rows, coders: Sequence[int]) -> _Table:
    found = {rating for row in rows for rating in row if rating is not None}
    words = any(isinstance(rating, str) for rating in found)
    ordered = sorted(found, key=lambda rating: (isinstance(rating, str), rating))
    place: dict[Rating | None, int] = {rating: at for at, rating in enumerate(ordered)}
    place[None] = -1
    chosen = np.array([[place[row[coder]] if coder < len(row) else -1 for coder in coders] for row in rows])
    chosen = chosen.astype(np.int64).reshape(len(rows), len(coders))
    numbers = None if words else np.array(ordered, dtype=np.float64)
    return _Table(chosen, (chosen >= 0).sum(axis=1), len(ordered), numbers)


def _check(table: _Table, level: Level) -> None:
    if level != "nominal" and table.numbers is None:
        message = f"At the {level} level every rating is a number; some of these are words."
        raise NotOnThisScale(message)
    if level == "ratio" and table.numbers is not None and (table.numbers < 0).any():
        message = "A ratio scale begins at 0; some of these ratings are negative."
        raise NotOnThisScale(message)


def _of(table: _Table, level: Level, alike: float) -> Ratings:
    """The coefficients of at least two categories on at least one unit."""
    q, units = table.categories, len(table.chosen)
    rated = table.chosen >= 0
    share = np.bincount(table.chosen[rated], weights=np.repeat(1 / table.sizes, table.sizes), minlength=q) / units
    spread = float(np.sum(share * (1 - share)))
    fleiss = _beyond(alike, float(np.sum(share**2)))
    two = table.chosen.shape[1] == 2
    undefined: dict[str, Reason] = {} if two else {"cohen_kappa": "not_two_coders"}
    ac2 = None
    if table.numbers is None:
        undefined["gwet_ac2_quadratic"] = "not_numbers"
    else:
        ac2 = _ac2(table, table.numbers, spread)
    return Ratings(
        units,
        alike,
        _alpha(table, level),
        _beyond(alike, spread / (q - 1)),
        fleiss,
        _beyond(alike, 1 / q),
        fleiss,
        _cohen(table, alike) if two else None,
        ac2,
        undefined,
    )


def _beyond(observed: float, by_chance: float) -> float:
    return (observed - by_chance) / (1 - by_chance)


def _same(left: Integers, right: Integers) -> Floats:
    found: Floats = (left == right).astype(np.float64)
    return found


def _pairs(table: _Table, measure: Measure) -> Floats:
    """For each unit, the measure summed over its ordered pairs of ratings."""
    total = np.zeros(len(table.chosen))
    for i, j in combinations(range(table.chosen.shape[1]), 2):
        both = (table.chosen[:, i] >= 0) & (table.chosen[:, j] >= 0)
        total[both] += 2 * measure(table.chosen[both, i], table.chosen[both, j])
    return total


def _unit_mean(table: _Table, measure: Measure) -> float:
    return float(np.mean(_pairs(table, measure) / (table.sizes * (table.sizes - 1))))


def _cohen(table: _Table, alike: float) -> float:
    q, units = table.categories, len(table.chosen)
    first, second = (np.bincount(table.chosen[:, coder], minlength=q) / units for coder in (0, 1))
    return _beyond(alike, float(np.sum(first * second)))


def _ac2(table: _Table, numbers: Floats, spread: float) -> float:
    """Weights fall with the square of the distance, from 1 to 0 for the whole width of the scale."""
    q, width = len(numbers), float(numbers[-1] - numbers[0])

    def weight(left: Integers, right: Integers) -> Floats:
        found: Floats = 1 - ((numbers[left] - numbers[right]) / width) ** 2
        return found

    weights = q**2 - 2 * q * float(np.sum(((numbers - numbers.mean()) / width) ** 2))
    return _beyond(_unit_mean(table, weight), weights / (q * (q - 1)) * spread)


def _alpha(table: _Table, level: Level) -> float:
    """Observed over expected distance: pairs within units against pairs of all values."""
    n_of = np.bincount(table.chosen[table.chosen >= 0], minlength=table.categories)
    n = int(n_of.sum())
    measure, expected = _distances(table, level, n_of)
    observed = float(np.sum(_pairs(table, measure) / (table.sizes - 1)))
    return 1 - (n - 1) * observed / expected


def _distances(table: _Table, level: Level, n_of: Integers) -> tuple[Measure, float]:
    """The distance of two categories, and its sum over all ordered pairs of values."""
    if level == "nominal" or table.numbers is None:
        n = int(n_of.sum())
        return lambda left, right: 1 - _same(left, right), float(n**2 - int(np.sum(n_of**2)))
    numbers = table.numbers
    if level == "ratio":
        return _ratio(numbers), _sum_of_ratios(numbers, n_of)
    if level == "ordinal":
        # The ranks between two categories, half of each end, is the distance of their middle ranks.
        numbers = np.cumsum(n_of) - n_of / 2
    middle = float(np.average(numbers, weights=n_of))
    total = 2 * float(n_of.sum()) * float(np.sum(n_of * (numbers - middle) ** 2))
    return _interval(numbers), total


def _interval(numbers: Floats) -> Measure:
    def distance(left: Integers, right: Integers) -> Floats:
        found: Floats = (numbers[left] - numbers[right]) ** 2
        return found

    return distance


def _ratio(numbers: Floats) -> Measure:
    def distance(left: Integers, right: Integers) -> Floats:
        whole = numbers[left] + numbers[right]
        found: Floats = ((numbers[left] - numbers[right]) / np.where(whole == 0, 1, whole)) ** 2
        return found

    return distance


def _sum_of_ratios(numbers: Floats, n_of: Integers) -> float:
    """Row by row, so that 10,000 different values need no square of them."""
    distance, everything = _ratio(numbers), np.arange(len(numbers))
    return float(sum(n_of[at] * np.sum(n_of * distance(np.full_like(everything, at), everything)) for at in everything))


def _undefined(reason: Reason) -> Ratings:
    return Ratings(0, None, None, None, None, None, None, None, None, dict.fromkeys(NAMES, reason))
