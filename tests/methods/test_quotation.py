"""Quotes shortened: what is typed is found in the original, what is shown is the original with gaps."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.quotation import NotInOriginal, kept_ranges, shortened

SAID = "D’abord, on planifie l’année en octobre ; on replanifie le mois, on replanifie la semaine. C’est maladif."


def typed(wanted: str, original: str = SAID) -> str:
    """What is shown after this was typed."""
    return shortened(original, kept_ranges(original, wanted))


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("on planifie l’année en octobre […] C’est maladif.", "[…] on planifie l’année en octobre […] C’est maladif."),
        ("on planifie l'année [...] C'est maladif", "[…] on planifie l’année […] C’est maladif"),
        ("D’abord,\non planifie", "D’abord, on planifie […]"),
        ("[…] on replanifie", "[…] on replanifie […]"),
        ("on replanifie la semaine", "[…] on replanifie la semaine […]"),
        (SAID, SAID),
        (f"  {SAID}\n", SAID),
    ],
)
def test_what_is_kept_is_shown_with_its_gaps(wanted, shown):
    assert typed(wanted) == shown


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("on planifie tout", "on planifie tout"),
        ("C’est maladif. […] D’abord", "D’abord"),
        ("plan", "plan"),
        ("D’abord […] on planifie l’année […] en octobre", "on planifie l’année"),
        ("[…]", ""),
        ("  ", ""),
    ],
)
def test_words_that_are_not_there_in_this_order_are_named(wanted, words):
    with pytest.raises(NotInOriginal) as refused:
        kept_ranges(SAID, wanted)
    assert refused.value.words == words


def test_the_whole_quote_has_no_ranges():
    assert kept_ranges("We plan.", "We plan") == []
    assert shortened("We plan.", []) == "We plan."


def test_places_may_overlap():
    assert kept_ranges("plan plan plan", "[…] plan plan") == [(5, 14)]


def test_a_last_piece_is_rather_the_end():
    assert kept_ranges("yes no yes no yes", "yes […] yes") == [(0, 3), (14, 17)]
    assert kept_ranges("yes no yes no yes", "yes […] yes […]") == [(0, 3), (7, 10)]


WORDS = st.lists(st.sampled_from(["plan", "post", "we", "l’an", "o.k.", "1,5"]), min_size=1, max_size=9)


@given(WORDS, st.data())
def test_what_is_shown_can_be_typed_again_and_every_word_is_the_originals(words, data):
    original = " ".join(words)
    picked = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)).filter(any))
    typed_ = re.sub(
        r"(?:\[…\] ?)+", "[…] ", " ".join(w if kept else "[…]" for w, kept in zip(words, picked, strict=True))
    )
    kept = kept_ranges(original, typed_)
    shown = shortened(original, kept)
    assert " ".join(shown.split()) == " ".join(typed_.split())
    assert kept == kept_ranges(original, shown)
    assert all(original[start:end] in shown for start, end in kept)
    assert [*kept] == sorted(kept)
