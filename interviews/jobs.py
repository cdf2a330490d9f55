"""Long work, done by a worker: a Job row says who wants what, the queue holds its id, the row shows how far it is.

An app offers its kinds of work in a tuple `JOBS` of (kind, function) in its `tasks` module; a function takes the Job
and returns its result, a dictionary for JSON. `result["url"]` is where the reader goes next. `TITLES` beside it says
what a kind does; progress counts transcripts, unless `COUNTS` says how to put it. A worker may be killed at any moment
and the job be taken up by another one, so a function writes in ONE transaction and calls `finish` at its end: then the
work and "done" are there together or not at all.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from importlib import import_module
from threading import Event, Thread
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from django_tasks import task

from interviews.models import Job, Project, User

logger = logging.getLogger(__name__)

JobFunction = Callable[[Job], Mapping[str, Any]]

BEAT = timedelta(seconds=5)
LOST_AFTER = timedelta(seconds=30)
MOST_ATTEMPTS = 3


class JobError(Exception):
    """The work cannot be done. Its text is for the reader: what, where, what next."""


class LostJob(JobError):
    """Another worker has taken this job up; what this one did is void."""


@cache
def kinds() -> dict[str, JobFunction]:
    """Every kind of work that an installed app offers in `tasks.JOBS`. Raises ValueError for a kind offered twice."""
    found: dict[str, JobFunction] = {}
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "tasks"):
            for kind, function in getattr(import_module(f"{app.name}.tasks"), "JOBS", ()):
                if kind in found:
                    message = f"Two apps offer the kind of job {kind!r}."
                    raise ValueError(message)
                found[kind] = function
    return found


def title_of(kind: str) -> str:
    """What a kind of work does, in the reader's language; a general word for one without a title."""
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "tasks"):
            titles = getattr(import_module(f"{app.name}.tasks"), "TITLES", {})
            if kind in titles:
                return str(titles[kind])
    return _("The server at work")


def progress_words(job: Job) -> str:
    """How far the job is, in the reader's language."""
    words = _("%(done)s of %(total)s transcripts")
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "tasks"):
            words = getattr(import_module(f"{app.name}.tasks"), "COUNTS", {}).get(job.kind, words)
    return str(words) % {"done": job.done, "total": job.total}


def start_job(*, project: Project, user: User, kind: str, payload: Mapping[str, Any], op: UUID) -> Job:
    """Write a Job down and hand it to a worker; with the same `op` again, return the Job of the first time.

    Raises KeyError for an unknown kind. Called inside a transaction, the worker sees the job when that commits: the
    queue is in the same database.
    """
    kinds()[kind]
    language = translation.get_language() or user.language
    with transaction.atomic():
        job, is_new = Job.objects.get_or_create(
            op=op, project=project, user=user, defaults={"kind": kind, "payload": dict(payload), "language": language}
        )
        if is_new:
            run_job.enqueue(job.pk)
    return job


@task()  # type: ignore[untyped-decorator]  # the queue's library is not typed
def run_job(job_id: int) -> None:
    """Do one job, unless it is done, or another worker lives that has it. Safe to be queued twice."""
    job = _claim(job_id)
    if job is None:
        return
    with translation.override(job.language), _beating(job):
        try:
            _work(job)
        except LostJob:
            logger.warning("job lost to another worker", extra={"job": job.pk})
        except JobError as error:
            _fail(job, str(error))
        except Exception:  # noqa: BLE001  # whatever broke, the reader is told, and the worker goes on to the next
            logger.exception("job failed", extra={"job": job.pk})
            _fail(job, _("Something broke on our side, and nothing was changed. Try again, or tell us."))


def progress(job: Job, *, done: int, total: int) -> None:
    """Show how far the job is. Call it outside a transaction, or nobody sees it. Raises LostJob."""
    _update(job, done=done, total=total, beat_at=timezone.now())


def finish(job: Job, result: Mapping[str, Any]) -> None:
    """Mark the job done, in the transaction that holds its work. Raises LostJob, which undoes that transaction."""
    _update(job, state=Job.State.DONE, result=dict(result), done=F("total"), finished_at=timezone.now())
    job.state = Job.State.DONE


def take_up_lost_jobs() -> int:
    """Queue again every job whose worker gave no sign of life for LOST_AFTER; their number. A worker calls this.

    A job that lost its worker MOST_ATTEMPTS times fails: it is probably what kills them.
    """
    lost = Job.objects.filter(state=Job.State.RUNNING, beat_at__lt=timezone.now() - LOST_AFTER)
    for job in lost.filter(attempts__gte=MOST_ATTEMPTS):
        with translation.override(job.language):
            _fail(job, _("The server stopped three times while doing this, so it was given up. Nothing was changed."))
    queued = 0
    for job in lost.filter(attempts__lt=MOST_ATTEMPTS):
        with transaction.atomic():
            # Back to waiting, and queued, as one step: the next look finds nothing to take up.
            waiting = lost.filter(pk=job.pk).update(state=Job.State.WAITING)
            if waiting:
                run_job.enqueue(job.pk)
                queued += 1
    return queued


def _work(job: Job) -> None:
    result = kinds()[job.kind](job)
    if job.state != Job.State.DONE:
        finish(job, result)


def _claim(job_id: int) -> Job | None:
    now = timezone.now()
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, beat_at__lt=now - LOST_AFTER)
    ours = Job.objects.filter(free, pk=job_id).update(
        state=Job.State.RUNNING, started_at=now, beat_at=now, done=0, attempts=F("attempts") + 1
    )
    return Job.objects.select_related("project", "user").get(pk=job_id) if ours else None


def _update(job: Job, **fields: Any) -> None:
    # The time of the claim tells our claim from a later worker's.
    ours = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, started_at=job.started_at)
    if not ours.update(**fields):
        message = f"Job {job.pk} is no longer ours."
        raise LostJob(message)


def _fail(job: Job, message: str) -> None:
    try:
        _update(job, state=Job.State.FAILED, message=message, finished_at=timezone.now())
    except LostJob:
        logger.warning("job lost to another worker", extra={"job": job.pk})


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Give a sign of life while the job runs, from a thread of its own: the work may not pause for it."""
    stop = Event()
    thread = Thread(target=_beat_until, args=(stop, job), name=f"job-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat_until(stop: Event, job: Job) -> None:
    try:
        while not stop.wait(BEAT.total_seconds()):
            try:
                Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, started_at=job.started_at).update(
                    beat_at=timezone.now()
                )
            except DatabaseError:
                # On SQLite the job's own transaction may hold the lock: then nobody can take the job up either.
                logger.info("no beat: the database is busy", extra={"job": job.pk})
    finally:
        connection.close()
