"""What stands before, after and between the turns is kept aside, with its reason, and can be put back."""

from interviews.importers import Draft, read
from tests.interviews.importers.files import messages, read_text, spoken

BEFORE = "Before the first turn: kept as header."
OPENING = ("Entretien 01 24.10.03 01", "", "Interviewer: Bonjour.", "Marie: Oui.")


def left(lines):
    return [(line.line, line.text) for line in lines]


def test_the_title_before_the_first_turn_is_header_with_its_reason():
    draft = read_text(*OPENING)
    assert [(line.line, line.text, line.reason) for line in draft.header] == [(1, "Entretien 01 24.10.03 01", BEFORE)]
    assert draft.text == "Bonjour.\nOui."


def test_header_fields_are_no_turns_even_when_one_names_the_moderator():
    draft = read_text(
        "DATE: 12 May 2020", "PLACE: Québec", "Moderator: Jane Doe", "Audio file: a.mp3", "",
        "Moderator: Welcome.", "Participant: Thank you.",
    )  # fmt: skip
    assert left(draft.header) == [
        (1, "DATE: 12 May 2020"),
        (2, "PLACE: Québec"),
        (3, "Moderator: Jane Doe"),
        (4, "Audio file: a.mp3"),
    ]
    assert draft.speakers == {"Moderator": 1, "Participant": 1}


def test_a_date_above_the_first_turn_does_not_swallow_it():
    draft = read_text("Date: 12 mai", "Intervieweur: Bonjour", "Participante: Oui", "Intervieweur: Bien")
    assert left(draft.header) == [(1, "Date: 12 mai")]
    assert draft.speakers == {"Intervieweur": 2, "Participante": 1}


def test_prose_within_a_block_of_fields_ends_the_header():
    draft = read_text("Date: 12 mai", "On commence tout de suite, sans titre.", "", "Interviewer: Un.", "Marie: Deux.")
    assert left(draft.header)[0] == (1, "Date: 12 mai")
    assert draft.text == "Un.\nDeux."


def test_a_legend_is_header_and_its_letters_are_no_turns():
    draft = read_text("M: Mujer", "H: Hombre", "", "M: Buenos días.", "H: Hola.", "M: Bien.", "H: Sí.")
    assert left(draft.header) == [(1, "M: Mujer"), (2, "H: Hombre")]
    assert draft.speakers == {"M": 2, "H": 2}


def test_who_is_who_with_full_names_is_header():
    draft = read_text(
        "Interviewer: Jane Smith", "Interviewee: John Doe", "", "Interviewer: So, tell me.", "Interviewee: Well."
    )
    assert left(draft.header) == [(1, "Interviewer: Jane Smith"), (2, "Interviewee: John Doe")]
    assert spoken(draft)[0] == ("Interviewer", "So, tell me.")


def test_the_first_exchange_is_no_legend():
    draft = read_text("I: Bonjour", "B: Bonjour", "", "I: Ça va ?", "B: Oui.")
    assert draft.header == ()
    assert draft.speakers == {"I": 2, "B": 2}


def test_a_long_page_before_the_transcript_is_header_and_the_reader_is_warned():
    draft = read_text(*[f"Licence paragraph number {n}" for n in range(20)], "", "Interviewer: Un.", "Marie: Deux.")
    assert len(draft.header) == 20
    assert messages(draft) == [
        (1, "20 lines stand before the first turn. They are kept as header. Put back those that are speech.")
    ]


def test_the_footer_of_the_program_and_what_follows_is_dropped():
    draft = read_text("Emma  0:00", "Un.", "", "Ali  0:03", "Deux.", "", "Emma  0:05", "Trois.", "",
                      "Transcribed by https://otter.ai", "Page 1")  # fmt: skip
    assert draft.text == "Un.\nDeux.\nTrois."
    assert left(draft.left_over) == [(10, "Transcribed by https://otter.ai"), (11, "Page 1")]


def test_words_like_a_footer_with_turns_after_them_are_speech():
    draft = read_text("Interviewer: Un.", "Transcribed by hand, as I said.", "Interviewee: Deux.")
    assert draft.left_over == ()
    assert draft.text == "Un.\nTranscribed by hand, as I said.\nDeux."


def test_many_interviews_in_one_file_are_told():
    draft = read_text(
        "<TXT=aspe1>", "E: Un.", "L: Deux.", "E: Un.", "<TXT=aspe2>", "L: Trois.", "E: Quatre.", "L: Cinq."
    )
    assert "<TXT" not in draft.text
    assert messages(draft) == [
        (
            1,
            "This file holds 2 interviews. <TXT=aspe1>. Split it at these lines and import the parts, "
            "so that each participant has a transcript of their own.",
        )
    ]


def test_a_header_line_can_be_put_back_into_the_text():
    content = "\n".join(OPENING).encode()
    draft = read("a.txt", content, keep=frozenset({1}))
    assert spoken(draft) == [(None, "Entretien 01 24.10.03 01"), ("Interviewer", "Bonjour."), ("Marie", "Oui.")]
    assert draft.header == ()
    assert draft.turns_labelled == 2


def test_without_labels_and_times_there_are_paragraphs_and_no_turns():
    draft = read_text("Parlez-moi de votre travail.", "", "Le matin, je regarde les pages.", "", "Et ensuite ?")
    assert [label for label, _words in spoken(draft)] == [None, None, None]
    assert (draft.turns_labelled, draft.paragraphs, draft.speakers) == (0, 3, {})
    assert not draft.has_timestamps
    assert draft.header == ()


def test_header_fields_of_a_text_without_labels_are_header():
    draft = read_text("Date: 12 mai", "Lieu: Québec", "", "Le matin, je regarde les pages.")
    assert left(draft.header) == [(1, "Date: 12 mai"), (2, "Lieu: Québec")]
    assert draft.text == "Le matin, je regarde les pages."


def test_a_report_invents_no_speakers():
    draft = read_text("Objectif : comprendre.", "", "Méthode : six entretiens.", "", "Résultat : on planifie.")
    assert (draft.speakers, draft.turns_labelled, draft.paragraphs) == ({}, 0, 3)


def test_lines_broken_at_a_margin_are_one_paragraph_and_keep_their_breaks():
    wrapped = [
        "Le matin je regarde les pages de la ville, puis celles",
        "des voisins, et je note ce que les gens demandent dans",
        "leurs commentaires.",
    ]
    draft = read_text(*wrapped, "", "Ensuite je publie.")
    assert spoken(draft) == [(None, "\n".join(wrapped)), (None, "Ensuite je publie.")]
    assert draft.paragraphs == 2


def test_the_first_and_last_eight_words_come_from_the_first_and_last_turn():
    draft = read_text("Interviewer: un deux trois quatre cinq six sept huit neuf", "Marie: a b c d e f g h i")
    assert draft.first_words == "un deux trois quatre cinq six sept huit"
    assert draft.last_words == "b c d e f g h i"


def test_a_draft_without_turns_has_no_words():
    draft = Draft(format="txt", text="", turns=(), paragraphs=0)
    assert (draft.first_words, draft.last_words) == ("", "")


def test_entities_in_markdown_are_decoded_once():
    draft = read_text("**Ali** [0:00] We&#39;re &amp;lt;here", "**Emma** [0:05] So", "**Ali** [0:09] Yes", name="a.md")
    assert spoken(draft)[0] == ("Ali", "We're &lt;here")


def test_entities_in_plain_text_are_what_was_typed():
    assert read_text("Interviewer: a &amp; b").text == "a &amp; b"
