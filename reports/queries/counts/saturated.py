"""New codes interview by interview, of the whole study and of each group, and when they ran out."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from methods.saturation import Rule, Saturation, saturation
from reports.queries.counts.comparison import SEED
from reports.queries.counts.emergence import Interview, emergent_codes, found_in, interviews_of
from reports.queries.study.groups import Group, Grouping
from reports.queries.study.study import Study

Interviews = tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class GroupSaturation:
    group: Group
    interviews: int
    found: Saturation


@dataclass(frozen=True, slots=True)
class StudySaturation:
    """The curve of the study in the order held, and of each group; `codes` is how many could have come.

    `every`: all codes count, not the emergent ones alone. `statistics`: whether the stance shows runs and shuffles.
    """

    study: Study
    interviews: tuple[Interview, ...]
    found: Saturation
    groups: tuple[GroupSaturation, ...]
    rule: Rule
    codes: int
    every: bool
    statistics: bool
    seed: int = SEED


def saturation_of(
    study: Study,
    *,
    rule: Rule,
    every: bool,
    grouping: Grouping | None,
    statistics: bool = True,
    closed: Collection[int] = frozenset(),
) -> StudySaturation:
    """Saturation over the covered transcripts; in a group over those in which one of it speaks.

    The `closed` codes are left out: a sum could tell of them.
    """
    nodes = (
        [node for node in study.codebook.in_tree_order() if not node.children] if every else emergent_codes(study)[0]
    )
    codes = {node.code.pk for node in nodes if node.code.pk not in closed}
    interviews = interviews_of(study)
    found = found_in(study, interviews, codes)
    sets = tuple(frozenset(codes & found.get(at, {}).keys()) for at in range(len(interviews)))
    groups = _groups(interviews, sets, grouping, rule) if grouping else ()
    whole = _saturation(sets, rule, group=False)
    return StudySaturation(study, interviews, whole, groups, rule, len(codes), every, statistics)


def _groups(
    interviews: tuple[Interview, ...], sets: Interviews, grouping: Grouping, rule: Rule
) -> tuple[GroupSaturation, ...]:
    """Each group over the interviews in which one of it speaks."""
    of = [{grouping.group_of.get(person) for person in held.people} for held in interviews]
    found = []
    for group in grouping.groups:
        own = tuple(one for one, there in zip(sets, of, strict=True) if group.key in there)
        found.append(GroupSaturation(group, len(own), _saturation(own, rule, group=True)))
    return tuple(found)


@lru_cache(maxsize=128)
def _saturation(interviews: Interviews, rule: Rule, *, group: bool) -> Saturation:
    """Kept by what it rests on: the same interviews in the same order give the same shuffles."""
    return saturation(interviews, seed=SEED, rule=rule, group=group)
