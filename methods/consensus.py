"""What enough coders mark alike, and where they differ and nobody has decided: one sweep over sorted borders.

A *place* is what may be compared with each other, such as one code in one text; any whole number names it. Ranges are
half-open, in code points. Source: the plane sweep of Bentley & Ottmann 1979 in one dimension.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]


class Ranges(NamedTuple):
    """Arrays of one length, an entry a range: its place, start and end."""

    place: Integers
    start: Integers
    end: Integers


class _Sweep(NamedTuple):
    """The borders in order, each with how it stands from there on: coders open, coders needed, in a decided range."""

    place: Integers
    at: Integers
    depth: Integers
    needed: Integers
    decided: Truths


def agreed_stretches(
    place: Integers,
    coder: Integers,
    start: Integers,
    end: Integers,
    *,
    needed: Integers,
    decided: Ranges | None = None,
) -> Ranges:
    """The stretches of each place that enough coders mark, in order; those in `decided` ranges are left out.

    The five arrays are of one length, an entry a span: its place, its coder, its range, and how many coders the place
    needs (at least 1). A coder's overlapping spans are one. Stretches end where one coder's passage ends, so touching
    ones stay two. Source: docs/methods.md, bases; Bentley & Ottmann 1979.
    """
    if len(start) == 0:
        return Ranges(place, start, end)
    sweep = _swept(place, coder, start, end, needed=needed, decided=decided)
    inside = (sweep.depth >= sweep.needed) & ~sweep.decided
    before = np.concatenate([[False], inside[:-1]])
    opens, closes = inside & ~before, before & ~inside
    return Ranges(sweep.place[opens], sweep.at[opens], sweep.at[closes])


def undecided_clusters(
    place: Integers,
    coder: Integers,
    start: Integers,
    end: Integers,
    *,
    needed: Integers,
    decided: Ranges | None = None,
) -> Integers:
    """The place of each cluster that is open: passages that overlap, of which a stretch outside the `decided` ranges
    is not marked by all who are needed. A place comes as often as it has such clusters, in order.

    The arrays are those of `agreed_stretches`. Source: docs/methods.md, consensus.
    """
    if len(start) == 0:
        return place
    sweep = _swept(place, coder, start, end, needed=needed, decided=decided)
    before = np.concatenate([[0], sweep.depth[:-1]])
    cluster = np.cumsum((sweep.depth == 1) & (before == 0))
    # The last border closes everything: nothing comes after it.
    length = np.append(np.diff(sweep.at), 0)
    differs = (sweep.depth > 0) & (sweep.depth < sweep.needed) & ~sweep.decided & (length > 0)
    _, first = np.unique(cluster[differs], return_index=True)
    return sweep.place[differs][first]


def _swept(
    place: Integers,
    coder: Integers,
    start: Integers,
    end: Integers,
    *,
    needed: Integers,
    decided: Ranges | None,
) -> _Sweep:
    place, coder, start, end, needed = _united(place, coder, start, end, needed)
    at, where, wanted = np.concatenate([start, end]), np.tile(place, 2), np.tile(needed, 2)
    step = np.concatenate([np.ones_like(start), -np.ones_like(end)])
    closed = np.zeros_like(step)
    if decided is not None and len(decided.place):
        first = np.minimum(np.searchsorted(place, decided.place), len(place) - 1)
        met = place[first] == decided.place
        borders = np.concatenate([decided.start[met], decided.end[met]])
        opening = np.repeat([1, -1], int(met.sum()))
        at, where = np.concatenate([at, borders]), np.concatenate([where, np.tile(decided.place[met], 2)])
        wanted = np.concatenate([wanted, np.tile(needed[first[met]], 2)])
        step, closed = np.concatenate([step, np.zeros_like(borders)]), np.concatenate([closed, opening])
    # Endings first, and what a decision closes: where one passage ends and the next begins, the stretch ends too.
    order = np.lexsort((step - closed, at, where))
    return _Sweep(
        place=where[order],
        at=at[order],
        depth=np.cumsum(step[order]),
        needed=wanted[order],
        decided=np.cumsum(closed[order]) > 0,
    )


def _united(
    place: Integers, coder: Integers, start: Integers, end: Integers, needed: Integers
) -> tuple[Integers, Integers, Integers, Integers, Integers]:
    """Each coder's spans merged where they overlap, place by place."""
    order = np.lexsort((start, coder, place))
    place, coder, start, end, needed = place[order], coder[order], start[order], end[order], needed[order]
    begins = np.ones(len(start), dtype=bool)
    begins[1:] = (place[1:] != place[:-1]) | (coder[1:] != coder[:-1])
    lift = np.cumsum(begins) * (int(end.max()) + 1)
    reach = np.maximum.accumulate(end + lift)
    begins[1:] |= (start + lift)[1:] >= reach[:-1]
    last = np.append(np.flatnonzero(begins)[1:] - 1, len(start) - 1)
    return place[begins], coder[begins], start[begins], (reach - lift)[last], needed[begins]
