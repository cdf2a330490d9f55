"""What a finding claims, as a predicate on cells: does it hold, does it fail, or can't it be said? Never by a p.

A predicate is JSON, so that it can be kept and compared under every basis:

    {"op": "exceeds_by", "left": "market/private", "right": "market/public", "points": 40}
    {"op": "exceeds_by", "left": "culture/private", "right": "culture/public", "measure": "agreement", "by": 0.5}
    {"op": "at_least", "cell": "planning/all", "measure": "median", "value": 4}
    {"op": "among_first", "cell": "spread/all", "among": ["spread/all", "sell/all", "listen/all"], "places": 2}
    {"op": "together", "cells": ["omnipresence/all", "community/all"]}
    {"op": "all", "of": [...]}   {"op": "any", "of": [...]}   {"op": "not", "of": [one]}

`methods.claims` reads and checks them. Source: Kleene 1952, section 64 (holds, fails, undecidable);
docs/methods.md, claims.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

Border = Literal["at_least", "at_most", "above", "below", "equals"]
Side = Literal["among_first", "among_last"]
Join = Literal["all", "any", "not"]
Outcome = Literal["holds", "fails", "undecidable"]
Why = Literal["missing_cell", "missing_measure", "empty_group"]


@dataclass(frozen=True, slots=True)
class Cell:
    """`n` of `of` participants, and what else a report says of them by name: a median, A, a rank and its interval."""

    n: int
    of: int
    measures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A measure of a cell against a number."""

    op: Border
    cell: str
    measure: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Exceeds:
    """The left cell's measure is higher than the right one's, and by at least so much."""

    left: str
    right: str
    measure: str
    by: Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """The cell has one of the first or last `places` among others by a measure; equal ones share the better place."""

    op: Side
    cell: str
    among: tuple[str, ...]
    places: int
    measure: str


@dataclass(frozen=True, slots=True)
class Together:
    """The rank intervals (measures `rank_low` and `rank_high`) of all these cells overlap each other."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """All of these, any of these, or not this one."""

    op: Join
    of: tuple["Predicate", ...]


Predicate = Threshold | Exceeds | Standing | Together | Joined


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a cell can't be asked: it is not there, has no such measure, or nobody is in its group."""

    cell: str
    why: Why
    measure: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim holds; `doubts` are what makes it undecidable, and empty otherwise."""

    outcome: Outcome
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """What a claim rests on and is no longer what it was; None where the cell or the measure is not there."""

    cell: str
    measure: str
    before: float | None
    now: float | None


OPPOSITE: dict[Outcome, Outcome] = {"holds": "fails", "fails": "holds", "undecidable": "undecidable"}
COMPARE: dict[Border, Callable[[Fraction, Fraction], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
    "equals": operator.eq,
}


class _Undecided(Exception):
    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt


def evaluate(predicate: Predicate, cells: Mapping[str, Cell]) -> Verdict:
    """Whether the claim holds on these cells. One part that fails is enough for "all", one that holds for "any",
    whatever is undecidable beside it. Source: Kleene 1952, section 64.
    """
    if isinstance(predicate, Joined):
        return _joined(predicate.op, [evaluate(part, cells) for part in predicate.of])
    try:
        return Verdict("holds" if _holds(predicate, cells) else "fails")
    except _Undecided as undecided:
        return Verdict("undecidable", (undecided.doubt,))


def rests_on(predicate: Predicate) -> tuple[str, ...]:
    """The keys of the cells that the claim speaks of, each once, in its order. Source: docs/methods.md, claims."""
    return (*dict.fromkeys(_keys(predicate)),)


def moves(predicate: Predicate, *, before: Mapping[str, Cell], now: Mapping[str, Cell]) -> tuple[Move, ...]:
    """What makes a finding stale: every number of its cells that is not what it was, in the claim's order.

    Source: docs/methods.md, claims.
    """
    found = []
    for key in rests_on(predicate):
        old, new = _numbers(before.get(key)), _numbers(now.get(key))
        names = dict.fromkeys([*old, *new])
        found += [Move(key, name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]
    return (*found,)


def _keys(predicate: Predicate) -> list[str]:
    if isinstance(predicate, Joined):
        return [key for part in predicate.of for key in _keys(part)]
    if isinstance(predicate, Exceeds):
        return [predicate.left, predicate.right]
    if isinstance(predicate, Together):
        return [*predicate.cells]
    return [predicate.cell, *(predicate.among if isinstance(predicate, Standing) else ())]


def _numbers(cell: Cell | None) -> dict[str, float]:
    return {} if cell is None else {"n": cell.n, "of": cell.of, **cell.measures}


def _joined(op: Join, parts: list[Verdict]) -> Verdict:
    if op == "not":
        return replace(parts[0], outcome=OPPOSITE[parts[0].outcome])
    decisive: Outcome = "holds" if op == "any" else "fails"
    outcomes = {part.outcome for part in parts}
    if decisive in outcomes:
        return Verdict(decisive)
    if "undecidable" in outcomes:
        return Verdict("undecidable", (*dict.fromkeys(doubt for part in parts for doubt in part.doubts),))
    return Verdict(OPPOSITE[decisive])


def _holds(predicate: Threshold | Exceeds | Standing | Together, cells: Mapping[str, Cell]) -> bool:
    if isinstance(predicate, Threshold):
        return COMPARE[predicate.op](_measure(cells, predicate.cell, predicate.measure), predicate.value)
    if isinstance(predicate, Exceeds):
        left, right = (_measure(cells, key, predicate.measure) for key in (predicate.left, predicate.right))
        return left > right and left - right >= predicate.by
    if isinstance(predicate, Standing):
        return _stands(predicate, cells)
    low = max(_measure(cells, key, "rank_low") for key in predicate.cells)
    return low <= min(_measure(cells, key, "rank_high") for key in predicate.cells)


def _stands(claim: Standing, cells: Mapping[str, Cell]) -> bool:
    own = _measure(cells, claim.cell, claim.measure)
    others = [_measure(cells, key, claim.measure) for key in claim.among]
    better = [one for one in others if (one > own if claim.op == "among_first" else one < own)]
    return len(better) < claim.places


def _measure(cells: Mapping[str, Cell], key: str, name: str) -> Fraction:
    """The number asked for, exactly; the share in per cent. Raises _Undecided when there is none."""
    cell = cells.get(key)
    if cell is None:
        raise _Undecided(Doubt(key, "missing_cell", name))
    if name == "of":
        return Fraction(cell.of)
    if not cell.of:
        raise _Undecided(Doubt(key, "empty_group", name))
    if name in {"n", "percent"}:
        return Fraction(cell.n) if name == "n" else Fraction(100 * cell.n, cell.of)
    if name not in cell.measures:
        raise _Undecided(Doubt(key, "missing_measure", name))
    return exact(cell.measures[name])


def exact(number: float) -> Fraction:
    """The number as it is printed: 0.3 is three tenths. Source: docs/methods.md, claims."""
    return Fraction(str(number))
