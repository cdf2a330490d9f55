"""What one marks of the guide in a transcript: asked here, not asked, or open again. Marks die and are born."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coding.models import Asked, Question
from coding.queries.asked import Place, last_step, proposals_in
from coding.services.guide import GuideError
from interviews.models import Member, Transcript, TranscriptText
from interviews.services.revisions import record

MARKED, UNDONE = "guide.marked", "guide.undone"
Said = tuple[str, tuple[int, int | None, int | None] | None]  # answer, place


@dataclass(frozen=True, slots=True)
class Marking:
    """What to write of a question: an answer, with the place of the words if one is known."""

    answer: str
    place: Place | None = None
    proposed: bool = False


def mark(transcript: Transcript, question: Question, *, by: Member, marking: Marking | None) -> int:
    """One question: the marking, or open again for None. How many changed. Raises GuideError."""
    return mark_all(transcript, {question: marking}, by=by)


def mark_all(transcript: Transcript, wanted: Mapping[Question, Marking | None], *, by: Member) -> int:
    """Several questions in one action; how many changed. Nothing is written where nothing changes.

    Raises GuideError: the transcript or a question is archived.
    """
    _refuse_archived(transcript, wanted)
    with transaction.atomic():
        changed = _changed(transcript, wanted)
        if not changed:
            return 0
        revision = record(
            by.project,
            actor=by.user,
            verb=MARKED,
            transcript=transcript,
            summary={"questions": [question.key for question in changed]},
        )
        _kill(transcript, changed, died=revision.number)
        Asked.objects.bulk_create(
            _row(transcript, question, marking, by=by, born=revision.number)
            for question, marking in changed.items()
            if marking
        )
    return len(changed)


def confirm_proposals(transcript: Transcript, *, by: Member) -> int:
    """All that the program proposes now is asked where it says; how many that were."""
    found = proposals_in(transcript)
    return mark_all(
        transcript,
        {question: Marking(Asked.Answer.ASKED, one.place, proposed=True) for question, one in found.items()},
        by=by,
    )


def undo_marks(transcript: Transcript, *, by: Member) -> list[Question]:
    """Take one's own last step in this transcript back; the questions that it was about, in order.

    Raises GuideError: nothing left, or somebody has changed one of them since.
    """
    with transaction.atomic():
        step = last_step(transcript, by)
        if step is None:
            raise GuideError(_("There is nothing left to undo."))
        brought = _said(Asked.objects.filter(transcript=transcript, born=step.number))
        before = [*Asked.objects.filter(transcript=transcript, died=step.number)]
        touched = brought.keys() | {row.question_id for row in before}
        living = Asked.objects.living().filter(transcript=transcript, question__in=touched)
        if _said(living) != brought:
            raise GuideError(_("Somebody changed these questions since. Nothing was undone."))
        revision = record(by.project, actor=by.user, verb=UNDONE, transcript=transcript, undoes=step)
        living.update(died=revision.number)
        for row in before:
            row.pk, row.born, row.died = None, revision.number, None
        Asked.objects.bulk_create(before)
    return [*Question.objects.filter(pk__in=touched).order_by("position", "pk")]


def _refuse_archived(transcript: Transcript, wanted: Mapping[Question, Marking | None]) -> None:
    if transcript.archived_at:
        raise GuideError(_("This transcript is archived. A lead can take it out of the archive."))
    gone = next((question for question in wanted if question.archived_at), None)
    if gone:
        raise GuideError(_("“%(question)s” is no longer in the guide.") % {"question": gone.text})


def _changed(transcript: Transcript, wanted: Mapping[Question, Marking | None]) -> dict[Question, Marking | None]:
    now = _said(Asked.objects.living().filter(transcript=transcript, question__in=wanted))
    return {
        question: marking
        for question, marking in wanted.items()
        if now.get(question.pk) != (None if marking is None else (marking.answer, _place(marking)))
    }


def _said(rows: Iterable[Asked]) -> dict[int, Said]:
    """What marks say, by question."""
    return {
        row.question_id: (row.answer, None if row.text_id is None else (row.text_id, row.start, row.end))
        for row in rows
    }


def _place(marking: Marking) -> tuple[int, int, int] | None:
    return (marking.place.text, marking.place.start, marking.place.end) if marking.place else None


def _kill(transcript: Transcript, questions: Mapping[Question, Marking | None], *, died: int) -> None:
    Asked.objects.living().filter(transcript=transcript, question__in=[*questions]).update(died=died)


def _row(transcript: Transcript, question: Question, marking: Marking, *, by: Member, born: int) -> Asked:
    place = marking.place
    return Asked(
        question=question,
        transcript=transcript,
        answer=marking.answer,
        text=TranscriptText(pk=place.text) if place else None,
        start=place.start if place else None,
        end=place.end if place else None,
        proposed=marking.proposed,
        by=by,
        born=born,
    )
