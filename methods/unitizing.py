"""Krippendorff's alpha for unitizing: do coders cut the same stretches out of a text, and give them the same code?

For codes of which at most one may lie on a passage; a single code always is such a group (code or gap). Each coder
cuts the continuum into segments with a value, or gaps. Segments of one code that only touch stay two.
Source: Krippendorff, Mathet, Bouvry & Widloecher 2016; Krippendorff 2019 section 12.6. The weight of a segment in cu
and (k)u is inferred from the published value, see docs/methods.md. Krippendorff's older alpha of 1995 is another scale.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from methods.continuum import Document, Flat, Integers, Key, flatten, in_order, looked_for_all
from methods.counts import readers

Reason = Literal["not_used", "no_variation", "one_coder", "no_shared_transcripts", "never_met"]
NAMES = ("u_alpha", "u_alpha_binary", "cu_alpha")
NEARLY_NOTHING = 1e-9  # of a character: what rounding leaves of 0


class OverlappingCodes(ValueError):
    """Two codes of one coder on the same passage, though only one of them may be there."""


class Value(NamedTuple):
    """Of one code, summed over coders: how long its segments are, alone and against the other coders'.

    `length` is l, `same` l_kk, `met` l*_k (against segments of any code), `squares` K, `met_squares` K*.
    """

    length: float = 0
    same: float = 0
    met: float = 0
    squares: float = 0
    met_squares: float = 0


@dataclass(frozen=True, slots=True)
class Lengths:
    """The sufficient statistics of one transcript, or of several added up, for one group of codes.

    `total` is the continuum times its coders; what no value has is gap. `readers` are the sets of coders who submitted,
    so that a missing figure can be explained.
    """

    total: int
    values: Mapping[Key, Value]
    readers: frozenset[tuple[Key, ...]]

    def as_json(self) -> dict[str, Any]:
        """The canonical form."""
        return {
            "total": self.total,
            "values": [[code, *self.values[code]] for code in in_order(self.values)],
            "readers": sorted(([*coders] for coders in self.readers), key=lambda coders: [*map(str, coders)]),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Lengths":
        """The lengths that `as_json` wrote."""
        values = {code: Value(*found) for code, *found in kept["values"]}
        return cls(kept["total"], values, frozenset(tuple(coders) for coders in kept["readers"]))


@dataclass(frozen=True, slots=True)
class Unitizing:
    """The family: where and what (u), where alone (|u), what where both marked (cu), each code against others ((k)u).

    `ku_coverage` is the share of a code's length that met any segment of another coder. `undefined` has the reason for
    each value that is None, for (k)u under its code.
    """

    u_alpha: float | None
    u_alpha_binary: float | None
    cu_alpha: float | None
    ku_alpha: Mapping[Key, float | None]
    ku_coverage: Mapping[Key, float | None]
    undefined: Mapping[str, Reason]
    undefined_of: Mapping[Key, Reason]


def unitize(document: Document, codes: Sequence[Key]) -> Lengths:
    """Sweep one transcript for a group of codes of which at most one may lie on a passage.

    Raises OverlappingCodes where a coder has two of them, and BadSpan. A coder who could not have used one of the codes
    is missing. Source: Krippendorff et al. 2016; the sweep of docs/methods.md, unitizing.
    """
    codes = in_order(codes)
    coders = looked_for_all(document, codes)
    flat = flatten(replace(document, coders=coders), codes, unit="character")
    _refuse_overlap(flat, document.key, coders, codes)
    compared = len(coders) if len(coders) > 1 else 0
    found = _values(flat, np.zeros_like(flat.code), np.full(len(codes), compared))
    return Lengths(compared * flat.length, dict(zip(codes, found, strict=True)), frozenset({coders}))


def unitize_each(document: Document, codes: Sequence[Key]) -> dict[Key, Lengths]:
    """Sweep one transcript for each code by itself: code or gap, whatever else lies there. Raises BadSpan.

    Source: Krippendorff et al. 2016; the sweep of docs/methods.md, unitizing.
    """
    codes = in_order(codes)
    flat = flatten(document, codes, unit="character")
    looked = {code: coders for coders, group in readers(document, codes).items() for code in group}
    compared = [len(looked[code]) if len(looked[code]) > 1 else 0 for code in codes]
    found = _values(flat, flat.code, np.array(compared))
    return {
        code: Lengths(m * flat.length, {code: value}, frozenset({looked[code]}))
        for code, m, value in zip(codes, compared, found, strict=True)
    }


def add_lengths(lengths: Iterable[Lengths]) -> Lengths:
    """The lengths of all these transcripts together; no segment crosses from one to the next.

    Source: docs/methods.md, unitizing.
    """
    lengths = [*lengths]
    codes = in_order(code for one in lengths for code in one.values)
    values = {
        code: Value(*map(sum, zip(*(one.values.get(code, Value()) for one in lengths), strict=True))) for code in codes
    }
    everybody = frozenset(coders for one in lengths for coders in one.readers)
    return Lengths(sum(one.total for one in lengths), values, everybody)


def unitizing(lengths: Iterable[Lengths]) -> Unitizing:
    """The family of alphas over these transcripts. Source: Krippendorff et al. 2016; Krippendorff 2019 section 12.6."""
    found = add_lengths(lengths)
    values = found.values
    marked, same, met, squares, met_squares = (sum(column) for column in zip(Value(), *values.values(), strict=True))
    gap = found.total - marked
    pairs = found.total - _ratio(squares + gap, found.total)
    unlike = found.total**2 - gap**2 - sum(value.length**2 for value in values.values())
    met_unlike = met**2 - sum(value.met**2 for value in values.values())
    figures = {
        "u_alpha": _alpha(2 * marked - met - same, unlike, pairs),
        "u_alpha_binary": _alpha(marked - met, gap * marked, pairs),
        "cu_alpha": _alpha(met - same, met_unlike, met - _ratio(met_squares, met)),
    }
    ku = {code: _ku(value, met) for code, value in values.items()}
    coverage = {code: value.met / value.length if value.length else None for code, value in values.items()}
    reason = _reason(found, marked)
    undefined = {name: reason for name, figure in figures.items() if figure is None}
    if reason == "no_variation" and met < NEARLY_NOTHING:
        undefined["cu_alpha"] = "never_met"
    return Unitizing(
        **figures,
        ku_alpha=ku,
        ku_coverage=coverage,
        undefined=undefined,
        undefined_of={code: _reason_of(values[code], reason) for code, figure in ku.items() if figure is None},
    )


def _refuse_overlap(flat: Flat, document: Key, coders: Sequence[Key], codes: Sequence[Key]) -> None:
    order = np.lexsort((flat.start, flat.coder))
    code, coder, start, end = (column[order] for column in flat[:4])
    overlaps = (coder[1:] == coder[:-1]) & (start[1:] < end[:-1])
    if overlaps.any():
        at = int(np.flatnonzero(overlaps)[0])
        place = f"[{start[at + 1]}, {min(end[at], end[at + 1])})"
        message = (
            f"Document {document}: coder {coders[coder[at]]} has both {codes[code[at]]} and "
            f"{codes[code[at + 1]]} on {place}. Of exclusive codes only one may lie on a passage."
        )
        raise OverlappingCodes(message)


def _values(flat: Flat, group: Integers, coders: Integers) -> list[Value]:
    """The value of each code; `group` has for each passage the codes it competes with, `coders` for each code how many
    compare it, 0 for none.
    """
    if not len(coders):
        return []
    length = flat.end - flat.start
    met = _shared(group, flat)
    columns = [length, _shared(flat.code, flat), met, length.astype(np.float64) ** 2, met.astype(np.float64) ** 2]
    others = np.maximum(coders - 1, 1)
    divisors = [np.ones_like(others), others, others, np.ones_like(others), others**2]
    summed = [
        np.where(coders > 0, np.bincount(flat.code, weights=column, minlength=len(coders)) / divisor, 0.0).tolist()
        for column, divisor in zip(columns, divisors, strict=True)
    ]
    return [Value(*row) for row in zip(*summed, strict=True)]


def _shared(line: Integers, flat: Flat) -> Integers:
    """For each passage, how much of the others on its line lies on it, each counted for itself.

    The lines are laid behind each other, so that one sweep does all.
    """
    lift = line * (flat.length + 1)
    start, end = flat.start + lift, flat.end + lift
    borders = np.unique(np.concatenate([start, end]))
    begins, ends = np.searchsorted(borders, start), np.searchsorted(borders, end)
    depth = np.cumsum(np.bincount(begins, minlength=len(borders)) - np.bincount(ends, minlength=len(borders)))
    others = np.diff(borders) * (depth[:-1] - 1)
    so_far = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(others)])
    shared: Integers = so_far[ends] - so_far[begins]
    return shared


def _alpha(observed: float, unlike: float, pairs: float) -> float | None:
    """Observed over expected coincidences of what is unlike; `unlike` is their product before division by `pairs`."""
    return None if unlike < NEARLY_NOTHING else 1 - observed * pairs / unlike


def _ku(value: Value, met: float) -> float | None:
    """(k)u: this code against all others, where two coders marked something."""
    if value.met < NEARLY_NOTHING or met - value.met < NEARLY_NOTHING:
        return None
    share = (met - value.met_squares / value.met) / (met - value.met)
    return 1 - share * (value.met - value.same) / value.met


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _reason(found: Lengths, marked: float) -> Reason:
    if not any(len(coders) > 1 for coders in found.readers):
        everybody = {coder for coders in found.readers for coder in coders}
        return "one_coder" if len(everybody) == 1 else "no_shared_transcripts"
    return "no_variation" if marked else "not_used"


def _reason_of(value: Value, reason: Reason) -> Reason:
    if reason in {"one_coder", "no_shared_transcripts"}:
        return reason
    if not value.length:
        return "not_used"
    return "no_variation" if value.met else "never_met"
