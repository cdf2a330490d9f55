"""Codes that coders take for each other: on how many characters one has this code and the other that one.

Source: the confusion matrix of Kohavi & Provost 1998, here between coders of whom neither is the reference.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from methods.continuum import Document, Integers, Key, flatten, in_order
from methods.lines import Truths, pieces
from methods.pairs import Names

Cell = tuple[Key, Key]


@dataclass(frozen=True, slots=True)
class Confusion:
    """For every two coders, the first before the second in order: characters by (code of the first, of the second).

    Two different codes: the first has this one and not the other, the second has the other and not this one. Twice the
    same: both have it. Cells without a character are not there.
    """

    cells: Mapping[Names, Mapping[Cell, int]]

    def table(self, coders: Iterable[Key] | None = None) -> dict[Cell, int]:
        """All pairs of these coders together (of all without `coders`), whoever of the two had which: symmetric."""
        among = None if coders is None else {*coders}
        total: Counter[Cell] = Counter()
        for names, cells in self.cells.items():
            if among is None or {*names} <= among:
                for (first, second), characters in cells.items():
                    total[first, second] += characters
                    total[second, first] += characters
        return dict(total)

    def as_json(self) -> list[dict[str, Any]]:
        """The canonical form."""
        return [
            {"coders": [*names], "cells": [[*cell, cells[cell]] for cell in sorted(cells, key=_rank)]}
            for names, cells in sorted(self.cells.items(), key=lambda item: _rank(item[0]))
        ]

    @classmethod
    def from_json(cls, kept: Iterable[Mapping[str, Any]]) -> "Confusion":
        """The confusion that `as_json` wrote."""
        return cls(
            {
                (one["coders"][0], one["coders"][1]): {(first, second): size for first, second, size in one["cells"]}
                for one in kept
            }
        )


def add_confusions(confusions: Iterable[Confusion]) -> Confusion:
    """The confusions of all these transcripts together. Source: docs/methods.md, confusion."""
    cells: dict[Names, Counter[Cell]] = {}
    for one in confusions:
        for names, found in one.cells.items():
            cells.setdefault(names, Counter()).update(found)
    return Confusion(cells)


def row_shares(table: Mapping[Cell, int]) -> dict[Cell, float]:
    """Each cell as a share of its row: of what one coder gave this code and another some code, how much was that code.

    Source: Kohavi & Provost 1998.
    """
    rows: Counter[Key] = Counter()
    for (code, _), characters in table.items():
        rows[code] += characters
    return {cell: characters / rows[cell[0]] for cell, characters in table.items()}


def confusion(document: Document, codes: Sequence[Key]) -> Confusion:
    """Which codes lie against which in one transcript, over every two who submitted it. Raises BadSpan.

    Source: Kohavi & Provost 1998; docs/methods.md, confusion.
    """
    document = replace(document, coders=in_order(document.coders))
    flat = flatten(document, codes, unit="character")
    used, code = np.unique(flat.code, return_inverse=True)
    names = [codes[place] for place in used.tolist()]
    width, has = pieces(flat._replace(code=code), len(document.coders), len(names))
    short = [[(coder, name) in document.unlooked for name in names] for coder in document.coders]
    looked = ~np.array(short, dtype=bool)
    cells = {}
    for i, j in combinations(range(len(document.coders)), 2):
        table = _cells(width, has[:, i] & looked[j], has[:, j] & looked[i])
        places = zip(*(at.tolist() for at in np.nonzero(table)), strict=True)
        cells[document.coders[i], document.coders[j]] = {
            (names[first], names[second]): int(table[first, second]) for first, second in places
        }
    return Confusion(cells)


def _cells(width: Integers, first: Truths, second: Truths) -> Integers:
    """Codes of the first x codes of the second: characters where each has what the other lacks, or both the same."""
    weight = width.astype(np.float64)
    crossed = (first & ~second).astype(np.float64).T @ ((second & ~first) * weight[:, None])
    found: Integers = np.rint(crossed + np.diag(weight @ (first & second))).astype(np.int64)
    return found


def _rank(keys: tuple[Key, Key]) -> list[tuple[bool, Key]]:
    return [(isinstance(key, str), key) for key in keys]
