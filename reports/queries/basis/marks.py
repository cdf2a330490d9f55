"""Codings as columns of numbers, made while they are fetched.

A million of them pass through here: nothing is joined that the few rows of passes and speakers know already.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from coding.models import CodingState
from coding.models.codings import CodingStateQuerySet
from methods.consensus import Integers

AT_ONCE = 10_000
HEAD, END_OF_COPY = 19, 2  # bytes of PostgreSQL's binary form
UNRATED = -(2**31)  # no smallint
AFFIRMS, DENIES, MIXED = range(3)
DIRECTIONS = {
    CodingState.Direction.AFFIRMS: AFFIRMS,
    CodingState.Direction.DENIES: DENIES,
    CodingState.Direction.MIXED: MIXED,
}
CODE, PERSON, TEXT, START, END, CODER = range(6)


class Marks(NamedTuple):
    """An entry for each coding and participant who speaks in it: `spans` has its columns CODE to CODER.

    `direction` is one of AFFIRMS, DENIES and MIXED, `rating` is UNRATED without one, `state` tells codings apart. Those
    that decisions keep have no coder: 0.
    """

    spans: Integers
    direction: NDArray[np.int8]
    rating: NDArray[np.int32]
    state: Integers

    def where(self, kept: NDArray[np.bool_]) -> "Marks":
        if kept.all():
            return self
        return Marks(self.spans[kept], self.direction[kept], self.rating[kept], self.state[kept])

    def of(self, codes: Collection[int] | None, *, direction: str = "") -> "Marks":
        """Those of the codes and of the direction, if given."""
        found = self if codes is None else self.where(np.isin(self.spans[:, CODE], [*codes]))
        said = CodingState.Direction(direction) if direction else None
        return found if said is None else found.where(found.direction == DIRECTIONS[said])


def read_marks(
    states: CodingStateQuerySet, of: str, known: Mapping[int, tuple[int, int]], people: Mapping[int, int]
) -> Marks:
    """The states with their speakers as columns; `known` has the coder and the current text for what `of` names.

    Left out are those of which nothing is known, those in a text of before, and speakers who are nobody's.
    """
    said = Case(*(When(direction=said, then=Value(n)) for said, n in DIRECTIONS.items()), output_field=IntegerField())
    rated = Coalesce("rating", Value(UNRATED), output_field=IntegerField())
    rows = states.filter(speakers__isnull=False).annotate(said=said, rated=rated)
    names = ("code_id", "speakers__speaker_id", "text_id", "start", "end", of, "pk", "said", "rated")
    coder, text = (Image({key: both[at] for key, both in known.items()}) for at in range(2))
    person = Image(people)
    found = []
    for chunk in _chunks(rows.values_list(*names), len(names)):
        who, where = person.of(chunk[:, PERSON]), text.of(chunk[:, CODER])
        chunk[:, PERSON], chunk[:, CODER] = who, coder.of(chunk[:, CODER])
        kept = (who >= 0) & (where == chunk[:, TEXT])
        spans, (state, direction, rating) = chunk[kept, : CODER + 1], chunk[kept, CODER + 1 :].T
        found.append(Marks(spans, direction.astype(np.int8), rating.astype(np.int32), state.copy()))
    return _joined(found)


def _joined(found: Sequence[Marks]) -> Marks:
    spans = [np.empty((0, CODER + 1), dtype=np.int64), *(one.spans for one in found)]
    direction = [np.empty(0, dtype=np.int8), *(one.direction for one in found)]
    rating = [np.empty(0, dtype=np.int32), *(one.rating for one in found)]
    state = [np.empty(0, dtype=np.int64), *(one.state for one in found)]
    return Marks(np.concatenate(spans), np.concatenate(direction), np.concatenate(rating), np.concatenate(state))


class Image:
    """The numbers that keys stand for, of whole columns at once; -1 for a key that stands for none."""

    def __init__(self, known: Mapping[int, int]) -> None:
        self.keys = np.array(sorted(known), dtype=np.int64)
        self.values = np.array([*(known[key] for key in self.keys.tolist()), -1], dtype=np.int64)

    def of(self, column: Integers) -> Integers:
        at = np.searchsorted(self.keys, column)
        here = np.append(self.keys, -1)[at] == column
        found: Integers = np.where(here, self.values[at], -1)
        return found


def _chunks(rows: "QuerySet[Any, Any]", width: int) -> Iterator[Integers]:
    """The rows as tables of whole numbers, some at once: never all of them as objects."""
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            yield from _copied(cursor, sql, values, width)
            return
        cursor.execute(sql, values)
        while some := cursor.fetchmany(AT_ONCE):
            yield _table(some, width)


def _copied(cursor: Any, sql: str, values: Any, width: int) -> Iterator[Integers]:
    """PostgreSQL would send all rows at once, or through a cursor that no second process helps with: twice the time.

    A binary copy streams: a head, for each row the number of its fields and each with its length, and an end.
    """
    names = [f"n{place}" for place in range(width)]
    whole = ", ".join(f"{name}::bigint" for name in names)
    said = f"SELECT {whole} FROM ({sql}) AS said ({', '.join(names)})"  # noqa: S608  # names of ours, and Django's SQL
    copy = f"COPY ({said}) TO STDOUT (FORMAT BINARY)"
    row = np.dtype(
        [("fields", ">i2"), *(pair for name in names for pair in ((f"{name} length", ">i4"), (name, ">i8")))]
    )
    waiting, begun = bytearray(), HEAD
    with cursor.copy(cursor.mogrify(copy, values)) as blocks:
        for block in blocks:
            waiting += block
            whole_rows = (len(waiting) - begun) // row.itemsize
            if whole_rows >= AT_ONCE:
                end = begun + whole_rows * row.itemsize
                yield _unpacked(bytes(waiting[begun:end]), row, names)
                waiting, begun = waiting[end:], 0
    yield _unpacked(bytes(waiting[begun : len(waiting) - END_OF_COPY]), row, names)


def _unpacked(sent: bytes, row: "np.dtype[Any]", names: Sequence[str]) -> Integers:
    rows = np.frombuffer(sent, dtype=row) if sent else np.empty(0, dtype=row)
    return np.column_stack([rows[name].astype(np.int64) for name in names])


def _table(rows: Iterable[tuple[int, ...]], width: int) -> Integers:
    # One flat run of numbers: half the time of an array of tuples.
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, width)
