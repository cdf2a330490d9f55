"""Which codes are mentioned together under a basis, in a unit that the reader chooses; co-mention, not cause."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coding.queries.codebook import Node
from methods.consensus import Integers
from methods.cooccurrence import Condition, FourCounts, co_mentions, condition, four_counts, jaccard, overlaps
from methods.cooccurrence import reading_order as likest_together
from reports.queries.counts.emergence import interviews_of
from reports.queries.study.study import Study

CODE, PERSON, TEXT, START, END = range(5)
UNITS = ("participant", "transcript", "turn", "overlap")
MOST = 20  # codes of a matrix that one can still read
Units = Mapping[int, set[int]]


@dataclass(frozen=True, slots=True)
class Together:
    """Codes x codes. `counts` are units with both, on the diagonal the code's own; `shared` what Jaccard reads: the
    same, but for overlaps the characters. `left_out` codes are mentioned and stand outside the matrix.
    """

    study: Study
    unit: str
    codes: tuple[Node, ...]
    counts: Integers
    shared: Integers
    left_out: int


@dataclass(frozen=True, slots=True)
class Person:
    """A participant of a pair's table, and which of its codes are mentioned."""

    pk: int
    name: str
    has: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class PairTogether:
    """Two codes, and perhaps a third, within participants: two by two, who is in it, and the third where both are."""

    nodes: tuple[Node, ...]
    four: FourCounts
    then: Condition | None
    people: tuple[Person, ...]


def codes_together(study: Study, *, unit: str, branch: str = "", shut: Collection[int] = frozenset()) -> Together:
    """The mentioned codes without codes below them, like ones side by side; not the `shut` ones.

    Raises UnknownBranch.
    """
    nodes = [node for node in study.branch(branch) if node.code.pk not in shut]
    mentioned = [node for node in nodes if not node.children and study.who(node)]
    ranked = sorted(mentioned, key=lambda node: (-len(study.who(node)), node.place))[:MOST]
    codes = sorted(ranked, key=lambda node: node.place)
    counts, shared = _overlaps(study, codes) if unit == "overlap" else _in_units(study, codes, unit)
    order = likest_together(jaccard(shared)) if len(codes) > 1 else [*range(len(codes))]
    rearranged = np.ix_(order, order)
    return Together(
        study,
        unit,
        tuple(codes[at] for at in order),
        counts[rearranged],
        shared[rearranged],
        len(mentioned) - len(codes),
    )


def pair_together(study: Study, nodes: Sequence[Node]) -> PairTogether:
    """The first two of the codes within participants, a third under the condition of both."""
    covered = study.ground.covered
    who = [study.who(node) for node in nodes]
    then = condition(who[0], who[1], who[2], units=len(covered)) if len(nodes) > 2 else None
    people = tuple(Person(pk, name, tuple(pk in some for some in who)) for pk, name in study.facts.names().items())
    return PairTogether(tuple(nodes), four_counts(who[0], who[1], units=len(covered)), then, people)


def _spans(study: Study, codes: Sequence[Node]) -> Integers:
    """The stretches of covered participants with these codes."""
    spans = study.counted.spans
    of_code = np.isin(spans[:, CODE], [node.code.pk for node in codes])
    found: Integers = spans[of_code & np.isin(spans[:, PERSON], [*study.ground.covered])]
    return found


def _overlaps(study: Study, codes: Sequence[Node]) -> tuple[Integers, Integers]:
    place = {node.code.pk: at for at, node in enumerate(codes)}
    spans = np.unique(_spans(study, codes)[:, [CODE, TEXT, START, END]], axis=0)
    index = np.array([place[code] for code in spans[:, 0].tolist()], dtype=np.int64)
    found = overlaps(index, spans[:, 1], spans[:, 2], spans[:, 3], codes=len(codes))
    return found.passages, found.characters


def _in_units(study: Study, codes: Sequence[Node], unit: str) -> tuple[Integers, Integers]:
    if unit == "participant":
        units: Units = {node.code.pk: study.who(node) for node in codes}
    elif unit == "turn":
        units = _turns(study, codes)
    else:
        units = _transcripts(study, codes)
    counts = co_mentions(units, [node.code.pk for node in codes])
    return counts, counts


def _transcripts(study: Study, codes: Sequence[Node]) -> Units:
    known = {one.text: one.pk for one in interviews_of(study)}
    found: dict[int, set[int]] = defaultdict(set)
    for code, text in np.unique(_spans(study, codes)[:, [CODE, TEXT]], axis=0).tolist():
        found[code].add(known.get(text, text))
    return found


def _turns(study: Study, codes: Sequence[Node]) -> Units:
    """The participants' turns that each code touches, numbered through all texts."""
    spans = _spans(study, codes)
    turns = study.facts.turns(np.unique(spans[:, TEXT]).tolist())
    if not len(turns) or not len(spans):
        return {}
    # Each text is lifted above the one before it, so that one search serves all of them.
    lift = int(max(turns[:, 2].max(), spans[:, END].max())) + 1
    _texts, which = np.unique(np.concatenate([turns[:, 0], spans[:, TEXT]]), return_inverse=True)
    begins, ends = turns[:, 1] + which[: len(turns)] * lift, turns[:, 2] + which[: len(turns)] * lift
    start, end = spans[:, START] + which[len(turns) :] * lift, spans[:, END] + which[len(turns) :] * lift
    first, last = np.searchsorted(ends, start, side="right"), np.searchsorted(begins, end, side="left")
    found: dict[int, set[int]] = defaultdict(set)
    for code, low, high in zip(spans[:, CODE].tolist(), first.tolist(), last.tolist(), strict=True):
        found[code].update(range(low, high))
    return found
