"""Odd times are read as well as they can be, and shown by line."""

import pytest

from interviews.importers.marks import milliseconds, spoken_time
from tests.interviews.importers.files import messages, read_text, timed

USUAL = (
    "[A1] (0:01 - 0:02)",
    "Un.",
    "[B1] (0:03 - 0:04)",
    "Deux.",
    "[A1] (0:05 - 0:06)",
    "Trois.",
    "[B1] (0:06 - 0:07)",
    "Q.",
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("0:01", 1_000), ("75:10", 4_510_000), ("1:02:03", 3_723_000), ("00:00:01.5", 1_500), ("00:00:01,250", 1_250)],
)
def test_times_are_milliseconds(written, expected):
    assert milliseconds(written) == expected


@pytest.mark.parametrize(("at_ms", "shown"), [(11_000, "0:11"), (560_000, "9:20"), (3_723_500, "1:02:03")])
def test_times_are_shown_as_people_write_them(at_ms, shown):
    assert spoken_time(at_ms) == shown


def test_a_range_written_unlike_the_others_is_read_and_shown():
    draft = read_text(*USUAL, "[A1] (8:16- 9:20)", "Cinq.")
    assert messages(draft) == [
        (9, "Time written differently. 8:16- 9:20. Read as 8:16 to 9:20. Nothing to do if that is right.")
    ]
    assert (draft.turns[-1].begins_ms, draft.turns[-1].ends_ms) == (496_000, 560_000)


def test_a_turn_of_no_length_keeps_its_beginning_only():
    draft = read_text(*USUAL, "[A1] (14:31 - 14:31)", "Et le plomb ?")
    assert messages(draft) == [(9, "Turn of no length. 14:31 - 14:31. The turn is kept with its beginning only.")]
    assert (draft.turns[-1].begins_ms, draft.turns[-1].ends_ms) == (871_000, None)


def test_a_time_that_goes_back_or_ends_before_it_begins_is_shown():
    draft = read_text(*USUAL, "[A1] (0:03 - 0:01)", "Cinq.")
    assert messages(draft) == [
        (9, "The turn ends before it begins. 0:03 - 0:01. Both times are kept as written."),
        (
            9,
            "Time goes back. 0:03 - 0:01. It is earlier than the turn before. The turns stay in the order of the file.",
        ),
    ]


def test_hyphens_and_en_dashes_half_and_half_are_nobodys_mistake():
    draft = read_text(
        "[A1] (0:01 - 0:02)", "Un.", "[B1] (0:03 – 0:04)", "Deux.",
        "[A1] (0:05 - 0:06)", "Trois.", "[B1] (0:07 – 0:08)", "Quatre.",
    )  # fmt: skip
    assert draft.problems == ()


def test_a_single_time_in_speech_is_speech():
    draft = read_text("On part à", "10:30", "et on revient le soir.", "Voilà.")
    assert draft.turns_labelled == 0
    assert "10:30" in draft.text


def test_of_very_many_problems_the_first_are_shown_and_the_rest_counted():
    lines = [line for n in range(300) for line in (f"[A1] ({n // 60}:{n % 60:02} - {n // 60}:{n % 60:02})", "Oui.")]
    found = messages(read_text(*lines))
    assert len(found) == 201
    assert found[-1] == (None, "There are 100 more places like these.")


def test_labels_without_times_among_labels_with_times_are_turns():
    draft = read_text(*USUAL, "[A1]", "Cinq.")
    assert timed(draft)[-1] == ("A1", None)
