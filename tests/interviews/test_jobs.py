"""Long work: written down, done once, shown to its owner, and taken up again when a worker dies."""

import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone, translation

from interviews import jobs
from interviews.models import Job, Member, Participant
from tests.people import client_of
from tests.servers import python

OP = UUID(int=7)


def greet(job: Job) -> Mapping[str, Any]:
    """Work that writes: a participant, and "done", in one transaction."""
    jobs.progress(job, done=1, total=2)
    with transaction.atomic():
        Participant.objects.create(project=job.project, pseudonym=job.payload["name"])
        result = {"url": f"/projects/{job.project.key}/participants/", "word": translation.gettext("Coder")}
        jobs.finish(job, result)
    return result


def refuse(job: Job) -> Mapping[str, Any]:
    raise jobs.JobError("Line 12 has no speaker. Write a name and a colon at its start.")


def break_down(job: Job) -> Mapping[str, Any]:
    raise ZeroDivisionError("Anna said ...")


REAL_KINDS = jobs.kinds


def test_every_app_offers_its_kinds_in_its_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interviews.tasks.JOBS", (("greet", greet),))
    REAL_KINDS.cache_clear()

    try:
        assert REAL_KINDS()["greet"] is greet
    finally:
        REAL_KINDS.cache_clear()


def test_a_kind_offered_twice_is_a_mistake_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interviews.tasks.JOBS", (("greet", greet), ("greet", refuse)))
    REAL_KINDS.cache_clear()

    with pytest.raises(ValueError, match="Two apps offer the kind of job 'greet'"):
        REAL_KINDS()


@pytest.mark.django_db(transaction=True)
def test_a_job_gives_signs_of_life_while_it_works(lea: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BEAT", timedelta(milliseconds=20))
    job = written(lea)

    def work(job: Job) -> Mapping[str, Any]:
        deadline = time.monotonic() + 120
        while Job.objects.get(pk=job.pk).beat_at == job.beat_at:
            assert time.monotonic() < deadline, "no beat"
            time.sleep(0.02)
        return {}

    monkeypatch.setitem(jobs.kinds(), "greet", work)
    jobs.run_job.call(job.pk)

    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_job_lost_in_the_middle_changes_nothing_more(lea: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    job = written(lea)

    def lose(job: Job) -> Mapping[str, Any]:
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
        jobs.progress(job, done=1, total=2)
        return {}

    monkeypatch.setitem(jobs.kinds(), "greet", lose)
    jobs.run_job.call(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.WAITING, 0)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"greet": greet, "refuse": refuse, "break": break_down}
    monkeypatch.setattr(jobs, "kinds", lambda: found)


@pytest.fixture
def started(lea: Member) -> Job:
    return start(lea, "greet")


def start(member: Member, kind: str, op: UUID = OP) -> Job:
    job = jobs.start_job(project=member.project, user=member.user, kind=kind, payload={"name": "Anna"}, op=op)
    job.refresh_from_db()
    return job


def written(member: Member, **fields: Any) -> Job:
    """A Job that is in no queue."""
    return Job.objects.create(
        project=member.project, user=member.user, op=uuid4(),
        **{"kind": "greet", "payload": {"name": "Anna"}, "language": "en", **fields},
    )  # fmt: skip


def test_a_job_is_done_and_tells_where_to_go(started: Job) -> None:
    assert started.state == Job.State.DONE
    assert started.result["url"] == "/projects/night-shift/participants/"
    assert (started.done, started.total) == (2, 2)
    assert started.finished_at


def test_the_same_operation_again_is_the_same_job(started: Job, lea: Member) -> None:
    again = start(lea, "greet", OP)

    assert again.pk == started.pk
    assert Participant.objects.count() == 1


def test_an_unknown_kind_is_refused_before_anything_is_written(lea: Member) -> None:
    with pytest.raises(KeyError):
        start(lea, "juggle")

    assert Job.objects.count() == 0


def test_queued_twice_it_is_done_once(started: Job) -> None:
    jobs.run_job.call(started.pk)

    assert Participant.objects.count() == 1


def test_a_job_keeps_the_language_of_its_reader(lea: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    job = written(lea, language="fr")
    seen: list[str | None] = []

    def listen(job: Job) -> Mapping[str, Any]:
        seen.append(translation.get_language())
        return {}

    monkeypatch.setitem(jobs.kinds(), "greet", listen)
    jobs.run_job.call(job.pk)

    assert seen == ["fr"]


def test_what_the_reader_can_mend_is_told_in_words(lea: Member) -> None:
    job = start(lea, "refuse")

    assert job.state == Job.State.FAILED
    assert job.message == "Line 12 has no speaker. Write a name and a colon at its start."


def test_what_we_broke_is_told_without_its_words(lea: Member) -> None:
    job = start(lea, "break")

    assert job.state == Job.State.FAILED
    assert job.message == "Something broke on our side, and nothing was changed. Try again, or tell us."


def lost(member: Member, **fields: Any) -> Job:
    """A job whose worker was killed a minute ago."""
    long_ago = timezone.now() - timedelta(minutes=1)
    return written(member, state=Job.State.RUNNING, started_at=long_ago, beat_at=long_ago, attempts=1, **fields)


def test_a_lost_job_is_taken_up_and_done_once(lea: Member) -> None:
    job = lost(lea)

    assert jobs.take_up_lost_jobs() == 1
    assert jobs.take_up_lost_jobs() == 0

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)
    assert Participant.objects.count() == 1


def test_a_job_whose_worker_lives_is_left_to_it(lea: Member) -> None:
    now = timezone.now()
    job = written(lea, state=Job.State.RUNNING, started_at=now, beat_at=now)

    assert jobs.take_up_lost_jobs() == 0
    jobs.run_job.call(job.pk)

    assert Participant.objects.count() == 0


def test_what_a_worker_thought_dead_does_is_void(lea: Member) -> None:
    job = lost(lea)
    slow = Job.objects.get(pk=job.pk)
    jobs.take_up_lost_jobs()

    @transaction.atomic
    def end_late() -> None:
        Participant.objects.create(project=slow.project, pseudonym="Twice")
        jobs.finish(slow, {})

    with pytest.raises(jobs.LostJob):
        end_late()

    assert [p.pseudonym for p in Participant.objects.all()] == ["Anna"]


def test_a_job_that_kills_its_workers_is_given_up(lea: Member) -> None:
    job = lost(lea)
    Job.objects.filter(pk=job.pk).update(attempts=3)

    jobs.take_up_lost_jobs()

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "The server stopped three times" in job.message


WORK_AND_HANG = """
import time
from django.db import transaction
from interviews import jobs
from interviews.models import Participant

def hang(job):
    with transaction.atomic():
        Participant.objects.create(project=job.project, pseudonym="Half")
        print("in the middle")
        time.sleep(60)

jobs.kinds = lambda: {{"greet": hang}}
jobs.run_job.call({job})
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_half_and_the_job_is_done(lea: Member, tmp_path: Path) -> None:
    job = written(lea)
    worker = python(WORK_AND_HANG.format(job=job.pk), folder=tmp_path)
    assert worker.stdout
    assert worker.stdout.readline() == "in the middle\n"
    worker.kill()
    worker.communicate()
    assert Participant.objects.count() == 0
    assert jobs.take_up_lost_jobs() == 0, "it may still live: half a minute has not passed"

    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - timedelta(minutes=1))
    assert jobs.take_up_lost_jobs() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)
    assert [p.pseudonym for p in Participant.objects.all()] == ["Anna"]


def test_the_page_shows_how_far_it_is(lea: Member) -> None:
    job = written(lea, state=Job.State.RUNNING, done=3, total=10)

    page = client_of(lea).get(f"/projects/night-shift/jobs/{job.pk}/").content.decode()

    assert '<progress id="job-progress" max="10" value="3">' in page
    assert "3 of 10 transcripts" in page
    assert 'hx-trigger="every 1s"' in page


def test_the_poll_gets_the_fragment_and_stops_when_done(lea: Member, started: Job) -> None:
    answer = client_of(lea).get(f"/projects/night-shift/jobs/{started.pk}/", headers={"hx-request": "true"})
    fragment = answer.content.decode()

    assert "<html" not in fragment
    assert "hx-trigger" not in fragment
    assert 'href="/projects/night-shift/participants/"' in fragment


def test_the_page_says_why_it_failed_as_text(lea: Member) -> None:
    job = written(lea, state=Job.State.FAILED, message="<script>alert(1)</script> is no speaker.")

    page = client_of(lea).get(f"/projects/night-shift/jobs/{job.pk}/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; is no speaker." in page


def test_nobody_else_sees_it(lea: Member, olga: Member, started: Job) -> None:
    assert client_of(olga).get(f"/projects/night-shift/jobs/{started.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "title"),
    [("agreement", "Computing the agreement of a round"), ("unheard", "The server at work")],
)
def test_the_page_says_what_is_being_done(lea: Member, kind: str, title: str) -> None:
    job = written(lea, state=Job.State.RUNNING)
    Job.objects.filter(pk=job.pk).update(kind=kind)
    page = client_of(lea).get(f"/projects/night-shift/jobs/{job.pk}/").content.decode()
    assert f'<h1 class="page-title">{title}</h1>' in page


def test_every_kind_of_work_has_a_title() -> None:
    assert [kind for kind in REAL_KINDS() if jobs.title_of(kind) == "The server at work"] == []
