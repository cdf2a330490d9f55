"""Random coded transcripts for the tests of agreement: small ones, with every oddity that a text may have."""

import random

from hypothesis import settings
from hypothesis import strategies as st

from methods.continuum import Document
from methods.spans import Span

# Machines are busy: no deadline for an example. The slow way is slow.
patiently = settings(deadline=None, max_examples=60)
CODERS = ("anna", "bruno", "chloe")
CODES = ("planning", "posting", "trust")


def spans_within(chance: random.Random, length: int, *, most: int = 3) -> list[Span]:
    """Half-open ranges within a text, in any order, overlapping or not."""
    found = []
    for _time in range(chance.randint(0, most) if length else 0):
        start = chance.randrange(length)
        found.append((start, chance.randint(start + 1, length)))
    return found


def transcript(chance: random.Random, key: int) -> Document:
    """Who submitted, units with holes between them, passages that overlap, stretches cut out, codes not looked for."""
    length = chance.choice((0, 1, 7, 20, 30))
    borders = sorted(chance.sample(range(length + 1), min(length + 1, 6)))
    units = [piece for piece in zip(borders, borders[1:], strict=False) if chance.random() < 0.8]
    spans = {(coder, code): spans_within(chance, length) for coder in CODERS for code in CODES if chance.random() < 0.8}
    excluded = spans_within(chance, length, most=2) if chance.random() < 0.5 else []
    unlooked = [(coder, code) for coder in CODERS for code in CODES if chance.random() < 0.05]
    submitted = [coder for coder in CODERS if chance.random() < 0.8]
    return Document(key, length, tuple(submitted), tuple(units), spans, tuple(excluded), frozenset(unlooked))


def project(seed: int, transcripts: int) -> list[Document]:
    """A few transcripts, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # not a secret
    return [transcript(chance, key) for key in range(transcripts)]


def projects(*, most: int = 4) -> st.SearchStrategy[list[Document]]:
    """Projects of up to `most` transcripts."""
    return st.builds(project, st.integers(0, 2**32 - 1), st.integers(1, most))
