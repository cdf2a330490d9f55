"""Check the demo's rounds: the coefficients it must be able to show, and the decisions on its disagreements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from coding.demo.agreement import Decided, codes_of, consensus, decided, document_of
from coding.demo.report import Report, say
from coding.demo.study import Interview, Round, read_rounds, table
from coding.queries.agreement_clusters import Cluster, clusters
from methods.agreement import Values, count, rolled_up, values_of
from methods.disagreements import KINDS

FILE = "decisions.tsv"
OUTCOMES = {"keep", "union", "intersection", "own", "both", "neither"}
MANNERS = {"alone", "discussion", "third"}
POOR, GOOD = 0.667, 0.8
LOW, HIGH = 0.3, 0.98
REASONS = 60
DECIDED = (0.4, 0.6)


def check_values(talks: Mapping[str, Interview], report: Report) -> None:
    """Alphas by turn from poor to good in each round; in one of them a code without an alpha, and in one a code with
    next to no alpha though nearly all turns agree.
    """
    found = {round_.number: values_in(round_, talks) for round_ in read_rounds()}
    for number, values in found.items():
        alphas = [one.krippendorff_alpha for one in values.values() if one.krippendorff_alpha is not None]
        poor, good = sum(alpha < POOR for alpha in alphas), sum(alpha >= GOOD for alpha in alphas)
        say(f"round {number}: alpha of {len(values)} codes by turn, {poor} poor, {good} good")
        if min(poor, good, len(alphas) - poor - good) < 1:
            report.problem("codings", 1, f"round {number} needs poor, middling and good alphas")
    every = [one for values in found.values() for one in values.values()]
    if not any(one.krippendorff_alpha is None for one in every):
        report.problem("codings", 1, "no round has a code without an alpha")
    if not any(_paradox(one) for one in every):
        report.problem("codings", 1, "no code has high agreement and AC1, and a low alpha")


def values_in(round_: Round, talks: Mapping[str, Interview]) -> dict[str, Values]:
    """The coefficients of a round's codes by turn."""
    codes = codes_of(round_)
    counts = [count(rolled_up(document_of(talks[nn], round_), codes), [*codes]) for nn in round_.transcripts]
    return {str(code): one for code, one in values_of(counts, [*codes]).items()}


def _paradox(one: Values) -> bool:
    alpha, agreed, ac1 = one.krippendorff_alpha, one.percent_agreement or 0, one.gwet_ac1 or 0
    return alpha is not None and alpha < LOW and min(agreed, ac1) > HIGH


def check_decisions(talks: Mapping[str, Interview], counts: Mapping[str, Any], report: Report) -> None:
    """About half of the disagreements are decided, in every way; consensus is what counts.json says."""
    found: list[Cluster] = []
    answers: list[Decided] = []
    try:
        for round_ in read_rounds():
            for nn in round_.transcripts:
                found += clusters(document_of(talks[nn], round_), codes_of(round_))
                answers += decided(talks[nn], round_)
    except ValueError as error:
        report.problem(FILE, 1, str(error))
        return
    _check_shares(found, answers, report)
    for one in answers:
        _check_decision(one, report)
    _check_consensus(talks, counts["consensus"], report)


def _check_shares(found: list[Cluster], answers: list[Decided], report: Report) -> None:
    kinds = Counter(one.kind for one in found)
    reasons = {one.row["reason"] for one in answers}
    say(
        f"{len(answers)} of {len(found)} disagreements decided ({', '.join(f'{kinds[kind]} {kind}' for kind in KINDS)})"
    )
    low, high = DECIDED
    if not low <= len(answers) / len(found) <= high:
        report.problem(FILE, 1, f"{len(answers)} of {len(found)} disagreements are decided, wanted about half")
    for wanted, column in ((OUTCOMES, "outcome"), (MANNERS, "manner")):
        if wanted != {one.row[column] for one in answers}:
            report.problem(FILE, 1, f"wanted every {column}: {', '.join(sorted(wanted))}")
    if set(KINDS) != kinds.keys() or len(reasons) < REASONS:
        report.problem(FILE, 1, f"wanted disagreements of every kind, and {REASONS} reasons or more")
    twice = Counter((one.row["nn"], one.cluster.code, one.cluster.start) for one in answers)
    for (nn, code, _), times in twice.items():
        if times > 1:
            report.problem(FILE, 1, f"{nn} {code}: decided {times} times")


def _check_decision(one: Decided, report: Report) -> None:
    row, outcome = one.row, one.row["outcome"]
    where = f"{row['nn']} {row['code']}, {row['quote']}"
    if not row["reason"]:
        report.problem(FILE, 1, f"no reason: {where}")
    if (outcome == "keep") != bool(row["kept"]) or (outcome == "own") != bool(row["own"]):
        report.problem(FILE, 1, f"“keep” names a coder, “own” an extent, and nothing else does: {where}")
    if (outcome == "neither") != (not one.kept):
        report.problem(FILE, 1, f"“{outcome}” keeps {len(one.kept)} passages: {where}")
    if any(start < one.cluster.start or end > one.cluster.end for start, end in one.kept):
        report.problem(FILE, 1, f"what is kept goes beyond the disagreement: {where}")


def _check_consensus(talks: Mapping[str, Interview], wanted: Mapping[str, Mapping[str, int]], report: Report) -> None:
    sector = {row["nn"]: row["sector"] for row in table("participants.tsv")}
    given = {nn: consensus(talks[nn], round_) for round_ in read_rounds() for nn in round_.transcripts}
    for code, told in wanted.items():
        found = Counter(sector[nn] for nn, codes in given.items() if code in codes)
        if any(found[group] != told[group] for group in told):
            report.problem("counts.json", 1, f"consensus, {code}: {dict(found)}, wanted {dict(told)}")
