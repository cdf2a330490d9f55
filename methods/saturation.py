"""When new interviews stopped bringing new codes, in the order they were held and in any other order.

The caller chooses the codes (inductive ones, rolled up or not) and gives a set for each interview. Saturation is of
codes, not of meaning, and the order of interviews is one of many: the shuffles say how much hangs on it.
Source: Guest, Namey & Chen 2020 (base, run, threshold). Example: docs/methods.md, saturation.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from methods.tables import Integers

SHUFFLES = 1000
ENOUGH_IN_A_GROUP = 10
Reason = Literal["few_interviews", "small_group", "nothing_in_base", "not_reached"]


class BadRule(ValueError):
    """A base or run without interviews, or a threshold that is no percentage."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The codes of the first `base` interviews are the measure; a run of `run` interviews that brings at most
    `threshold` per cent as many new ones says that saturation was reached before it. Raises BadRule.
    """

    base: int = 4
    run: int = 2
    threshold: int = 5

    def __post_init__(self) -> None:
        if self.base < 1 or self.run < 1 or not 0 <= self.threshold <= 100:
            raise BadRule(f"Base and run are 1 or more, the threshold is 0 to 100 per cent; not {self}.")


@dataclass(frozen=True, slots=True)
class Run:
    """Interviews `first` to `last`, counted from 1, and how many new codes they brought; `share` is of the base's."""

    first: int
    last: int
    new: int
    share: float


@dataclass(frozen=True, slots=True)
class Shuffled:
    """The curve of all codes found after each interview, over shuffles: its median, and where 90 % of them lie.

    `reached` says for each number of interviews in how many shuffles saturation was reached there, `never` in how many
    it was not; `median_reached` counts those as later than all others, and is None when it falls among them.
    """

    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    reached: dict[int, int]
    never: int
    median_reached: int | None
    shuffles: int
    seed: int


@dataclass(frozen=True, slots=True)
class Saturation:
    """What the interviews brought, in the order held: new codes, all codes so far, the runs that were judged.

    Saturation was reached after `reached` interviews and confirmed by the run up to `confirmed` ("6 + 2"). Both are
    None with a reason: fewer interviews than base and run, a group under ten, no code in the base, or not reached.
    `shuffled` is None for the first two, and so are the runs.
    """

    new: tuple[int, ...]
    cumulative: tuple[int, ...]
    runs: tuple[Run, ...]
    reached: int | None
    confirmed: int | None
    reason: Reason | None
    shuffled: Shuffled | None


DEFAULT = Rule()


def saturation(
    interviews: Sequence[Collection[Hashable]],
    *,
    seed: int,
    rule: Rule = DEFAULT,
    shuffles: int = SHUFFLES,
    group: bool = False,
) -> Saturation:
    """New codes by interview, when they ran out, and how that looks in `shuffles` other orders.

    `interviews` has the codes of each, in the order held; `group` says that they are a part of the study, of which ten
    are needed. Source: Guest, Namey & Chen 2020.
    """
    first = _first(interviews)
    new = np.bincount(list(first.values()), minlength=len(interviews)).astype(np.int64)
    cumulative = np.cumsum(new)
    few = len(interviews) < rule.base + rule.run
    if few or (group and len(interviews) < ENOUGH_IN_A_GROUP):
        reason: Reason = "few_interviews" if few else "small_group"
        return Saturation((*new.tolist(),), (*cumulative.tolist(),), (), None, None, reason, None)
    runs = _runs(new, rule)
    reached = int(_reached(new[np.newaxis], rule)[0]) or None
    shuffled = _shuffled(interviews, [*first], rule, seed=seed, shuffles=shuffles)
    missing: Reason = "not_reached" if cumulative[rule.base - 1] else "nothing_in_base"
    return Saturation(
        new=(*new.tolist(),),
        cumulative=(*cumulative.tolist(),),
        runs=runs,
        reached=reached,
        confirmed=reached + rule.run if reached else None,
        reason=None if reached else missing,
        shuffled=shuffled,
    )


def _first(interviews: Sequence[Collection[Hashable]]) -> dict[Hashable, int]:
    """Each code with the index of the interview that brought it."""
    found: dict[Hashable, int] = {}
    for index, codes in enumerate(interviews):
        for code in codes:
            found.setdefault(code, index)
    return found


def _runs(new: Integers, rule: Rule) -> tuple[Run, ...]:
    """Every run after the base, each one interview further; none when the base has no code to measure by."""
    base = int(new[: rule.base].sum())
    begins = range(rule.base, len(new) - rule.run + 1) if base else range(0)
    brought = [int(new[at : at + rule.run].sum()) for at in begins]
    return tuple(Run(at + 1, at + rule.run, n, n / base) for at, n in zip(begins, brought, strict=True))


def _reached(new: Integers, rule: Rule) -> Integers:
    """For each row of new codes by interview, how many came before the first run that brings few enough; 0 if none."""
    base = new[:, : rule.base].sum(axis=1, keepdims=True)
    sums = np.pad(np.cumsum(new, axis=1), [(0, 0), (1, 0)])
    brought = sums[:, rule.base + rule.run :] - sums[:, rule.base : -rule.run]
    enough = (base > 0) & (100 * brought <= rule.threshold * base)
    return np.where(enough.any(axis=1), rule.base + np.argmax(enough, axis=1), 0)


def _shuffled(
    interviews: Sequence[Collection[Hashable]], codes: list[Hashable], rule: Rule, *, seed: int, shuffles: int
) -> Shuffled:
    count = len(interviews)
    order = np.tile(np.arange(count), (shuffles, 1))
    place = np.random.default_rng(seed).permuted(order, axis=1)  # where each interview comes in each shuffle
    row = np.arange(shuffles) * count
    new: Integers = np.zeros(shuffles * count, dtype=np.int64)
    for having in _having(interviews, codes):
        new[row + place[:, having].min(axis=1)] += 1
    new = new.reshape(shuffles, count)
    low, median, high = np.percentile(np.cumsum(new, axis=1), [5, 50, 95], axis=0).tolist()
    reached = _reached(new, rule)
    found = sorted(reached[reached > 0].tolist())
    middle = (shuffles - 1) // 2
    return Shuffled(
        median=(*median,),
        low=(*low,),
        high=(*high,),
        reached={at: found.count(at) for at in sorted({*found})},
        never=shuffles - len(found),
        median_reached=found[middle] if middle < len(found) else None,
        shuffles=shuffles,
        seed=seed,
    )


def _having(interviews: Sequence[Collection[Hashable]], codes: list[Hashable]) -> list[list[int]]:
    """For each code the interviews that have it."""
    found: dict[Hashable, list[int]] = {code: [] for code in codes}
    for index, here in enumerate(interviews):
        for code in {*here}:
            found[code].append(index)
    return [*found.values()]
