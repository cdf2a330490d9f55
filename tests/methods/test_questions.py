"""Where a question of the guide is asked: content words, likeness, and which turn is proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.questions import THRESHOLD, content_words, likeliest_turns, likeness


def test_content_words_are_folded_cut_and_without_the_common_ones() -> None:
    assert content_words("Est-ce que le travail est planifié ?") == {"travai", "planif"}
    assert content_words("PLANIFIEZ-vous beaucoup ?") == content_words("planification, beaucoup")
    assert content_words("Do you plan the work?") == {"plan", "work"}
    assert content_words("Et vous ?") == frozenset()


def test_likeness_is_dices_coefficient_with_two_words_at_least() -> None:
    planned = content_words("Est-ce que le travail est planifié ?")
    assert likeness(planned, content_words("Le travail, c’est planifié ?")) == 1
    assert likeness(planned, content_words("Vous planifiez beaucoup ?")) == pytest.approx(2 * 1 / (2 + 2))
    assert likeness(planned, content_words("C’est planifié ?")) == pytest.approx(2 * 1 / (2 + 2)), "one counts as two"
    assert likeness(content_words("Planifié ?"), content_words("Planifié ?")) == pytest.approx(0.5)
    assert likeness(frozenset(), frozenset()) == 0


@given(st.frozensets(st.sampled_from("abcdefgh")), st.frozensets(st.sampled_from("abcdefgh")))
def test_likeness_is_a_share_and_the_same_both_ways(one: frozenset[str], other: frozenset[str]) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


GUIDE = {
    "planning": ["Est-ce que le travail est planifié ?", "Is the work planned?"],
    "culture": ["Vos collègues embarquent-ils ?", "Les médias sociaux font-ils partie de la culture de la maison ?"],
    "manager": ["Vous-même, avez-vous de l’influence ?"],
    "indicators": ["À quoi reconnaît-on un gestionnaire influent ?"],
}


def test_a_question_is_found_in_other_words_and_in_either_language() -> None:
    turns = [
        (0, "Merci de me recevoir, ça sent le beurre. Vous planifiez beaucoup ?"),
        (2, "Diriez-vous que les médias sociaux font partie de la culture de la Régie ?"),
        (4, "Parlons d’influence. À quoi reconnaissez-vous un gestionnaire influent ?"),
        (6, "Et vous, Normand ? Est-ce que vous avez de l’influence ?"),
    ]
    found = likeliest_turns(GUIDE, turns)
    assert {question: one.turn for question, one in found.items()} == {
        "planning": 0, "culture": 2, "indicators": 4, "manager": 6,
    }  # fmt: skip
    assert found["culture"].score > found["planning"].score
    assert likeliest_turns(GUIDE, [(3, "So, is your work planned?")])["planning"].turn == 3


def test_a_paraphrase_without_a_common_word_is_not_found() -> None:
    assert likeliest_turns(GUIDE, [(1, "Votre semaine, elle se décide quand ?"), (3, "Ha !"), (5, "")]) == {}


def test_a_turn_is_proposed_once_and_goes_to_the_question_it_is_most_like() -> None:
    asked = {"first": ["travail planifié semaine"], "second": ["travail planifié"]}
    found = likeliest_turns(asked, [(0, "Votre travail, il est planifié ?")])
    assert {question: one.turn for question, one in found.items()} == {"second": 0}
    both = likeliest_turns(asked, [(0, "Votre travail, il est planifié ?"), (8, "Le travail de la semaine ?")])
    assert {question: one.turn for question, one in both.items()} == {"second": 0, "first": 8}


def test_of_equals_the_earlier_turn_and_the_earlier_question_are_taken() -> None:
    same = {"first": ["travail planifié"], "second": ["travail planifié"]}
    words = "Travail planifié ?"
    found = likeliest_turns(same, [(2, words), (4, words)])
    assert {question: one.turn for question, one in found.items()} == {"first": 2, "second": 4}


def test_what_is_below_the_threshold_is_not_proposed() -> None:
    turns = [(0, "Le travail, les collègues, les clients, la salle ?")]
    asked = {"planning": ["travail planifié"]}
    assert likeness(content_words("travail planifié"), content_words(turns[0][1])) == pytest.approx(2 / 6)
    assert THRESHOLD == 0.4
    assert likeliest_turns(asked, turns) == {}
    assert likeliest_turns(asked, turns, threshold=0.3)["planning"].turn == 0
