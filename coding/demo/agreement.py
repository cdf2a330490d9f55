"""The demo study's rounds as the engine sees them: documents, disagreements, decisions, consensus. No Django."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from coding.demo.study import INTERVIEWER, Interview, Round, read_plan, resolve, table, told
from coding.queries.agreement_clusters import Cluster, clusters
from methods.agreement import Document, Key
from methods.spans import Span, covered_by_all, union

COUNTED = "AB"


class Decided(NamedTuple):
    """A row of decisions.tsv with the disagreement it answers, and the passages it keeps."""

    row: Mapping[str, str]
    cluster: Cluster
    kept: tuple[Span, ...]


def codes_of(round_: Round) -> dict[Key, Key | None]:
    """The codes that the round's coders had, each with the code above it that can be applied too."""
    added = {key: version["number"] for version in told("versions.json") for key in added_by(version)}
    added |= {code["key"]: 2 for code in told("emergent.json")}
    planned = {code for plan in read_plan().values() for code in plan}
    above = {key: code["parent"] for version in told("versions.json") for key, code in added_by(version).items()}
    return {code: above.get(code) for code in sorted(planned) if added.get(code, 1) <= round_.number}


def added_by(version: Mapping[str, list[dict[str, str]]]) -> dict[str, dict[str, str]]:
    """The codes that a version adds beside the emergent ones, by key."""
    return {code["label_en"].lower().replace(" ", "-"): code for code in version["codes"]}


def document_of(talk: Interview, round_: Round) -> Document:
    """An interview as its coders submitted it: what the participant says, turn by turn."""
    codes = codes_of(round_)
    spans: defaultdict[tuple[Key, Key], list[Span]] = defaultdict(list)
    for coding in talk.codings:
        if coding.span and coding.code in codes:
            spans[coding.coder, coding.code].append(coding.span)
    turns = tuple((turn.start, turn.end) for turn in talk.turns if turn.speaker != INTERVIEWER)
    borders = [0, *(at for turn in turns for at in turn), len(talk.text)]
    excluded = [pair for pair in zip(borders[::2], borders[1::2], strict=True) if pair[0] < pair[1]]
    coders = tuple(round_.coders(talk.number))
    return Document(talk.number, len(talk.text), coders, turns, spans, tuple(excluded))


def decided(talk: Interview, round_: Round) -> list[Decided]:
    """The decisions on an interview. Raises ValueError for one that answers no disagreement, or more than one."""
    found = clusters(document_of(talk, round_), codes_of(round_))
    return [_decided(row, talk, found) for row in table("decisions.tsv") if row["nn"] == talk.number]


def _decided(row: Mapping[str, str], talk: Interview, found: Iterable[Cluster]) -> Decided:
    start, end = resolve(talk.text, row["quote"])
    fitting = [one for one in found if one.code == row["code"] and one.start <= start and end <= one.end]
    if len(fitting) != 1:
        message = f"{row['nn']} {row['code']}: {len(fitting)} disagreements, wanted one: {row['quote']}"
        raise ValueError(message)
    return Decided(row, fitting[0], _kept(row, talk, fitting[0]))


def _kept(row: Mapping[str, str], talk: Interview, cluster: Cluster) -> tuple[Span, ...]:
    marked = [spans for _, spans in cluster.sides if spans]
    every = [span for spans in marked for span in spans]
    outcomes: dict[str, Iterable[Span]] = {
        "keep": dict(cluster.sides).get(row["kept"], ()),
        "union": union(every),
        "intersection": covered_by_all(marked),
        "own": [resolve(talk.text, row["own"])] if row["own"] else (),
        "both": sorted(set(every)),
    }
    return tuple(outcomes.get(row["outcome"], ()))


def consensus(talk: Interview, round_: Round) -> set[str]:
    """The codes that consensus gives an interview: stretches on which the counted coders agree, outside what was
    decided; and what the decisions keep.
    """
    answers = decided(talk, round_)
    found = {str(one.cluster.code) for one in answers if one.kept}
    for code in {coding.code for coding in talk.codings}:
        marked = [[c.span for c in talk.codings if (c.coder, c.code) == (k, code) and c.span] for k in COUNTED]
        settled = [(one.cluster.start, one.cluster.end) for one in answers if one.cluster.code == code]
        if any(not _inside(span, settled) for span in covered_by_all(marked)):
            found.add(code)
    return found


def _inside(span: Span, ranges: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in ranges)
