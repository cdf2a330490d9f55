"""A transcript as agreement sees it: who read it, what is cut out of it, and its passages as flat arrays.

Positions are Unicode code points, half-open. Stretches that are not compared (the interviewer's turns) are cut out:
what is left is one continuum, and passages shrink with it. For other units than characters it is a row of units.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from methods.crosstab import lines_up
from methods.spans import Span, union

Key = str | int
Unit = Literal["character", "sentence", "turn", "document"]
Integers = NDArray[np.int64]
AnyKey = TypeVar("AnyKey", bound=Key)


class BadSpan(ValueError):
    """A passage that is empty, reversed or outside its text."""


@dataclass(frozen=True, slots=True)
class Document:
    """One transcript with the work that was submitted on it.

    `coders` are those who submitted: their silence means "not coded". Passages of anybody else are left out: she has
    said nothing yet. `spans` holds each coder's passages by (coder, code), in any order, overlapping or not. `units`
    are the turns or sentences, in order, without overlap; what lies between them is not compared. `excluded` is cut
    out of the length and of the units. `unlooked` names (coder, code) pairs where the coder could not have used the
    code: her pass is missing for this code alone.
    """

    key: Key
    length: int
    coders: tuple[Key, ...]
    units: tuple[Span, ...]
    spans: Mapping[tuple[Key, Key], Sequence[Span]]
    excluded: tuple[Span, ...] = ()
    unlooked: frozenset[tuple[Key, Key]] = frozenset()


class Flat(NamedTuple):
    """Passages in arrays of one length, an entry a passage; those of one coder and code do not overlap.

    `code` and `coder` are indexes into the sequences given to `flatten`; `length` is that of the continuum, in units.
    """

    code: Integers
    coder: Integers
    start: Integers
    end: Integers
    length: int


class Cut(NamedTuple):
    """What is left of a text without its excluded stretches: the kept stretches, and where each begins when joined."""

    starts: Integers
    ends: Integers
    joined: Integers
    length: int


def in_order(keys: Iterable[AnyKey]) -> tuple[AnyKey, ...]:
    """Keys without repetition, numbers before words, so that the order of arrival leaves no trace.

    Source: docs/methods.md, canonical form.
    """
    return tuple(sorted(set(keys), key=lambda key: (isinstance(key, str), key)))


def cut_out(length: int, excluded: Iterable[Span]) -> Cut:
    """The stretches of [0, length) outside the excluded ones. Source: docs/methods.md, continuum."""
    borders = np.array([(max(0, start), min(length, end)) for start, end in union(excluded)], dtype=np.int64)
    borders = borders.reshape(-1, 2)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), borders[:, 1]])
    ends = np.concatenate([borders[:, 0], np.array([length], dtype=np.int64)])
    kept = starts < ends
    starts, ends = starts[kept], ends[kept]
    widths = ends - starts
    return Cut(starts, ends, np.cumsum(widths) - widths, int(widths.sum()))


def shrink(positions: Integers, cut: Cut) -> Integers:
    """Positions of the whole text in the continuum; those in an excluded stretch fall on its place.

    Source: docs/methods.md, continuum.
    """
    if not len(cut.starts):
        return np.zeros_like(positions)
    place = np.maximum(np.searchsorted(cut.starts, positions, side="right") - 1, 0)
    inside = np.clip(positions, cut.starts[place], cut.ends[place]) - cut.starts[place]
    shrunk: Integers = cut.joined[place] + inside
    return shrunk


def flatten(document: Document, codes: Sequence[Key], *, unit: Unit) -> Flat:
    """The submitted passages of these codes on the continuum of `unit`, merged for each coder and code.

    For sentences and turns a unit is coded when any of its characters is; a document is one unit. Raises BadSpan.
    Source: the unit mapping of docs/methods.md, units; merging as in `methods.spans.union`.
    """
    code, coder, start, end = _gathered(document, codes)
    wrong = (start < 0) | (start >= end) | (end > document.length)
    if wrong.any():
        _refuse(document, codes, tuple(int(column[wrong][0]) for column in (code, coder, start, end)))
    length = document.length
    cut = None
    if document.excluded:
        cut = cut_out(length, document.excluded)
        start, end, length = shrink(start, cut), shrink(end, cut), cut.length
    if unit == "document":
        start, end, length = np.zeros_like(start), (end > start).astype(np.int64), min(length, 1)
    elif unit != "character":
        begins, ends = units_of(document, cut)
        first = np.searchsorted(ends, start, side="right")
        last = np.searchsorted(begins, end, side="left")
        # What shrank to nothing touches no unit.
        start, end, length = first, np.where(end > start, last, first), len(begins)
    return merged(Flat(code, coder, start, end, length), coders=len(document.coders))


def rolled_up(document: Document, parents: Mapping[Key, Key | None]) -> Document:
    """The same transcript with each code's passages given to the codes above it too, so that a parent is their union.

    A coder who could not have used a code is missing for those above it as well: her silence about the branch is not a
    "no". Source: docs/methods.md, roll-up.
    """
    lines = lines_up(parents)
    spans: dict[tuple[Key, Key], list[Span]] = {}
    for (coder, code), found in document.spans.items():
        for above in lines.get(code, (code,)):
            spans.setdefault((coder, above), []).extend(found)
    unlooked = {(coder, above) for coder, code in document.unlooked for above in lines.get(code, (code,))}
    return replace(document, spans=spans, unlooked=frozenset(unlooked))


def looked_for_all(document: Document, codes: Iterable[Key]) -> tuple[Key, ...]:
    """The coders, in order, who submitted and could have used every one of these codes.

    Source: docs/methods.md, missing is not "no".
    """
    short = {coder for coder, code in document.unlooked if code in {*codes}}
    return in_order(coder for coder in document.coders if coder not in short)


def units_of(document: Document, cut: Cut | None) -> tuple[Integers, Integers]:
    """Starts and ends of the units on the continuum; units that were cut out altogether are gone.

    Source: docs/methods.md, units.
    """
    borders = np.array(document.units, dtype=np.int64).reshape(-1, 2)
    begins, ends = borders[:, 0], borders[:, 1]
    if cut is not None:
        begins, ends = shrink(begins, cut), shrink(ends, cut)
    kept = begins < ends
    return begins[kept], ends[kept]


def merged(flat: Flat, *, coders: int) -> Flat:
    """The passages of each coder and code merged where they overlap, sorted by code, coder and start; empty ones drop.

    Those that only touch stay two. Source: the running maximum of docs/methods.md, passages.
    """
    kept = flat.start < flat.end
    code, coder, start, end = (column[kept] for column in flat[:4])
    if not len(code):
        return Flat(code, coder, start, end, flat.length)
    lift = (code * coders + coder) * (flat.length + 1)
    order = np.argsort(lift + start, kind="stable")
    code, coder, start, end, lift = (column[order] for column in (code, coder, start, end, lift))
    reach = np.maximum.accumulate(end + lift)
    begins = np.ones(len(code), dtype=bool)
    begins[1:] = (start + lift)[1:] >= reach[:-1]
    last = np.append(np.flatnonzero(begins)[1:] - 1, len(code) - 1)
    return Flat(code[begins], coder[begins], start[begins], (reach - lift)[last], flat.length)


def _gathered(document: Document, codes: Sequence[Key]) -> tuple[Integers, ...]:
    """Code, coder, start and end of the submitted passages of these codes, as they were given."""
    code_at = {code: place for place, code in enumerate(codes)}
    coder_at = {coder: place for place, coder in enumerate(document.coders)}
    code: list[Iterable[int]] = []
    coder: list[Iterable[int]] = []
    spans: list[Sequence[Span]] = []
    for (who, what), found in document.spans.items():
        if who in coder_at and what in code_at and (who, what) not in document.unlooked:
            code.append(repeat(code_at[what], len(found)))
            coder.append(repeat(coder_at[who], len(found)))
            spans.append(found)
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(spans)), dtype=np.int64).reshape(-1, 2)
    return (
        np.fromiter(chain.from_iterable(code), dtype=np.int64),
        np.fromiter(chain.from_iterable(coder), dtype=np.int64),
        flat[:, 0],
        flat[:, 1],
    )


def _refuse(document: Document, codes: Sequence[Key], entry: tuple[int, ...]) -> None:
    code, coder, start, end = entry
    message = (
        f"Document {document.key}: coder {document.coders[coder]} has {codes[code]} on [{start}, {end}). "
        f"A passage starts before it ends and lies within the {document.length} characters of its text."
    )
    raise BadSpan(message)
