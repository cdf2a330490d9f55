"""Codes that coders take for each other: the matrix of a round, and the passages behind a cell."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from coding.models import Code, Snapshot
from coding.queries.agreement_results import Results
from coding.queries.agreement_table import Names
from coding.queries.agreement_units import Read, frozen_of, read
from coding.queries.agreement_words import count, percent
from methods.agreement import Document, Key
from methods.spans import Span, covered_by_all, union

MOST_PASSAGES, AROUND = 50, 60


@dataclass(frozen=True, slots=True)
class ConfusionCell:
    """Of the characters that one coder gave the row's code, how much the other gave the column's; "" for none."""

    key: str
    words: str
    spoken: str
    same: bool
    current: bool


@dataclass(frozen=True, slots=True)
class ConfusionRow:
    code: Code
    number: int
    cells: tuple[ConfusionCell, ...]


@dataclass(frozen=True, slots=True)
class Confused:
    """Two codes that lie on the same words from different hands, with their characters, the heaviest first."""

    key: str
    first: Code
    second: Code
    characters: str
    share: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch where one coder has this code and another that one, with some words around it."""

    transcript: int
    title: str
    before: str
    quote: str
    after: str
    first: str
    second: str


def matrix_of(results: Results, names: Names, *, opened: str) -> list[ConfusionRow]:
    """The codes that were used and confused with one another, in tree order; row-normalised."""
    cells = {(first, second): size for first, second, size in results.confusion}
    apart = {code for pair in cells if pair[0] != pair[1] for code in pair}
    codes = [code for code in results.tree.applied if code in apart and code in names.codes]
    rows = []
    for number, row in enumerate(codes, 1):
        whole = marked(results, row)
        made = (_cell(row, column, cells, names, whole=whole, opened=opened) for column in codes)
        rows.append(ConfusionRow(names.codes[row], number, tuple(made)))
    return rows


def marked(results: Results, code: int) -> int:
    """Characters with this code, from each coder of each pair: what the cells of its row are parts of."""
    pairs = results.counted(code, "character").values.pairs.values()
    return sum(2 * pair.both + pair.only_first + pair.only_second for pair in pairs)


def _cell(
    row: int, column: int, cells: Mapping[tuple[int, int], int], names: Names, *, whole: int, opened: str
) -> ConfusionCell:
    first, second = names.codes[row], names.codes[column]
    share = cells.get((row, column), 0) / whole if whole else 0.0
    key = f"{first.key}:{second.key}"
    words = percent(share) if share else ""
    return ConfusionCell(key, words, f"{first.label}, {second.label}, {words}", row == column, key == opened)


def most_confused(results: Results, names: Names, *, most: int = 10) -> list[Confused]:
    """The pairs of codes with the most characters between them."""
    sizes: Counter[tuple[int, int]] = Counter()
    place = {code: number for number, code in enumerate(results.tree.applied)}
    for first, second, size in results.confusion:
        if first in names.codes and second in names.codes and place[first] < place[second]:
            sizes[first, second] = size
    found = []
    for (first, second), size in sizes.most_common(most):
        whole = min(marked(results, first), marked(results, second))
        one, other = names.codes[first], names.codes[second]
        found.append(Confused(f"{one.key}:{other.key}", one, other, count(size), percent(size / whole if whole else 0)))
    return found


def passages_between(snapshot: Snapshot, first: Code, second: Code, names: Names) -> list[Passage]:
    """The stretches of a cell, in the order of transcripts; the first MOST_PASSAGES."""
    frozen = frozen_of(snapshot)
    found: list[Passage] = []
    for one in read(frozen, codes=(first.pk, second.pk)):
        for start, end, who, other in stretches(one.document, first.pk, second.pk):
            found.append(_passage(one, (start, end), names, who=int(who), other=int(other)))
            if len(found) == MOST_PASSAGES:
                return found
    return found


def stretches(document: Document, first: Key, second: Key) -> Iterator[tuple[int, int, Key, Key]]:
    """Start, end, who has the first code and not the second, who has the second and not the first; by place."""
    spans: dict[tuple[Key, Key], Sequence[Span]] = defaultdict(list, document.spans)
    found = []
    for who, other in permutations(document.coders, 2):
        shared = covered_by_all([spans[who, first], spans[other, second]])
        alone = _less(shared, [*spans[who, second], *spans[other, first]])
        found += [(start, end, who, other) for start, end in alone]
    yield from sorted(found, key=lambda one: one[:2])


def _less(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """What is left of the spans outside the taken ones."""
    left: list[Span] = []
    gone = union(taken)
    for start, end in spans:
        here = start
        for begins, ends in gone:
            if ends > here and begins < end:
                if begins > here:
                    left.append((here, begins))
                here = max(here, ends)
        if here < end:
            left.append((here, end))
    return left


def _passage(one: Read, span: Span, names: Names, *, who: int, other: int) -> Passage:
    start, end = span
    return Passage(
        one.transcript,
        names.transcripts.get(one.transcript, ""),
        one.words[max(0, start - AROUND) : start],
        one.words[start:end],
        one.words[end : end + AROUND],
        names.coders[who],
        names.coders[other],
    )
