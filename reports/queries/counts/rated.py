"""A rating across participants and groups: its distribution, its lower median, and whether some groups rate higher."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from methods.permutation import ratings_differ
from methods.tables import Chance
from reports.queries.counts.comparison import SEED
from reports.queries.counts.scales import RatedCode, rated_codes_of
from reports.queries.study.groups import Grouping
from reports.queries.study.study import Study


@dataclass(frozen=True, slots=True)
class CodeRatings:
    """A rated code by group; `chance` of mean ranks so far apart, None without tests or groups to compare."""

    code: RatedCode
    chance: Chance | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """All rated codes. `chosen` is the one that a page shows in full. `tests`: whether the study declared any."""

    codes: tuple[CodeRatings, ...]
    chosen: CodeRatings
    tests: bool
    seed: int = SEED

    @property
    def drawn(self) -> bool:
        """Whether some p came from draws, begun with the seed."""
        return any(one.chance is not None and one.chance.draws is not None for one in self.codes)


def rate_codes(
    study: Study, *, chosen: str, grouping: Grouping | None, tests: bool = True, shut: Collection[int] = frozenset()
) -> Ratings:
    """Every rated code by group. Raises KeyError where the chosen one is not rated, or `shut`."""
    codes = [
        CodeRatings(code, _differs(code.counts) if tests else None)
        for code in rated_codes_of(study, grouping=grouping, shut=shut)
    ]
    by_key = {one.code.node.key: one for one in codes}
    return Ratings(tuple(codes), by_key[chosen], tests)


@lru_cache(maxsize=512)
def _differs(counts: tuple[tuple[int, ...], ...]) -> Chance | None:
    """Kept by what it rests on: the same counts give the same chance."""
    return ratings_differ(counts, seed=SEED)
