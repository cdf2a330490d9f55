"""What counts as marked under a basis, and what stays open under consensus: the sweep fed from the database."""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import NamedTuple

import numpy as np

from methods.consensus import Integers, Ranges, agreed_stretches, undecided_clusters
from reports.queries.basis.basis import SHARED, BasisKind, Ground
from reports.queries.basis.states import consensus_states, counted_states, decided_ranges

FIELDS = ("code_id", "speakers__speaker__participant_id", "text_id", "start", "end")
CODE, PERSON, TEXT, START, END, TRANSCRIPT, CODER = range(7)


class Counted(NamedTuple):
    """`spans` has a row for each stretch: code, participant, text, start, end. Overlaps of several codings are not
    merged yet under one coder and the union. `open` has the code of each cluster that waits for a decision, once a
    cluster; none but under consensus.
    """

    spans: Integers
    open: Integers


def stretches(ground: Ground, codes: Collection[int] | None = None, *, direction: str = "") -> Integers:
    """The spans of `counted`, without the open clusters. With a direction, those that come of the codings with it."""
    if ground.basis.kind not in SHARED:
        return _table(counted_states(ground, codes, direction=direction).values_list(*FIELDS), len(FIELDS))
    return _shared(ground, codes, _marks(ground, codes, direction=direction), direction=direction)


def counted(ground: Ground, codes: Collection[int] | None = None) -> Counted:
    """What is marked under the basis, and what is open."""
    if ground.basis.kind is not BasisKind.CONSENSUS:
        return Counted(stretches(ground, codes), np.empty(0, dtype=np.int64))
    marks = _marks(ground, codes)
    return Counted(_shared(ground, codes, marks), _open(ground, codes, marks))


def needed(ground: Ground, transcript: int, code: int) -> int:
    """How many coders must agree on a code in a transcript: all who looked for it, or more than half of them."""
    all_ = max(1, len(ground.coders_of[transcript]) - ground.unlooked.get((transcript, code), 0))
    return all_ // 2 + 1 if ground.basis.kind is BasisKind.MAJORITY else all_


def _marks(ground: Ground, codes: Collection[int] | None, *, direction: str = "") -> Integers:
    fields = (*FIELDS, "coding__transcript_id", "coding__coder_id")
    return _table(counted_states(ground, codes, direction=direction).values_list(*fields), len(fields))


def _shared(ground: Ground, codes: Collection[int] | None, marks: Integers, *, direction: str = "") -> Integers:
    """What enough coders mark; under consensus outside of what is decided, with what decisions keep."""
    consensus = ground.basis.kind is BasisKind.CONSENSUS
    places, place = _numbered(marks[:, [CODE, PERSON, TEXT]])
    decided = _at_places(decided_ranges(ground, codes), places[:, [0, 2]]) if consensus else None
    agreed = agreed_stretches(
        place,
        marks[:, CODER],
        marks[:, START],
        marks[:, END],
        needed=_needed_by_row(ground, marks),
        decided=decided,
    )
    spans = np.column_stack([places[agreed.place], agreed.start, agreed.end])
    if not consensus:
        return spans
    kept = consensus_states(ground, codes, direction=direction)
    return np.vstack([spans, _table(kept.values_list(*FIELDS), len(FIELDS))])


def _open(ground: Ground, codes: Collection[int] | None, marks: Integers) -> Integers:
    marks = marks[np.isin(marks[:, PERSON], [*ground.covered])]
    wanted = _needed_by_row(ground, marks)
    marks, wanted = marks[wanted > 1], wanted[wanted > 1]
    places, place = _numbered(marks[:, [CODE, TEXT]])
    decided = _at_places(decided_ranges(ground, codes), places)
    found = undecided_clusters(place, marks[:, CODER], marks[:, START], marks[:, END], needed=wanted, decided=decided)
    codes_open: Integers = places[found, 0]
    return codes_open


def _needed_by_row(ground: Ground, marks: Integers) -> Integers:
    pairs, which = _numbered(marks[:, [TRANSCRIPT, CODE]])
    wanted = [needed(ground, transcript, code) for transcript, code in pairs.tolist()]
    return np.array(wanted, dtype=np.int64)[which]


def _at_places(ranges: list[tuple[int, int, int, int]], places: Integers) -> Ranges:
    """Each decided range at every place of its code and text; `places` are (code, text), numbered by their order."""
    numbers: Mapping[tuple[int, int], list[int]] = {(code, text): [] for code, text, _start, _end in ranges}
    for number, (code, text) in enumerate(places.tolist() if ranges else ()):
        if (code, text) in numbers:
            numbers[code, text].append(number)
    rows = [(number, start, end) for code, text, start, end in ranges for number in numbers[code, text]]
    return Ranges(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def _table(rows: Iterable[tuple[int | None, ...]], width: int) -> Integers:
    # One flat run of numbers: half the time of an array of tuples.
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, width)


def _numbered(columns: Integers) -> tuple[Integers, Integers]:
    """The different rows, and for each row the number of its like. By sorting columns: faster than unique rows."""
    order = np.lexsort(columns.T)
    ordered = columns[order]
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    number = np.empty(len(ordered), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    return ordered[new], number
