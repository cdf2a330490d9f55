"""Each file is read by what it holds; what cannot be read says so, with what to do next."""

from pathlib import Path

import pytest

from interviews import importers
from interviews.importers import IMPORTERS, UnreadableFile, read
from tests.interviews.importers.files import messages, refusal, table, word

SAMPLES = Path(__file__).parents[2] / "samples"


def sample(importer):
    path = SAMPLES / f"interview.{importer.key}"
    return path.name, path.read_bytes()


def test_keys_and_extensions_are_unique_and_each_importer_has_a_name():
    keys = [importer.key for importer in IMPORTERS]
    extensions = [extension for importer in IMPORTERS for extension in importer.extensions]
    assert sorted(set(keys)) == sorted(keys) == ["docx", "txt", "vtt"]
    assert len(set(extensions)) == len(extensions)
    assert all(str(importer.label) for importer in IMPORTERS)


def test_every_module_that_reads_a_format_is_registered():
    folder = Path(importers.__file__).parent
    modules = {path.stem for path in folder.glob("*.py") if "\nextensions = " in path.read_text(encoding="utf-8")}
    assert modules == {importer.__name__.rpartition(".")[2] for importer in IMPORTERS}


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.key)
def test_every_importer_reads_its_sample(importer):
    draft = read(*sample(importer))
    assert draft.format == importer.key
    assert draft.speakers == {"Interviewer": 3, "Maëlle": 3}
    assert draft.text.startswith("Comment planifiez-vous")
    assert draft.problems == ()


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.key)
def test_every_importer_survives_its_sample_cut_off_anywhere(importer):
    name, content = sample(importer)
    for end in range(0, len(content), max(1, len(content) // 150)):
        assert refusal(name, content[:end]) == "" or refusal(name, content[:end]).endswith(".")


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.key)
def test_every_importer_survives_its_sample_with_wrong_bytes(importer):
    name, content = sample(importer)
    for at in range(0, len(content), max(1, len(content) // 150)):
        assert refusal(name, content[:at] + bytes([content[at] ^ 0xA5]) + content[at + 1 :]) == "" or refusal(
            name, content[:at] + bytes([content[at] ^ 0xA5]) + content[at + 1 :]
        ).endswith(".")


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old .doc format.*save it as .docx"),
        ("a.doc", b"{\\rtf1\\ansi Bonjour}", "RTF document.*save it as .docx"),
        ("a.txt", b"{\\rtf1\\ansi Bonjour}", "RTF document.*save it as .docx"),
        ("a.pdf", b"%PDF-1.7\n", "a PDF, which is not read yet.*Export"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), "a sound, a picture or a film"),
        ("a.m4a", b"\x00\x00\x00\x20ftypM4A ", "a sound, a picture or a film"),
        ("a.txt", b"\x7fELF" + bytes(50), "a program"),
        ("a.gz", b"\x1f\x8b\x08", "an archive"),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nUn.", ".srt files are not read yet"),
        ("a.html", b"<html>", ".html files are not read yet"),
        ("a.json", b"{}", ".json files are not read yet"),
    ],
)
def test_what_is_not_read_says_what_to_do(name, content, advice):
    with pytest.raises(UnreadableFile, match=advice):
        read(name, content)


@pytest.mark.parametrize("name", ["a.xlsx", "a.txt", "a.zip"])
def test_a_spreadsheet_is_no_transcript(name):
    with pytest.raises(UnreadableFile, match="a spreadsheet, not a transcript"):
        read(name, table([["a", "b"]]))


def test_a_spreadsheet_named_docx_is_no_word_document():
    with pytest.raises(UnreadableFile, match="not a Word document"):
        read("a.docx", table([["a", "b"]]))


def test_a_word_file_named_txt_is_read_as_word_and_told():
    draft = read("a.txt", word("Interviewer: Un."))
    assert (draft.format, draft.text) == ("docx", "Un.")
    assert messages(draft) == [
        (None, "This file is named .txt but holds another format: Word. It is read by what it holds.")
    ]


@pytest.mark.parametrize("name", ["interview", "INTERVIEW.TXT", "a.b.c", "<script>.txt", ".txt", "é" * 300])
def test_the_name_does_not_matter_for_text(name):
    assert read(name, b"Interviewer: Un.").text == "Un."
