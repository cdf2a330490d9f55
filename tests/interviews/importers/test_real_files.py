"""Real research files, where they lie beside the repository; none is copied into it."""

from pathlib import Path

import pytest

from interviews.importers import read
from interviews.importers.sheets import columns, data_rows, guess_header, read_sheet
from tests.interviews.importers.files import spoken

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the real files are not on this machine")


def real(name):
    return read(name, (CORPUS / name).read_bytes())


def real_sheet(name, sheet=None):
    return read_sheet(name, (CORPUS / name).read_bytes(), sheet=sheet)


def test_the_first_french_interview_has_36_turns_of_two_speakers():
    draft = real("entretien-chercheur-1.docx")
    assert draft.speakers == {"Chercheur": 18, "Interviewe": 18}
    assert draft.turns_labelled == len(draft.turns) == 36
    assert [(line.line, line.text) for line in draft.header] == [(1, "Entretien 01 24.10.03 01")]
    assert [(problem.line, problem.quote) for problem in draft.problems] == [(95, "8:16- 9:20"), (170, "14:31 - 14:31")]
    assert spoken(draft)[0][1].startswith("C'est parti. \n1 - Est-ce que tu pourrais")
    assert spoken(draft)[-1] == ("Interviewe", "Si tu as d'autres questions, n'hésite pas.")
    assert (draft.turns[0].begins_ms, draft.turns[-1].ends_ms) == (1_000, 1_306_000)


def test_the_second_french_interview_has_17_turns_of_two_speakers():
    draft = real("entretien-chercheur-2.docx")
    assert draft.speakers == {"Chercheur": 9, "Interviewe": 8}
    assert draft.turns_labelled == 17
    assert (draft.proposals, draft.left_over) == ((), ())


def test_the_otter_podcast_has_five_speakers_and_its_footer_is_dropped():
    draft = real("podcast-otter.md")
    assert set(draft.speakers) == {"Emma", "Kelly", "Unknown Speaker", "Tailor", "Sidney"}
    assert [line.text for line in draft.left_over] == ["Transcribed by https://otter.ai"]
    assert [problem.what for problem in draft.problems] == ["One label, perhaps several people."]


def test_the_podcast_with_entities_has_99_turns_of_four_speakers():
    draft = real("podcast-entities.md")
    assert draft.speakers == {"Ali": 19, "Kelly": 29, "Emma": 25, "Lindsey": 26}
    assert draft.text.startswith("Today we're going to talk")
    assert "&#" not in draft.text


def test_participants_under_two_header_rows():
    sheet = real_sheet("participants-two-row-header.xlsx")
    header = guess_header(sheet)
    assert (header.rows, header.first_row) == (2, 1)
    titles = [column.title for column in columns(sheet, header)]
    assert titles[1:3] == ["Programming Experience · Duplo", "Programming Experience · ROY"]
    assert sheet.names == ("Demographics", "Survey Data")


def test_participants_one_a_row_under_a_section_band():
    sheet = real_sheet("participants-two-row-header.xlsx", "Survey Data")
    header = guess_header(sheet)
    assert (header.rows, header.first_row) == (1, 0)
    assert [column.title for column in columns(sheet, header)][:2] == ["Participant ID", "Participant Age"]
    assert next(data_rows(sheet, header))[1][:2] == ("001a", 18)


def test_a_codebook_whose_title_is_merged_over_its_levels():
    sheet = real_sheet("codebook-merged-cells.xlsx")
    titles = [column.title for column in columns(sheet, guess_header(sheet))]
    assert titles == ["Code", *[f"Code ({n})" for n in range(2, 9)], "Groundedness", "Density", "Groups",
                      "Number of Groups", "Comment"]  # fmt: skip
    assert len(sheet.merges) == 810


def test_oral_history_metadata():
    sheet = real_sheet("oral-history-metadata.csv")
    assert (len(sheet.rows), len(sheet.rows[0])) == (18, 26)
    assert columns(sheet, guess_header(sheet))[3].title == "interviewee"
