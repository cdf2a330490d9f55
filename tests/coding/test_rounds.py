"""A round is planned, opened, closed; what that does to passes, to who sees what, and what it freezes."""

import json
from hashlib import sha256

import pytest

from coding.models import Assignment, Coding, Rating, Round
from coding.services.operations import Invalid, Submitted
from coding.services.passes import mark_done, rate, take_back_done
from coding.services.rounds import (
    RoundError,
    Spread,
    close_round,
    create_round,
    delete_draft,
    open_round,
    plan_round,
    restore_draft,
    withdraw_coder,
    withdraw_transcript,
)
from interviews.access import sight_of
from interviews.models import Member, Participant, Project, Revision, Transcript
from interviews.services.team import bring_back, leave
from tests.coding.rounds import FRIDAY, MONDAY, make_interviews, make_version, opened, pass_of, planned, submit
from tests.coding.test_codings import code, send
from tests.factories import make_code
from tests.people import client_of
from tests.rules.addresses import make_coding


@pytest.fixture
def talks(project: Project) -> list[Transcript]:
    make_version(project)
    return make_interviews(project, 3)


def sights(*members: Member) -> list[str]:
    fresh = [Member.objects.select_related("project").get(pk=one.pk) for one in members]
    return [sight_of(one).name for one in fresh]


def saved(member: Member, transcript: Transcript, quote: str) -> int:
    planning = member.project.codes.get(key="planning")
    return code(member, transcript, planning, quote).status_code


def test_a_draft_has_the_next_number_and_the_day_as_seed(lea, talks):
    first, second = create_round(lea.project, by=lea, at=MONDAY), create_round(lea.project, by=lea, at=MONDAY)
    assert [(one.number, one.name, one.seed, one.state) for one in (first, second)] == [
        (1, "Round 1", 20260302, "draft"),
        (2, "Round 2", 20260302, "draft"),
    ]


def test_a_plan_is_kept_and_blinds_nobody(lea, karim, talks):
    round_ = planned(lea, {karim: talks[:2]}, name="Pilot", unit="sentence")
    round_.refresh_from_db()
    assert round_.plan["cells"] == [[talks[0].pk, karim.pk], [talks[1].pk, karim.pk]]
    assert (round_.name, round_.unit) == ("Pilot", "sentence")
    assert (Assignment.objects.count(), Member.objects.filter(is_blind=True).count()) == (0, 0)


def test_a_spread_gives_each_transcript_to_as_many_coders(lea, karim, lena, talks):
    spread = Spread(tuple(one.pk for one in talks), (lea.pk, karim.pk, lena.pk), overlap=2, seed=7)
    round_ = plan_round(create_round(lea.project, by=lea, at=MONDAY), by=lea, cells=spread.cells(), spread=spread)
    assert len(round_.plan["cells"]) == 6
    assert round_.plan["spread"]["overlap"] == 2
    assert spread.cells() == spread.cells()


def test_more_coders_a_transcript_than_there_are_is_refused(karim, talks):
    with pytest.raises(RoundError, match="at most"):
        Spread((talks[0].pk,), (karim.pk,), overlap=2, seed=7).cells()


def test_a_deleted_draft_comes_back(lea, karim, talks):
    round_ = planned(lea, {karim: talks})
    delete_draft(round_, by=lea, at=MONDAY)
    with pytest.raises(RoundError):
        open_round(round_, by=lea, at=MONDAY)
    restore_draft(round_, by=lea)
    assert open_round(round_, by=lea, at=MONDAY).state == "open"


def test_opening_gives_passes_and_blinds_all_in_the_round_and_every_coder(project, lea, olga, karim, lena, rita, talks):
    Project.objects.filter(pk=project.pk).update(coders_see_each_other=True)
    opened(lea, {karim: talks, lea: talks[:1]})
    assert Assignment.objects.count() == 4
    assert {one.assigned_by for one in Assignment.objects.all()} == {lea}
    assert sights(karim, lea, lena, olga, rita) == ["OWN", "OWN", "OWN", "ALL", "ALL"]


def test_opening_is_one_revision(project, lea, karim, talks):
    round_ = planned(lea, {karim: talks})
    before = Revision.objects.count()
    open_round(round_, by=lea, at=MONDAY)
    assert [*Revision.objects.order_by("pk").values_list("verb", "summary")[before:]] == [
        ("round.opened", {"round": 1})
    ]


def test_a_blank_pass_is_taken_in_and_worked_ones_are_followed_by_a_second(lea, karim, talks):
    blank = Assignment.objects.create(transcript=talks[0], coder=karim)
    first = make_coding(karim, talks[1], karim.project.codes.get(), start=5, end=9).assignment
    mark_done(talks[2], by=karim)
    round_ = opened(lea, {karim: talks})
    assert pass_of(karim, talks[0]) == blank
    assert pass_of(karim, talks[1]) != first
    assert not Assignment.objects.get(pk=first.pk).is_current
    assert Assignment.objects.filter(coder=karim, transcript=talks[2]).count() == 2
    assert {pass_of(karim, one).round for one in talks} == {round_}


def test_who_saw_others_work_on_a_transcript_does_not_count(project, lea, karim, lena, talks):
    make_coding(karim, talks[0], project.codes.get(), start=5, end=9)
    opened(lea, {lea: talks[:2], karim: talks[:2], lena: talks[:2]})
    assert [pass_of(lea, one).counts for one in talks[:2]] == [False, True]
    assert pass_of(karim, talks[0]).counts
    assert pass_of(lena, talks[0]).counts


def test_coders_who_see_each_other_do_not_count_where_others_have_coded(project, lea, karim, lena, talks):
    Project.objects.filter(pk=project.pk).update(coders_see_each_other=True)
    make_coding(karim, talks[0], project.codes.get(), start=5, end=9)
    opened(lea, {karim: talks[:1], lena: talks[:1]})
    assert (pass_of(karim, talks[0]).counts, pass_of(lena, talks[0]).counts) == (True, False)


def test_who_was_shown_a_rounds_results_does_not_count_on_its_transcripts_again(lea, karim, lena, talks):
    round_ = opened(lea, {karim: talks[:1], lena: talks[:1]}, shows_results=True)
    submit(karim, talks[0])
    close_round(round_, by=lea, at=FRIDAY)
    opened(lea, {karim: talks[:1], lena: talks[:1]})
    assert (pass_of(karim, talks[0]).counts, pass_of(lena, talks[0]).counts) == (False, True)


@pytest.mark.parametrize("change", ["none", "draft"])
def test_a_round_needs_a_frozen_codebook(project, lea, karim, talks, change):
    round_ = planned(lea, {karim: talks})
    if change == "none":
        project.codebook_versions.all().delete()
        Project.objects.filter(pk=project.pk).update(codebook_version=0)
    else:
        make_code(project, "another")
        Project.objects.filter(pk=project.pk).update(codebook_revision=9)
    with pytest.raises(RoundError, match="Freeze version"):
        open_round(round_, by=lea, at=MONDAY)
    assert Round.objects.get().state == "draft"


def test_a_transcript_is_in_one_open_round_at_a_time(lea, karim, lena, talks):
    first = opened(lea, {karim: talks[:2]})
    second = planned(lea, {lena: talks[1:]})
    with pytest.raises(RoundError, match="Talk 2"):
        open_round(second, by=lea, at=MONDAY)
    withdraw_transcript(first, transcript=talks[1], by=lea, at=MONDAY)
    assert open_round(second, by=lea, at=MONDAY).state == "open"


def test_nothing_and_nobody_gone_is_opened(lea, karim, talks):
    with pytest.raises(RoundError, match="Nobody"):
        open_round(planned(lea, {}), by=lea, at=MONDAY)
    round_ = planned(lea, {karim: talks})
    leave(karim, at=MONDAY)
    with pytest.raises(RoundError, match="coder"):
        open_round(round_, by=lea, at=MONDAY)
    bring_back(karim, by=lea)
    Transcript.objects.filter(pk=talks[0].pk).update(archived_at=MONDAY)
    with pytest.raises(RoundError, match="archived"):
        open_round(round_, by=lea, at=MONDAY)


def test_an_open_round_is_neither_planned_nor_opened_nor_deleted_again(lea, karim, talks):
    round_ = opened(lea, {karim: talks})
    for again in (
        lambda: open_round(round_, by=lea, at=MONDAY),
        lambda: plan_round(round_, by=lea, cells=[]),
        lambda: delete_draft(round_, by=lea, at=MONDAY),
    ):
        with pytest.raises(RoundError, match="no draft any more"):
            again()


def test_a_submitted_pass_takes_no_operation_until_it_is_taken_back(lea, karim, lena, talks):
    opened(lea, {karim: talks})
    assert saved(karim, talks[0], "I plan") == 200
    own = Coding.objects.get()
    submit(karim, talks[0])
    refused = code(karim, talks[0], karim.project.codes.get(), "I post")
    assert (refused.status_code, refused.json()["error"]) == (
        422,
        "You submitted this transcript. Take the submission back to change it.",
    )
    assert send(karim, talks[0], kind="remove", uid=str(own.uid)).status_code == 422
    assert send(karim, talks[0], kind="change", uid=str(own.uid), direction="affirms").status_code == 422
    assert send(karim, talks[0], kind="undo").status_code == 422
    assert saved(karim, talks[1], "I plan") == 200
    take_back_done(talks[0], by=karim)
    assert saved(karim, talks[0], "I post") == 200
    assert send(karim, talks[0], kind="undo").status_code == 200
    assert Revision.objects.filter(verb="transcript.done_taken_back").count() == 1


def test_a_submitted_pass_takes_no_rating(project, lea, karim, talks):
    culture = make_code(project, "culture", rated="participant", scale=[{"value": 1, "en": "low"}])
    opened(lea, {karim: talks})
    anna = Participant.objects.get(pseudonym="Anna")
    rate(talks[0], participant=anna, code=culture, value=1, by=karim)
    submit(karim, talks[0])
    with pytest.raises(Submitted):
        rate(talks[0], participant=anna, code=culture, value=None, by=karim)
    assert Rating.objects.get().died is None


def test_an_operation_saved_before_the_submission_answers_again_as_the_first_time(lea, karim, talks):
    opened(lea, {karim: talks})
    same = {"op": "11111111-1111-4111-8111-111111111111", "uid": "22222222-2222-4222-8222-222222222222"}
    planning = karim.project.codes.get()
    assert code(karim, talks[0], planning, "I plan", **same).status_code == 200
    submit(karim, talks[0])
    assert code(karim, talks[0], planning, "I plan", **same).status_code == 200


def test_undo_does_not_reach_into_an_earlier_pass(lea, karim, talks):
    saved(karim, talks[0], "I plan")
    first = Coding.objects.get()
    opened(lea, {karim: talks})
    assert send(karim, talks[0], kind="undo").status_code == 422
    assert send(karim, talks[0], kind="remove", uid=str(first.uid)).status_code == 409
    assert saved(karim, talks[0], "I post") == 200
    assert send(karim, talks[0], kind="undo").status_code == 200
    assert send(karim, talks[0], kind="undo").status_code == 422
    assert first.states.get().died is None


def test_closing_freezes_what_was_submitted(project, lea, olga, karim, lena, talks):
    make_coding(karim, talks[2], project.codes.get(), start=5, end=9)
    round_ = opened(lea, {karim: talks[:2], lena: talks[:1], olga: talks[2:]}, unit="sentence", seed=11)
    submit(karim, talks[0], talks[1])
    submit(olga, talks[2])
    take_back_done(talks[1], by=karim)
    snapshot = close_round(round_, by=lea, at=FRIDAY)
    document = snapshot.document
    assert [(one["transcript"], one["coder"]) for one in document["passes"]] == [(talks[0].pk, karim.pk)]
    assert {(one["transcript"], one["coder"]): one["why"] for one in document["left_out"]} == {
        (talks[0].pk, lena.pk): "not_submitted",
        (talks[1].pk, karim.pk): "not_submitted",
        (talks[2].pk, olga.pk): "saw_others",
    }
    assert (document["unit"], document["seed"], document["codebook"]["version"]) == ("sentence", 11, 1)
    assert document["passes"][0]["text_sha256"] == talks[0].current.sha256
    project.refresh_from_db()
    assert (snapshot.number, snapshot.revision) == (1, project.revision)
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert snapshot.sha256 == sha256(canonical.encode()).hexdigest()
    round_.refresh_from_db()
    assert (round_.state, round_.closed_at) == ("closed", FRIDAY)


def test_closing_ends_the_blindness_of_this_round_alone(project, lea, olga, karim, lena, talks):
    first = opened(lea, {lea: talks[:1], karim: talks[:1]})
    second = opened(lea, {olga: talks[1:2]})
    assert sights(lea, olga) == ["OWN", "OWN"]
    close_round(first, by=lea, at=FRIDAY)
    assert sights(lea, olga) == ["ALL", "OWN"]
    project.refresh_from_db()
    assert project.round_is_open
    close_round(second, by=lea, at=FRIDAY)
    project.refresh_from_db()
    assert (sights(olga), project.round_is_open) == (["ALL"], False)


def test_a_round_is_closed_once_and_opens_never_again(lea, karim, talks):
    round_ = opened(lea, {karim: talks})
    close_round(round_, by=lea, at=FRIDAY)
    with pytest.raises(RoundError, match="not open"):
        close_round(round_, by=lea, at=FRIDAY)
    with pytest.raises(RoundError, match="no draft"):
        open_round(round_, by=lea, at=FRIDAY)


def test_after_closing_a_submission_stays_and_the_coder_codes_on(lea, karim, talks):
    round_ = opened(lea, {karim: talks})
    saved(karim, talks[0], "I plan")
    submit(karim, talks[0])
    close_round(round_, by=lea, at=pass_of(karim, talks[0]).done_at)
    with pytest.raises(Invalid, match="has closed"):
        take_back_done(talks[0], by=karim)
    assert send(karim, talks[0], kind="undo").status_code == 422
    assert saved(karim, talks[0], "I post") == 200
    assert send(karim, talks[0], kind="undo").status_code == 200


def test_a_submission_after_closing_is_done_but_no_part_of_the_numbers(lea, karim, talks):
    round_ = opened(lea, {karim: talks})
    snapshot = close_round(round_, by=lea, at=FRIDAY)
    assert mark_done(talks[0], by=karim).too_late
    assert pass_of(karim, talks[0]).done_at is not None
    snapshot.refresh_from_db()
    assert snapshot.document["passes"] == []


def test_a_withdrawn_transcript_is_out_and_its_codings_stay(lea, karim, lena, talks):
    round_ = opened(lea, {karim: talks[:2], lena: talks[:2]})
    saved(karim, talks[0], "I plan")
    submit(karim, talks[0], talks[1])
    assert withdraw_transcript(round_, transcript=talks[0], by=lea, at=MONDAY) == 2
    assert saved(karim, talks[0], "I post") == 200  # it is her own again
    document = close_round(round_, by=lea, at=FRIDAY).document
    assert [one["transcript"] for one in document["passes"]] == [talks[1].pk]
    assert "withdrawn" in {one["why"] for one in document["left_out"]}
    assert Coding.objects.count() == 2


def test_a_withdrawn_lead_sees_again_and_a_withdrawn_coder_stays_blind(project, lea, karim, lena, talks):
    Project.objects.filter(pk=project.pk).update(coders_see_each_other=True)
    round_ = opened(lea, {lea: talks, karim: talks, lena: talks})
    assert withdraw_coder(round_, coder=lea, by=lea, at=MONDAY) == 3
    withdraw_coder(round_, coder=karim, by=lea, at=MONDAY)
    assert sights(lea, karim, lena) == ["ALL", "OWN", "OWN"]
    with pytest.raises(RoundError, match="nothing of it"):
        withdraw_coder(round_, coder=karim, by=lea, at=MONDAY)


def test_who_leaves_the_project_and_comes_back_is_still_blind(project, lea, olga, karim, talks):
    round_ = opened(lea, {olga: talks[:1], lea: talks[:2]})
    submit(lea, talks[0])
    leave(lea, at=MONDAY)
    withdraw_transcript(round_, transcript=talks[1], by=olga, at=MONDAY)
    bring_back(lea, by=olga)
    assert sights(lea) == ["OWN"]
    document = close_round(round_, by=olga, at=FRIDAY).document
    assert [one["coder"] for one in document["passes"]] == [lea.pk]  # what she submitted blind counts


def screen(member: Member, transcript: Transcript) -> str:
    return client_of(member).get(f"/projects/night-shift/transcripts/{transcript.pk}/code/").content.decode()


def test_the_coding_screen_says_that_others_work_is_hidden_and_how_to_submit(lea, olga, karim, lena, talks):
    hidden = "Others’ work is hidden until the round closes."
    assert hidden not in screen(karim, talks[0])
    round_ = opened(lea, {karim: talks[:2]})
    assert [hidden in screen(one, talks[0]) for one in (karim, lena, olga)] == [True, True, False]
    assert ">Submit</button>" in screen(karim, talks[0])
    assert ">Mark as done</button>" in screen(karim, talks[2])
    submit(karim, talks[0])
    page = screen(karim, talks[0])
    assert ">Take back</button>" in page
    assert 'data-can-code="0"' in page
    close_round(round_, by=lea, at=FRIDAY)
    page = screen(karim, talks[0])
    assert "its numbers are of what you submitted" in page
    assert 'value="0">Take' not in page
    assert 'data-can-code="1"' in page
    assert hidden not in page


def test_the_screen_leads_through_the_round_alone(lea, karim, talks):
    opened(lea, {karim: [talks[0], talks[2]]})
    submit(karim, talks[0])
    assert "Next: Talk 3" in screen(karim, talks[0])
    submit(karim, talks[2])
    assert "Next:" not in screen(karim, talks[0])


def test_the_screen_shows_the_current_pass_alone(project, lea, karim, talks):
    first = make_coding(karim, talks[0], project.codes.get(), start=5, end=9)
    opened(lea, {karim: talks})
    assert str(first.uid) not in screen(karim, talks[0])
    second = make_coding(karim, talks[0], project.codes.get(), start=5, end=9)
    assert second.assignment != first.assignment
    assert str(second.uid) in screen(karim, talks[0])


def test_a_coding_of_an_earlier_pass_can_be_read_and_not_changed(project, lea, karim, talks):
    first = make_coding(karim, talks[0], project.codes.get(), start=5, end=9)
    url = f"/projects/night-shift/transcripts/{talks[0].pk}/codings/{first.uid}/"
    assert 'name="remove"' in client_of(karim).get(url).content.decode()
    opened(lea, {karim: talks})
    page = client_of(karim).get(url)
    assert (page.status_code, 'name="remove"' in page.content.decode()) == (200, False)


def test_the_page_without_a_script_takes_no_coding_once_it_is_submitted(lea, karim, talks):
    opened(lea, {karim: talks})
    url = f"/projects/night-shift/transcripts/{talks[0].pk}/turns/1/"
    assert 'name="code"' in client_of(karim).get(url).content.decode()
    submit(karim, talks[0])
    assert 'name="code"' not in client_of(karim).get(url).content.decode()


def test_a_submission_that_came_too_late_is_told(lea, karim, talks):
    round_ = opened(lea, {karim: talks})
    close_round(round_, by=lea, at=FRIDAY)
    url = f"/projects/night-shift/transcripts/{talks[0].pk}/done/"
    page = client_of(karim).post(url, {"done": "1"}, follow=True).content.decode()
    assert "closed before: this transcript is done" in page


def test_a_cursor_from_before_the_round_closed_is_begun_anew(project, lea, karim, lena, talks):
    Project.objects.filter(pk=project.pk).update(coders_see_each_other=True)
    round_ = opened(lea, {karim: talks, lena: talks})
    make_coding(lena, talks[0], project.codes.get(), start=5, end=9)
    url = f"/projects/night-shift/transcripts/{talks[0].pk}/changes/"
    cursor = "0-0-own"
    assert client_of(karim).get(f"{url}?since={cursor}").status_code == 204
    close_round(round_, by=lea, at=FRIDAY)
    assert client_of(karim).get(f"{url}?since={cursor}").json()["turns"]
