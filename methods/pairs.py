"""Two coders beside each other: what both, one or neither coded, and the coefficients of the four counts.

Sources: Cohen 1960 (kappa); Dice 1945; de Vries et al. 2008 (pooled kappa). Formulas and examples: docs/methods.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, NamedTuple

import numpy as np

from methods.continuum import Integers, Key
from methods.counts import Table

Reason = Literal["not_used", "no_variation", "one_coder", "no_shared_transcripts"]
Names = tuple[Key, Key]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders on the transcripts that both submitted; precision and recall take the first as the reference.

    The four counts are units. `undefined` has the reason for each value that is None.
    """

    both: int
    only_first: int
    only_second: int
    neither: int
    cohen_kappa: float | None
    dice: float | None
    precision: float | None
    recall: float | None
    undefined: Mapping[str, Reason]

    def as_json(self) -> dict[str, Any]:
        """The promised form of `manage.py agreement` and `agreement_spans`."""
        shown = ("both", "only_first", "only_second", "neither", "cohen_kappa", "dice")
        return {name: getattr(self, name) for name in shown}


class _Shared(NamedTuple):
    """Coder x coder, over the transcripts that both submitted: units, those of the row's coder, those of both."""

    units: Integers
    ones: Integers
    both: Integers


def pairs(places: Iterable[tuple[Table, int]], coders: Sequence[Key]) -> dict[Names, Pair]:
    """Every two of `coders`, in their order, on one code: its tables with its index in each.

    Sources: Cohen 1960; Dice 1945. Source: docs/methods.md, pairs.
    """
    shared = _shared(places, coders)
    found = {}
    for i, j in combinations(range(len(coders)), 2):
        both, units = int(shared.both[i, j]), int(shared.units[i, j])
        first, second = int(shared.ones[i, j]), int(shared.ones[j, i])
        found[coders[i], coders[j]] = pair(both, first - both, second - both, units - first - second + both)
    return found


def coded_by(places: Iterable[tuple[Table, int]]) -> dict[Key, int]:
    """How many units each coder coded, of one code: its tables with its index in each.

    Source: docs/methods.md, the sweep.
    """
    found: dict[Key, int] = {}
    for table, code in places:
        here = table.code == code
        mask, weight = table.mask[here], table.weight[here]
        for place, coder in enumerate(table.coders):
            found[coder] = found.get(coder, 0) + int(weight[(mask >> place) & 1 == 1].sum())
    return found


def pair(both: int, only_first: int, only_second: int, neither: int) -> Pair:
    """The coefficients of the four counts. Source: Cohen 1960; Dice 1945."""
    a, b, c, d = both, only_first, only_second, neither
    kappa = _share(2 * (a * d - b * c), (a + b) * (b + d) + (a + c) * (c + d))
    dice, precision, recall = _share(2 * a, 2 * a + b + c), _share(a, a + c), _share(a, a + b)
    shares = {"cohen_kappa": kappa, "dice": dice, "precision": precision, "recall": recall}
    reason: Reason = "not_used"
    if a + b + c + d == 0:
        reason = "no_shared_transcripts"
    undefined = {name: reason for name, share in shares.items() if share is None}
    if kappa is None and a:
        undefined["cohen_kappa"] = "no_variation"
    return Pair(a, b, c, d, kappa, dice, precision, recall, undefined)


def pooled_kappa(of_codes: Iterable[Pair]) -> float | None:
    """Mean observed minus mean expected agreement of two coders over codes, as one kappa; None when nothing varies.

    Codes that the two did not both look for are left out. Source: de Vries, Elliott, Kanouse & Teleki 2008.
    """
    observed = expected = 0.0
    codes = 0
    for one in of_codes:
        a, b, c, d = one.both, one.only_first, one.only_second, one.neither
        units = a + b + c + d
        if units:
            codes += 1
            observed += (a + d) / units
            expected += ((a + b) * (a + c) + (c + d) * (b + d)) / units**2
    return None if codes - expected < 1e-12 else (observed - expected) / (codes - expected)


def _shared(places: Iterable[tuple[Table, int]], coders: Sequence[Key]) -> _Shared:
    size = (len(coders), len(coders))
    shared = _Shared(*(np.zeros(size, dtype=np.int64) for _ in range(3)))
    at = {coder: place for place, coder in enumerate(coders)}
    for table, code in places:
        known = [place for place, coder in enumerate(table.coders) if coder in at]
        rows = np.array([at[table.coders[place]] for place in known], dtype=np.int64)
        here = table.code == code
        mask, weight = table.mask[here], table.weight[here]
        bits = np.array([(mask >> place) & 1 for place in known]).astype(np.int64).reshape(len(known), -1)
        square = np.ix_(rows, rows)
        shared.units[square] += table.units
        shared.both[square] += (bits * weight) @ bits.T
        shared.ones[square] += (bits @ weight)[:, None]
    return shared


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
