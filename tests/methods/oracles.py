"""Agreement the slow way, character by character: what the sweep must give."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from methods.continuum import Document, Key


def kept(document: Document) -> list[int]:
    """The characters that are compared."""
    out = {at for start, end in document.excluded for at in range(start, end)}
    return [at for at in range(document.length) if at not in out]


def marked(document: Document, coder: Key, code: Key) -> set[int]:
    return {at for start, end in document.spans.get((coder, code), ()) for at in range(start, end)}


def parts(document: Document, unit: str) -> list[list[int]]:
    """The units of comparison, each as its characters; units that were cut out are gone."""
    here = kept(document)
    if unit == "character":
        return [[at] for at in here]
    if unit == "document":
        return [here] if here else []
    pieces = [[at for at in here if start <= at < end] for start, end in document.units]
    return [piece for piece in pieces if piece]


def table(documents: Sequence[Document], code: Key, coders: Sequence[Key], unit: str) -> np.ndarray:
    """Coders x units: 1 coded, 0 not, not a number where the coder's pass is missing."""
    columns = []
    for document in documents:
        pieces = parts(document, unit)
        block = np.full((len(coders), len(pieces)), np.nan)
        for row, coder in enumerate(coders):
            if coder in document.coders and (coder, code) not in document.unlooked:
                mine = marked(document, coder, code)
                block[row] = [any(at in mine for at in piece) for piece in pieces]
        columns.append(block)
    return np.concatenate(columns, axis=1) if columns else np.empty((len(coders), 0))


def figures(ratings: np.ndarray) -> dict[str, float | None]:
    """The coefficients from their definitions, unit by unit, with all sums written out."""
    rated = [column[~np.isnan(column)] for column in ratings.T]
    rated = [column for column in rated if len(column) > 1]
    if not rated:
        return {"units": 0}
    sizes = [len(column) for column in rated]
    yes = [float(column.sum()) for column in rated]
    n, ones = sum(sizes), sum(yes)
    alike = np.mean([(x * (x - 1) + (m - x) * (m - x - 1)) / (m * (m - 1)) for x, m in zip(yes, sizes, strict=True)])
    share = np.mean([x / m for x, m in zip(yes, sizes, strict=True)])
    crossed = sum(2 * x * (m - x) / (m - 1) for x, m in zip(yes, sizes, strict=True))
    varies = 0 < ones < n
    fleiss = share**2 + (1 - share) ** 2
    gwet = 2 * share * (1 - share)
    return {
        "units": len(rated),
        "prevalence": ones / n,
        "percent_agreement": alike,
        "krippendorff_alpha": 1 - (n - 1) * crossed / (2 * ones * (n - ones)) if varies else None,
        "gwet_ac1": (alike - gwet) / (1 - gwet),
        "fleiss_kappa": (alike - fleiss) / (1 - fleiss) if varies else None,
        "brennan_prediger": (alike - 0.5) / 0.5,
    }


def four_counts(ratings: np.ndarray) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """For every two rows: both, only the first, only the second, neither, where both rated."""
    found = {}
    for i, j in combinations(range(len(ratings)), 2):
        pair = ratings[[i, j]]
        pair = pair[:, ~np.isnan(pair).any(axis=0)]
        wanted = ((1, 1), (1, 0), (0, 1), (0, 0))
        found[i, j] = tuple(int(((pair[0] == a) & (pair[1] == b)).sum()) for a, b in wanted)
    return found
