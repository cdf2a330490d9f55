"""A coder saves, or submits, at the moment in which a lead closes the round: acknowledged work is never lost."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from coding.models import Coding, Round, Snapshot
from coding.services.passes import Done, mark_done
from coding.services.rounds import close_round
from interviews.models import Member, Project, Transcript
from tests.coding.rounds import FRIDAY, make_interviews, make_version, opened, pass_of, submit
from tests.coding.test_codings import code

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: object) -> list[object]:
    """What each returned, or raised, when all began together, each with a connection of its own."""
    barrier, answers = Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        barrier.wait()
        try:
            answers[place] = works[place]()
        except Exception as error:  # noqa: BLE001  # the test looks at it
            answers[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.fixture
def talk(project: Project) -> Transcript:
    make_version(project)
    return make_interviews(project, 1)[0]


@pytest.fixture
def round_(lea: Member, karim: Member, lena: Member, talk: Transcript) -> Round:
    return opened(lea, {karim: [talk], lena: [talk]})


def reread(member: Member) -> Member:
    return Member.objects.select_related("project", "user").get(pk=member.pk)


@pytest.mark.parametrize("turn", range(4))
def test_an_acknowledged_coding_is_stored_whether_the_round_closed_before_or_after(turn, lea, karim, talk, round_):
    planning = karim.project.codes.get()
    answer, closed = at_once(
        lambda: code(karim, talk, planning, "I plan").status_code,
        lambda: close_round(round_, by=reread(lea), at=FRIDAY),
    )
    assert answer == 200
    assert isinstance(closed, Snapshot)
    assert Coding.objects.filter(coder=karim).count() == 1
    assert closed.document["passes"] == []  # she had not submitted: it is hers, and no part of the numbers


@pytest.mark.parametrize("turn", range(4))
def test_a_submission_is_in_the_snapshot_or_the_coder_is_told(turn, lea, karim, talk, round_):
    done, closed = at_once(
        lambda: mark_done(talk, by=reread(karim)),
        lambda: close_round(round_, by=reread(lea), at=FRIDAY),
    )
    assert isinstance(done, Done)
    assert isinstance(closed, Snapshot)
    counted = [one["coder"] for one in closed.document["passes"]]
    assert counted == ([] if done.too_late else [karim.pk])
    assert pass_of(karim, talk).done_at is not None


@pytest.mark.parametrize("turn", range(4))
def test_nothing_gets_into_a_pass_after_it_was_submitted(turn, lea, karim, talk, round_):
    planning = karim.project.codes.get()
    code(karim, talk, planning, "I post")
    answer, done = at_once(
        lambda: code(karim, talk, planning, "I plan").status_code, lambda: mark_done(talk, by=reread(karim))
    )
    assert isinstance(done, Done)
    submitted_in = karim.project.revisions.get(verb="transcript.done").number
    born = [state.born for one in Coding.objects.filter(coder=karim) for state in one.states.all()]
    assert (answer, len(born)) in {(200, 2), (409, 1), (422, 1)}
    assert all(number < submitted_in for number in born)


def test_one_coder_only_closes_with_nothing_to_compare(lea, karim, talk):
    alone = opened(lea, {karim: [talk]})
    submit(karim, talk)
    assert len(close_round(alone, by=lea, at=FRIDAY).document["passes"]) == 1
