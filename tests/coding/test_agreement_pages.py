"""The agreement page of a closed round: what it shows, to whom, and with how many queries."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.models import Code, ExclusiveGroup, Round, Snapshot
from coding.queries.agreement_results import results_of
from coding.services.agreement import compute, compute_agreement
from interviews.models import Job, Member
from tests.coding.closed_rounds import closed_round
from tests.factories import make_code, make_transcript
from tests.people import client_of

ADDRESS = "/projects/night-shift/rounds/1/agreement/"
TURNS = (("Interviewer", "How?"), ("Anna", "We plan first."), ("Anna", "Then we post."), ("Anna", "And rest."))


@pytest.fixture
def round_(lea: Member, karim: Member, lena: Member) -> Round:
    """Four transcripts; Anna's turns are [5, 19), [20, 33), [34, 43)."""
    practices = make_code(lea.project, "practices", heading=True)
    planning = make_code(lea.project, "planning", parent=practices)
    posting = make_code(lea.project, "posting", parent=practices)
    make_code(lea.project, "trust")
    work = {}
    for number in range(4):
        transcript = make_transcript(lea.project, *TURNS, title=f"Talk {number + 1}")
        work[transcript] = {
            karim: [(planning, 5, 19), (posting, 20, 33)],
            lena: [(planning, 5, 12)] if number else [(posting, 34, 43)],
        }
    return closed_round(lea, work)


def show(member: Member, query: str = "", **headers: str) -> str:
    answer = client_of(member).get(ADDRESS + query, headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def queries(member: Member, query: str = "") -> int:
    client = client_of(member)
    client.get(ADDRESS + query)
    with CaptureQueriesContext(connection) as captured:
        client.get(ADDRESS + query)
    return len(captured)


def test_the_table_tells_each_codes_alpha_range_reading_and_open_disagreements(round_: Round, lea: Member) -> None:
    page = show(lea)
    assert "4 transcripts · 2 coders" in page
    assert "12 turns, 24 ratings" in page
    assert "Range when one transcript at a time is left out" in page
    assert all(word in page for word in ("Planning", "Posting", "Trust", "Insufficient", "Undefined", "never used"))
    assert "fewer than 10 turns coded" in page
    assert "4 open" in page


def test_readers_see_it_and_coders_do_not(round_: Round, rita: Member, karim: Member) -> None:
    assert "Planning" in show(rita)
    assert client_of(karim).get(ADDRESS).status_code == 403


def test_a_row_opens_with_where_measures_pairs_and_the_formula(round_: Round, lea: Member) -> None:
    page = show(lea, "?code=planning")
    assert "Where: the same characters" in page
    assert all(word in page for word in ("Dice", "Prevalence", "AC1", "Fleiss", "Brennan-Prediger"))
    assert "Karim and Lena, 12 turns: both 3, Karim alone 1, Lena alone 0, neither 8." in page
    assert "ratings on 12 turns that two coders or more read" in page
    assert "n = 24, n1 = 7, D = 2" in page


def test_an_undefined_value_says_why(round_: Round, lea: Member) -> None:
    assert "There is no alpha: never used." in show(lea, "?code=trust")


def test_the_unit_is_in_the_address(round_: Round, lea: Member) -> None:
    assert "Alpha by character" in show(lea, "?unit=character")
    assert "Alpha by turn" in show(lea, "?unit=nonsense")


def test_rows_are_sorted_and_filtered(round_: Round, lea: Member) -> None:
    page = show(lea, "?sort=alpha")
    assert page.index('id="code-posting"') < page.index('id="code-planning"') < page.index('id="code-trust"')
    branch = show(lea, "?branch=practices")
    assert 'id="code-planning"' in branch
    assert 'id="code-trust"' not in branch


def test_htmx_gets_the_table_alone(round_: Round, lea: Member) -> None:
    part = show(lea, "?code=planning", **{"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.startswith('<div id="agreement"')
    assert "<h1" not in part


def test_while_it_is_computed_the_page_waits(round_: Round, lea: Member) -> None:
    Snapshot.objects.update(results=None)
    assert "being computed" in show(lea)


def test_the_page_that_waits_counts_transcripts(round_: Round, lea: Member) -> None:
    Snapshot.objects.update(results=None)
    payload = {"snapshot": Snapshot.objects.get().pk}
    Job.objects.create(
        project=lea.project,
        user=lea.user,
        kind="agreement",
        op=uuid4(),
        language="en",
        payload=payload,
        done=1,
        total=4,
    )
    page = show(lea)
    assert "1 of 4 transcripts" in page
    assert 'role="status"' in page


def test_the_job_counts_each_transcript_and_leads_to_the_agreement(round_: Round, lea: Member) -> None:
    Snapshot.objects.update(results=None)
    told: list[tuple[int, int]] = []
    compute(Snapshot.objects.select_related("round", "project").get(), progress=lambda *so_far: told.append(so_far))
    assert sorted({*told}) == [(done, 4) for done in range(5)]
    job = Job(project=lea.project, user=lea.user, payload={"snapshot": Snapshot.objects.get().pk})
    assert compute_agreement(job)["url"] == ADDRESS


def test_sets_and_segments_are_computed_on_demand(round_: Round, lea: Member, rita: Member) -> None:
    assert "Compute them" in show(lea)
    assert "Compute them" not in show(rita)
    answer = client_of(lea).post("/projects/night-shift/rounds/1/more/")
    assert answer.status_code == 302
    page = show(rita)
    assert "Alpha over sets, MASI" in page
    assert results_of(Snapshot.objects.get()).more["masi_alpha"] is not None


def test_an_exclusive_group_has_its_family_or_says_why_not(lea: Member, karim: Member, lena: Member) -> None:
    group, other = (ExclusiveGroup.objects.create(project=lea.project, name=name) for name in ("Mood", "Deed"))
    good, bad = (make_code(lea.project, key, exclusive_group=group) for key in ("good", "bad"))
    plan, post = (make_code(lea.project, key, exclusive_group=other) for key in ("plan", "post"))
    transcript = make_transcript(lea.project, *TURNS)
    work = {karim: [(good, 5, 19), (plan, 20, 33), (post, 25, 33)], lena: [(good, 5, 19), (bad, 34, 43)]}
    round_ = closed_round(lea, {transcript: work})
    client_of(lea).post("/projects/night-shift/rounds/1/more/")
    found = {one["name"]: one for one in results_of(Snapshot.objects.get(round=round_)).more["groups"]}
    assert found["Mood"]["u_alpha"] is not None
    assert found["Deed"]["overlap"] is True
    assert "put two of its codes on the same words" in show(lea)


def test_names_are_escaped(round_: Round, lea: Member) -> None:
    Code.objects.filter(key="planning").update(label_en="<script>x</script>")
    lea.project.codebook_revision += 1
    lea.project.save()
    assert "<script>x" not in show(lea, "?code=planning")


def test_a_round_of_twice_as_many_transcripts_asks_as_little(round_: Round, lea: Member) -> None:
    assert queries(lea, "?code=planning") <= 11


@pytest.mark.parametrize("state", ["draft", "open"])
def test_an_open_round_has_no_agreement(round_: Round, lea: Member, state: str) -> None:
    opened = None if state == "draft" else round_.opened_at
    Round.objects.update(state=state, closed_at=None, opened_at=opened)
    assert client_of(lea).get(ADDRESS).status_code == 404
