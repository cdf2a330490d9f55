"""How a turn is drawn: whatever is coded in it, its words are its words."""

import re
from html import unescape
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from coding.models import Code
from coding.queries.codebook import Node
from coding.queries.marks import Mark, Said, marks_by_turn
from coding.views.turns import TurnPage, clock

STRANGE = "<>&\"'\u00e9\u0301\u200d\U0001f468\U0001f1e8\U0001f1e6\u0645\u05e9 \u00a0\t;,ab"
words = st.text(alphabet=st.one_of(st.sampled_from(STRANGE), st.characters(exclude_categories=["Cs", "Cc"])))
places = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=12)


def page(reader: int = 1) -> TurnPage:
    codes = [Code(pk=1, label_en="A", slot=0), Code(pk=2, label_en="<b>", slot=9)]
    return TurnPage(
        codes={code.pk: Node(code, (), (), code.pk) for code in codes}, reader=reader, project_key="p", transcript=1
    )


def said(text: str, start: int = 0, index: int = 0) -> Said:
    return Said(index, start, start + len(text), text, 1, "Anna", interviewer=False, begins_ms=None)


def mark(number: int, start: int, end: int, *, coder: int = 1) -> Mark:
    return Mark(UUID(int=number), number % 2 + 1, start, end, coder, "affirms", None, memo=False)


def stripped(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


@given(words, places, st.integers(0, 50))
def test_without_its_tags_and_unescaped_a_turn_is_its_words(text: str, at: list[tuple[int, int]], begin: int) -> None:
    marks = sorted((mark(n, a, a + length) for n, (a, length) in enumerate(at)), key=lambda one: one.start)
    turn = said(text, begin)
    touching = [one for one in marks if one.start < turn.end and one.end > turn.start]
    assert stripped(page().marked(turn, touching)) == text


@given(st.lists(words.filter(bool), min_size=1, max_size=8), places)
def test_marks_by_turn_gives_each_turn_what_touches_it(texts: list[str], at: list[tuple[int, int]]) -> None:
    turns, start = [], 0
    for index, text in enumerate(texts):
        turns.append(said(text, start, index))
        start += len(text) + 1
    marks = sorted((mark(n, a, a + length) for n, (a, length) in enumerate(at)), key=lambda one: one.start)
    expected = [[one for one in marks if one.start < turn.end and one.end > turn.start] for turn in turns]
    assert [on for _turn, on in marks_by_turn(turns, marks)] == expected


@given(words.filter(lambda text: len(text) > 2), places)
def test_a_character_is_marked_where_it_is_coded_and_nowhere_else(text: str, at: list[tuple[int, int]]) -> None:
    marks = [mark(n, a, a + length) for n, (a, length) in enumerate(at) if a < len(text)]
    coded = {i for one in marks for i in range(one.start, min(one.end, len(text)))}
    drawn = page().marked(said(text), marks)
    inside, position = set(), 0
    for piece, is_mark in _pieces(drawn):
        if is_mark:
            inside |= set(range(position, position + len(piece)))
        position += len(piece)
    assert inside == coded


def _pieces(drawn: str) -> list[tuple[str, bool]]:
    """The drawn words in pieces, each with whether it is marked."""
    parts = re.split(r'(<mark class="[^"]+">.*?</mark>)', drawn, flags=re.DOTALL)
    return [(stripped(part), part.startswith("<mark ")) for part in parts if part]


def test_what_is_only_others_looks_different() -> None:
    assert page(reader=1).segment_class([mark(1, 0, 5, coder=2)]).endswith(" o")
    assert not page(reader=1).segment_class([mark(1, 0, 5, coder=2), mark(2, 0, 5, coder=1)]).endswith(" o")


def test_the_summary_names_each_code_once_and_as_text() -> None:
    drawn = page().turn_html(said("Hello there"), [mark(1, 0, 5), mark(3, 2, 8)])
    assert "2 codings: &lt;b&gt;</a>" in drawn


def test_times_are_short() -> None:
    assert [clock(0), clock(63_000), clock(3_723_000)] == ["0:00", "1:03", "1:02:03"]
