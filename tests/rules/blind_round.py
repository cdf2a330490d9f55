"""An open round in which Karim, Lena and Lea code, Lea a lead who joined blind; and what others leave behind."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from coding.models import (
    Assignment,
    Code,
    Coding,
    CodingState,
    Decision,
    Disagreement,
    Memo,
    Proposal,
    Rating,
    RatingDecision,
    Round,
)
from coding.services.passes import mark_done
from coding.services.rounds import open_round, plan_round
from interviews.models import Member, Project, Speaker
from interviews.services.revisions import record
from reports.models import Finding
from tests.factories import make_transcript
from tests.rules.addresses import Study, make_coding, make_proposal, make_study
from tests.rules.test_blindness import NOON, each_answer

LATER = NOON + timedelta(hours=3)
Shown = dict[str, object]


@dataclass
class Clock:
    """What the site takes for now."""

    now: datetime = NOON


def open_study(project: Project, owner: Member, coders: list[Member]) -> Study:
    """Rows of every kind, and an open round: its address is that of the rounds' pages."""
    made = make_study(project, owner, coders[0])
    other = make_transcript(project, ("Interviewer", "And you?"), ("Zoe", "I rest. I read."), participant="Zoe")
    project.refresh_from_db()
    owner.project = project
    opened = Round.objects.create(project=project, number=8, name="Blind", seed=1)
    cells = [(text.pk, coder.pk) for text in (made.transcript, other) for coder in coders]
    plan_round(opened, by=owner, cells=cells)
    open_round(opened, by=owner, at=NOON)
    Project.objects.filter(pk=project.pk).update(created_at=NOON)
    return replace(made, values=made.values | {("rounds", "number"): 8})


def works(coder: Member, study: Study) -> None:
    """All that a coder can leave behind: codings, memos, ratings, a proposal, a second pass, a submission."""
    coder = Member.objects.select_related("project", "user").get(pk=coder.pk)
    planning, culture = Code.objects.get(key="planning"), Code.objects.get(key="culture")
    coding = make_coding(coder, study.transcript, planning, start=8, end=40)
    CodingState.objects.filter(coding=coding).update(direction="denies")
    make_coding(coder, study.transcript, make_proposal(coder, "kept to herself").code, start=6, end=12)
    anna = Speaker.objects.get(transcript=study.transcript, role="participant").participant
    Rating.objects.create(assignment=coding.assignment, participant=anna, code=culture, value=1, born=9)
    Memo.objects.create(project=coder.project, author=coder, text="kept to myself", on_coding=coding)
    for place in ({}, {"on_transcript": study.transcript}, {"on_code": planning}, {"on_participant": anna}):
        Memo.objects.create(project=coder.project, author=coder, text="kept to myself, too", **place)
    Assignment.objects.create(transcript=study.transcript, coder=coder, is_current=False, done_at=NOON, created_at=NOON)
    mark_done(study.transcript, by=coder)
    with transaction.atomic():
        record(coder.project, actor=coder.user, verb="coding.made", transcript=study.transcript)


def doors(reader: Member) -> Shown:
    """What each door lets this reader see, whether or not a page shows it."""
    reader = Member.objects.select_related("project").get(pk=reader.pk)
    models = (Assignment, Coding, CodingState, Rating, Memo, Proposal, Disagreement, Decision, RatingDecision, Finding)
    return {
        f"door: {model.__name__}": [*model.objects.visible_to(reader).order_by("pk").values_list("pk", flat=True)]
        for model in models
    }


def seen(reader: Member, study: Study, *, at: str = "") -> Iterator[tuple[str, object]]:
    """Every answer to a GET, of an open and of a closed round, and every door; or those that `at` is found in."""
    closed = replace(study, values=study.values | {("rounds", "number"): 7})
    if not at.startswith("door"):
        yield from each_answer(reader, study, at=at)
        yield from each_answer(reader, closed, at=f"/rounds/7/.*(?:{at})")
    yield from ((name, shown) for name, shown in doors(reader).items() if re.search(at, name))


def differences(reader: Member, study: Study, clock: Clock, work: Callable[[], None], *, at: str = "") -> Iterator[str]:
    """Where the reader could tell that others have worked, one after the other."""
    before = dict(seen(reader, study, at=at))
    clock.now = LATER
    work()
    clock.now = NOON
    for place, answer in seen(reader, study, at=at):
        if before.pop(place, None) != answer:
            yield place
    yield from before
