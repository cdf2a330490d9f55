"""Coverage of the interview guide, counted by hand in the study of conftest.py.

The guide asks how they plan (planning), whether they post (posting), and about their day (no code). Anna was asked the
first; in the group nobody asked it; the second is open in Anna's interview and asked in the group. Karim and Lena have
done Anna's, Karim the group's: Anna, Bruno and Dora are three of four.
"""

from io import BytesIO

import docx
import openpyxl
import pytest

from coding.models import Asked, Question
from coding.services.decisions import settle
from interviews.models import Member, Transcript
from methods.coverage import State
from tests.disagreements import make_disagreement, make_round
from tests.factories import make_code
from tests.people import client_of
from tests.reports.conftest import mark
from tests.reports.test_kinds import ADDRESS, said

STATES = [state.value for state in State]


def answer(question: Question, transcript: Transcript, by: Member, *, asked: bool) -> None:
    Asked.objects.create(
        question=question, transcript=transcript, by=by, answer="asked" if asked else "not_asked", born=1
    )


@pytest.fixture
def guide(study, karim: Member) -> dict[str, Question]:
    made = {
        key: Question.objects.create(project=study.project, key=key, text_en=text, position=place)
        for place, (key, text) in enumerate(
            (("plan", "How do you plan?"), ("post", "Do you post?"), ("day", "What is your day like?"))
        )
    }
    made["plan"].codes.set([study.planning])
    made["post"].codes.set([study.posting])
    answer(made["plan"], study.anna, karim, asked=True)
    answer(made["plan"], study.group, karim, asked=False)
    answer(made["post"], study.group, karim, asked=True)
    return made


def rows(*options: str) -> list[dict]:
    return said("coverage", "--basis", "union", *options)["rows"]


def counted(cell: dict[str, int]) -> dict[str, int]:
    """The states that somebody is in."""
    return {state: cell[state] for state in STATES if cell[state]}


def test_a_question_has_its_interviews_and_its_participants_by_state(guide, olga):
    plan, post, day = rows()
    assert (plan["question"], plan["codes"]) == ("plan", ["planning"])
    assert (plan["asked_in"], plan["not_asked_in"], plan["open_in"]) == (1, 1, 0)
    assert counted(plan["cells"]["all"]) == {"mentioned": 1, "not_asked": 2}
    assert (plan["cells"]["all"]["people_asked"], plan["cells"]["all"]["people_asked_who_mention"]) == (1, 1)
    assert (post["asked_in"], post["not_asked_in"], post["open_in"]) == (1, 0, 1)
    assert counted(post["cells"]["all"]) == {"mentioned": 2, "denied": 1}, "Lena says that Anna denies it"
    assert day["cells"] == {}


def test_the_states_of_every_cell_add_up_to_its_participants(guide, olga):
    for options in ((), ("--option", "rows=codes"), ("--attribute", "sector")):
        for row in rows(*options):
            for cell in row["cells"].values():
                assert sum(cell[state] for state in STATES) == cell["of"]


def test_each_code_has_the_state_of_its_questions_those_above_and_those_below(study, guide, karim, olga):
    make_code(study.project, "weekly", parent=study.planning, created_at=study.planning.created_at)
    found = {row["code"]: row for row in rows("--option", "rows=codes")}
    assert counted(found["weekly"]["cells"]["all"]) == {"asked_no_mention": 1, "not_asked": 2}
    assert counted(found["presence"]["cells"]["all"]) == {"mentioned": 1, "no_mention": 2}, "no question asks about it"
    assert counted(found["late"]["cells"]["all"]) == {"not_looked_for": 3}
    assert (found["practices"]["asked_in"], found["practices"]["open_in"]) == (2, 0), "either question is enough"


def test_a_question_with_two_codes_shows_each_of_them(study, guide, olga):
    guide["plan"].codes.add(study.presence)
    plan, planning, presence, *_rest = rows()
    assert (plan["code"], planning["code"], presence["code"]) == (None, "planning", "presence")
    assert [counted(row["cells"]["all"])["mentioned"] for row in (plan, planning, presence)] == [1, 1, 1]


def test_groups_have_cells_of_their_own(guide, olga):
    found = said("coverage", "--basis", "union", "--attribute", "sector")
    assert found["groups"] == {"private": 1, "public": 1}
    plan = found["rows"][0]["cells"]
    assert counted(plan["private"]) == {"mentioned": 1}
    assert counted(plan["public"]) == {"not_asked": 1}
    assert plan["all"]["of"] == 3, "Dora has no sector and is among all"


def test_a_branch_keeps_the_questions_that_ask_about_it(study, guide, olga):
    assert [row["question"] for row in rows("--branch", "presence")] == []
    assert [row["question"] for row in rows("--branch", "practices")] == ["plan", "post"]


def test_who_affirms_once_does_not_deny(study, guide, karim, olga):
    mark(karim, study.anna, study.posting, "We post each day.")
    assert counted(rows()[1]["cells"]["all"]) == {"mentioned": 3}
    lena = said("coverage", "--basis", "coder:lena")["rows"][1]["cells"]["all"]
    assert (lena["denied"], lena["of"]) == (1, 1), "under Lena's basis Anna denies it"


def test_without_a_guide_there_are_codes_and_a_word_about_it(study, olga):
    found = rows()
    assert {row["question"] for row in found} == {None}
    assert counted(next(row for row in found if row["code"] == "planning")["cells"]["all"]) == {
        "mentioned": 1, "no_mention": 2,
    }  # fmt: skip
    assert "The interview guide has no question yet." in page(olga)


def page(member: Member, query: str = "?basis=union", name: str = "coverage") -> str:
    answered = client_of(member).get(f"{ADDRESS}{name}/{query}")
    assert answered.status_code == 200
    return answered.content.decode()


def test_the_page_says_what_was_asked_and_opens_passages(guide, olga):
    shown = page(olga)
    assert "3 questions in 2 interviews: 2 asked, 1 not asked, 3 open." in shown
    assert "1. How do you plan?" in shown and "1 of 2" in shown and "passages/?code=planning" in shown
    assert "it asks about no code" in shown and "1 question asks about no code." in shown
    assert "url(#chart-0-1-crossed)" in shown, "the denied stretch of a bar has a pattern of its own"
    grouped = page(olga, "?basis=union&attribute=sector")
    assert "Private (of 1)" in grouped and "code=planning&amp;value=sector:private" in grouped


def test_an_archived_question_is_no_row_and_its_marks_count_nowhere(study, guide, olga):
    client_of(olga).post(f"/projects/night-shift/guide/questions/{guide['plan'].key}/archive/")
    assert [row["question"] for row in rows()] == ["post", "day"]
    found = {row["code"]: row for row in rows("--option", "rows=codes")}
    assert counted(found["planning"]["cells"]["all"]) == {"mentioned": 1, "no_mention": 2}


def test_a_figure_and_every_file_is_drawn(guide, olga):
    for kind in ("svg", "png", "pdf", "docx", "xlsx", "csv"):
        answered = client_of(olga).get(f"{ADDRESS}coverage.{kind}?basis=union&attribute=sector")
        content = b"".join(answered.streaming_content)
        assert answered.status_code == 200 and content
        if kind == "svg":
            assert "asked, no mention" not in content.decode() and "not asked" in content.decode()
        if kind == "csv":
            lines = content.decode("utf-8-sig").splitlines()
            assert len(lines) == 1 + 2 * 3 + 1, "two questions in three groups, and one without a code"


def test_the_panel_of_a_cell_says_what_each_silence_means(study, guide, olga):
    shown = page(olga, "?attribute=sector&basis=union&cell=planning:public", "crosstab")
    assert "not asked</span>" in shown.split('id="cell"')[1]
    answer(guide["plan"], study.chloe, olga, asked=True)  # Chloe is not done, and in no cell
    Asked.objects.filter(question=guide["plan"], transcript=study.group).update(answer="asked")
    shown = page(olga, "?attribute=sector&basis=union&cell=planning:public", "crosstab")
    assert "asked, no mention</span>" in shown.split('id="cell"')[1]
    denied = page(olga, "?attribute=sector&basis=union&cell=posting:private", "crosstab")
    assert ">denied</span>" in denied.split('id="cell"')[1]


def test_the_table_notes_who_was_not_asked_and_counts_as_before(study, guide, olga):
    for name in ("crosstab", "comparison"):
        shown = page(olga, "?attribute=sector&basis=union", name)
        assert "Not asked: Planning 2." in shown and "They still count among those done." in shown
    with_guide = said("comparison", "--attribute", "sector", "--basis", "union")
    Question.objects.all().delete()
    assert said("comparison", "--attribute", "sector", "--basis", "union") == with_guide
    assert "Not asked" not in page(olga, "?attribute=sector&basis=union", "crosstab")


def test_the_table_shows_the_states_where_it_is_asked(study, guide, olga):
    plain = page(olga, "?attribute=sector&basis=union", "crosstab")
    assert "crosstab__states" not in plain
    shown = page(olga, "?attribute=sector&basis=union&show=states", "crosstab")
    cells = [part.split("</ul>")[0] for part in shown.split('<ul class="crosstab__states">')[1:]]
    assert any("1 not asked" in cell for cell in cells) and any("1 denied" in cell for cell in cells)


def of_file(member: Member, name: str) -> bytes:
    return b"".join(client_of(member).get(f"{ADDRESS}{name}").streaming_content)


def test_the_files_of_the_table_have_the_states_of_every_cell(study, guide, olga):
    lines = of_file(olga, "crosstab.csv?attribute=sector&basis=union").decode("utf-8-sig").splitlines()
    rows = [dict(zip(lines[0].split(","), line.split(","), strict=True)) for line in lines[1:]]
    for row in rows:
        assert sum(int(row[state]) for state in State) == int(row["of"])
        assert int(row["mentioned"]) + int(row["denied"]) == int(row["participants"])
    # Of the two who were not asked about planning, one has no sector.
    assert sum(int(row["not_asked"]) for row in rows if row["code"] == "planning") == 1
    book = openpyxl.load_workbook(BytesIO(of_file(olga, "crosstab.xlsx?attribute=sector&basis=union")))
    heads, *body = book["With their silence"].values
    assert heads[:5] == ("Code", "Group", "mentioned", "denied", "asked, no mention") and len(body) == len(rows)


def test_a_document_prints_the_states_where_the_page_shows_them(study, guide, olga):
    plain = docx.Document(BytesIO(of_file(olga, "crosstab.docx?attribute=sector&basis=union")))
    asked = docx.Document(BytesIO(of_file(olga, "crosstab.docx?attribute=sector&basis=union&show=states")))
    assert len(asked.tables) == len(plain.tables) + 1
    assert asked.tables[-1].rows[0].cells[2].text == "mentioned"
    assert (
        "show=states" in page(olga, "?attribute=sector&basis=union&show=states", "crosstab").split("crosstab.docx")[1]
    )


def test_a_blind_coder_sees_the_coverage_of_her_own_work(study, guide, lena):
    found = page(lena)
    assert "Only your own codings are counted" in found and "Participants, all (of 1)" in found


def test_under_consensus_what_was_decided_says_who_denies(study, guide, karim, lena, olga):
    """Lena says that Anna denies it; Karim, who marked nothing there, affirms it elsewhere later."""
    sides = {karim: [], lena: ["We post each day."]}
    posted = make_disagreement(make_round(study.project), study.anna, study.posting, sides, kind="omission")
    settle(posted, by=olga, outcome="union")
    cell = said("coverage", "--basis", "consensus")["rows"][1]["cells"]["all"]
    assert counted(cell) == {"mentioned": 2, "denied": 1}
    mark(karim, study.anna, study.posting, "We listen.")
    cell = said("coverage", "--basis", "consensus")["rows"][1]["cells"]["all"]
    assert counted(cell) == {"mentioned": 3}, "that lies outside of what was decided"
