"""Codes x attribute: participants who mention first, passages second, parents rolled up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coding.queries.codebook import Node
from interviews.models import Attribute, Member
from methods.consensus import Integers
from methods.crosstab import count_by_group, count_stretches
from reports.queries.basis.asking import WhoWasAsked
from reports.queries.basis.basis import Basis, Ground
from reports.queries.basis.reading import not_looked_for
from reports.queries.basis.stretches import stretches
from reports.queries.study.groups import Group, Grouping, grouping_by
from reports.queries.study.study import Study, study_of

AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class CrosstabRow:
    """A code with its counts by group key. `not_looked_for`: covered participants read before the code existed.

    `not_asked`: the other ones without mention, of whom it is marked that no question of the guide asked them about it.
    """

    node: Node
    participants: dict[str, int]
    passages: dict[str, int]
    total: int
    not_looked_for: int
    not_asked: int


@dataclass(frozen=True, slots=True)
class Crosstab:
    """The table. `groups` with `sizes` (participants covered by the basis) and `totals` (all of them), by group key.

    `of` is everyone in the project, `covered` those whom the basis covers, `without_value` those of them without a
    value. `transcripts` are those of the covered, `single` how many of them one person has done, `left_out` the
    codings on archived codes, `open` the disagreements of the rows' codes that consensus leaves out as undecided.
    `branch` is a code's key, or empty for the whole codebook. `closed` are (code, group key) of cells that are not
    shown to whom the table is for, `shut` the codes of which nothing is shown beside open cells, `unsaid` those whose
    passages are not counted for them.
    """

    basis: Basis
    attribute: Attribute
    groups: tuple[Group, ...]
    sizes: dict[str, int]
    totals: dict[str, int]
    of: int
    covered: int
    without_value: int
    transcripts: int
    single: int
    left_out: int
    open: int
    branch: str
    rows: tuple[CrosstabRow, ...]
    closed: frozenset[tuple[int, str]] = frozenset()
    shut: frozenset[int] = frozenset()
    unsaid: frozenset[int] = frozenset()

    def hides(self, node: Node, group: Group) -> bool:
        """Whether the cell is closed."""
        return (node.code.pk, group.key) in self.closed


def crosstab(reader: Member, *, attribute: Attribute, basis: Basis, branch: str = "") -> Crosstab:
    """The table of all living codes, or of the branch under the code with key `branch`, in tree order.

    An inactive code is a row only when somebody mentions it. Raises UnknownBranch, NotGroupable.
    """
    grouping = grouping_by(attribute)
    return crosstab_of(study_of(reader, basis=basis), grouping=grouping, branch=branch)


def crosstab_of(study: Study, *, grouping: Grouping, branch: str = "") -> Crosstab:
    """The same of a study that is at hand. Raises UnknownBranch."""
    ground, found = study.ground, study.counted
    nodes = study.branch(branch)
    passages = passages_by_group(ground, study.lines, grouping, spans=found.spans)
    reading, asking = study.facts.reading(), study.facts.asking(study.codebook)
    asked = WhoWasAsked(asking, ground)
    rows = []
    for node in nodes:
        who = study.who(node)
        if not who and not node.code.active:
            continue
        unlooked = not_looked_for(node, who, ground, reading)
        rows.append(
            CrosstabRow(
                node=node,
                participants=_filled(grouping.groups, count_by_group(who, grouping.group_of)),
                passages=_filled(grouping.groups, passages.get(node.code.pk, {})),
                total=len(who),
                not_looked_for=len(unlooked),
                not_asked=len((ground.covered - who - unlooked) & asked.people(asking.of_code(node.code.pk))[1]),
            )
        )
    sizes = count_by_group(ground.covered, grouping.group_of)
    return Crosstab(
        basis=study.basis,
        attribute=grouping.attribute,
        groups=grouping.groups,
        sizes=_filled(grouping.groups, sizes),
        of=len(ground.participants),
        covered=len(ground.covered),
        without_value=len(ground.covered) - sum(sizes.values()),
        totals=_filled(grouping.groups, count_by_group(ground.participants, grouping.group_of)),
        transcripts=len(ground.transcripts),
        single=ground.single if study.basis.coder is None else 0,
        left_out=study.facts.left_out(),
        open=int(np.isin(found.open, [node.code.pk for node in nodes]).sum()),
        branch=branch,
        rows=tuple(rows),
    )


def _filled(groups: tuple[Group, ...], counts: dict[str, int]) -> dict[str, int]:
    return {group.key: counts.get(group.key, 0) for group in groups}


def passages_by_group(
    ground: Ground, lines: Mapping[int, tuple[int, ...]], grouping: Grouping, *, spans: Integers | None = None
) -> dict[int, dict[str, int]]:
    """Merged passages by code and group key, rolled up along the `lines` of the codes.

    `spans` are the basis's stretches, where the caller has them already.
    """
    keys = [group.key for group in grouping.groups]
    spans = stretches(ground) if spans is None else spans
    if not len(spans):
        return {}
    groups = {key: index for index, key in enumerate(keys)}
    group = _mapped(spans[:, 1], {p: groups[k] for p, k in grouping.group_of.items() if p in ground.covered})
    spans, group = spans[group >= 0], group[group >= 0]
    rows = {code: index for index, code in enumerate(lines)}
    depth = max(map(len, lines.values()), default=1)
    counts = np.zeros((len(rows), len(keys)), dtype=np.int64)
    above = [{code: rows[line[level]] for code, line in lines.items() if level < len(line)} for level in range(depth)]
    for here in _by_text(spans[:, 2]):
        some = spans[here]
        row = np.concatenate([_mapped(some[:, 0], mapping) for mapping in above])
        kept = row >= 0
        _, _, text, start, end = (np.tile(some[:, column], depth)[kept] for column in range(5))
        counts += count_stretches(row[kept], np.tile(group[here], depth)[kept], text, start, end, shape=counts.shape)
    return {code: dict(zip(keys, counts[index].tolist(), strict=True)) for code, index in rows.items()}


def _by_text(texts: Integers) -> Iterator[NDArray[np.bool_] | slice]:
    """Rows of some texts after the other: no passage reaches into another text, and a million take much memory."""
    parts = len(texts) // AT_ONCE + 1
    if parts == 1:
        yield slice(None)
        return
    known, number = np.unique(texts, return_inverse=True)
    part = number * parts // len(known)
    yield from (part == one for one in range(parts))


def _mapped(values: Integers, mapping: dict[int, int]) -> Integers:
    """Each value's image; -1 for one without."""
    known, inverse = np.unique(values, return_inverse=True)
    return np.array([mapping.get(value, -1) for value in known.tolist()], dtype=np.int64)[inverse]
