"""docs/methods.md, what the study shows: each printed number is what the functions give."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from coding.demo import study as demo
from methods.claims import read_claim
from methods.cooccurrence import co_mentions, condition, given, jaccard, overlaps
from methods.disclosure import SIZE, Policy, Split, Tables, Verdict, gate
from methods.dispersion import agreement, agreement_differs, dispersion, leave_one_out, median_centred, random_band
from methods.exact import fisher, holm, mcnemar, reach
from methods.permutation import halton, ratings_differ, trend
from methods.predicates import Cell, evaluate, moves
from methods.proportions import Count, difference
from methods.questions import THRESHOLD, content_words, likeliest_turns, likeness
from methods.ranking import Place, competition_ranks, together
from methods.saturation import saturation
from methods.strength import difference_word, share_word

PAGE = " ".join(
    (Path(__file__).parents[2] / "docs" / "methods.md").read_text().split("# What the study shows")[1].split()
)
MARKET = Count(11, 12), Count(2, 7)


def test_the_difference_of_two_shares():
    found = difference(*MARKET)
    assert f"difference {found.value:.2f}, interval {found.low:.2f} to {found.high:.2f}" in PAGE


def test_the_exact_tests():
    assert f"11 of 12 against 2 of 7: p = {fisher(*MARKET):.4f}" in PAGE
    assert f"3 of 12 against 6 of 7: p = {fisher(Count(3, 12), Count(6, 7)):.4f}" in PAGE
    assert f"6 against 0: p = {mcnemar(6, 0):.4f}; 7 against 1: {mcnemar(7, 1):.4f}" in PAGE
    assert holm({"a": 0.01, "b": 0.02}, family="abc") == {"a": pytest.approx(0.03), "b": pytest.approx(0.04), "c": None}
    assert "of a declared three: .03 and .04" in PAGE


def test_what_a_sample_can_show():
    rows = reach(12, 7, family=6)
    assert (rows[2].at_least, rows[2].corrected_at_least, rows[3].corrected) == (10, 12, ())
    assert "A public count of 2 needs at least 10 of the 12 private, and 12 at Holm's first step" in PAGE


def test_the_ranking():
    assert f"(9, 4, 9, 12: ranks {', '.join(map(str, competition_ranks([9, 4, 9, 12])))})" in PAGE
    assert together([Place(9, 19, 1, 1, 2), Place(8, 19, 2, 1, 2), Place(5, 19, 3, 3, 4), Place(4, 19, 4, 3, 4)]) == [
        [0, 1],
        [2, 3],
    ]
    assert "Intervals 1-2, 1-2, 3-4, 3-4: two tiers of two" in PAGE


def test_the_dispersion():
    low, high = leave_one_out([3, 1, 0, 0, 3])
    assert f"A_1 = {agreement([1, 1, 0, 0, 1]):.6f}" in PAGE
    assert f"A = 3/7 A_1 + 4/7 A_2 = {agreement([3, 1, 0, 0, 3]):.6f}" in PAGE
    assert f"without one participant: {low:.0f} to {high:.6f}" in PAGE
    seven, twelve = random_band(7, 5), random_band(12, 5)
    assert f"{seven.low:.2f} to {seven.high:.2f}; twelve: {twelve.low:.2f} to {twelve.high:.2f}" in PAGE
    assert dispersion([3, 1, 0, 0, 3]).polarised
    assert not dispersion([2, 1, 0, 0, 4]).polarised
    assert f"(2, 1, 0, 0, 4), A {agreement([2, 1, 0, 0, 4]):.6f}, is not" in PAGE
    assert f"p = {agreement_differs([(0, 0, 1, 4, 7), (3, 1, 0, 0, 3)], seed=1).p:.4f}" in PAGE
    both = median_centred([(1, 3, 1, 0, 0), (0, 0, 1, 3, 1)])
    assert f"both become {both[0]}" in PAGE
    assert both[0] == both[1]


def test_several_groups_and_ratings():
    assert f"with seed 7: p = {halton([Count(2, 4), Count(1, 4), Count(0, 4)], seed=7).p:.4f}" in PAGE
    found = ratings_differ([(0, 0, 1, 4, 7), (3, 1, 0, 0, 3)], seed=7)
    assert f"p = {found.p:.4f}, exact" in PAGE
    assert found.draws is None
    up = trend([(4, 1), (3, 3), (1, 7)], seed=7)
    assert f"tau {up.tau:.2f}, interval {up.low:.2f} to {up.high:.2f}, p = {up.chance.p:.4f} with seed 7" in PAGE


def test_the_saturation():
    new = [20, 9, 5, 3, 7, 3, 1, 0, 1, 0]
    assert f"New codes {', '.join(map(str, new))}: base 37" in PAGE
    found = saturation([{(at, one) for one in range(n)} for at, n in enumerate(new)], seed=7)
    first, second, third = (f"{100 * run.share:.0f} %" for run in found.runs[:3])
    assert f"interviews 5 and 6 bring {first}, 6 and 7 {second}, 7 and 8 {third}: reached at" in PAGE
    assert f"reached at {found.reached} + {found.confirmed - found.reached}" in PAGE


def test_the_co_occurrence():
    units = {"A": {1, 2, 3, 5}, "B": {1, 2, 4, 5}}
    counts = co_mentions(units, ["A", "B"])
    there, back = given(counts)[0, 1], given(counts)[1, 0]
    assert there == back
    assert f"both {counts[0, 1]}, given either {there}, Jaccard {jaccard(counts)[0, 1]};" in PAGE
    found = condition(units["A"], units["B"], {1, 5, 6}, units=7)
    says = f"of the {found.both} easier for {found.then}, of the other {found.rest} for {found.rest_then}."
    assert says in PAGE
    over = overlaps(*np.array([(0, 1, 0, 10), (0, 1, 20, 30), (1, 1, 5, 25)]).T, codes=2)
    assert over.passages[0].tolist() == [2, 2]
    printed = f"{over.characters[0, 1]} characters, Jaccard of characters {jaccard(over.characters)[0, 1]:.4f}."
    assert f"both of A's passages meet B, {printed}" in PAGE


def test_the_claim():
    claim = read_claim(json.loads(re.search(r"```claim (.*?) ```", PAGE).group(1)))
    first = {"market/private": Cell(11, 12), "market/public": Cell(2, 7)}
    second = {"market/private": Cell(9, 12), "market/public": Cell(3, 7)}
    outcomes = [evaluate(claim, cells).outcome for cells in (first, second, {**first, "market/public": Cell(0, 0)})]
    assert outcomes == ["holds", "fails", "undecidable"]
    assert "it holds (63 points); on 9 of 12 and 3 of 7 it fails (32 points)" in PAGE
    moved = [(one.before, one.now) for one in moves(claim, before=first, now=second)]
    assert "n moves from {} to {} and from {} to {}.".format(*moved[0], *moved[1]) in PAGE


def test_the_words():
    assert (share_word(MARKET[0]), difference_word(*MARKET)) == ("almost_all", "very_marked")
    assert "11 of 12 is almost all; against 2 of 7 the difference, 63 points, is very marked" in PAGE


def test_the_gate():
    sizes = {"all": 19, "private": 12, "public": 7}
    tables = Tables(sizes, (Split("all", ("private", "public")),), {"market": {"all": 13, "private": 11, "public": 2}})
    found = gate(tables, Policy("team", sensitive=frozenset({"market"})))
    assert [found.cells["market", place].n for place in sizes] == [13, None, None]
    hidden = found.cells["market", "public"].hidden
    assert f"public may then be {hidden.low} to {hidden.high} for all" in PAGE
    assert gate(tables, Policy("team")).cells["market", "public"] == Verdict(2, "low")
    bands = {"all": 19, "a": 9, "b": 6, "c": 3, "d": 1}
    merged = gate(Tables(bands, (Split("all", tuple("abcd"), ordered=True),), {}), Policy("team"))
    assert [merged.cells[SIZE, place].n for place in merged.splits[0].parts] == [9, 6, 4]
    assert "9, 6, 3 and 1 in order, k 3: 9, 6 and 4." in PAGE


def test_how_alike_a_question_and_a_turn_are():
    wording, heard = map(content_words, ("Est-ce que le travail est planifié ?", "Vous planifiez beaucoup ?"))
    assert (wording, heard) == ({"travai", "planif"}, {"planif", "beauco"})
    assert f"2 x 1 / (2 + 2) = {likeness(wording, heard)}. From {THRESHOLD} on" in PAGE


def test_what_the_proposals_find_in_the_demo_study():
    wordings = {one["key"]: (one["text_fr"], one["text_en"], *one["probes"]) for one in demo.told("guide.json")}
    marked = demo.table("guide.tsv")
    proposed = right = 0
    for number in {row["nn"] for row in marked}:
        (path,) = (demo.HERE / "interviews").glob(f"{number}-*.txt")
        text = path.read_text(encoding="utf-8")
        turns = {t.line: text[t.start : t.end] for t in demo.read_turns(text) if t.speaker == demo.INTERVIEWER}
        found = likeliest_turns(wordings, turns.items())
        quotes = {row["question"]: row["quote"] for row in marked if row["nn"] == number}
        proposed += len(found)
        right += sum(bool(quotes[key]) and quotes[key] in turns[one.turn] for key, one in found.items())
    asked = sum(bool(row["quote"]) for row in marked)
    assert (
        f"it proposes {proposed} turns for {asked} questions that were asked; {right} of the {proposed} are right"
        in PAGE
    )
