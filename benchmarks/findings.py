"""Inference for findings: 500 codes x 2 groups of 250 participants each, everything with cold caches, once.

Budgets are those of the issue: intervals and exact tests in 2 s, all that goes by chance together in 30 s. Beside each
stands what statsmodels and scipy need for the same; of permutations they do five codes, and their time is scaled.
"""

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.stats import fisher_exact, permutation_test, rankdata
from statsmodels.stats.proportion import confint_proportions_2indep

from methods.cooccurrence import co_mentions, jaccard, overlaps, reading_order
from methods.disclosure import Gate, Policy, Split, Tables, gate
from methods.dispersion import agreement_differs, dispersion
from methods.exact import fisher, holm
from methods.permutation import halton, ratings_differ, trend
from methods.proportions import Count, difference
from methods.ranking import ranking, together
from methods.saturation import saturation

CODES, GROUP, VALUES, DRAWS, SOME = 500, 250, 5, 9_999, 5
PASSAGES, TEXTS, LENGTH = 100_000, 500, 40_000


def measure() -> list[tuple[str, float, float, float]]:
    """Seconds of one run each, so that no cache is warm."""
    chance = np.random.default_rng(5)
    mentions = chance.random((2 * GROUP, CODES)) < chance.random(CODES)
    first, second = mentions[:GROUP].sum(axis=0).tolist(), mentions[GROUP:].sum(axis=0).tolist()
    pairs = [(Count(n, GROUP), Count(m, GROUP)) for n, m in zip(first, second, strict=True)]
    shares = chance.dirichlet(np.ones(VALUES), size=CODES)
    rated = [[chance.multinomial(GROUP, share).tolist() for _group in range(2)] for share in shares]
    size = f"{CODES} codes x 2 groups of {GROUP}"
    exact, p = timed(lambda: tested(pairs))
    library, expected = timed(lambda: tested_by_library(pairs))
    assert np.allclose(p, expected, rtol=1e-6)
    drawn, _ = timed(lambda: by_chance(mentions, rated))
    one_test, _ = timed(lambda: [ratings_differ(rows, seed=5, draws=DRAWS) for rows in rated])
    scipy, _ = timed(lambda: [permuted_by_library(rows) for rows in rated[:SOME]])
    return [
        (f"findings, Newcombe, Fisher, Holm, {size}, s", exact, 2.0, 1.0),
        ("the same (floor: statsmodels and scipy), s", exact, library, 1.0),
        (f"findings, all that goes by chance, {size}, s", drawn, 30.0, 1.0),
        (f"one of them, ratings (floor: scipy x {CODES // SOME}), s", one_test, scipy * CODES / SOME, 0.2),
        (f"findings, co-mentions and their order, {CODES} codes, s", timed(lambda: matrix(mentions))[0], 2.0, 1.0),
        (f"findings, disclosure gate, {CODES} codes, 20 sensitive, s", timed(lambda: gated(mentions))[0], 3.0, 1.0),
        (f"findings, overlaps of {PASSAGES:,} passages, {CODES} codes, s", swept(chance), 3.0, 1.0),
    ]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """The seconds of one run, and what the work gave."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def tested(pairs: list[tuple[Count, Count]]) -> list[float | None]:
    """Interval and p of each code, then Holm; the p are given back."""
    intervals = [difference(one, other) for one, other in pairs]
    p = dict(enumerate(fisher(one, other) for one, other in pairs))
    assert len(holm(p, family=p)) == len(intervals)
    return [*p.values()]


def tested_by_library(pairs: list[tuple[Count, Count]]) -> list[float]:
    """The same from statsmodels and scipy."""
    for one, other in pairs:
        confint_proportions_2indep(*one, *other, method="newcomb")
    return [float(fisher_exact([[one.n, one.of - one.n], [other.n, other.of - other.n]])[1]) for one, other in pairs]


def by_chance(mentions: np.ndarray, rated: list[list[list[int]]]) -> None:
    """Ranking, saturation, and for each code ratings, dispersion of both groups, their difference, trend, table."""
    together(ranking(mentions, seed=5))
    saturation([{*np.flatnonzero(row).tolist()} for row in mentions], seed=5)
    for rows in rated:
        ratings_differ(rows, seed=5, draws=DRAWS)
        agreement_differs(rows, seed=5, draws=DRAWS)
        trend(rows, seed=5, draws=DRAWS)
        halton([Count(row[0], sum(row)) for row in rows], seed=5, draws=DRAWS)
        for row in rows:
            dispersion(row)


def permuted_by_library(rows: list[list[int]]) -> float:
    """The distance of two groups' mean ranks by scipy's permutation test, as many draws."""
    values = np.concatenate([np.repeat(np.arange(VALUES), row) for row in rows])
    ranks = rankdata(values)

    def apart(one: np.ndarray, other: np.ndarray, axis: int) -> np.ndarray:
        return np.abs(one.mean(axis=axis) - other.mean(axis=axis))

    return float(
        permutation_test(
            (ranks[:GROUP], ranks[GROUP:]),
            apart,
            n_resamples=DRAWS,
            alternative="greater",
            vectorized=True,
            batch=500,
            rng=np.random.default_rng(5),
        ).pvalue
    )


def matrix(mentions: np.ndarray) -> list[int]:
    """Co-mentions within participants, both measures' order."""
    units_of = {code: np.flatnonzero(mentions[:, code]).tolist() for code in range(CODES)}
    return reading_order(jaccard(co_mentions(units_of, range(CODES))))


def gated(mentions: np.ndarray) -> Gate:
    """Two groups and six, some of them small, for the public."""
    places = {"all": slice(None), "first": slice(GROUP), "second": slice(GROUP, None)}
    borders = [0, 3, 7, 60, 160, 300, 2 * GROUP]
    bands = {f"band {begin}": slice(begin, end) for begin, end in pairwise(borders)}
    sizes = {place: len(mentions[rows]) for place, rows in (places | bands).items()}
    counts = {
        str(code): {place: int(mentions[rows, code].sum()) for place, rows in (places | bands).items()}
        for code in range(CODES)
    }
    splits = (Split("all", ("first", "second")), Split("all", (*bands,)))
    sensitive = frozenset(map(str, range(20)))
    return gate(Tables(sizes, splits, counts), Policy("public", sensitive=sensitive, merge=False))


def swept(chance: np.random.Generator) -> float:
    """Seconds for the overlaps of passages of 20 to 400 characters."""
    code, text = chance.integers(0, CODES, PASSAGES), chance.integers(0, TEXTS, PASSAGES)
    start = chance.integers(0, LENGTH - 400, PASSAGES)
    end = start + chance.integers(20, 400, PASSAGES)
    return timed(lambda: overlaps(code, text, start, end, codes=CODES))[0]
