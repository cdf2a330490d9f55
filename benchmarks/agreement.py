"""The agreement engine, spans in memory: 8 coders, 20 codes, 100 codings a coder and transcript of 40,000 characters.

Budgets are those of the page; `krippendorff` runs beside it on the same characters, for one code on 100 transcripts,
and its time is scaled linearly to 1,000 (it would need 5 to 8 GB there). Its alpha and ours must be equal.
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import krippendorff
import numpy as np

from methods.agreement import Counts, Document, count, interval, values_of
from methods.codesets import count_sets, set_values
from methods.spans import Span
from methods.unitizing import unitize, unitize_each, unitizing

CODERS, CODES, CODINGS, LENGTH = 8, 20, 100, 40_000
MANY, SOME = 1_000, 100
SCALE = MANY // SOME
RUNS = 3


def measure() -> list[tuple[str, float, float, float]]:
    """Seconds, best of three for what is short: the engine against its budgets, and one code against the library."""
    documents = [transcript(key) for key in range(MANY)]
    codes = range(CODES)
    engine, counts = timed(lambda: [count(document, codes, "character") for document in documents])
    coefficients, found = timed(lambda: values_of(counts, codes))
    turns, _ = timed(lambda: values_of([count(document, codes, "turn") for document in documents], codes))
    drawing, _ = timed(lambda: interval(counts, codes, seed=7))
    some = documents[:SOME]
    expanded, by_rating, by_count = library(some)
    ours = values_of(counts[:SOME], [0])[0].krippendorff_alpha
    assert ours is not None
    assert abs(ours - expanded) < 1e-9
    assert len(found) == CODES
    per_code = (engine + coefficients) / CODES
    of_all, size = f"{CODERS} coders x {MANY:,}", f"{CODERS} coders x {SOME}"
    return [
        (f"agreement by character, {CODES} codes, {of_all}, s", engine + coefficients, 5.0, 1.0),
        (f"agreement by turn, {CODES} codes, {of_all}, s", turns, 5.0, 1.0),
        ("the same, one code (floor: krippendorff, its time x 10), s", per_code, by_rating * SCALE, 0.01),
        ("the same, one code (floor: krippendorff by counts, x 10), s", per_code, by_count * SCALE, 0.01),
        (f"agreement, bootstrap B=2000, {CODES} codes, {MANY:,} transcripts, s", drawing, 1.5, 1.0),
        ("agreement, one transcript counted again, both units, ms", recount(documents[0]), 20.0, 1.0),
        (f"agreement, unitizing, each of {CODES} codes, {size}, s", each(some), 2.0, 1.0),
        (f"agreement, unitizing, exclusive codes, {size}, s", family(some), 2.0, 1.0),
        (f"agreement, MASI and Jaccard of code sets, {size}, s", sets(some), 8.0, 1.0),
    ]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """The seconds of the best of three runs, and what the work gave."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def transcript(key: int) -> Document:
    """Six in ten passages a coder sees with borders of her own, one with another code; the rest is hers alone."""
    chance = random.Random(key)
    passages = [passage(chance) for _ in range(CODINGS)]
    spans: dict[tuple[int | str, int | str], list[Span]] = {}
    for coder in range(CODERS):
        for code, start, end in passages:
            luck = chance.random()
            if luck < 0.6:
                seen = code, max(0, start - chance.randrange(15)), end + chance.randrange(15)
            elif luck < 0.7:
                seen = chance.randrange(CODES), start, end
            else:
                seen = passage(chance)
            spans.setdefault((coder, seen[0]), []).append((seen[1], seen[2]))
    borders = [*sorted(chance.sample(range(1, LENGTH), 150)), LENGTH]
    return Document(key, LENGTH, tuple(range(CODERS)), tuple(zip([0, *borders], borders, strict=False)), spans)


def passage(chance: random.Random) -> tuple[int, int, int]:
    """A code on 20 to 400 characters."""
    start = chance.randrange(LENGTH - 420)
    return chance.randrange(CODES), start, start + chance.randrange(20, 400)


def library(documents: Sequence[Document]) -> tuple[float, float, float]:
    """The library's alpha of code 0, its seconds from a row of characters a coder, and from counts a character."""
    start = time.perf_counter()
    ratings = np.zeros((CODERS, LENGTH * len(documents)))
    for place, document in enumerate(documents):
        for coder in range(CODERS):
            for begin, end in document.spans.get((coder, 0), ()):
                ratings[coder, place * LENGTH + begin : place * LENGTH + end] = 1
    expanding = time.perf_counter() - start
    start = time.perf_counter()
    alpha = krippendorff.alpha(reliability_data=ratings, level_of_measurement="nominal")
    by_rating = time.perf_counter() - start
    start = time.perf_counter()
    ones = ratings.sum(axis=0).astype(np.int64)
    counts = np.stack([CODERS - ones, ones], axis=1)
    krippendorff.alpha(value_counts=counts, value_domain=[0, 1], level_of_measurement="nominal")
    by_count = time.perf_counter() - start
    return float(alpha), expanding + by_rating, expanding + by_count


def recount(document: Document) -> float:
    """Milliseconds for one transcript by character and by turn."""

    def both() -> list[Counts]:
        return [count(document, range(CODES), unit) for unit in ("character", "turn")]

    return timed(both)[0] * 1000


def each(documents: Sequence[Document]) -> float:
    """Seconds for u of each code by itself."""

    def work() -> object:
        lengths = [unitize_each(document, range(CODES)) for document in documents]
        return [unitizing(one[code] for one in lengths) for code in range(CODES)]

    return timed(work)[0]


def family(documents: Sequence[Document]) -> float:
    """Seconds for u, |u, cu and (k)u of all codes as one exclusive group."""
    apart = [exclusive(document) for document in documents]
    return timed(lambda: unitizing(unitize(document, range(CODES)) for document in apart))[0]


def exclusive(document: Document) -> Document:
    """Each coder's passages without those that begin before another of hers has ended."""
    spans: dict[tuple[int | str, int | str], list[Span]] = {}
    for coder in document.coders:
        hers = sorted((span, code) for (who, code), found in document.spans.items() if who == coder for span in found)
        free = 0
        for span, code in hers:
            if span[0] >= free:
                spans.setdefault((coder, code), []).append(span)
                free = span[1]
    return Document(document.key, document.length, document.coders, (), spans)


def sets(documents: Sequence[Document]) -> float:
    """Seconds for both alphas over sets of codes, once."""
    start = time.perf_counter()
    set_values(count_sets(document, range(CODES)) for document in documents)
    return time.perf_counter() - start
