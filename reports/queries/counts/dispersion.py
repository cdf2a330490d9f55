"""Whether a group's ratings have one peak or two, for every rated code: counts, van der Eijk's A, chance."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from methods.dispersion import Dispersion, agreement, agreement_differs, dispersion, median_centred
from methods.tables import Chance
from reports.queries.counts.comparison import SEED
from reports.queries.counts.scales import OnScale, RatedCode, rated_codes_of
from reports.queries.study.groups import Grouping
from reports.queries.study.study import Study

Counts = tuple[tuple[int, ...], ...]
WIDEST = 11  # values of a scale that can still be centred at its median


@dataclass(frozen=True, slots=True)
class GroupSpread:
    """One group: where its participants stand, what can be said of it, and A of its values centred at the median."""

    on: OnScale
    found: Dispersion
    centred: float | None


@dataclass(frozen=True, slots=True)
class CodeSpread:
    """A rated code with its groups; `chance` of groups so far apart in A, None under two groups with ratings."""

    code: RatedCode
    groups: tuple[GroupSpread, ...]
    chance: Chance | None


@dataclass(frozen=True, slots=True)
class Spreads:
    """All rated codes. `chosen` is the one that a page shows. `statistics`: whether the study's stance shows A."""

    codes: tuple[CodeSpread, ...]
    chosen: CodeSpread
    statistics: bool
    seed: int = SEED


def spread_codes(
    study: Study,
    *,
    chosen: str,
    grouping: Grouping | None,
    statistics: bool = True,
    shut: Collection[int] = frozenset(),
) -> Spreads:
    """Every rated code by group. Raises KeyError where the chosen one is not rated, or `shut`."""
    codes = [_code(one) for one in rated_codes_of(study, grouping=grouping, shut=shut)]
    by_key = {one.code.node.key: one for one in codes}
    return Spreads(tuple(codes), by_key[chosen], statistics)


def _code(code: RatedCode) -> CodeSpread:
    centred = _centred(code.counts)
    groups = [
        GroupSpread(on, dispersion(on.counts, seed=SEED), middle)
        for on, middle in zip(code.groups, centred, strict=True)
    ]
    return CodeSpread(code, tuple(groups), _differs(code.counts))


def _centred(counts: Counts) -> list[float | None]:
    if len(counts[0]) > WIDEST:
        return [None for _row in counts]
    return [agreement(row) for row in median_centred(counts)]


@lru_cache(maxsize=512)
def _differs(counts: Counts) -> Chance | None:
    """Kept by what it rests on: the same counts give the same chance."""
    return agreement_differs(counts, seed=SEED)
