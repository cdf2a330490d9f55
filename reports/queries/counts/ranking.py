"""Codes of a branch in order of the participants who mention them, with how sure their places are."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coding.queries.codebook import Node
from methods.exact import mcnemar
from methods.ranking import REPLICATES, Place, ranking, together
from reports.queries.counts.comparison import SEED
from reports.queries.study.study import Study


@dataclass(frozen=True, slots=True)
class Ranked:
    node: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Ranking:
    """The codes from the first to the last; equal ones in tree order. `tiers` are the indexes of rows that a sentence
    may not set apart. `intervals`: whether rank intervals are shown, which a reflexive study does not. `closed` are
    codes that are not shown to whom it is for.
    """

    study: Study
    branch: str
    rows: tuple[Ranked, ...]
    tiers: tuple[tuple[int, ...], ...]
    intervals: bool
    closed: tuple[Node, ...] = ()
    seed: int = SEED
    replicates: int = REPLICATES


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes within the same participants: who mentions one of them alone, and McNemar's p, None without tests."""

    first: Node
    second: Node
    both: int
    only_first: int
    only_second: int
    neither: int
    p: float | None


def rank_codes(
    study: Study, *, branch: str = "", intervals: bool = True, closed: Collection[int] = frozenset()
) -> Ranking:
    """The codes right below the branch; of the whole codebook those without codes below them. Raises UnknownBranch.

    An inactive code is a row only when somebody mentions it. The `closed` ones are no part of the order: a gap in it
    would tell where they stand.
    """
    shown = [node for node in rankable(study, branch) if node.code.active or study.who(node)]
    nodes = [node for node in shown if node.code.pk not in closed]
    people = sorted(study.ground.covered)
    mentions = np.zeros((len(people), len(nodes)), dtype=np.bool_)
    for column, node in enumerate(nodes):
        who = study.who(node)
        mentions[:, column] = [person in who for person in people]
    places = places_of(mentions)
    order = sorted(range(len(nodes)), key=lambda at: (places[at].rank, nodes[at].place))
    rows = tuple(Ranked(nodes[at], places[at]) for at in order)
    tiers = together([row.place for row in rows])
    # Whether a code that is not in use has a row tells whether anybody mentions it.
    apart = tuple(node for node in shown if node.code.pk in closed and node.code.active)
    return Ranking(study, branch, rows, tuple(map(tuple, tiers)), intervals, apart)


def places_of(mentions: NDArray[np.bool_]) -> tuple[Place, ...]:
    """The place of each code in `mentions`, participants x codes."""
    return _drawn(np.packbits(mentions).tobytes(), mentions.shape)


@lru_cache(maxsize=32)
def _drawn(packed: bytes, shape: tuple[int, int]) -> tuple[Place, ...]:
    """Kept by what it rests on: the same mentions give the same drawings."""
    bits = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), count=shape[0] * shape[1])
    return ranking(bits.reshape(shape).astype(np.bool_), seed=SEED)


def rankable(study: Study, branch: str) -> list[Node]:
    """What is ranked against each other. Raises UnknownBranch."""
    nodes = study.branch(branch)
    if branch:
        return [*nodes[0].children] or [nodes[0]]
    return [node for node in nodes if not node.children]


def pair(study: Study, first: Node, second: Node, *, tests: bool) -> Pair:
    """Two codes beside each other, participant by participant."""
    one, other = study.who(first), study.who(second)
    neither = len(study.ground.covered) - len(one | other)
    p = mcnemar(len(one - other), len(other - one)) if tests else None
    return Pair(first, second, len(one & other), len(one - other), len(other - one), neither, p)
