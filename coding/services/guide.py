"""What one does to the interview guide: questions are written, ordered, put away. Each change is one revision."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.models import Code, Question
from coding.services.codebook import free_key
from interviews.models import Member, Project
from interviews.services.revisions import record

MOST_QUESTIONS = 200
LONGEST, LONGEST_PROBES = 500, 5000
# "1.", "2)", "Q3 :", "- " or a bullet, as lists are numbered.
NUMBERED = re.compile(
    r"^\s*(?:[-\u2013\u2014*\u2022]|(?:Q(?:uestion)?\s*)?\d{1,3}\s*[.):\u2013\u2014-])\s*", re.IGNORECASE
)


class GuideError(Exception):
    """A change that the guide does not allow; `str()` says what and what next."""


class QuestionFields(TypedDict):
    """What a question says."""

    text_en: str
    text_fr: str
    probes: str


def read_lines(pasted: str) -> list[str]:
    """The questions of a pasted list: one a line, without its number or bullet; empty lines are left out."""
    lines = (" ".join(NUMBERED.sub("", line).split()) for line in pasted.replace("\x00", "").splitlines())
    return [line for line in lines if line]


def add_questions(by: Member, texts: Sequence[str]) -> list[Question]:
    """New questions at the end of the guide, in the project's language, in one action. Raises GuideError."""
    language = "en" if by.project.language == "en" else "fr"
    for text in texts:
        _check(text)
    with _changing(by.project) as living:
        _check_room(living + len(texts))
        questions = [_new(by, text, language) for text in texts]
        if questions:
            record(by.project, actor=by.user, verb="guide.added", summary={"questions": [q.key for q in questions]})
    return questions


def add_question(by: Member, *, fields: QuestionFields, codes: Sequence[Code]) -> Question:
    """One new question, last in the guide. Raises GuideError."""
    with _changing(by.project) as living:
        _check_room(living + 1)
        question = Question(project=by.project, created_by=by, position=_next_position(by.project))
        _write(question, fields)
        question.key = _free_key(question)
        question.save()
        question.codes.set(codes)
        record(by.project, actor=by.user, verb="guide.added", summary={"questions": [question.key]})
    return question


def change_question(question: Question, *, by: Member, fields: QuestionFields, codes: Sequence[Code]) -> None:
    """Another text, other codes. What was marked in transcripts stays. Raises GuideError."""
    with _changing(by.project):
        _write(question, fields)
        question.save(update_fields=[*fields])
        question.codes.set(codes)
        record(by.project, actor=by.user, verb="guide.changed", summary={"question": question.key})


def step_question(question: Question, *, by: Member, step: int) -> None:
    """One place up (-1) or down (1) in the guide; nothing where there is no such place."""
    with _changing(by.project):
        order = [*Question.objects.living().filter(project=by.project).order_by("position", "pk")]
        at = next((at for at, one in enumerate(order) if one.pk == question.pk), None)
        if at is None or not 0 <= at + step < len(order):
            return
        order.insert(at + step, order.pop(at))
        for position, one in enumerate(order):
            one.position = position
        Question.objects.bulk_update(order, ["position"])
        record(by.project, actor=by.user, verb="guide.moved", summary={"question": question.key})


def archive_question(question: Question, *, by: Member, at: datetime | None = None) -> None:
    """Put the question away; what was marked of it is kept."""
    _stamp(question, at or timezone.now(), by=by, verb="guide.archived")


def restore_question(question: Question, *, by: Member) -> None:
    """Bring it back to where it stood, with its marks. Raises GuideError where the guide is full."""
    _stamp(question, None, by=by, verb="guide.restored")


def _stamp(question: Question, at: datetime | None, *, by: Member, verb: str) -> None:
    with _changing(by.project) as living:
        question.refresh_from_db(fields=["archived_at"])
        if (question.archived_at is None) == (at is None):
            return
        _check_room(living + (at is None))
        question.archived_at = at
        question.save(update_fields=["archived_at"])
        record(by.project, actor=by.user, verb=verb, summary={"question": question.key})


@contextmanager
def _changing(project: Project) -> Iterator[int]:
    """A transaction that holds the project's row; gives how many questions the guide has now."""
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        yield Question.objects.living().filter(project=project).count()


def _new(by: Member, text: str, language: str) -> Question:
    question = Question(project=by.project, created_by=by, position=_next_position(by.project))
    setattr(question, f"text_{language}", text)
    question.key = _free_key(question)
    question.save()
    return question


def _next_position(project: Project) -> int:
    last = Question.objects.filter(project=project).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _free_key(question: Question) -> str:
    taken = dict.fromkeys(Question.objects.filter(project=question.project).values_list("key", flat=True), True)
    return free_key((question.text_en or question.text_fr)[:60], taken=taken)


def _write(question: Question, fields: QuestionFields) -> None:
    question.text_en = " ".join(fields["text_en"].split())
    question.text_fr = " ".join(fields["text_fr"].split())
    question.probes = "\n".join(read_lines(fields["probes"]))[:LONGEST_PROBES]
    for text in (question.text_en, question.text_fr):
        _check(text)
    if not question.text_en and not question.text_fr:
        raise GuideError(_("A question needs a text in at least one language. Write one."))


def _check(text: str) -> None:
    if len(text) > LONGEST:
        raise GuideError(
            _("“%(text)s…” is longer than %(n)s characters. Keep the question, and write the rest as probes.")
            % {"text": text[:40], "n": LONGEST}
        )


def _check_room(count: int) -> None:
    if count > MOST_QUESTIONS:
        raise GuideError(
            _("A guide has at most %(n)s questions. Archive those that are not asked.") % {"n": MOST_QUESTIONS}
        )
