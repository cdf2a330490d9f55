"""What counts as marked under a basis, and what stays open under consensus: the sweep fed from the database."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from methods.consensus import Integers, Ranges, agreed_stretches, undecided_clusters
from reports.queries.basis.basis import SHARED, BasisKind, Ground
from reports.queries.basis.marks import CODE, CODER, END, PERSON, START, TEXT, Marks

Ranged = Collection[tuple[int, int, int, int]]  # code, text, start, end


class Counted(NamedTuple):
    """`spans` has a row for each stretch: code, participant, text, start, end. Overlaps of several codings are not
    merged yet under one coder and the union. `open` has the code of each cluster that waits for a decision, once a
    cluster; none but under consensus.
    """

    spans: Integers
    open: Integers


def stretches(ground: Ground, codes: Collection[int] | None = None, *, direction: str = "") -> Integers:
    """The spans of `counted`, without the open clusters. With a direction, those that come of the codings with it."""
    marks = marks_of(ground, codes, direction=direction)
    if ground.basis.kind not in SHARED:
        return marks.spans[:, :CODER]
    return _shared(ground, codes, marks, direction=direction)


def counted(ground: Ground, codes: Collection[int] | None = None) -> Counted:
    """What is marked under the basis, and what is open."""
    if ground.basis.kind is not BasisKind.CONSENSUS:
        return Counted(stretches(ground, codes), np.empty(0, dtype=np.int64))
    marks = marks_of(ground, codes)
    return Counted(_shared(ground, codes, marks), _open(ground, codes, marks))


def marks_of(ground: Ground, codes: Collection[int] | None = None, *, direction: str = "") -> Marks:
    """The codings that a basis counts: all that its coders marked; of the codes and of the direction, if given."""
    marks = ground.rows.marks_of(codes).of(None, direction=direction)
    if ground.basis.coder is None:
        return marks
    return marks.where(marks.spans[:, CODER] == ground.basis.coder.pk)


def needed(ground: Ground, transcript: int, code: int) -> int:
    """How many coders must agree on a code in a transcript: all who looked for it, or more than half of them."""
    all_ = max(1, len(ground.coders_of[transcript]) - ground.unlooked.get((transcript, code), 0))
    return all_ // 2 + 1 if ground.basis.kind is BasisKind.MAJORITY else all_


def needed_by_row(ground: Ground, code: Integers, transcript: Integers) -> Integers:
    """The same of codes in transcripts, two columns of one length."""
    transcripts, which = np.unique(transcript, return_inverse=True)
    wanted: Integers = np.array([len(ground.coders_of[one]) for one in transcripts.tolist()], dtype=np.int64)[which]
    if ground.unlooked:
        late = np.isin(code, [*{code for _transcript, code in ground.unlooked}])
        pairs = zip(transcript[late].tolist(), code[late].tolist(), strict=True)
        wanted[late] -= np.array([ground.unlooked.get(pair, 0) for pair in pairs], dtype=np.int64)
    wanted = np.maximum(wanted, 1)
    return wanted // 2 + 1 if ground.basis.kind is BasisKind.MAJORITY else wanted


def _shared(ground: Ground, codes: Collection[int] | None, marks: Marks, *, direction: str = "") -> Integers:
    """What enough coders mark; under consensus outside of what is decided, with what decisions keep."""
    consensus, spans = ground.basis.kind is BasisKind.CONSENSUS, marks.spans
    places, place = numbered(spans[:, [CODE, PERSON, TEXT]])
    decided = _at_places(_decided(ground, codes), places[:, [0, 2]]) if consensus else None
    agreed = agreed_stretches(
        place,
        spans[:, CODER],
        spans[:, START],
        spans[:, END],
        needed=_needed(ground, spans),
        decided=decided,
    )
    found = np.column_stack([places[agreed.place], agreed.start, agreed.end])
    if not consensus:
        return found
    return np.vstack([found, ground.rows.kept.of(codes, direction=direction).spans[:, :CODER]])


def _needed(ground: Ground, spans: Integers) -> Integers:
    return needed_by_row(ground, spans[:, CODE], ground.rows.transcript_of(spans[:, TEXT]))


def _decided(ground: Ground, codes: Collection[int] | None) -> Ranged:
    if codes is None:
        return ground.rows.decided
    return [one for one in ground.rows.decided if one[0] in codes]


def _open(ground: Ground, codes: Collection[int] | None, marks: Marks) -> Integers:
    spans = marks.spans[np.isin(marks.spans[:, PERSON], [*ground.covered])]
    wanted = _needed(ground, spans)
    spans, wanted = spans[wanted > 1], wanted[wanted > 1]
    places, place = numbered(spans[:, [CODE, TEXT]])
    decided = _at_places(_decided(ground, codes), places)
    found = undecided_clusters(place, spans[:, CODER], spans[:, START], spans[:, END], needed=wanted, decided=decided)
    codes_open: Integers = places[found, 0]
    return codes_open


def _at_places(ranges: Ranged, places: Integers) -> Ranges:
    """Each decided range at every place of its code and text; `places` are (code, text), numbered by their order."""
    numbers: Mapping[tuple[int, int], list[int]] = {(code, text): [] for code, text, _start, _end in ranges}
    for number, (code, text) in enumerate(places.tolist() if ranges else ()):
        if (code, text) in numbers:
            numbers[code, text].append(number)
    rows = [(number, start, end) for code, text, start, end in ranges for number in numbers[code, text]]
    return Ranges(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def numbered(columns: Integers) -> tuple[Integers, Integers]:
    """The different rows, and for each row the number of its like. By sorting columns: faster than unique rows."""
    order = np.lexsort(columns.T)
    ordered = columns[order]
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    number = np.empty(len(ordered), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    return ordered[new], number
