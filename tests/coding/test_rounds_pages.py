"""The pages of rounds and the coder's list: planned, opened, followed and closed through the door."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.models import Round
from interviews.models import Member, Project, Transcript
from tests.coding.rounds import make_interviews, make_version, opened, pass_of, planned, submit
from tests.people import client_of
from tests.rules.addresses import make_coding

ROUNDS = "/projects/night-shift/rounds/"
TODO = "/projects/night-shift/todo/"
PLAN = {"name": "Pilot", "unit": "turn", "scale": "krippendorff", "seed": "7", "overlap": "2"}


@pytest.fixture
def talks(project: Project) -> list[Transcript]:
    make_version(project)
    return make_interviews(project, 3)


def page(member: Member, url: str) -> str:
    answer = client_of(member).get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_without_a_round_the_list_tells_the_first_steps(lea, rita, project):
    assert "Nobody is told anything yet" in page(lea, ROUNDS)
    assert "/rounds/new/" not in page(rita, ROUNDS)


def test_a_round_is_planned_by_hand(lea, karim, lena, talks):
    client = client_of(lea)
    assert client.post(f"{ROUNDS}new/").headers["Location"] == f"{ROUNDS}1/"
    cells = [f"{talks[0].pk}-{karim.pk}", f"{talks[0].pk}-{lena.pk}", "9999-1", "nonsense"]
    assert client.post(f"{ROUNDS}1/", PLAN | {"save": "1", "cell": cells}).status_code == 302
    round_ = Round.objects.get()
    assert (round_.name, round_.plan["cells"]) == ("Pilot", [[talks[0].pk, karim.pk], [talks[0].pk, lena.pk]])
    assert f'value="{talks[0].pk}-{karim.pk}" checked' in page(lea, f"{ROUNDS}1/")


def test_a_round_is_spread_evenly(lea, karim, lena, talks):
    planned(lea, {})
    sent = PLAN | {"spread": "1", "transcript": [one.pk for one in talks], "coder": [karim.pk, lena.pk]}
    client_of(lea).post(f"{ROUNDS}1/", sent)
    assert len(Round.objects.get().plan["cells"]) == 6
    refused = client_of(lea).post(f"{ROUNDS}1/", sent | {"overlap": "3"})
    assert refused.status_code == 422
    assert "at most" in refused.content.decode()


def test_opening_tells_what_will_be_so(project, lea, karim, lena, talks):
    make_coding(karim, talks[0], project.codes.get(), start=5, end=9)
    planned(lea, {karim: talks, lea: talks[:1]})
    told = page(lea, f"{ROUNDS}1/open/")
    assert "4 passes begin: 2 coders, 3 transcripts." in told
    assert "see their own work only until it closes: Lea" in told
    assert "Karim has worked on these before, and begins a second pass" in told
    assert "Lea could see others’ work on these before" in told
    assert "One coder only, so these are not compared: Talk 2, Talk 3." in told
    assert client_of(lea).post(f"{ROUNDS}1/open/").status_code == 302
    assert Round.objects.get().state == "open"


def test_a_round_without_a_shared_transcript_is_warned_of(lea, karim, talks):
    planned(lea, {karim: talks})
    assert "No transcript is given to two coders" in page(lea, f"{ROUNDS}1/open/")


def test_a_codebook_that_is_not_frozen_is_in_the_way(project, lea, karim, talks):
    planned(lea, {karim: talks})
    project.codebook_versions.all().delete()
    Project.objects.filter(pk=project.pk).update(codebook_version=0)
    told = page(lea, f"{ROUNDS}1/open/")
    assert "/codebook/freeze/" in told
    assert ">Open the round</button>" not in told
    assert client_of(lea).post(f"{ROUNDS}1/open/").status_code == 422


def test_progress_shows_who_is_how_far(project, lea, rita, karim, lena, talks):
    opened(lea, {karim: talks[:2], lena: talks[:1]})
    make_coding(karim, talks[1], project.codes.get(), start=5, end=9)
    pass_of(karim, talks[1]).codings.update()
    submit(karim, talks[0])
    told = page(lea, f"{ROUNDS}1/")
    assert all(word in told for word in ("Submitted", "In progress", "Not begun", "Not given", "1 coding"))
    assert "/withdraw/" not in page(rita, f"{ROUNDS}1/")


def test_a_blind_lead_sees_her_own_column_alone(lea, olga, karim, talks):
    opened(olga, {lea: talks[:1], karim: talks})
    told = page(lea, f"{ROUNDS}1/")
    assert "how far the others are is hidden" in told
    assert "Karim" not in told.split("<main", 1)[1]


def test_withdrawing_and_closing_through_the_door(lea, karim, lena, talks):
    opened(lea, {karim: talks, lena: talks})
    client = client_of(lea)
    client.post(f"{ROUNDS}1/withdraw/", {"transcript": talks[0].pk})
    client.post(f"{ROUNDS}1/withdraw/", {"coder": lena.pk})
    assert client.post(f"{ROUNDS}1/withdraw/", {"coder": lena.pk}).status_code == 404
    submit(karim, talks[1])
    told = page(lea, f"{ROUNDS}1/close/")
    assert "1 of 2 passes are frozen; 0 transcripts can be compared." in told
    assert "nothing can be compared" in told
    client.post(f"{ROUNDS}1/close/")
    assert client.get(f"{ROUNDS}1/").headers["Location"] == f"{ROUNDS}1/agreement/"


def test_a_deleted_draft_is_brought_back_from_the_list(lea, karim, talks):
    planned(lea, {karim: talks})
    client = client_of(lea)
    client.post(f"{ROUNDS}1/delete/")
    assert client.get(f"{ROUNDS}1/").status_code == 404
    assert "Bring back" in page(lea, ROUNDS)
    client.post(f"{ROUNDS}1/restore/")
    assert client.get(f"{ROUNDS}1/").status_code == 200


def test_the_list_of_a_coder(project, lea, karim, talks):
    assert "Nothing waits for you." in page(karim, TODO)
    opened(lea, {karim: talks})
    assert "Code Talk 1" in page(karim, TODO)
    pass_of(karim, talks[0]).save()
    made = make_coding(karim, talks[0], project.codes.get(), start=7, end=11)
    submit(karim, talks[2])
    told = page(karim, TODO)
    assert "1 of 3 submitted" in told
    assert "<mark>plan</mark>" in told
    assert f"?coding={made.uid}" in told
    assert "turn 2 of 2" in told
    assert "not started" in told
    assert ">To do</a>" in told


@pytest.mark.parametrize("url", [TODO, f"{ROUNDS}1/", ROUNDS])
def test_queries_do_not_grow_with_the_transcripts(project, lea, karim, lena, olga, url):
    make_version(project)
    talks = make_interviews(project, 2)
    opened(olga, {karim: talks, lena: talks})
    reader = karim if url == TODO else lea

    def count() -> int:
        client = client_of(reader)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    few = count()
    opened(olga, {karim: make_interviews(project, 6)}) if url != f"{ROUNDS}1/" else None
    assert count() <= few + 1
