"""Settling a disagreement and undoing it: in one transaction and revision, done once. The originals are never touched.

Order in the transaction: read and check everything, then take the revision (it locks the project's row), then write.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coding.models import Code, Coding, CodingState, Decision, Disagreement, StateSpeaker
from coding.models.codings import Layer
from coding.queries.outcomes import kept_by, sides_of
from coding.queries.texts import text_of
from coding.services.operations import Conflict, Invalid
from interviews.access import Action, require
from interviews.models import Member, Revision, Turn
from interviews.services.revisions import record
from interviews.services.writing import in_line
from methods.spans import Span, splits_character

Outcome, Manner, Direction = Decision.Outcome, Decision.Manner, CodingState.Direction
LONGEST_REASON = 2_000


class AlreadyDecided(Conflict):
    """Somebody was faster; `decision` is what stands. Undo it to decide again, or go on to the next."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(_("%(name)s has decided this one in the meantime.") % {"name": decision.by})
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome for a disagreement: whose passages to keep for "keep", which extent for "own"."""

    disagreement: Disagreement
    outcome: str
    kept: int | None = None
    spans: tuple[Span, ...] = ()

    @property
    def passages(self) -> tuple[Span, ...]:
        return kept_by(self.outcome, sides_of(self.disagreement), kept=self.kept, own=self.spans)


@dataclass(frozen=True, slots=True)
class _Original:
    """What a coder's frozen coding said beyond its code."""

    coder: int
    span: Span
    direction: str
    rating: int | None


def settle(
    disagreement: Disagreement,
    *,
    by: Member,
    outcome: str,
    kept: int | None = None,
    spans: Sequence[Span] = (),
    reason: str = "",
    manner: str = Manner.ALONE,
) -> Decision:
    """Decide: what the outcome keeps stands as codings of the consensus layer from now on.

    `kept` is the id of the coder whose passages to keep, `spans` the extent of "own".
    Raises AlreadyDecided with what stands, Invalid with the reason; nothing is written then.
    """
    return settle_together([Answer(disagreement, outcome, kept, tuple(spans))], by=by, reason=reason, manner=manner)


def settle_together(
    answers: Sequence[Answer], *, by: Member, reason: str, manner: str, op: UUID | None = None
) -> Decision:
    """Decide several disagreements in one action, such as both codes of a substitution, or all of a kind; the decision
    of the first one. They are undone together.

    `op` is the client's uid of the action: sent again, it answers as the first time. Raises as `settle`.
    """
    require(by, Action.DECIDE)
    for answer in answers:
        _check(answer)
    if manner not in Manner.values or len(reason) > LONGEST_REASON:
        raise Invalid(_("Say in up to 2,000 characters why, and who decided: alone, in discussion, a third person."))
    try:
        with in_line(), transaction.atomic():
            return _settled(answers, by=by, reason=reason.strip(), manner=manner, op=op)
    except (AlreadyDecided, IntegrityError):
        return _by_the_first(answers, by=by, op=op)


def undo_decision(decision: Decision, *, by: Member) -> None:
    """Take a decision back, and those of the same action: what they kept dies, the disagreements are open again.

    Whoever decides may, also of another's. Raises Conflict where it was undone before.
    """
    require(by, Action.DECIDE)
    same = Q(pk=decision.pk) | Q(revision=decision.revision, revision__gt=0)
    together = Decision.objects.visible_to(by).living().filter(same)
    with in_line(), transaction.atomic():
        taken_back = dict(together.values_list("pk", "disagreement"))
        found = [*taken_back]
        if decision.pk not in taken_back:
            raise Conflict(_("This decision was undone before."))
        revision = record(
            by.project,
            actor=by.user,
            verb="decision.undone",
            transcript=decision.disagreement.transcript,
            summary={"decisions": found},
        )
        if Decision.objects.filter(pk__in=found, undone_at=None).update(undone_at=revision.at) != len(found):
            raise Conflict(_("This decision was undone before."))
        Disagreement.objects.filter(pk__in=[*taken_back.values()]).update(is_open=True)
        kept = CodingState.objects.filter(coding__decision__in=found, coding__layer=Layer.CONSENSUS)
        kept.living().update(died=revision.number)


def _check(answer: Answer) -> None:
    """Raise Invalid where the outcome does not fit its disagreement."""
    if answer.outcome not in Outcome.values:
        raise Invalid(_("Choose one of the outcomes."))
    coders = {side.coder for side in sides_of(answer.disagreement)}
    if (answer.outcome == Outcome.KEEP) != (answer.kept is not None) or answer.kept not in {None, *coders}:
        raise Invalid(_("Choose whose passage to keep."))
    if answer.outcome == Outcome.OWN:
        _check_extent(answer)


def _check_extent(answer: Answer) -> None:
    text = answer.disagreement.text
    if not answer.spans:
        raise Invalid(_("Mark the extent in the text, or choose its first and last sentence."))
    words = text_of(text.pk, sha256=text.sha256)
    for start, end in answer.spans:
        if not 0 <= start < end <= len(words):
            raise Invalid(_("The extent lies outside the text."))
        if not (start < answer.disagreement.end and end > answer.disagreement.start):
            raise Invalid(_("The extent has to touch the passage that is decided."))
        borders = ((words[start - 1 : start], words[start]), (words[end - 1], words[end : end + 1]))
        if any(splits_character(before, after) for before, after in borders):
            raise Invalid(_("The extent cuts a character in two. Mark it again, with the whole character."))


def _settled(answers: Sequence[Answer], *, by: Member, reason: str, manner: str, op: UUID | None) -> Decision:
    for answer in answers:
        _refuse_decided(answer.disagreement, by=by)
    originals = [_originals(answer.disagreement) for answer in answers]
    first = answers[0].disagreement
    of_one_text = len({answer.disagreement.transcript_id for answer in answers}) == 1
    revision = record(
        by.project,
        actor=by.user,
        verb="decision.made",
        op=op,
        transcript=first.transcript if of_one_text else None,
        summary={"round": first.round_id, "disagreements": [answer.disagreement.number for answer in answers]},
    )
    decisions = []
    for answer, said in zip(answers, originals, strict=True):
        decision = Decision.objects.create(
            disagreement=answer.disagreement,
            outcome=answer.outcome,
            kept_id=answer.kept,
            reason=reason,
            manner=manner,
            revision=revision.number,
            by=by,
            at=revision.at,
        )
        _keep(decision, answer, said, by=by)
        decisions.append(decision)
    # By their keys: a join costs PostgreSQL seconds where its statistics are older than the rows.
    Disagreement.objects.filter(pk__in=[answer.disagreement.pk for answer in answers]).update(is_open=False)
    return decisions[0]


def _refuse_decided(disagreement: Disagreement, *, by: Member) -> None:
    standing = Decision.objects.visible_to(by).living().filter(disagreement=disagreement)
    decision = standing.select_related("by__user", "disagreement").first()
    if decision:
        raise AlreadyDecided(decision)


def _by_the_first(answers: Sequence[Answer], *, by: Member, op: UUID | None) -> Decision:
    """What stands after another write got in first: one's own, where it was the same action."""
    earlier = Revision.objects.filter(op=op, actor=by.user_id, project=by.project_id).first() if op else None
    if earlier:
        mine = Decision.objects.visible_to(by).filter(
            revision=earlier.number, disagreement=answers[0].disagreement, by=by
        )
        return mine.get()
    for answer in answers:
        _refuse_decided(answer.disagreement, by=by)
    raise Conflict(_("The decision was not saved. Reload the page and try again."))


def _keep(decision: Decision, answer: Answer, originals: Sequence[_Original], *, by: Member) -> None:
    """Write what the answer keeps, with the speakers of the turns that each passage touches."""
    passages, disagreement = answer.passages, answer.disagreement
    turns = _turns_at(disagreement, passages)
    words = text_of(disagreement.text.pk, sha256=disagreement.text.sha256) if passages else ""
    for start, end in passages:
        direction, rating = _said(answer, (start, end), originals)
        coding = Coding.objects.create(
            project=by.project, transcript=disagreement.transcript, layer=Layer.CONSENSUS, decision=decision
        )
        state = CodingState.objects.create(
            coding=coding,
            text=disagreement.text,
            code=disagreement.code,
            start=start,
            end=end,
            direction=direction,
            rating=rating,
            codebook_version=by.project.codebook_version,
            quote_hash=sha256(words[start:end].encode()).hexdigest(),
            born=decision.revision,
        )
        speaking = {speaker for a, b, speaker in turns if a < end and b > start}
        StateSpeaker.objects.bulk_create(StateSpeaker(state=state, speaker_id=speaker) for speaker in speaking)


def _turns_at(disagreement: Disagreement, passages: Sequence[Span]) -> list[tuple[int, int, int]]:
    if not passages:
        return []
    start, end = min(start for start, _end in passages), max(end for _start, end in passages)
    turns = Turn.objects.filter(text=disagreement.text, speaker__isnull=False).touching(start, end)
    return [(a, b, speaker) for a, b, speaker in turns.values_list("start", "end", "speaker_id") if speaker is not None]


def _originals(disagreement: Disagreement) -> list[_Original]:
    """The frozen codings of the sides, for what they say of direction and rating."""
    coders = [side.coder for side in sides_of(disagreement) if side.spans]
    states = CodingState.objects.filter(
        coding__layer=Layer.CODER, coding__coder__in=coders, text=disagreement.text, code=disagreement.code
    )
    states = states.as_of(disagreement.round.snapshot.revision).touching(disagreement.start, disagreement.end)
    rows = states.order_by("start", "pk").values_list("coding__coder", "start", "end", "direction", "rating")
    return [_Original(coder or 0, (start, end), direction, rating) for coder, start, end, direction, rating in rows]


def _said(answer: Answer, span: Span, originals: Sequence[_Original]) -> tuple[str, int | None]:
    """Direction and rating of a kept passage: what the codings in it have in common; mixed where directions differ."""
    said = [
        one for one in originals if one.span[0] < span[1] and one.span[1] > span[0] and answer.kept in {None, one.coder}
    ]
    exact = [one for one in said if one.span == span] if answer.outcome == Outcome.BOTH else []
    said = exact or said
    directions = {one.direction for one in said} or {Direction.AFFIRMS.value}
    ratings = {one.rating for one in said}
    rated = answer.disagreement.code.rated == Code.Rated.PASSAGE
    return (
        directions.pop() if len(directions) == 1 else Direction.MIXED.value,
        ratings.pop() if rated and len(ratings) == 1 else None,
    )
