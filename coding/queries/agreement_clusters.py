"""Disagreements as people settle them: all passages of one code that overlap or touch, where not everybody has all."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from methods.agreement import Document, Key, Run, runs
from methods.disagreements import KINDS, RunKind
from methods.spans import Span, union


@dataclass(frozen=True, slots=True)
class Cluster:
    """One code on [start, end), outside which nobody who touches it has the code.

    `weight` sums its runs, `kind` is that of most of their weight. `sides` has the passages of everybody who submitted
    and could have used the code, none for those who lack it.
    """

    code: Key
    start: int
    end: int
    kind: RunKind
    weight: float
    sides: tuple[tuple[Key, tuple[Span, ...]], ...]


def clusters(document: Document, parents: Mapping[Key, Key | None]) -> list[Cluster]:
    """The disagreements of a transcript by place, then code; codes as they were applied."""
    of_code: defaultdict[Key, list[Run]] = defaultdict(list)
    for run in runs(document, parents):
        of_code[run.code].append(run)
    found = [cluster for code, its_runs in of_code.items() for cluster in _of_code(document, code, its_runs)]
    place = {code: number for number, code in enumerate(parents)}
    return sorted(found, key=lambda one: (one.start, one.end, place[one.code]))


def _of_code(document: Document, code: Key, its_runs: Sequence[Run]) -> list[Cluster]:
    by_coder = {
        coder: union(document.spans.get((coder, code), ()))
        for coder in document.coders
        if (coder, code) not in document.unlooked
    }
    stretches = _joined([span for spans in by_coder.values() for span in spans])
    starts = [start for start, _ in stretches]
    within: defaultdict[int, list[Run]] = defaultdict(list)
    for run in its_runs:
        within[bisect_right(starts, run.start) - 1].append(run)
    return [_cluster(code, stretches[place], found, by_coder) for place, found in within.items()]


def _cluster(code: Key, stretch: Span, found: Sequence[Run], by_coder: Mapping[Key, Sequence[Span]]) -> Cluster:
    weights = {kind: sum(run.weight for run in found if run.kind == kind) for kind in KINDS}
    start, end = stretch
    sides = tuple((coder, tuple(span for span in spans if start <= span[0] < end)) for coder, spans in by_coder.items())
    return Cluster(code, start, end, max(KINDS, key=weights.__getitem__), sum(weights.values()), sides)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans merged where they overlap or touch, in order."""
    joined: list[Span] = []
    for start, end in union(spans):
        if joined and start == joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
