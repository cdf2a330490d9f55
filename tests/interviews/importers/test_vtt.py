"""WebVTT: one cue is one turn; voices, names and dashes say who speaks; broken times cost no words."""

import pytest

from interviews.importers import UnreadableFile, read
from tests.interviews.importers.files import messages, read_text, read_vtt, spoken, timed


def cues(*words: str) -> list[str]:
    """Cues of one second each."""
    return [line for n, text in enumerate(words) for line in (f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000", text, "")]


def test_whisper_has_times_and_no_speaker():
    draft = read("w.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.500\nBonjour.\n\n00:02.500 --> 01:04.000\nMerci.\n")
    assert timed(draft) == [(None, 0), (None, 2500)]
    assert draft.text == "Bonjour.\nMerci."
    assert (draft.format, draft.turns_labelled, draft.speakers, draft.problems) == ("vtt", 2, {}, ())


def test_noscribe_has_voices_a_title_a_note_and_pauses():
    draft = read(
        "n.vtt",
        "\n".join(
            ["WEBVTT entretien 1", "", "NOTE", "made by noScribe", "00:00 --> not a cue", "",
             *cues("<v S00>Bonjour.", "(12 seconds pause)", "<v S01>Oui.</v>", "<v //S01>mhm//", "<v S01>Bien.")]
        ).encode(),
    )  # fmt: skip
    assert spoken(draft) == [
        ("S00", "Bonjour."),
        (None, "(12 seconds pause)"),
        ("S01", "Oui."),
        ("//S01", "mhm//"),
        ("S01", "Bien."),
    ]
    assert [line.text for line in draft.header] == [
        "entretien 1",
        "NOTE",
        "made by noScribe",
        "00:00 --> not a cue",
    ]
    assert [(p.from_label, p.to_label, p.reason) for p in draft.proposals] == [
        ("//S01", "S01", "Slashes mark an overlap.")
    ]


def test_two_voices_in_one_cue_are_two_turns():
    draft = read_vtt(*cues("<v Marie Roy>Bonjour.</v>\n<v.loud Jean>Salut <i>toi</i>.</v>"))
    assert spoken(draft) == [("Marie Roy", "Bonjour."), ("Jean", "Salut toi.")]


def test_a_voice_of_endless_length_is_cut():
    assert [*read_vtt(*cues(f"<v {'x' * 500}>Un.")).speakers] == ["x" * 120]


def test_zoom_writes_the_name_before_a_colon_and_a_cue_without_goes_on():
    draft = read_vtt(
        *cues("Marie Roy: Bonjour.", "et bienvenue.", "Jean: Oui: merci.", "Marie Roy: Bien.", "Jean: Ok.")
    )
    assert spoken(draft) == [
        ("Marie Roy", "Bonjour."),
        ("Marie Roy", "et bienvenue."),
        ("Jean", "Oui: merci."),
        ("Marie Roy", "Bien."),
        ("Jean", "Ok."),
    ]
    assert messages(draft) == [(6, "A cue without a name. Read as spoken by Marie Roy, like the cue before.")]


def test_two_names_in_one_cue_are_two_turns():
    draft = read_vtt(*cues("Marie: Bonjour.\nà tous\nJean: Salut.", "Marie: Bien.", "Jean: Ok."))
    assert spoken(draft)[:2] == [("Marie", "Bonjour.\nà tous"), ("Jean", "Salut.")]


def test_a_cue_of_several_lines_keeps_them():
    draft = read_vtt(*cues("Bonjour\nà tous", "merci"))
    assert draft.text == "Bonjour\nà tous\nmerci"
    assert draft.paragraphs == 2


@pytest.mark.parametrize("dash", ["- ", "– ", ">> ", "&gt;&gt; "])
def test_youtube_changes_speakers_by_a_dash_without_names(dash):
    draft = read_vtt("Kind: captions", "Language: fr", "", *cues(f"{dash}Bonjour.\n{dash}Salut.", "et alors"))
    assert spoken(draft) == [(None, "Bonjour."), (None, "Salut."), (None, "et alors")]
    assert timed(draft) == [(None, 0), (None, 0), (None, 1000)]
    assert draft.problems[0].what == "Dashes stand for a change of speaker."


def test_youtube_lines_that_roll_up_are_kept_once():
    draft = read_vtt(
        *cues(
            "bonjour<00:00:00.100><c> à tous</c>", "bonjour à tous", "bonjour à tous\nmerci<00:00:02.100><c> bien</c>"
        )
    )
    assert spoken(draft) == [(None, "bonjour à tous"), (None, "merci bien")]


def test_entities_are_decoded_once_and_angle_brackets_are_words():
    draft = read_vtt(*cues("a &amp;lt; b &nbsp;c", "1 < 2 et <pas une balise>"))
    assert draft.text == "a &lt; b \u00a0c\n1 < 2 et <pas une balise>"


@pytest.mark.parametrize(
    "broken",
    [
        "00:99:05.000 --> 00:00:06.000",
        "999:59:59.000 --> 999:59:59.500",
        "hier --> demain",
        "00:00:05.000 -->",
        "-->",
        "00:00:05 000 --> 00:00:06 000",
    ],
)
def test_a_broken_time_is_told_by_its_line_and_costs_no_words(broken):
    draft = read_vtt(*cues("Un."), broken, "Deux.", "", "00:00:09.000 --> 00:00:10.000", "Trois.")
    assert spoken(draft) == [(None, "Un."), (None, "Deux."), (None, "Trois.")]
    assert timed(draft) == [(None, 0), (None, None), (None, 9000)]
    assert messages(draft) == [
        (
            6,
            f"This time cannot be read. {broken}. Its words are kept without a time. "
            "Times look like 00:01:02.500 --> 00:01:04.000.",
        )
    ]


def test_times_that_go_back_or_end_early_are_told():
    draft = read_vtt("00:00:05.000 --> 00:00:04.000", "Un.", "", "00:00:01.000 --> 00:00:02.000", "Deux.")
    assert [(line, message[:28]) for line, message in messages(draft)] == [
        (3, "The turn ends before it begi"),
        (6, "Time goes back. It is earlie"),
    ]


def test_cue_numbers_settings_and_styles_are_no_words():
    draft = read_vtt(
        "STYLE", "::cue { color: red }", "", "1", "00:00:00.000 --> 00:00:01.000 align:start position:0%", "Un.", "",
        "intro", "00:00:01,500 --> 00:00:02,000", "Deux.", "2", "00:00:02.000 --> 00:00:03.000", "Trois.",
    )  # fmt: skip
    assert draft.text == "Un.\nDeux.\nTrois."
    assert timed(draft) == [(None, 0), (None, 1500), (None, 2000)]


def test_a_note_between_cues_is_left_over():
    draft = read_vtt(*cues("Un."), "NOTE pause", "café", "", *cues("Deux."))
    assert draft.text == "Un.\nDeux."
    assert [(line.line, line.text) for line in draft.left_over] == [(6, "NOTE pause"), (7, "café")]


def test_a_cue_without_words_is_no_turn_and_no_problem():
    draft = read_vtt(*cues("Un.", " ", "Deux."))
    assert spoken(draft) == [(None, "Un."), (None, "Deux.")]
    assert draft.problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_is_recognised(encoding):
    content = "WEBVTT\r\n\r\n00:00:00.000 --> 00:00:01.000\r\nDéjà.\r\n".encode(encoding)
    draft = read("a.vtt", content)
    assert (draft.format, draft.text) == ("vtt", "Déjà.")


def test_a_file_without_cues_is_refused():
    with pytest.raises(UnreadableFile, match="no subtitles"):
        read("a.vtt", b"WEBVTT\n\nNOTE nothing\n")


def test_a_cut_off_file_keeps_what_is_there():
    whole = "\n".join(["WEBVTT", "", *cues("<v S00>Bonjour.", "<v S01>Oui.")]).encode()
    draft = read("a.vtt", whole[: whole.index(b"Oui") - 3])
    assert draft.text.startswith("Bonjour.")


def test_the_first_line_may_be_missing_in_a_file_named_vtt():
    draft = read_text("00:00:00.000 --> 00:00:01.000", "Un.", name="a.vtt")
    assert (draft.format, draft.text) == ("vtt", "Un.")


def test_plain_text_named_vtt_is_read_as_text_and_told():
    draft = read_text("Interviewer: Un.", name="a.vtt")
    assert draft.format == "txt"
    assert messages(draft) == [
        (None, "This file is named .vtt but holds another format: Plain text. It is read by what it holds.")
    ]
