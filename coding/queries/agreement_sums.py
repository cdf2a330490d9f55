"""Transcripts added up for one unit of comparison: the counts of all, and the margins of each for its range."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coding.queries.agreement_units import Tree
from methods.agreement import (
    Counts,
    Document,
    Key,
    Pooled,
    Range,
    Unit,
    Values,
    add,
    alphas,
    count,
    interval_of,
    margins,
    pooled,
    pooled_alphas,
    pooled_interval_of,
    values_of,
)
from methods.continuum import in_order
from methods.counts import coders_in
from methods.uncertainty import Floats

KEPT_APART = 32  # counts that wait to be added: adding is dear, keeping is, too


@dataclass
class UnitSums:
    """Everything of one unit; `put` takes the transcripts one by one."""

    unit: Unit
    codes: tuple[Key, ...]
    transcripts: list[int] = field(default_factory=list)
    rows: list[Floats] = field(default_factory=list)
    compared: list[tuple[int, int]] = field(default_factory=list)  # units, ratings; of those that two or more read
    waiting: list[Counts] = field(default_factory=list)

    @classmethod
    def of(cls, unit: Unit, tree: Tree) -> "UnitSums":
        return cls(unit, in_order(tree.counted))

    def put(self, transcript: int, document: Document) -> Counts:
        """Sweep one transcript, and add it."""
        found = count(document, self.codes, self.unit)
        self.transcripts.append(transcript)
        self.rows.append(margins(found, self.codes))
        self.compared.append(_compared(found, len(document.coders)))
        self.waiting.append(found)
        if len(self.waiting) > KEPT_APART:
            self.waiting = [add(self.waiting)]
        return found

    def total(self) -> Counts | None:
        """All transcripts together; None before there is one."""
        self.waiting = [add(self.waiting)] if self.waiting else []
        return self.waiting[0] if self.waiting else None

    def values(self, coders: tuple[int, ...]) -> dict[Key, Values]:
        total = self.total()
        return values_of([total] if total else [], self.codes, coders=coders)

    def contested(self) -> dict[Key, int]:
        """For each code the units that some of those who compared it coded, and some did not."""
        found: dict[Key, int] = dict.fromkeys(self.codes, 0)
        for table in (total := self.total()) and total.tables or ():
            coders = coders_in(table.mask)
            split = (coders > 0) & (coders < len(table.coders))
            for code, weight in zip(table.code[split].tolist(), table.weight[split].tolist(), strict=True):
                found[table.codes[code]] += weight
        return found

    def ranges(self, *, seed: int) -> dict[Key, Range]:
        return interval_of(self.rows, self.codes, seed=seed)

    def pooled(self, applied: tuple[int, ...], values: dict[Key, Values], *, seed: int) -> tuple[Pooled, Range]:
        """All codes as they were applied in one figure, and its range."""
        places = [self.codes.index(code) for code in applied]
        rows = [row[places] for row in self.rows]
        return pooled(values[code] for code in applied), pooled_interval_of(rows, applied, seed=seed)

    def each(self, applied: tuple[int, ...]) -> list[dict[str, Any]]:
        """Each transcript alone: its units, its ratings, and the pooled alpha of its codes as applied."""
        if not self.rows:
            return []
        places = [self.codes.index(code) for code in applied]
        of_each = pooled_alphas(np.array(self.rows)[:, places])[:, 0]
        return [
            {"transcript": transcript, "units": units, "ratings": ratings, "alpha": _number(alpha)}
            for transcript, (units, ratings), alpha in zip(self.transcripts, self.compared, of_each, strict=True)
        ]

    def without(self) -> dict[Key, tuple[int, float]]:
        """For each code the transcript without which its alpha changes most, and what it is then."""
        if len(self.rows) < 2:
            return {}
        stacked = np.array(self.rows)
        total = stacked.sum(axis=0)
        left = alphas(total - stacked)
        moved = np.abs(left - alphas(total))
        moved[np.isnan(moved)] = -1
        first = moved.argmax(axis=0)
        return {
            code: (self.transcripts[first[place]], float(left[first[place], place]))
            for place, code in enumerate(self.codes)
            if moved[first[place], place] > 0
        }


def _compared(found: Counts, coders: int) -> tuple[int, int]:
    """Units that two or more submitted, and their ratings, whatever the code."""
    units = max((table.units for table in found.tables), default=0)
    return (units, units * coders) if coders > 1 else (0, 0)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
