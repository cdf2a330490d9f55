"""How transcripts name their speakers, and what only looks like a name."""

import pytest

from interviews.importers import Proposal, guess_role
from tests.interviews.importers.files import messages, read_text, spoken, timed


@pytest.mark.parametrize(
    ("lines", "turns"),
    [
        (["Interviewer: Bonjour.", "Interviewee: Oui."], [("Interviewer", "Bonjour."), ("Interviewee", "Oui.")]),
        (["Interviewer1 : Bonjour.", " Interviewee1 : Oui."], [("Interviewer1", "Bonjour."), ("Interviewee1", "Oui.")]),
        (
            ["Intervieweur\u00a0: Bonjour.", "Participante\u202f: Oui."],
            [("Intervieweur", "Bonjour."), ("Participante", "Oui.")],
        ),
        (["Interviewer：Hello.", "Respondent：Yes."], [("Interviewer", "Hello."), ("Respondent", "Yes.")]),
        (["MSM:\tBonjour.", "JT:\tOui.", "MSM:\tBien.", "JT:\tAh."], None),
        (["I: Guten Tag.", "B: Ja."], [("I", "Guten Tag."), ("B", "Ja.")]),
        (["Q:", "", "Why?", "", "A:", "", "Because."], [("Q", "Why?"), ("A", "Because.")]),
        (["Researcher", "Why?", "", "Speaker 2", "Because."], [("Researcher", "Why?"), ("Speaker 2", "Because.")]),
        (["**Interviewer** Why?", "**Interviewee** So."], [("Interviewer", "Why?"), ("Interviewee", "So.")]),
        (["**Interviewer:** Why?", "**Interviewee**: So."], [("Interviewer", "Why?"), ("Interviewee", "So.")]),
        (["**Interviewer**\\", "Why?", "**Interviewee**\\", "So."], [("Interviewer", "Why?"), ("Interviewee", "So.")]),
        (["[Chercheur]", "Bon.", "[Interviewe]", "Oui."], [("Chercheur", "Bon."), ("Interviewe", "Oui.")]),
        (["[Chercheur]: Bon.", "[Interviewe] : Oui."], [("Chercheur", "Bon."), ("Interviewe", "Oui.")]),
        (
            ["### Product Owner", "One.", "### Product Owner", "Two."],
            [("Product Owner", "One."), ("Product Owner", "Two.")],
        ),
        (
            ["Marie", "Un.", "", "Paul", "Deux.", "", "Marie", "Trois.", "", "Paul", "Quatre."],
            [("Marie", "Un."), ("Paul", "Deux."), ("Marie", "Trois."), ("Paul", "Quatre.")],
        ),
    ],
)
def test_each_convention_names_its_speakers(lines, turns):
    turns = turns or [("MSM", "Bonjour."), ("JT", "Oui."), ("MSM", "Bien."), ("JT", "Ah.")]
    assert spoken(read_text(*lines)) == turns


@pytest.mark.parametrize(
    ("lines", "turns"),
    [
        (
            ["[Chercheur] (0:01 - 0:11)", "Un.", "[Interviewe] (0:11 – 0:15)", "Deux.", "[Chercheur]", "Trois."],
            [("Chercheur", 1000), ("Interviewe", 11000), ("Chercheur", None)],
        ),
        (["Emma  0:00  ", "Un.", "", "Ali  1:05:02", "Deux.", "", "Emma  1:06:00", "Trois."], None),
        (
            ["**Ali** [00:00:00] Un.", "**Emma** [00:00:30] Deux.", "**Ali** [00:00:33] Trois."],
            [("Ali", 0), ("Emma", 30000), ("Ali", 33000)],
        ),
        (
            ["Marie (0:00): Un.", "Paul (0:30): Deux.", "Marie (0:33): Trois."],
            [("Marie", 0), ("Paul", 30000), ("Marie", 33000)],
        ),
        (
            ["00:00:03 Speaker 1", "Un.", "00:00:09 Speaker 2", "Deux."],
            [("Speaker 1", 3000), ("Speaker 2", 9000)],
        ),
        (
            ["[00:00:03] Marie: Un.", "[00:00:09] Paul: Deux.", "[00:00:12] Marie: Trois."],
            [("Marie", 3000), ("Paul", 9000), ("Marie", 12000)],
        ),
        (["[0:00:00]", "Un.", "[0:00:09]", "Deux.", "[0:01:00]", "Trois."], [(None, 0), (None, 9000), (None, 60000)]),
        (["#00:00:03-5# Interviewer: Un.", "#00:00:09-0# Marie: Deux."], [("Interviewer", 3000), ("Marie", 9000)]),
    ],
)
def test_each_convention_of_times_is_read(lines, turns):
    turns = turns or [("Emma", 0), ("Ali", 3902000), ("Emma", 3960000)]
    draft = read_text(*lines)
    assert timed(draft) == turns
    assert [words for _label, words in spoken(draft)] == ["Un.", "Deux.", "Trois."][: len(turns)]
    assert draft.has_timestamps


def test_times_are_tried_before_colons():
    draft = read_text("00:00:03 Speaker 1", "Un.", "00:00:05 Speaker 2", "Deux.", "00:00:08 Speaker 1", "Trois.")
    assert draft.speakers == {"Speaker 1": 2, "Speaker 2": 1}


def test_a_time_without_a_speaker_is_a_turn_of_an_unknown_speaker():
    draft = read_text("00:00:03 Speaker 1", "Un.", "00:00:05", "Deux.", "00:00:08 Speaker 1", "Trois.")
    assert timed(draft) == [("Speaker 1", 3000), (None, 5000), ("Speaker 1", 8000)]
    assert draft.turns_labelled == 3
    assert draft.speakers == {"Speaker 1": 2}


def test_a_time_on_the_line_before_a_label_belongs_to_its_turn():
    draft = read_text("[0:05]", "Interviewer: Un.", "Marie: Deux.", "[0:09]", "Interviewer: Trois.", "Marie: Quatre.")
    assert timed(draft) == [("Interviewer", 5000), ("Marie", None), ("Interviewer", 9000), ("Marie", None)]
    assert "0:0" not in draft.text


def test_a_closing_f4_stamp_belongs_to_the_turn_that_it_closes():
    draft = read_text("I: Un. #00:00:02-5#", "B: Deux. #00:00:56-9#", "Noch etwas. #00:01:00-0#")
    assert spoken(draft) == [("I", "Un."), ("B", "Deux."), (None, "Noch etwas.")]
    assert timed(draft) == [("I", 2500), ("B", 56900), (None, 60000)]
    assert draft.problems[0].message == (
        "Times stand at the end of the turns. Each is kept as the time of the turn that it closes."
    )


def test_several_paragraphs_after_a_label_are_one_turn():
    draft = read_text(
        "[Chercheur] (0:01 - 0:02)", "Un.", "", "Deux.", "", "Trois.", "[Interviewe] (0:03 - 0:04)", "Oui."
    )
    assert spoken(draft) == [("Chercheur", "Un.\nDeux.\nTrois."), ("Interviewe", "Oui.")]
    assert draft.paragraphs == 4


def test_runs_of_one_speaker_are_never_merged():
    assert read_text("Interviewer: Un.", "Interviewer: Deux.", "Marie: Oui.").speakers == {"Interviewer": 2, "Marie": 1}


@pytest.mark.parametrize(
    "speech",
    [
        "That’s correct: we plan.",
        "Daarbij had ik de volgende problemen: geen.",
        "[L: Oui.]",
        "//S02: mhm//",
        "[rires]",
        "Il est 10:30 et on planifie.",
        "https://example.org: la page",
        "1 - Est-ce que vous planifiez : oui ou non",
        "4 : Et sur ce geste",
        "Donc : on planifie.",
        "Note : rires.\nNote : silence.\nNote : rires.",
    ],
)
def test_speech_that_looks_like_a_label_stays_in_its_turn(speech):
    draft = read_text("Interviewer: Un.", "Interviewee: Deux.", speech, "Interviewer: Trois.", "Interviewee: Quatre.")
    assert spoken(draft)[1] == ("Interviewee", f"Deux.\n{speech}")
    assert draft.speakers == {"Interviewer": 2, "Interviewee": 2}


def test_a_name_used_once_stays_in_the_text_and_is_shown_to_the_reader():
    lines = ["Interviewer: Un.", "Encore.", "Et encore.", "Interviewee: Deux.", "Paul: Trois.", "Toujours."]
    draft = read_text(*lines)
    assert draft.speakers == {"Interviewer": 1, "Interviewee": 1}
    assert messages(draft) == [
        (
            5,
            "Perhaps a speaker. Paul. It is used too seldom to be a speaker, and stays in the text. "
            "Correct the file if someone speaks here.",
        )
    ]


def test_names_that_never_come_back_are_no_speakers_but_the_reader_is_asked():
    draft = read_text("Marie: Bonjour.", "Paul: Salut.")
    assert (draft.speakers, draft.turns_labelled) == ({}, 0)
    assert [(problem.line, problem.quote) for problem in draft.problems] == [(1, "Marie"), (2, "Paul")]


def test_a_name_used_once_speaks_where_every_line_has_a_label():
    draft = read_text("Marie: Un.", "Paul: Deux.", "Marie: Trois.", "Jean: Quatre.", "Marie: Cinq.", "Paul: Six.")
    assert draft.speakers == {"Marie": 3, "Paul": 2, "Jean": 1}


def test_a_typing_slip_keeps_its_label_and_is_proposed_for_merging():
    draft = read_text("Interviewer2: Un.", "Marie: Deux.", "Interviewer2 2: Trois.", "Marie: Quatre.")
    assert draft.speakers == {"Interviewer2": 1, "Marie": 2, "Interviewer2 2": 1}
    assert draft.proposals == (Proposal("Interviewer2 2", "Interviewer2", "Probably a slip of the keyboard."),)


def test_the_same_label_with_other_case_or_accents_is_proposed():
    draft = read_text("Interviewé: Un.", "Chercheur: Deux.", "Interviewé: Trois.", "interviewe: Quatre.")
    assert [(found.from_label, found.to_label) for found in draft.proposals] == [("interviewe", "Interviewé")]


def test_labels_with_different_numbers_are_different_people():
    draft = read_text(*["S00: Un.", "S01: Deux."] * 6, "S02: Trois.", "Encore.", "Toujours.", "Enfin.")
    assert draft.speakers == {"S00": 6, "S01": 6, "S02": 1}
    assert draft.proposals == ()


def test_blanks_never_make_another_label():
    draft = read_text("Marie Roy: Un.", " Marie  Roy : Deux.", "Marie\u00a0Roy\u00a0: Trois.", "Interviewer: Quatre.")
    assert draft.speakers == {"Marie Roy": 3, "Interviewer": 1}


def test_an_unlabelled_moderator_in_capitals_is_never_glued_to_a_participant():
    draft = read_text(
        "M1: Buenos días.",
        "¿QUÉ OPINAN DEL TURISMO?",
        "M2: Bien.",
        "¿Y LOS PISOS DE ALQUILER?",
        "M1: Mal.",
        "M2: Regular.",
        "M1: Fin.",
        "M2: Sí.",
    )
    assert spoken(draft)[1] == (None, "¿QUÉ OPINAN DEL TURISMO?")
    assert spoken(draft)[3] == (None, "¿Y LOS PISOS DE ALQUILER?")
    assert draft.speakers == {"M1": 3, "M2": 3}
    assert (draft.turns_labelled, len(draft.turns)) == (6, 8)


def test_a_moderator_in_capitals_may_ask_first_and_briefly():
    draft = read_text("GRUPO 4", "", "¿QUÉ OPINAN?", "M1: Bien.", "¿POR QUÉ?", "M2: Porque sí.", "M1: Mal.", "M2: Sí.")
    assert spoken(draft)[:3] == [(None, "¿QUÉ OPINAN?"), ("M1", "Bien."), (None, "¿POR QUÉ?")]
    assert [line.text for line in draft.header] == ["GRUPO 4"]
    assert draft.first_words == "Bien."


def test_where_everybody_speaks_in_capitals_nobody_is_taken_for_the_moderator():
    lines = ["M1: BUENOS DÍAS A TODOS.", "¿QUÉ TAL ESTÁN?", "M2: MUY BIEN.", "¿Y USTEDES QUÉ TAL?", "M1: BIEN."]
    draft = read_text(*lines, "M2: SÍ.")
    assert [label for label, _words in spoken(draft)] == ["M1", "M2", "M1", "M2"]


def test_a_label_on_its_own_line_takes_the_capitals_below_it():
    draft = read_text(
        "MODERADORA", "¿QUÉ OPINAN USTEDES?", "M1: Bien.", "¿Y DEL RESTO?", "M2: Mal.", "M1: Sí.", "M2: No."
    )
    assert spoken(draft)[0] == ("MODERADORA", "¿QUÉ OPINAN USTEDES?")


def test_an_overlap_is_proposed_however_often_it_comes():
    draft = read_text("S00: Un.", "//S00: mhm", "S00: Deux.", "//S00: oui", "//S00: non", "S00: Fin.")
    assert [(found.from_label, found.to_label) for found in draft.proposals] == [("//S00", "S00")]


def test_a_glossary_of_many_labels_is_read_without_comparing_each_with_each():
    lines = [f"Mot{chr(97 + n // 26)}{chr(97 + n % 26)}: définition" for n in range(150) for _twice in range(3)]
    draft = read_text(*lines, "Motaa 2: définition")
    assert (len(draft.speakers), draft.proposals) == (150, ())


def test_unknown_speaker_may_be_several_people():
    draft = read_text("Emma  0:00", "Un.", "Unknown Speaker  0:03", "Deux.", "Emma  0:09", "Trois.")
    assert draft.speakers == {"Emma": 2, "Unknown Speaker": 1}
    assert (3, "One label, perhaps several people. Unknown Speaker.") in [
        (line, message[:51]) for line, message in messages(draft)
    ]


def test_a_label_without_words_is_left_out_and_told():
    draft = read_text("Interviewer: Un.", "Marie:", "Interviewer: Deux.", "Marie: Trois.")
    assert spoken(draft) == [("Interviewer", "Un."), ("Interviewer", "Deux."), ("Marie", "Trois.")]
    assert [(left.line, left.text) for left in draft.left_over] == [(2, "Marie")]
    assert messages(draft) == [(2, "No words follow this label. Marie. The turn is left out.")]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Interviewer2", "interviewer"),
        ("Chercheur", "interviewer"),
        ("enquêtrice", "interviewer"),
        ("Entrevistador", "interviewer"),
        ("Onderzoeker", "interviewer"),
        ("Q", "interviewer"),
        ("Interviewé", "participant"),
        ("Interviewe", "participant"),
        ("Befragte", "participant"),
        ("Participante 12", "participant"),
        ("Marie", "unknown"),
        ("Speaker 1", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_label_tells_its_role_where_it_is_a_role_word(label, role):
    assert guess_role(label) == role
