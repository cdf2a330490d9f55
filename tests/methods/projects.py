"""Random coded transcripts for the tests of agreement, drawn by Hypothesis."""

from hypothesis import strategies as st

from methods.continuum import Document

CODERS = ("anna", "bruno", "chloe")
CODES = ("planning", "posting", "trust")


@st.composite
def spans_within(draw, length, *, most=3):
    """Half-open ranges within a text."""
    found = []
    for _ in range(draw(st.integers(0, most)) if length else 0):
        start = draw(st.integers(0, length - 1))
        found.append((start, draw(st.integers(start + 1, length))))
    return found


@st.composite
def documents(draw, *, key=0, coders=CODERS, codes=CODES, most=30, excluding=True):
    """One transcript: who submitted, units with holes between them, passages that overlap, stretches cut out."""
    length = draw(st.integers(0, most))
    borders = sorted(draw(st.sets(st.integers(0, length), max_size=6)))
    pieces = list(zip(borders, borders[1:], strict=False))
    units = tuple(piece for piece in pieces if draw(st.integers(0, 4)))
    spans = {(coder, code): draw(spans_within(length)) for coder in coders for code in codes}
    excluded = tuple(draw(spans_within(length, most=2))) if excluding else ()
    unlooked = draw(st.sets(st.tuples(st.sampled_from(coders), st.sampled_from(codes)), max_size=2))
    submitted = tuple(coder for coder in coders if draw(st.integers(0, 4)))
    return Document(key, length, submitted, units, spans, excluded, frozenset(unlooked))


@st.composite
def projects(draw, *, most=4, excluding=True):
    """A few transcripts."""
    return [draw(documents(key=key, excluding=excluding)) for key in range(draw(st.integers(1, most)))]
