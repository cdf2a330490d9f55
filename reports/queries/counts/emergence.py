"""Codes that came from the interviews: since when, where each appeared first, where it is still to be looked for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from coding.models import Code
from coding.queries.codebook import Node
from reports.queries.basis.reading import Reading, not_looked_for
from reports.queries.basis.stretches import numbered
from reports.queries.study.study import Study


@dataclass(frozen=True, slots=True)
class Interview:
    """A transcript in the order of the study; `number` counts from 1, `people` are its covered participants."""

    pk: int
    title: str
    number: int
    people: frozenset[int]
    text: int | None


@dataclass(frozen=True, slots=True)
class Emergent:
    """One code. `first` is the interview in which it appears first, with `who` mentions it there; None without mention.

    `proposed_by` is empty where nobody proposed it, or where the reader may not know. `recheck` are the transcripts of
    the covered participants in which some coder has still to look for it; `not_looked_for` the participants without
    mention whom nobody has looked at for it. Of a `closed` one no number is shown, of an `unsaid` one nothing but `n`.
    """

    node: Node
    since: datetime
    version: int
    proposed_by: str
    first: Interview | None
    who: str
    n: int
    of: int
    recheck: int
    not_looked_for: int
    closed: bool = False
    unsaid: bool = False


@dataclass(frozen=True, slots=True)
class Emergence:
    """Emergent codes by their dates. `before` are codes marked so that are older than the first coding: left out."""

    study: Study
    interviews: tuple[Interview, ...]
    rows: tuple[Emergent, ...]
    before: tuple[Node, ...]


Found = Mapping[int, Mapping[int, set[int]]]  # interview's place, then code: who mentions it there


def interviews_of(study: Study) -> tuple[Interview, ...]:
    """The covered participants' transcripts, in the order in which the project lists them."""
    people: dict[int, set[int]] = defaultdict(set)
    for person in study.ground.covered:
        for transcript in study.ground.transcripts_of[person]:
            people[transcript].add(person)
    held = [row for row in study.facts.interviews() if row[0] in people]
    return tuple(
        Interview(pk, title, number, frozenset(people[pk]), text) for number, (pk, title, text) in enumerate(held, 1)
    )


def found_in(study: Study, interviews: Iterable[Interview], codes: Collection[int]) -> Found:
    """Who mentions which of the codes in which interview: the codes themselves, not those above them."""
    place = {one.text: at for at, one in enumerate(interviews)}
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    covered, spans = study.ground.covered, study.counted.spans[:, :3]
    different, _which = numbered(spans[np.isin(spans[:, 0], [*codes])])
    for code, person, text in different.tolist():
        if person in covered and text in place:
            found[place[text]][code].add(person)
    return found


def emergent_codes(study: Study) -> tuple[list[Node], list[Node]]:
    """Living codes marked emergent: those made after the first coding of the study, and those that are older."""
    marked = [node for node in study.codebook.in_tree_order() if node.code.origin == Code.Origin.EMERGENT]
    began = study.facts.began()
    after = [node for node in marked if began is not None and node.code.created_at > began]
    return after, [node for node in marked if node not in after]


def emergence(study: Study) -> Emergence:
    """Every emergent code with its first occurrence and what is left to recheck."""
    nodes, before = emergent_codes(study)
    interviews = interviews_of(study)
    codes = {one.code.pk for node in nodes for one in (node, *node.within())}
    found, reading = found_in(study, interviews, codes), study.facts.reading()
    by_code = study.facts.proposers([node.code.pk for node in nodes])
    names = study.facts.names()
    rows = [_row(study, node, interviews, found, reading, names, by_code.get(node.code.pk, "")) for node in nodes]
    rows.sort(key=lambda row: (row.since, row.node.place))
    return Emergence(study, interviews, tuple(rows), tuple(before))


def _row(
    study: Study,
    node: Node,
    interviews: tuple[Interview, ...],
    found: Found,
    reading: Reading,
    names: Mapping[int, str],
    proposed_by: str,
) -> Emergent:
    codes = {node.code.pk, *(below.code.pk for below in node.within())}
    first = next((at for at in range(len(interviews)) if codes & found.get(at, {}).keys()), None)
    there = set[int]() if first is None else set[int]().union(*(found[first].get(code, set()) for code in codes))
    who = study.who(node)
    recheck = sum(bool(study.ground.unlooked.get((one.pk, node.code.pk))) for one in interviews)
    return Emergent(
        node=node,
        since=node.code.created_at,
        version=node.code.meaning_since,
        proposed_by=proposed_by,
        first=None if first is None else interviews[first],
        who=", ".join(sorted(names[person] for person in there)),
        n=len(who),
        of=len(study.ground.covered),
        recheck=recheck,
        not_looked_for=len(not_looked_for(node, who, study.ground, reading)),
    )
