"""Spans and sentences: half-open ranges of code points, against worked examples and a count by hand, place by place."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.sentences import sentences
from methods.spans import Segment, covered_by_all, segments, splits_character, union

INTERVIEWS = Path(__file__).resolve().parents[2] / "coding/demo/interviews"
END = 40
SPAN = st.tuples(st.integers(0, END - 1), st.integers(1, END)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))
SPANS = st.lists(SPAN, max_size=12)


def places(spans: list[tuple[int, int]]) -> set[int]:
    """Every code point that the spans cover, the slow and certain way."""
    return {place for start, end in spans for place in range(start, end)}


def test_overlapping_spans_merge_and_touching_ones_stay_two():
    assert union([(0, 5), (3, 8), (8, 10)]) == [(0, 8), (8, 10)]


def test_a_span_inside_another_adds_nothing():
    assert union([(0, 10), (2, 4)]) == [(0, 10)]


def test_the_same_span_twice_is_one():
    assert union([(4, 6), (4, 6)]) == [(4, 6)]


@given(SPANS)
def test_a_union_covers_the_same_places_without_overlap_in_order(spans):
    merged = union(spans)
    assert places(merged) == places(spans)
    assert all(left[1] <= right[0] for left, right in zip(merged, merged[1:], strict=False))
    assert union(merged) == merged


def test_what_two_coders_share_is_the_overlap_of_their_unions():
    assert covered_by_all([[(0, 10), (20, 30)], [(5, 22), (28, 40)]]) == [(5, 10), (20, 22), (28, 30)]


def test_nothing_is_shared_by_nobody():
    assert covered_by_all([]) == []


def test_spans_that_only_touch_share_nothing():
    assert covered_by_all([[(0, 5)], [(5, 9)]]) == []


@given(st.lists(SPANS, min_size=1, max_size=4))
def test_the_shared_stretches_are_the_places_in_every_set(sets):
    assert places(covered_by_all(sets)) == set.intersection(*(places(spans) for spans in sets))


def test_segments_are_cut_at_every_border_with_the_shortest_span_first():
    assert segments([(0, 10), (4, 6)], 0, 12) == [
        Segment(0, 4, (0,)),
        Segment(4, 6, (1, 0)),
        Segment(6, 10, (0,)),
        Segment(10, 12, ()),
    ]


def test_spans_outside_the_range_are_clipped_or_left_out():
    assert segments([(0, 5), (20, 30)], 3, 8) == [Segment(3, 5, (0,)), Segment(5, 8, ())]


@given(SPANS, st.integers(0, END), st.integers(1, END))
def test_segments_tile_the_range_and_know_what_is_open(spans, start, length):
    cut = segments(spans, start, start + length)
    assert [segment.start for segment in cut] == [start, *(segment.end for segment in cut[:-1])]
    assert cut[-1].end == start + length
    for segment in cut:
        for place in range(segment.start, segment.end):
            assert set(segment.open) == {i for i, (a, b) in enumerate(spans) if a <= place < b}
        lengths = [spans[index][1] - spans[index][0] for index in segment.open]
        assert lengths == sorted(lengths)


def test_a_border_may_not_fall_between_a_letter_and_its_accent():
    assert splits_character("e", "\u0301")


def test_a_border_may_not_cut_an_emoji_from_its_skin_tone_or_its_family():
    assert splits_character("\U0001f44d", "\U0001f3fd")
    assert splits_character("\U0001f468", "\u200d")
    assert splits_character("\u200d", "\U0001f469")


def test_a_border_between_two_letters_or_at_the_ends_is_fine():
    assert not splits_character("a", "b")
    assert not splits_character("", "a")
    assert not splits_character("a", "")


def quoted(words: str) -> list[str]:
    return [words[start:end] for start, end in sentences(words)]


def test_sentences_end_at_their_marks():
    assert quoted("On planifie. Puis on publie ! Et après ? Voilà") == [
        "On planifie.",
        "Puis on publie !",
        "Et après ?",
        "Voilà",
    ]


def test_titles_initials_and_numbers_do_not_end_a_sentence():
    assert quoted("Je vois M. Roy et Mme. Roy à 3.5 km. Oui.") == ["Je vois M. Roy et Mme. Roy à 3.5 km.", "Oui."]


def test_a_paragraph_ends_a_sentence_and_empty_ones_are_none():
    assert quoted("un calendrier\n\n  puis rien \n") == ["un calendrier", "puis rien"]


def test_a_closing_quotation_mark_belongs_to_its_sentence():
    assert quoted("« On y va.\u00a0» Elle part.") == ["« On y va.\u00a0»", "Elle part."]


@given(st.text(alphabet="aÉ. !?\n«»3M", max_size=60))
def test_sentences_are_in_order_trimmed_and_leave_out_only_white_space(words):
    found = sentences(words)
    covered = places(found)
    assert all(left[1] <= right[0] for left, right in zip(found, found[1:], strict=False))
    assert all(words[start:end] == words[start:end].strip() != "" for start, end in found)
    assert all(words[place].isspace() for place in range(len(words)) if place not in covered)


# The rules as they read: looking back from where a mark begins, at every place of the text.
RULES = re.compile(
    r"(?<![ .(][A-ZÀ-Þ])(?<!\bMme)(?<!\betc)[.!?…]+[»”\"')\u00a0]*(?=\s+[«“\"'(\u2014\u2013-]*[A-ZÀ-Þ0-9])|\n+"
)


def by_the_rules(words: str) -> list[str]:
    ends = [match.end() for match in RULES.finditer(words)] + [len(words)]
    pieces = [words[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)]
    return [piece for piece in pieces if piece]


PIECES = [*"aÉ.!?… \n\t\u00a0«»”\"')(—-3M\r\u2028", "Mme", "etc", " M", ". ", ".\n", "...", "?! "]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_leaping_from_mark_to_mark_finds_what_the_rules_say(words):
    assert quoted(words) == by_the_rules(words)


@pytest.mark.parametrize("path", sorted(INTERVIEWS.glob("*.txt")), ids=lambda path: path.stem)
def test_leaping_finds_the_sentences_of_an_interview(path):
    words = path.read_text()
    assert quoted(words) == by_the_rules(words)
    flat = words.replace("\n", " ")
    assert quoted(flat) == by_the_rules(flat)
