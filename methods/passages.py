"""Passages of one text combined: with, or, without, near, inside. What a query of codes answers, text by text.

Passages are half-open ranges in code points, merged where they overlap, in order (`methods.spans.union`); every answer
is of the same form. Examples: docs/methods.md, queries.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from methods.spans import Span, covered_by_all, union

Operator = Literal["and", "or", "not", "near", "within"]
Turns = tuple[int, int]  # the first and the last turn that a passage touches


@dataclass(frozen=True, slots=True)
class Step:
    """One condition of a query: how its `passages` are joined to what the ones before it have found.

    `turns` is how far "near" reaches, and nothing to the others.
    """

    operator: Operator
    passages: Sequence[Span]
    turns: int = 0


def answer(first: Iterable[Span], steps: Iterable[Step], *, starts: Sequence[int]) -> list[Span]:
    """What is left of the `first` passages after all steps, taken one by one from left to right.

    `starts` are where the text's turns begin, in order. Source: docs/methods.md, queries.
    """
    found = union(first)
    for step in steps:
        other = union(step.passages)
        if step.operator == "and":
            found = covered_by_all([found, other])
        elif step.operator == "or":
            found = union([*found, *other])
        elif step.operator == "not":
            found = untouched(found, other)
        elif step.operator == "near":
            found = near(found, other, starts=starts, turns=step.turns)
        else:
            found = inside(found, other)
    return found


def untouched(passages: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The passages that share no character with any of the others; each is whole or left out.

    Source: docs/methods.md, queries.
    """
    ends = [end for _start, end in others]
    found = []
    for start, end in passages:
        at = bisect_right(ends, start)  # the first that ends after it has begun
        if at == len(others) or others[at][0] >= end:
            found.append((start, end))
    return found


def inside(passages: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The passages that lie whole in one of the others. Source: docs/methods.md, queries."""
    begins = [start for start, _end in others]
    found = []
    for start, end in passages:
        at = bisect_right(begins, start) - 1  # the last that begins before it, or with it
        if at >= 0 and end <= others[at][1]:
            found.append((start, end))
    return found


def near(passages: Sequence[Span], others: Sequence[Span], *, starts: Sequence[int], turns: int) -> list[Span]:
    """The passages with one of the others at most so many `turns` away, before or after: 0 is the same turn, 1 the
    next one. Every turn counts, the interviewer's too. `starts` are where turns begin, in order.

    Source: docs/methods.md, queries.
    """
    there = [turns_of(one, starts=starts) for one in others]
    lasts = [last for _first, last in there]
    found = []
    for passage in passages:
        first, last = turns_of(passage, starts=starts)
        at = bisect_left(lasts, first - turns)  # the first that does not lie too far before it
        if at < len(there) and there[at][0] <= last + turns:
            found.append(passage)
    return found


def turns_of(passage: Span, *, starts: Sequence[int]) -> Turns:
    """The first and the last turn that a passage touches, from 0 on. What stands before the first turn is with it, what
    stands between two turns with the one before. Source: docs/methods.md, queries.
    """
    start, end = passage
    first = max(0, bisect_right(starts, start) - 1)
    return first, max(first, bisect_left(starts, end) - 1)
