"""How much of a transcript each set of coders gave each code: all that the coefficients need, small enough to keep.

From one sweep over the borders of passages, whatever the length of the text. Counts of transcripts add up, so that a
total can be made again from what is kept for each. Source: docs/methods.md, the sweep; Bentley & Ottmann 1979 in one
dimension.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from methods.continuum import Document, Flat, Integers, Key, Unit, flatten, in_order

# A set of coders as a whole number, bit i for the i-th; Python's own numbers where 64 bits are too few.
Masks = NDArray[Any]
LARGEST = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Transcripts that the same coders read for the same codes.

    `transcripts` are those with something to compare, `units` the length of their continua together. `code` (an index
    into `codes`), `mask` and `weight` are of one length, sorted, each pair of code and mask once: on so many units
    exactly the coders of the mask used the code. What is not listed nobody coded.
    """

    coders: tuple[Key, ...]
    codes: tuple[Key, ...]
    transcripts: int
    units: int
    code: Integers
    mask: Masks
    weight: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """The sufficient statistics of one transcript, or of several added up, in one unit of comparison."""

    unit: Unit
    tables: tuple[Table, ...]

    def as_json(self) -> dict[str, Any]:
        """The canonical form: the same counts give the same document, whatever the order of arrival."""
        return {"unit": self.unit, "tables": [_table_as_json(table) for table in self.tables]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Counts":
        """The counts that `as_json` wrote."""
        return cls(kept["unit"], tuple(_table_from_json(table) for table in kept["tables"]))


class Stretches(NamedTuple):
    """Pieces of the continuum, an entry a piece: on [start, end) exactly the coders of the mask used the code."""

    code: Integers
    start: Integers
    end: Integers
    mask: Masks


class Sums(NamedTuple):
    """Of one table, for each of its codes: an entry a code.

    With x coders of m on w units: `ones` sums w x, `cross` sums w x (m - x), `positive` sums w where x > 0.
    """

    ones: Integers
    cross: Integers
    positive: Integers


def count(document: Document, codes: Sequence[Key], unit: Unit = "turn") -> Counts:
    """Sweep one transcript for these codes. Raises BadSpan for a passage outside its text.

    Source: docs/methods.md, the sweep.
    """
    codes = in_order(codes)
    flat = flatten(document, codes, unit=unit)
    return Counts(unit, _in_order(_swept(flat, document, codes, group) for group in readers(document, codes).items()))


def add(counts: Iterable[Counts]) -> Counts:
    """The counts of all these transcripts together, each pair of code and coders added within the same readers.

    Raises ValueError when they are of different units, or when there are none. Source: docs/methods.md, the sweep.
    """
    counts = [*counts]
    units = {one.unit for one in counts}
    if len(units) != 1:
        message = f"Counts of one unit add up; these are of {', '.join(sorted(units)) or 'none'}."
        raise ValueError(message)
    alike: dict[tuple[object, ...], list[Table]] = {}
    for one in counts:
        for table in one.tables:
            alike.setdefault((table.coders, table.codes), []).append(table)
    return Counts(units.pop(), _in_order(_added(tables) for tables in alike.values()))


def stretches(code: Integers, bit: Masks, start: Integers, end: Integers) -> Stretches:
    """Where each code is used by whom, by code and place, from passages with the bit of their coder.

    The passages of one coder and code do not overlap. Stretches that nobody marked are left out; two neighbours may
    have the same coders. Source: Bentley & Ottmann 1979 in one dimension.
    """
    code, at, step = np.concatenate([code, code]), np.concatenate([start, end]), np.concatenate([bit, -bit])
    order = np.lexsort((at, code))
    code, at = code[order], at[order]
    # A coder's bit is set once at a time, and all bits are clear again where the next code begins.
    mask = np.cumsum(step[order])[:-1]
    kept = (mask != 0) & (at[:-1] < at[1:])
    return Stretches(code[:-1][kept], at[:-1][kept], at[1:][kept], mask[kept])


def sums(table: Table) -> Sums:
    """The margins of a table, from which alpha and its kin follow. Source: docs/methods.md, the sweep."""
    m, size = len(table.coders), len(table.codes)
    x = coders_in(table.mask)
    return Sums(
        _by_code(table.code, table.weight * x, size),
        _by_code(table.code, table.weight * x * (m - x), size),
        _by_code(table.code, table.weight, size),
    )


def coders_in(masks: Masks) -> Integers:
    """How many coders each mask has. Source: docs/methods.md, the sweep."""
    if masks.dtype == object:
        return np.array([mask.bit_count() for mask in masks], dtype=np.int64)
    return np.bitwise_count(masks).astype(np.int64)


def readers(document: Document, codes: Sequence[Key]) -> dict[tuple[Key, ...], tuple[Key, ...]]:
    """Codes by the coders who looked for them, both in order. Source: docs/methods.md, missing is not "no"."""
    coders = in_order(document.coders)
    if not document.unlooked:
        return {coders: tuple(codes)}
    groups: dict[tuple[Key, ...], list[Key]] = {}
    for code in codes:
        looked = tuple(coder for coder in coders if (coder, code) not in document.unlooked)
        groups.setdefault(looked, []).append(code)
    return {looked: tuple(group) for looked, group in groups.items()}


def _swept(
    flat: Flat, document: Document, codes: Sequence[Key], group: tuple[tuple[Key, ...], tuple[Key, ...]]
) -> Table:
    """The table of the codes that these coders looked for."""
    coders, looked_for = group
    kind = masks_of(len(coders), len(looked_for))
    place = {code: index for index, code in enumerate(looked_for)}
    bit = {coder: 1 << index for index, coder in enumerate(coders)}
    places = np.array([place.get(code, -1) for code in codes], dtype=np.int64)
    bits: Masks = np.array([bit.get(coder, 0) for coder in document.coders], dtype=kind)
    which = places[flat.code]
    here = which >= 0
    found = stretches(which[here], bits[flat.coder[here]], flat.start[here], flat.end[here])
    cells = _collected(found.code, found.mask, found.end - found.start, len(coders))
    return Table(coders, looked_for, min(flat.length, 1), flat.length, *cells)


def masks_of(coders: int, codes: int) -> type:
    """The kind of number that holds a code and a set of coders at once. Source: docs/methods.md, the sweep."""
    return np.int64 if codes << coders < LARGEST else object


def _collected(code: Integers, mask: Masks, weight: Integers, coders: int) -> tuple[Integers, Masks, Integers]:
    """Each pair of code and mask once, sorted, with its weights added."""
    one = mask.dtype.type(1) if mask.dtype != object else 1
    keys, inverse = np.unique(code.astype(mask.dtype) * (one << coders) + mask, return_inverse=True)
    total = np.bincount(inverse, weights=weight, minlength=len(keys)).astype(np.int64)
    return (keys >> coders).astype(np.int64), keys & ((one << coders) - one), total


def _by_code(code: Integers, weight: Integers, size: int) -> Integers:
    total: Integers = np.zeros(size, dtype=np.int64)
    np.add.at(total, code, weight)
    return total


def _added(tables: list[Table]) -> Table:
    first = tables[0]
    if len(tables) == 1:
        return first
    return Table(
        first.coders,
        first.codes,
        sum(table.transcripts for table in tables),
        sum(table.units for table in tables),
        *_collected(
            np.concatenate([table.code for table in tables]),
            np.concatenate([table.mask for table in tables]),
            np.concatenate([table.weight for table in tables]),
            len(first.coders),
        ),
    )


def _in_order(tables: Iterable[Table]) -> tuple[Table, ...]:
    return tuple(sorted(tables, key=lambda table: ([*map(_rank, table.coders)], [*map(_rank, table.codes)])))


def _rank(key: Key) -> tuple[bool, Key]:
    return isinstance(key, str), key


def _table_as_json(table: Table) -> dict[str, Any]:
    return {
        "coders": [*table.coders],
        "codes": [*table.codes],
        "transcripts": table.transcripts,
        "units": table.units,
        "code": table.code.tolist(),
        "mask": table.mask.tolist(),
        "weight": table.weight.tolist(),
    }


def _table_from_json(kept: Mapping[str, Any]) -> Table:
    return Table(
        tuple(kept["coders"]),
        tuple(kept["codes"]),
        kept["transcripts"],
        kept["units"],
        np.array(kept["code"], dtype=np.int64),
        np.array(kept["mask"], dtype=masks_of(len(kept["coders"]), len(kept["codes"]))),
        np.array(kept["weight"], dtype=np.int64),
    )
