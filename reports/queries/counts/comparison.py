"""A code in one group and in another: how far apart, with the interval first, then tests over the declared family."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from interviews.models import Attribute
from methods.exact import Reach, fisher, holm, reach
from methods.permutation import halton, trend
from methods.proportions import Count, Difference, difference
from methods.tables import Chance
from reports.queries.counts.crosstab import Crosstab, CrosstabRow
from reports.queries.study.declared import Declared

# Where chance is drawn it begins here, and every form of the table prints it.
SEED = 2014


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of the table with what can be said of it.

    `difference` is the first group's share less the second's, None but for two groups. `p` is Fisher's for two groups,
    Freeman-Halton's for more, of Kendall's tau-b (`tau`) for bands of a number; `p_holm` is corrected over the family,
    None for a code outside it. Both are None where the study declared no tests.
    """

    row: CrosstabRow
    difference: Difference | None
    tau: float | None
    p: float | None
    p_holm: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table with its comparisons. `family` is how many codes Holm's correction counts: 0 without one for this
    attribute. `ordered`: the groups are bands of a number. `drawn`: some p came from draws, begun with SEED.
    """

    table: Crosstab
    declared: Declared
    rows: tuple[Compared, ...]
    family: int
    ordered: bool
    drawn: bool


def comparison(table: Crosstab, declared: Declared) -> Comparison:
    """Compare the groups of the table, as far as the study's stance allows."""
    family = declared.family if declared.declaration.attribute_id == table.attribute.pk else frozenset()
    ordered = table.attribute.kind == Attribute.Kind.NUMBER and len(table.groups) > 2
    tested: dict[int, tuple[float | None, float | None, bool]] = {}
    if declared.declaration.tests:
        tested = {
            row.node.code.pk: _tested((*counts_of(table, row),), ordered=ordered)
            for row in table.rows
            if is_open(table, row)
        }
    p = {code: found[1] for code, found in tested.items()}
    adjusted: Mapping[int, float | None] = holm(p, family=family) if tested else {}
    rows = []
    for row in table.rows:
        tau, value, _drawn = tested.get(row.node.code.pk, (None, None, False))
        apart = _difference(table, row) if declared.declaration.shows_statistics and is_open(table, row) else None
        rows.append(Compared(row, apart, tau, value, adjusted.get(row.node.code.pk)))
    drawn = any(found[2] for found in tested.values())
    return Comparison(table, declared, tuple(rows), len(family), ordered, drawn)


def is_open(table: Crosstab, row: CrosstabRow) -> bool:
    """Whether every cell of the row is shown: nothing is computed from a closed one."""
    return not any(table.hides(row.node, group) for group in table.groups)


def counts_of(table: Crosstab, row: CrosstabRow) -> list[Count]:
    """n of N of each group, in the order of the attribute's values."""
    return [Count(row.participants[group.key], table.sizes[group.key]) for group in table.groups]


def _difference(table: Crosstab, row: CrosstabRow) -> Difference | None:
    counts = counts_of(table, row)
    return difference(counts[0], counts[1]) if len(counts) == 2 else None


@lru_cache(maxsize=4096)
def _tested(counts: tuple[Count, ...], *, ordered: bool) -> tuple[float | None, float | None, bool]:
    """(tau, p, whether p was drawn); kept by what it rests on: the same counts give the same chance."""
    if len(counts) == 2:
        return None, fisher(counts[0], counts[1]), False
    if ordered:
        found = trend([(one.of - one.n, one.n) for one in counts], seed=SEED)
        return found.tau, *_chance(found.chance)
    return None, *_chance(halton(counts, seed=SEED))


def _chance(found: Chance | None) -> tuple[float | None, bool]:
    return (found.p, found.draws is not None) if found else (None, False)


def what_it_can_show(table: Crosstab, declared: Declared) -> tuple[Reach, ...]:
    """What groups of these sizes can show at all; empty but for two groups with somebody in each."""
    sizes = [table.sizes[group.key] for group in table.groups]
    if len(sizes) != 2 or not all(sizes):
        return ()
    own = declared.declaration.attribute_id == table.attribute.pk
    return reach(sizes[0], sizes[1], family=max(1, len(declared.family)) if own else 1)
