"""What may be shown of small groups: the gate that every export and every reader's view goes through.

A group under k is merged with others or closed; a cell in a group of at least k is shown, with a flag when it is low,
full or empty, and closed for codes marked sensitive. What a closed number could be worked out from is closed too (see
`methods.suppression`). Whoever shows tables shows nothing that was computed from a closed cell either: no share, no
difference, no p, no rank. A table says that a cell is closed; why, and what it may be, is for the team's list alone.
Sources: Hundepool et al. 2012 (minimum frequency, complementary suppression); Sweeney 2002 (k). The rules and an
example: docs/methods.md, disclosure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from methods.published import SIZE, BadTables, Cell, Family, Place, Split, Tables, checked, lines, relations
from methods.small_groups import closed_groups, merged
from methods.suppression import Hidden, suppressed

__all__ = [
    "LEAST",
    "SIZE",
    "BadTables",
    "Cell",
    "Family",
    "Gate",
    "Hidden",
    "Place",
    "Policy",
    "Split",
    "Tables",
    "Verdict",
    "flag",
    "gate",
    "is_open",
    "quotable",
]

Audience = Literal["team", "readers", "public"]
Kind = Literal["crossings", "dots", "participants", "extremes", "quotes"]
State = Literal["shown", "low", "full", "empty", "closed"]
Reason = Literal["small_group", "crossing", "sensitive", "complementary"]

LEAST: dict[Audience, int] = {"team": 3, "readers": 5, "public": 5}
DEAR = 1_000_000  # a total is worth more than any cell


@dataclass(frozen=True, slots=True)
class Policy:
    """For whom, with which k (None: the audience's), which codes are sensitive, what the lead has opened.

    `cells` are cells of sensitive codes that were opened one by one: they are shown whatever they say, and never closed
    to hide another.
    """

    audience: Audience
    k: int | None = None
    sensitive: frozenset[str] = frozenset()
    opened: frozenset[Kind] = frozenset()
    cells: frozenset[Cell] = frozenset()
    merge: bool = True

    @property
    def least(self) -> int:
        """The k that holds."""
        return LEAST[self.audience] if self.k is None else self.k


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands in a cell: `n`, None where it is closed. `hidden` is what a closed one may be, for all that is shown.

    It is None where nothing at all is shown that could tell.
    """

    n: int | None
    state: State
    reason: Reason | None = None
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """The tables as they may be shown.

    `splits` are the tables that are left, `merged` the groups in them that stand for several, with these. `cells` has
    the verdict on every code in every group of these splits, and under SIZE on the group itself; and "closed" for the
    groups of tables that were left out.
    """

    splits: tuple[Split, ...]
    merged: Mapping[Place, tuple[Place, ...]]
    cells: Mapping[Cell, Verdict]

    def closed(self) -> dict[Cell, Reason]:
        """What is closed and why: the team's list."""
        return {cell: one.reason for cell, one in self.cells.items() if one.reason is not None}


def gate(tables: Tables, policy: Policy) -> Gate:
    """What of these tables may be shown under this policy. Raises BadTables.

    A closed size, and a closed cell of a sensitive code, may be any of at least k numbers for all that is shown; any
    other closed cell any of two or more. Groups closed in one split are at least k participants together.
    Source: Hundepool et al. 2012; docs/methods.md, disclosure.
    """
    crossings = is_open("crossings", policy)
    left, stands_for = merged(checked(tables), k=policy.least, crossings=crossings, merge=policy.merge)
    groups = closed_groups(left, k=policy.least)
    asked = _asked(left, policy, groups)
    hidden = {(SIZE, place): one for place, one in groups.items()} | _hidden(left, policy, asked)
    cells = {
        (code, place): _verdict((code, place), n, left, policy, asked=asked, hidden=hidden)
        for code, line in lines(left).items()
        for place, n in line.items()
    }
    inside = {one for groups_of in stands_for.values() for one in groups_of} | left.sizes.keys()
    return Gate(left.splits, stands_for, cells | _left_out(tables, inside))


def is_open(kind: Kind, policy: Policy) -> bool:
    """Whether what tells single people apart may be shown: dots, rows of participants, extremes and rare attributes
    beside quotes to the team, to others what the lead has opened; crossings of two attributes to all only then.
    Source: docs/methods.md, disclosure.
    """
    return kind in policy.opened or (policy.audience == "team" and kind != "crossings")


def quotable(speaker: Mapping[str, str], everybody: Sequence[Mapping[str, str]], *, k: int) -> tuple[str, ...]:
    """The attributes that may stand beside a quote, in the speaker's order: each that leaves k participants or more,
    the speaker among them, who share all that are named. Source: Sweeney 2002; docs/methods.md, disclosure.
    """
    named: tuple[str, ...] = ()
    for attribute in speaker:
        asked = (*named, attribute)
        if sum(all(one.get(name) == speaker[name] for name in asked) for one in everybody) >= k:
            named = asked
    return named


def _asked(tables: Tables, policy: Policy, groups: Collection[Place]) -> dict[Cell, Reason]:
    """What is closed for what it says itself."""
    found: dict[Cell, Reason] = {}
    for code, line in tables.counts.items():
        for place, n in line.items():
            if place in groups:
                found[code, place] = "small_group" if tables.sizes[place] < policy.least else "complementary"
            elif _is_told(code, place, policy) and flag(n, tables.sizes[place], k=policy.least) != "shown":
                found[code, place] = "sensitive"
    for place in groups:
        found[SIZE, place] = "small_group" if tables.sizes[place] < policy.least else "complementary"
    return found


def _is_told(code: str, place: Place, policy: Policy) -> bool:
    """Whether what the cell says itself is too much."""
    return code in policy.sensitive and (code, place) not in policy.cells


def _hidden(tables: Tables, policy: Policy, asked: Mapping[Cell, Reason]) -> dict[Cell, Hidden]:
    """The cells that are closed in the end.

    Closed sizes were guarded before. Without crossings no cell can give them away: whoever is dealt from one closed
    group to another takes all cells along. So examples may leave them as they are, which keeps the search short. With
    crossings they are guarded once more among the cells.
    """
    if not asked:
        return {}
    crossed = any(split.crossing for split in tables.splits)
    values = {(code, place): n for code, line in lines(tables).items() for place, n in line.items()}
    wholes = {split.whole for split in tables.splits}
    return suppressed(
        values,
        relations(tables),
        closed={
            cell: policy.least - 1 if cell[0] == SIZE or why == "sensitive" else 1
            for cell, why in asked.items()
            if crossed or cell[0] != SIZE
        },
        worth={cell: n + DEAR * (cell[1] in wholes) for cell, n in values.items()},
        fixed=[cell for cell in values if cell[0] == SIZE or not tables.sizes[cell[1]] or cell in policy.cells],
    )


def _verdict(
    cell: Cell, n: int, tables: Tables, policy: Policy, *, asked: Mapping[Cell, Reason], hidden: Mapping[Cell, Hidden]
) -> Verdict:
    if cell in hidden:
        return Verdict(None, "closed", asked.get(cell, "complementary"), hidden[cell])
    return Verdict(n, "shown" if cell[0] == SIZE else flag(n, tables.sizes[cell[1]], k=policy.least))


def flag(n: int, of: int, *, k: int) -> State:
    """How a cell in a group of at least k is flagged: low (1 to k - 1), full, empty, or not at all ("shown").

    Source: docs/methods.md, disclosure.
    """
    if not of:
        return "shown"
    if n == of:
        return "full"
    return "empty" if not n else "low" if n < k else "shown"


def _left_out(tables: Tables, inside: set[Place]) -> dict[Cell, Verdict]:
    """The groups of which no table is left."""
    crossed = {part for split in tables.splits if split.crossing for part in split.parts}
    return {
        (code, place): Verdict(None, "closed", "crossing" if place in crossed else "small_group")
        for code in lines(tables)
        for place in tables.sizes
        if place not in inside
    }
