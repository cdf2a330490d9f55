"""Page numbers, headers and footers of a printed text are no speech, and a turn goes on over them."""

import pytest

from tests.interviews.importers.files import messages, read_text, spoken

PAGES = range(1, 5)


def printed(*border: str, pages: range = PAGES) -> list[str]:
    """An interview whose every answer runs over the end of a page; `#` in the border's lines is the page's number."""
    lines = []
    for page in pages:
        lines += [f"Interviewer: Question {page}?", "", "Anna: It went on and on", "until the page", ""]
        lines += [line.replace("#", str(page)) for line in border]
        lines += ["", "ended. And then it was over.", ""]
    return lines


WHOLE = ("Anna", "It went on and on\nuntil the page\nended. And then it was over.")


@pytest.mark.parametrize(
    "border",
    [
        ["Page #"],
        ["Page # of 4"],
        ["E3251 GD04   Página #"],
        ["- # -"],
        ["#/4"],
        ["https://app.example.org/print/12   #/4", "5/12/23, 10:45 AM   Delve"],
        ["5/12/23, 10:45 AM", "Delve", "https://app.example.org/print/12", "#/4"],
        ["Seite #", "", "E3251 GD04"],
        ["", "                  #", "\fE3251 GD04"],
        ["\fE3251 GD04        #"],
    ],
)
def test_what_stands_on_every_page_is_put_aside(border):
    draft = read_text(*printed(*border))
    assert [turn for turn in spoken(draft) if turn[0] == "Anna"] == [WHOLE] * 4
    assert draft.speakers == {"Interviewer": 4, "Anna": 4}
    assert len(draft.left_over) == 4 * sum(bool(line.strip()) for line in border)
    assert {line.reason for line in draft.left_over} == {
        "Stands on every page: a header, a footer, or the page’s number."
    }


@pytest.mark.parametrize("line", ["#", "Q#", "#.", "Thème #", "Question #", "[0:0#]", "Oui."])
def test_what_may_be_a_question_or_speech_stays(line):
    draft = read_text(*printed(line))
    assert not any("page" in left.reason for left in draft.left_over)


def test_two_pages_show_no_habit():
    assert not read_text(*printed("Page #", pages=range(1, 3))).left_over


def test_a_speaker_at_the_top_of_every_page_speaks():
    lines = [line for page in PAGES for line in ("Interviewer:", "Why?", "Anna:", "Because.", "", f"Page {page}", "")]
    assert read_text(*lines).speakers == {"Interviewer": 4, "Anna": 4}


def test_the_reader_is_told_once_and_may_put_a_line_back():
    lines = printed("Page #")
    assert messages(read_text(*lines)) == [
        (
            6,
            "4 lines of printed pages stand in the text. Page 1. They are left out, and the speech goes on over them.",
        )
    ]
    kept = read_text(*lines, keep=frozenset({6}))
    assert "Page 1" in kept.text
    assert "Page 2" not in kept.text


def test_a_text_without_speakers_loses_its_page_numbers_too():
    lines = [line for page in PAGES for line in (f"Paragraph {page} of a report.", "", f"Page {page}", "")]
    draft = read_text(*lines)
    assert draft.text == "\n".join(f"Paragraph {page} of a report." for page in PAGES)
    assert draft.paragraphs == 4
