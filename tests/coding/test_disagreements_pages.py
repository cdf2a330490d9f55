"""The queue of disagreements: what it shows, its filters and pages, several settled alike, and the file."""

import csv
import io
from collections.abc import Sequence
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from coding.models import Decision, Disagreement, Round, Snapshot
from coding.queries.disagreements import PER_PAGE
from coding.services.decisions import settle
from interviews.models import Member, Project
from tests.coding.closed_rounds import closed_round
from tests.disagreements import make_disagreement, make_round
from tests.factories import make_code, make_transcript
from tests.people import client_of

ADDRESS = "/projects/night-shift/rounds/1/disagreements/"
WORDS = "We plan each week. We post each day. We listen."


@pytest.fixture
def study(project: Project, karim: Member, lena: Member) -> SimpleNamespace:
    """Three disagreements on Anna's words: a boundary and an omission of Planning, a substitution of Posting."""
    practices = make_code(project, "practices", heading=True)
    planning, posting = make_code(project, "planning", parent=practices), make_code(project, "posting")
    anna = make_transcript(project, ("Interviewer", "How do you plan?"), ("A", WORDS), title="Anna")
    bruno = make_transcript(project, ("A", WORDS), title="Bruno", participant="Bruno")
    round_ = make_round(project)
    Snapshot.objects.update(results={})
    sides = {karim: ["We plan each week."], lena: ["each week. We post each day."]}
    boundary = make_disagreement(round_, anna, planning, sides, share=0.5)
    omission = make_disagreement(round_, bruno, planning, {karim: [], lena: ["We listen."]}, kind="omission", share=0.3)
    other = make_disagreement(round_, anna, posting, {karim: ["We listen."], lena: []}, kind="substitution", share=0.2)
    return SimpleNamespace(round=round_, anna=anna, bruno=bruno, boundary=boundary, omission=omission, other=other)


def show(member: Member, query: str = "", *, status: int = 200) -> str:
    answer = client_of(member).get(ADDRESS + query)
    assert answer.status_code == status
    return words_of(answer)


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def numbers(page: str) -> list[int]:
    """The disagreements of the page, in its order."""
    return [int(part.split('"')[0]) for part in page.split('<li class="queue__row" id="n')[1:]]


def post(member: Member, picked: Sequence[int], query: str = "", **sent: str) -> HttpResponse:
    form = {"pick": [str(one) for one in picked], "outcome": "union", "manner": "alone"} | sent
    return client_of(member).post(ADDRESS + query, form)


def test_the_heaviest_come_first_with_what_they_carry(study, lea):
    page = show(lea)
    assert numbers(page) == [1, 2, 3]
    assert "0 of 3 disagreements decided. The 3 below carry 100 % of the observed disagreement." in page
    assert all(words in page for words in ("50.0 %", "80 % so far", "Boundary · Anna · no. 1", "Omission · Bruno"))


def test_the_sides_stand_side_by_side_without_names(study, lea, karim, lena):
    page = show(lea)
    assert "4 words" in page
    assert "6 words" in page
    assert "nothing" in page
    queue = page.split('<ol class="queue"')[1].split("</ol>")[0]
    assert "Karim" not in queue
    assert "Lena" not in queue
    assert 'class="k0 shade-2" data-' in queue


def test_the_letters_are_drawn_for_each_disagreement_and_reader(study, lea, olga, karim, lena):
    from coding.queries.side_by_side import lettered

    drawn = {
        tuple(
            one.side.coder for one in lettered(Disagreement(round_id=1, number=n, sides=study.boundary.sides), reader=r)
        )
        for n in range(1, 9)
        for r in (lea, olga)
    }
    assert drawn == {(karim.pk, lena.pk), (lena.pk, karim.pk)}
    assert lettered(study.boundary, reader=lea) == lettered(study.boundary, reader=lea)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=boundary", [1]),
        ("?kind=nonsense", [1, 2, 3]),
        ("?code=planning", [1, 2]),
        ("?code=practices", [1, 2]),
        ("?code=nothing", []),
        ("?state=decided", []),
        ("?state=all", [1, 2, 3]),
        ("?transcript=x", [1, 2, 3]),
        ("?code=planning&kind=omission", [2]),
        ("?after=1", [2, 3]),
        ("?before=3", [1, 2]),
    ],
)
def test_the_address_filters(study, lea, query, found):
    assert numbers(show(lea, query)) == found


def test_by_transcript_and_by_who_marked_it(study, lea, karim, lena):
    assert numbers(show(lea, f"?transcript={study.bruno.pk}")) == [2]
    assert numbers(show(lea, f"?coder={karim.pk}")) == [1, 3]
    page = show(lea, f"?coder={lena.pk}")
    assert numbers(page) == [1, 2]
    assert "letters do not hide who that is" in page


def test_a_decided_one_leaves_the_open_queue(study, lea, olga):
    settle(study.boundary, by=olga, outcome="union")
    assert numbers(show(lea)) == [2, 3]
    decided = show(lea, "?state=decided")
    assert numbers(decided) == [1]
    assert "<small>union</small>" in decided
    assert "1 of 3 disagreements decided" in decided


def test_empty_queues_say_why(study, lea, project):
    assert "No disagreement fits these filters" in show(lea, "?kind=depth")
    assert "Nothing is decided yet" in show(lea, "?state=decided")
    for one in (study.boundary, study.omission, study.other):
        settle(one, by=lea, outcome="union")
    assert "All disagreements of this round are decided" in show(lea)
    make_round(project, number=2)
    Snapshot.objects.update(results={})
    answer = client_of(lea).get("/projects/night-shift/rounds/2/disagreements/")
    assert "There is nothing to settle" in answer.content.decode()


def test_while_figures_are_computed_it_leads_to_the_page_that_waits(study, lea):
    Snapshot.objects.update(results=None)
    answer = client_of(lea).get(ADDRESS)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/projects/night-shift/rounds/1/agreement/")


def test_who_codes_and_who_reads_may_not_and_a_blind_lead_neither(study, lea, karim, rita):
    for member in (karim, rita):
        assert client_of(member).get(ADDRESS).status_code == 403
    Member.objects.filter(pk=lea.pk).update(is_blind=True)
    answer = client_of(lea).get(ADDRESS)
    assert answer.status_code == 403
    assert "You code blind in an open round" in answer.content.decode()
    page = client_of(lea).get("/projects/night-shift/rounds/1/confusion/")
    assert "/disagreements/" not in page.content.decode()


def test_the_tab_counts_the_open_ones_for_who_may_decide(lea, rita, karim, lena):
    planning = make_code(lea.project, "planning")
    talk = make_transcript(lea.project, ("Anna", "We plan first."))
    closed_round(lea, {talk: {karim: [(planning, 0, 14)], lena: []}})
    address = "/projects/night-shift/rounds/1/agreement/"
    page = words_of(client_of(lea).get(address))
    assert 'Disagreements <span class="muted">1</span>' in page
    assert f'href="{ADDRESS}?code=planning"' in page
    assert "/disagreements/" not in words_of(client_of(rita).get(address))


def test_the_projects_page_leads_who_may_decide_to_what_is_open(study, lea, karim, rita):
    def steps(member: Member) -> list[str]:
        return [step.url for step in client_of(member).get("/projects/night-shift/").context["steps"]]

    assert ADDRESS in steps(lea)
    page = words_of(client_of(lea).get("/projects/night-shift/"))
    assert "Settle 3 disagreements of Round 1" in page
    assert ADDRESS not in steps(karim) + steps(rita)
    Snapshot.objects.update(results=None)
    assert ADDRESS not in steps(lea)
    Snapshot.objects.update(results={})
    post(lea, [1, 2, 3])
    assert ADDRESS not in steps(lea)


# Several alike.


def test_the_ticked_ones_are_settled_in_one_action_and_undone_together(study, lea):
    answer = post(lea, [1, 3], reason="The rule says so", manner="discussion")
    assert answer.headers["Location"] == f"{ADDRESS}?just=1"
    decisions = Decision.objects.order_by("disagreement__number")
    assert [(one.disagreement.number, one.outcome, one.reason, one.manner) for one in decisions] == [
        (1, "union", "The rule says so", "discussion"),
        (3, "union", "The rule says so", "discussion"),
    ]
    assert len({one.revision for one in decisions}) == 1
    page = show(lea, "?just=1")
    assert "2 disagreements are settled. The codings themselves are untouched." in page
    form = {"decision": str(decisions[0].pk), "next": ADDRESS}
    assert client_of(lea).post(f"{ADDRESS}1/undo/", form).headers["Location"] == ADDRESS
    assert numbers(show(lea)) == [1, 2, 3]


def test_one_action_may_take_in_several_transcripts(study, lea):
    post(lea, [1, 2], outcome="neither")
    assert Decision.objects.living().count() == 2
    assert study.round.project.revisions.get(verb="decision.made").transcript is None


@pytest.mark.parametrize(
    ("picked", "sent", "reason"),
    [
        ([], {}, "Tick the disagreements to settle"),
        ([1], {"outcome": ""}, "Choose one of the outcomes"),
        ([1], {"outcome": "keep"}, "Choose one of the outcomes"),
        ([1], {"manner": "aloud"}, "who decided"),
        ([1, 99], {"reason": "x" * 2001}, "2,000 characters"),
    ],
)
def test_what_does_not_fit_is_said_and_the_ticks_are_kept(study, lea, picked, sent, reason):
    answer = post(lea, picked, **sent)
    assert answer.status_code == 422
    page = words_of(answer)
    assert reason in page
    assert page.count("checked") == len([one for one in picked if one < 4])
    assert Decision.objects.count() == 0


def test_who_comes_second_is_told_what_the_first_decided(study, lea, olga):
    settle(study.other, by=olga, outcome="neither", reason="Not <posting>")
    answer = post(lea, [1, 3], query="?kind=substitution")
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Olga has decided no. 3, “Posting”, in the meantime." in page
    assert "Not &lt;posting&gt;" in page
    assert f'href="{ADDRESS}3/?kind=substitution"' in page
    assert Decision.objects.count() == 1


def test_sent_twice_it_is_done_once(study, lea):
    op = str(uuid4())
    assert post(lea, [1, 3], op=op).status_code == post(lea, [1, 3], op=op).status_code == 302
    assert Decision.objects.count() == 2


# The file.


def rows(answer: HttpResponse) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]


def export(member: Member, query: str = "") -> HttpResponse:
    return client_of(member).get(f"{ADDRESS.rstrip('/')}.csv{query}")


def test_the_file_has_originals_decision_and_what_is_kept(study, lea, olga, lena):
    settle(study.boundary, by=olga, outcome="keep", kept=lena.pk, reason="=1+1", manner="third")
    first, second, third = rows(export(lea))
    start = study.boundary.start
    assert first["Karim"] == f"{start}-{start + 18}: We plan each week."
    assert first["Lena"] == first["Kept passages"] == f"{start + 8}-{start + 36}: each week. We post each day."
    assert (first["Whose was kept"], first["Decided how"], first["Decided by"]) == ("Lena", "by a third person", "Olga")
    assert (first["Reason"], first["Share in %"], first["State"]) == ("'=1+1", "50.000", "decided")
    assert (second["Karim"], second["State"], second["Reason"]) == ("nothing", "open", "")
    assert (first["Code"], third["Code"]) == ("Practices > Planning", "Posting")


def test_the_file_follows_the_filters_the_language_and_the_right(study, lea, karim, rita, project):
    assert [row["No."] for row in rows(export(lea, "?kind=omission"))] == ["2"]
    assert rows(export(lea, "?state=decided")) == []
    Project.objects.update(fictional=True)
    workbook = client_of(lea).get(f"{ADDRESS.rstrip('/')}.xlsx?lang=fr")
    assert workbook.headers["Content-Disposition"] == 'attachment; filename="night-shift-round-1-decisions.xlsx"'
    assert client_of(lea).get(f"{ADDRESS.rstrip('/')}.docx").status_code == 404
    assert [client_of(one).get(f"{ADDRESS.rstrip('/')}.csv").status_code for one in (karim, rita)] == [403, 403]


def test_who_did_not_submit_the_text_has_an_empty_cell(study, lea, karim):
    row = study.omission
    Disagreement.objects.filter(pk=row.pk).update(sides=[side for side in row.sides if side["coder"] != karim.pk])
    assert rows(export(lea))[1]["Karim"] == ""


# Its size.


def longer(study: SimpleNamespace, karim: Member, more: int) -> Round:
    one = study.omission
    Disagreement.objects.bulk_create(
        Disagreement(
            round=study.round,
            number=number,
            transcript=one.transcript,
            text=one.text,
            code=one.code,
            start=one.start,
            end=one.end,
            kind="omission",
            weight=1,
            share=0.0001,
            sides=one.sides,
        )
        for number in range(4, 4 + more)
    )
    return study.round


def queries(member: Member, query: str = "") -> int:
    client = client_of(member)
    client.get(ADDRESS + query)
    with CaptureQueriesContext(connection) as captured:
        client.get(ADDRESS + query)
    return len(captured)


def test_its_pages_follow_each_other(study, lea, karim):
    longer(study, karim, 2 * PER_PAGE - 1)
    first = show(lea)
    assert numbers(first) == [*range(1, PER_PAGE + 1)]
    assert f'rel="next" href="?after={PER_PAGE}"' in first
    assert 'rel="prev"' not in first
    last = show(lea, f"?after={2 * PER_PAGE}")
    assert numbers(last) == [41, 42]
    assert "100 % so far" in last
    assert f'rel="prev" href="?before={2 * PER_PAGE + 1}"' in last
    assert numbers(show(lea, f"?before={PER_PAGE + 5}")) == [*range(5, PER_PAGE + 5)]


def test_its_queries_do_not_grow(study, lea, karim):
    before = queries(lea, "?state=all")
    longer(study, karim, 60)
    settle(study.boundary, by=lea, outcome="union")
    assert queries(lea, "?state=all") == before <= 16


def test_a_long_passage_is_cut_and_counted_whole(project, lea, karim, lena):
    words = "word " * 400
    talk = make_transcript(project, ("A", f"Begin. {words.strip()}. The end."))
    round_ = make_round(project)
    Snapshot.objects.update(results={})
    make_disagreement(round_, talk, make_code(project, "planning"), {karim: [words.strip()], lena: []})
    page = show(lea)
    assert "400 words" in page
    assert "</mark>…</p>" in page
    assert "The end." not in page
