"""What holds for every text: ranges are ordered and disjoint, turns join to the text, and no word is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.importers import UnreadableFile, read
from interviews.importers.clean import DROPPED, clean
from tests.interviews.importers.files import refusal

LINES = [
    "Interviewer:",
    "Marie :",
    "[Chercheur] (0:01 - 0:11)",
    "[Interviewe] (8:16- 9:20)",
    "Emma  0:00",
    "00:00:03 Speaker 1",
    "[0:00:00]",
    "#00:02:56-9#",
    "**Ali** [0:03]",
    "I:",
    "B：",
    "//S02: mhm//",
    "[rires]",
    "<TXT=a>",
    "DATE: lundi",
    "M: Mujer",
    "WEBVTT",
    "00:00:01.000 --> 00:00:02.000",
    "<v S00>",
    "- ",
    "Transcribed by https://otter.ai",
    "QUÉ OPINAN USTEDES",
]
INVISIBLE = ["\u00a0", "\ufeff", "\u200b", "\x00", "\t", "\r\n", "\n", "\n\n", " "]
WORDS = ["👩\u200d🔬", "e\u0301", "שלום", "mot", "?", ":"]
PIECES = st.sampled_from([*LINES, *INVISIBLE, *WORDS])
FILES = st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join)


def draft_of(text, name="a.txt"):
    try:
        return read(name, text.encode("utf-8", "ignore"))
    except UnreadableFile:
        return None


@settings(max_examples=150, deadline=None)
@given(FILES)
def test_turns_are_ordered_disjoint_and_join_to_the_text(text):
    draft = draft_of(text)
    if draft is None:
        return
    assert "\n".join(draft.text[turn.start : turn.end] for turn in draft.turns) == draft.text
    assert all(turn.start < turn.end for turn in draft.turns)
    assert all(before.end + 1 == after.start for before, after in zip(draft.turns, draft.turns[1:], strict=False))
    assert (draft.turns[0].start, draft.turns[-1].end) == (0, len(draft.text))


@settings(max_examples=150, deadline=None)
@given(FILES)
def test_the_text_holds_none_of_the_dropped_characters(text):
    draft = draft_of(text)
    assert draft is None or not set(DROPPED) & set(draft.text) and "\r" not in draft.text


@settings(max_examples=150, deadline=None)
@given(FILES)
def test_turns_header_and_left_lines_are_found_in_the_file_in_its_order(text):
    draft = draft_of(text)
    if draft is None or draft.format != "txt":
        return
    lines = clean(text.encode("utf-8", "ignore").decode("utf-8-sig")).split("\n")
    assert [turn.line for turn in draft.turns] == sorted(turn.line for turn in draft.turns)
    for turn in draft.turns:
        words = draft.text[turn.start : turn.end].split("\n")
        assert all(any(line.endswith(part) or part in line for line in lines[turn.line - 1 :]) for part in words)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text("abc déàù.?!'😀\u0301\u00a0", min_size=1, max_size=30).filter(str.strip), min_size=3, max_size=20)
)
def test_every_character_after_a_label_is_kept(turns):
    file = "\n".join(f"Interviewer: x{words}x" for words in turns)
    draft = draft_of(file)
    assert draft is not None
    assert draft.text == "\n".join(f"x{words}x" for words in turns)
    assert draft.speakers == {"Interviewer": len(turns)}


@settings(max_examples=100, deadline=None)
@given(FILES)
def test_no_subtitle_file_breaks_the_reader(text):
    draft = draft_of("WEBVTT\n\n" + text, "a.vtt")
    assert draft is None or "\n".join(draft.text[turn.start : turn.end] for turn in draft.turns) == draft.text


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.docx", "a.vtt", "a.md", "a"]))
def test_no_bytes_break_the_reader(content, name):
    told = refusal(name, content)
    assert told == "" or told.endswith(".")
