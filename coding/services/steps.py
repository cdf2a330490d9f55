"""Undo and redo. The steps are the member's own revisions in a transcript; what to reverse is read from the states.

A plain step goes on the undo stack and empties the redo stack; an undo moves one over, a redo moves it back.
"""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from coding.models import Assignment, CodingState, Rating, StateSpeaker
from interviews.models import Member, Revision

KEPT = 300
STEPS = ("coding.made", "coding.removed", "coding.changed", "rating.set", "undo", "redo")


@dataclass(slots=True)
class Stacks:
    """Revisions that can be undone, and undos that can be redone; the last of each first in line."""

    undo: list[Revision] = field(default_factory=list)
    redo: list[Revision] = field(default_factory=list)


def last_step(*, transcript_id: int, by: Member) -> Revision | None:
    """What an undo would reverse; None where there is nothing left (of the last 300 steps)."""
    undo = _stacks(transcript_id, by).undo
    return undo[-1] if undo else None


def last_undo(*, transcript_id: int, by: Member) -> Revision | None:
    """The undo that a redo would reverse; None where the last step was no undo."""
    redo = _stacks(transcript_id, by).redo
    return redo[-1] if redo else None


def _stacks(transcript_id: int, by: Member) -> Stacks:
    mine = Revision.objects.filter(project=by.project_id, transcript=transcript_id, actor=by.user_id)
    steps = mine.filter(_reach(by), verb__in=STEPS).order_by("-id")[:KEPT]
    stacks = Stacks()
    for step in reversed(steps):
        if step.verb == "undo":
            if stacks.undo:
                stacks.undo.pop()
            stacks.redo.append(step)
        elif step.verb == "redo":
            if stacks.redo:
                stacks.redo.pop()
            stacks.undo.append(step)
        else:
            stacks.undo.append(step)
            stacks.redo.clear()
    return stacks


def _reach(by: Member) -> Q:
    """Steps don't reach behind the current pass, nor behind what a round closed on."""
    passes = Assignment.objects.current().filter(transcript=OuterRef("transcript"), coder=by)
    frozen = passes.filter(withdrawn_at=None).values("round__snapshot__revision")
    return Q(at__gte=Subquery(passes.values("created_at")), number__gt=Coalesce(Subquery(frozen), 0))


def reverse(step: Revision, *, into: Revision, assignment: int | None, by: Member) -> bool:
    """Write the inverse of a step: what it brought dies, what it let die is born again. False where it can't be done:
    what the step brought is not what is there now, or not in this pass.
    """
    return _reverse_codings(step, into, assignment, by) and _reverse_ratings(step, into, assignment, by)


def _reverse_codings(step: Revision, into: Revision, assignment: int | None, by: Member) -> bool:
    own = CodingState.objects.visible_to(by).filter(text__transcript=step.transcript_id, coding__coder=by)
    own = own.select_related("coding", "code")
    brought, ended = [*own.filter(born=step.number)], [*own.filter(died=step.number)]
    if {state.coding.assignment_id for state in (*brought, *ended)} - {assignment}:
        return False
    touched = {state.coding_id for state in (*brought, *ended)}
    now = {state.coding_id: state for state in own.living().filter(coding__in=touched)}
    # The state itself may have died and come back by earlier undos: what counts is what it says.
    if {_said(state) for state in brought} != {_said(state) for state in now.values()}:
        return False
    if any(state.code.proposed_by_id and state.code.proposal.outcome for state in ended):
        return False  # the proposal it was coded with is no code any more
    own.filter(pk__in=[state.pk for state in now.values()]).update(died=into.number)
    for state in ended:
        speakers = [*state.speakers.values_list("speaker_id", flat=True)]
        state.pk, state.born, state.died = None, into.number, None
        state.save(force_insert=True)
        StateSpeaker.objects.bulk_create(StateSpeaker(state=state, speaker_id=speaker) for speaker in speakers)
    return True


def _said(state: CodingState) -> tuple[object, ...]:
    return (state.coding_id, state.code_id, state.start, state.end, state.direction, state.rating)


def _reverse_ratings(step: Revision, into: Revision, assignment: int | None, by: Member) -> bool:
    own = Rating.objects.visible_to(by).filter(assignment__transcript=step.transcript_id, assignment__coder=by)
    brought, ended = [*own.filter(born=step.number)], [*own.filter(died=step.number)]
    if {rating.assignment_id for rating in (*brought, *ended)} - {assignment}:
        return False
    touched = {(rating.participant_id, rating.code_id) for rating in (*brought, *ended)}
    now = (
        [
            rating
            for rating in own.filter(assignment=assignment).living()
            if (rating.participant_id, rating.code_id) in touched
        ]
        if touched
        else []
    )
    if [*map(_judged, brought)] != [*map(_judged, now)]:
        return False
    own.filter(pk__in=[rating.pk for rating in now]).update(died=into.number)
    for rating in ended:
        rating.pk, rating.born, rating.died = None, into.number, None
        rating.save(force_insert=True)
    return True


def _judged(rating: Rating) -> tuple[object, ...]:
    return (rating.participant_id, rating.code_id, rating.value)
