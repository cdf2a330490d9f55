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
from numpy.typing import NDArray

from methods.continuum import Document, Flat, Integers, Key, cut_out, flatten, in_order, shrink
from methods.counts import Masks, Stretches, masks_of, stretches
from methods.crosstab import lines_up

RunKind = Literal["boundary", "depth", "substitution", "omission"]
KINDS: tuple[RunKind, ...] = ("boundary", "depth", "substitution", "omission")
Truths = NDArray[np.bool_]


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
    yes = _bits(differing.mask, work)
    no = _bits(work.looked[differing.code], work) & ~yes
    kinds = _kinds(differing, no, work, parents)
    lengths = _compared(differing, document)
    found = [
        _run(work, (code, start, end), length=length, yes=yes[row], no=no[row], kind=kinds[row])
        for row, (code, start, end, length) in enumerate(
            zip(*(column.tolist() for column in (*differing[:3], lengths)), strict=True)
        )
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


def _bits(masks: Masks, work: _Work) -> Truths:
    """Masks x coders: whether the coder is in the mask."""
    found: Truths = (masks[:, None] & work.bits[None, :]) != 0
    return found


def _compared(differing: Stretches, document: Document) -> Integers:
    """How much of each stretch is not cut out."""
    if not document.excluded:
        return differing.end - differing.start
    cut = cut_out(document.length, document.excluded)
    return shrink(differing.end, cut) - shrink(differing.start, cut)


def _kinds(differing: Stretches, no: Truths, work: _Work, parents: Mapping[Key, Key | None]) -> list[RunKind]:
    """What kind of difference each stretch is, from what those who lack the code did there."""
    used, here = np.unique(work.flat.code, return_inverse=True)
    places = _Places(work.flat, here, coders=len(work.coders))
    own = np.searchsorted(used, differing.code)
    met = _met(differing, own, places)
    other = places.between(differing.start, differing.end, codes=len(used)) & no[:, :, None]
    related = _related([work.codes[place] for place in used.tolist()], parents)[own]
    first = [(met & no).any(axis=1), (other & related[:, None, :]).any(axis=(1, 2)), other.any(axis=(1, 2))]
    return [KINDS[kind] for kind in np.select(first, [0, 1, 2], 3).tolist()]


class _Places:
    """The passages, each group lifted above the one before: one search finds those of any coder and code."""

    def __init__(self, flat: Flat, code: Integers, *, coders: int) -> None:
        self.coders, self.step = coders, flat.length + 1
        self.code, self.start, self.end = code, flat.start, flat.end
        lift = (code * coders + flat.coder) * self.step
        self.starts, self.ends = flat.start + lift, flat.end + lift

    def overlapping(self, code: Integers, start: Integers, end: Integers) -> tuple[Integers, Integers]:
        """For each stretch and coder: the first and the last + 1 of her passages with this code that overlap it."""
        lift = (code[:, None] * self.coders + np.arange(self.coders)) * self.step
        first = np.searchsorted(self.ends, start[:, None] + lift, side="right")
        return first, np.maximum(first, np.searchsorted(self.starts, end[:, None] + lift, side="left"))

    def touching(self) -> Truths:
        """Passages x coders: whether the coder has the same code on a passage that overlaps or touches this one."""
        lift = (self.code[:, None] * self.coders + np.arange(self.coders)) * self.step
        before = np.searchsorted(self.starts, self.end[:, None] + lift, side="right")
        found: Truths = before > np.searchsorted(self.ends, self.start[:, None] + lift, side="left")
        return found

    def between(self, start: Integers, end: Integers, *, codes: int) -> Truths:
        """Stretches x coders x codes: whether the coder has a passage with the code on a part of the stretch."""
        found = []
        for code in range(codes):
            first, last = self.overlapping(np.full(len(start), code), start, end)
            found.append(first < last)
        return np.stack(found, axis=2)


def _met(differing: Stretches, own: Integers, places: _Places) -> Truths:
    """Stretches x coders: whether the coder's code touches or overlaps a passage that covers the stretch."""
    touching = places.touching()
    so_far = np.concatenate([np.zeros((1, places.coders), dtype=np.int64), np.cumsum(touching, axis=0)])
    first, last = places.overlapping(own, differing.start, differing.end)
    met: Truths = (so_far[last] - so_far[first]).sum(axis=1) > 0
    return met


def _related(codes: list[Key], parents: Mapping[Key, Key | None]) -> Truths:
    """Codes x codes: whether one is above the other."""
    lines = lines_up(parents)
    return np.array([[a != b and (a in lines[b] or b in lines[a]) for b in codes] for a in codes])


def _run(work: _Work, stretch: tuple[int, int, int], *, length: int, yes: Truths, no: Truths, kind: RunKind) -> Run:
    code, start, end = stretch
    using = tuple(coder for coder, true in zip(work.coders, yes.tolist(), strict=True) if true)
    lacking = tuple(coder for coder, true in zip(work.coders, no.tolist(), strict=True) if true)
    weight = length * len(using) * len(lacking) / (len(using) + len(lacking) - 1)
    return Run(work.codes[code], start, end, using, lacking, length, kind, weight)
