"""The passages behind the numbers: where some coders used a code and others did not, and what kind of difference it is.

A run is a longest stretch over which the same coders, but not all, have a code. Kinds, the first that applies:
*boundary*: one who lacks the code here has it on a passage that touches or overlaps a passage that covers the run;
*depth*: she has a code above or below it here; *substitution*: another code; *omission*: none.
Sources: the sweep of docs/methods.md; its weight is alpha's observed disagreement, Krippendorff 2019 chapter 12.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from methods.continuum import Document, Flat, Integers, Key, cut_out, flatten, in_order, shrink
from methods.counts import Masks, Stretches, masks_of, stretches
from methods.crosstab import lines_up
from methods.lines import Lines, Truths

RunKind = Literal["boundary", "depth", "substitution", "omission"]
KINDS: tuple[RunKind, ...] = ("boundary", "depth", "substitution", "omission")


@dataclass(frozen=True, slots=True)
class Run:
    """A disagreement on [start, end) of the text: who used the code there and who did not, both in order.

    `length` counts the characters that are compared, `weight` is length x (m - x) / (m - 1) x, with x of m coders: the
    weights of a code's runs sum to half of alpha's observed disagreement.
    """

    code: Key
    start: int
    end: int
    yes: tuple[Key, ...]
    no: tuple[Key, ...]
    length: int
    kind: RunKind
    weight: float


class _Work(NamedTuple):
    """The passages of those who submitted, sorted by code, coder and place; bit i of a mask is the i-th coder.

    `looked` has for each code the mask of those who looked for it.
    """

    coders: tuple[Key, ...]
    codes: tuple[Key, ...]
    flat: Flat
    bits: Masks
    looked: Masks


def runs(document: Document, parents: Mapping[Key, Key | None]) -> list[Run]:
    """All disagreements of a transcript by place, then code. `parents` has every code with the one above it.

    Codes outside `parents` are left out. A run may pass over an excluded stretch where the passages do, but none lies
    in one altogether. Raises BadSpan. Source: docs/methods.md, disagreements.
    """
    work = _work(document, in_order(parents))
    differing = _differing(work)
    if not len(differing.code):
        return []
    no = (work.looked[differing.code] & ~differing.mask)[:, None] & work.bits != 0
    kinds = _kinds(differing, no, work, parents)
    lengths = _compared(differing, document)
    columns = (differing.code, differing.start, differing.end, differing.mask, lengths)
    rows = zip(*(column.tolist() for column in columns), kinds, strict=True)
    names = _Names(work)
    found = [
        Run(work.codes[code], start, end, *names.of(code, mask), length, kind, length * names.share(code, mask))
        for code, start, end, mask, length, kind in rows
        if length
    ]
    return sorted(found, key=lambda run: (run.start, run.end))


def _work(document: Document, codes: tuple[Key, ...]) -> _Work:
    coders = in_order(document.coders)
    flat = flatten(replace(document, coders=coders, excluded=()), codes, unit="character")
    kind = masks_of(len(coders), len(codes))
    bits = [1 << place for place in range(len(coders))]
    looked = [
        sum(bit for coder, bit in zip(coders, bits, strict=True) if (coder, code) not in document.unlooked)
        for code in codes
    ]
    return _Work(coders, codes, flat, np.array(bits, dtype=kind), np.array(looked, dtype=kind))


def _differing(work: _Work) -> Stretches:
    """The longest stretches with the same coders, where these are not all."""
    flat = work.flat
    code, start, end, mask = stretches(flat.code, work.bits[flat.coder], flat.start, flat.end)
    begins = np.ones(len(code), dtype=bool)
    begins[1:] = (code[1:] != code[:-1]) | (start[1:] != end[:-1]) | (mask[1:] != mask[:-1])
    last = np.append(begins[1:], True)[: len(code)]
    code, start, end, mask = code[begins], start[begins], end[last], mask[begins]
    differs = mask != work.looked[code]
    return Stretches(code[differs], start[differs], end[differs], mask[differs])


def _compared(differing: Stretches, document: Document) -> Integers:
    """How much of each stretch is not cut out."""
    if not document.excluded:
        return differing.end - differing.start
    cut = cut_out(document.length, document.excluded)
    return shrink(differing.end, cut) - shrink(differing.start, cut)


def _kinds(differing: Stretches, no: Truths, work: _Work, parents: Mapping[Key, Key | None]) -> list[RunKind]:
    """What kind of difference each stretch is, from what those who lack the code did there."""
    flat, m = work.flat, len(work.coders)
    of_code = Lines(flat.start, flat.end, flat.code * m + flat.coder, flat.length)
    of_anything = Lines(flat.start, flat.end, flat.coder, flat.length)
    everybody = np.arange(m)
    met = _met(differing, of_code, flat, everybody)
    any_code = of_anything.overlapping(differing.start[:, None], differing.end[:, None], everybody)
    first = [
        (met & no).any(axis=1),
        (_related_there(differing, of_code, work, parents) & no).any(axis=1),
        ((any_code[0] < any_code[1]) & no).any(axis=1),
    ]
    return [KINDS[kind] for kind in np.select(first, [0, 1, 2], 3).tolist()]


def _met(differing: Stretches, of_code: Lines, flat: Flat, everybody: Integers) -> Truths:
    """Stretches x coders: whether the coder's code touches or overlaps a passage that covers the stretch."""
    m = len(everybody)
    touching = of_code.touching(flat.start[:, None], flat.end[:, None], flat.code[:, None] * m + everybody)
    so_far = np.concatenate([np.zeros((1, m), dtype=np.int64), np.cumsum(touching, axis=0)])
    # The passages are sorted by line and place, so those that cover a stretch for a coder are neighbours.
    ended, began = of_code.overlapping(
        differing.start[:, None], differing.end[:, None], differing.code[:, None] * m + everybody
    )
    met: Truths = (so_far[np.maximum(ended, began)] - so_far[ended]).sum(axis=1) > 0
    return met


def _related_there(differing: Stretches, of_code: Lines, work: _Work, parents: Mapping[Key, Key | None]) -> Truths:
    """Stretches x coders: whether the coder has a code above or below the stretch's there."""
    m = len(work.coders)
    lines = lines_up(parents)
    there = np.zeros((len(differing.code), m), dtype=bool)
    for code in np.unique(work.flat.code).tolist():
        name = work.codes[code]
        related = np.array([name != other and (name in lines[other] or other in lines[name]) for other in work.codes])
        rows = np.flatnonzero(related[differing.code])
        if len(rows):
            place = differing.start[rows, None], differing.end[rows, None]
            ended, began = of_code.overlapping(*place, code * m + np.arange(m))
            there[rows] |= ended < began
    return there


class _Names:
    """Who is in a mask and who is not, looked up once."""

    def __init__(self, work: _Work) -> None:
        self.coders, self.looked = work.coders, work.looked.tolist()
        self.known: dict[tuple[int, int], tuple[tuple[Key, ...], tuple[Key, ...]]] = {}

    def of(self, code: int, mask: int) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
        """Those who used the code, and those who looked for it and did not."""
        looked = self.looked[code]
        if (looked, mask) not in self.known:
            yes = tuple(coder for place, coder in enumerate(self.coders) if mask >> place & 1)
            no = tuple(coder for place, coder in enumerate(self.coders) if (looked & ~mask) >> place & 1)
            self.known[looked, mask] = yes, no
        return self.known[looked, mask]

    def share(self, code: int, mask: int) -> float:
        """The weight of one character: x (m - x) / (m - 1)."""
        yes, no = (len(names) for names in self.of(code, mask))
        return yes * no / (yes + no - 1)
