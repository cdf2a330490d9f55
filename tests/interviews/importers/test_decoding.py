"""Bytes become characters: encodings, what is dropped, what is kept, and what is refused."""

import pytest

from interviews.importers import UnreadableFile, read
from interviews.importers.clean import MAX_CHARACTERS, clean, kind_of
from tests.interviews.importers.files import messages, read_text, spoken

TURNS = "Interviewer: Déjà prêt ?\r\nMarie:\tOui, à 10 €.\r\nInterviewer: Bien."
SPOKEN = [("Interviewer", "Déjà prêt ?"), ("Marie", "Oui, à 10 €."), ("Interviewer", "Bien.")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_same_words_come_out_of_every_encoding(encoding):
    assert spoken(read("a.txt", TURNS.encode(encoding))) == SPOKEN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_with_its_mark_is_read_in_both_orders(encoding):
    assert spoken(read("a.txt", ("\ufeff" + TURNS).encode(encoding))) == SPOKEN


def test_utf16_without_a_mark_is_told_by_its_zeros():
    assert spoken(read("a.txt", TURNS.encode("utf-16-le"))) == SPOKEN


def test_windows_1252_is_read_and_the_reader_asked_to_check():
    assert messages(read("a.txt", "Interviewer: Déjà\nMarie: Oui".encode("cp1252"))) == [
        (
            None,
            "The file is not UTF-8 and was read as Windows-1252. "
            "Check the accents below; if they are wrong, save the file again as UTF-8.",
        )
    ]


def test_a_text_cut_off_within_a_character_keeps_the_rest_and_says_so():
    draft = read("a.txt", "Interviewer: Bonjour.\nInterviewee: Déjà".encode()[:-1])
    assert spoken(draft) == [("Interviewer", "Bonjour."), ("Interviewee", "Déj")]
    assert messages(draft) == [
        (
            2,
            "The file ends in the middle of a character. "
            "It was probably cut off while it was copied: compare its end with the original.",
        )
    ]


def test_utf16_cut_off_within_a_character_says_where():
    draft = read("a.txt", "Interviewer: Bonjour.\nInterviewee: Oui.".encode("utf-16")[:-1])
    assert draft.problems[0].line == 2


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("a\ufeffb", "ab"),
        ("Code\u200b Review", "Code Review"),
        ("a\u2060b\u00adc", "abc"),
        ("a\x00b\x07c\x0bd\x1fe", "abcde"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ],
)
def test_exactly_the_listed_characters_are_dropped(written, stored):
    assert clean(written) == stored


@pytest.mark.parametrize(
    "kept",
    [
        "a\tb",
        "e\u0301 is not \u00e9",
        "dix\u00a0000\u202f!",
        "👩\u200d🔬 et 👍🏽",
        "می\u200cخواهم",
        "שלום",
        "བོད་སྐད།",
        "a\u007fb",
        "a\u2028b",
    ],
)
def test_every_other_character_is_kept(kept):
    assert clean(kept) == kept


def test_a_stray_nul_is_dropped_and_the_words_stay():
    assert read("a.txt", b"Interviewer: Bon\x00jour.").text == "Bonjour."


def test_offsets_count_an_emoji_and_a_combining_mark_as_they_are_stored():
    draft = read_text("Interviewer: 👍🏽 e\u0301", "Interviewee: שלום")
    assert [(turn.start, turn.end) for turn in draft.turns] == [(0, 5), (6, 10)]


def test_an_empty_file_is_refused():
    with pytest.raises(UnreadableFile, match="empty: it has 0 bytes"):
        read("a.txt", b"")


@pytest.mark.parametrize("blank", [b"\n \n\t\n", b"\xef\xbb\xbf", "\u200b\u00a0".encode()])
def test_a_file_without_a_word_is_refused(blank):
    with pytest.raises(UnreadableFile, match="no words in this file"):
        read("a.txt", blank)


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(UnreadableFile, match="This file is not text"):
        read("a.txt", bytes(range(1, 256)) * 20)


def test_bytes_without_any_encoding_are_refused():
    with pytest.raises(UnreadableFile, match="This file is not text"):
        read("a.txt", b"Interviewer: \x81\x8d\x8f\n")


def test_a_file_of_100_megabytes_is_refused_by_its_size():
    with pytest.raises(UnreadableFile, match="has 100 MB; the limit is 20 MB"):
        read("a.txt", b"a" * 100_000_000)


def test_a_text_of_too_many_characters_is_refused():
    with pytest.raises(UnreadableFile, match="has 6000001 characters; the limit is 6000000"):
        read("a.txt", b"a" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize("letter", ["a", "བ"])
def test_a_file_of_five_megabytes_is_read(letter):
    words = letter * (5 * 1024 * 1024 // len(letter.encode()))
    assert read("a.txt", words.encode()).text == words


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"{\\rtf1", "rtf"),
        (b"PK\x03\x04", "zip"),
        (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (b"\x00\x00\x00\x20ftypM4A ", "media"),
        (b"Interviewer:", "text"),
    ],
)
def test_the_first_bytes_tell_the_kind(start, kind):
    assert kind_of(start) == kind
