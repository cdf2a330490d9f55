"""Coding a passage, removing and changing a coding, undo and redo: each in one transaction and revision, done once.

Order in the transaction: read and check everything, then take the revision (it locks the project's row), then write.
What is written asks once more whether its pass takes work: nothing gets into a pass after it was submitted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.translation import gettext as _

from coding.models import Assignment, Code, Coding, CodingState, StateSpeaker
from coding.queries.codebook import Codebook, codebook_of
from coding.queries.marks import SAID_FIELDS, Said, said
from coding.queries.proposals import with_own
from coding.queries.standing import SUBMITTED, WORKABLE, standing_of, workable
from coding.queries.texts import text_of
from coding.services.codebook import CodebookError, CodeFields, create_code
from coding.services.operations import QUOTE_SENT, Conflict, Invalid, Operation, Place, Submitted
from coding.services.proposals import Decided, propose, refuse_decided
from coding.services.steps import last_step, last_undo, reverse
from interviews.access import Action, require
from interviews.models import Member, Revision, Transcript, Turn
from interviews.models.prepared import Insert, Mark, Prepared
from interviews.services.revisions import record
from interviews.services.writing import in_line
from methods.spans import splits_character


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation changed: stretches of text to draw again, a sentence to say, the coding, a new code's id.

    `turns` are those of the stretches, where the operation has read them anyway.
    """

    stretches: tuple[tuple[int, int], ...]
    turns: tuple[Said, ...] = ()
    said: str = ""
    uid: UUID | None = None
    new_code: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A checked place in a text: the whole quote's hash, the turns it touches, the coder's pass, if there is one."""

    start: int
    end: int
    quote_hash: str
    turns: tuple[Said, ...]
    assignment: int | None

    @property
    def speakers(self) -> set[int]:
        return {turn.speaker_id for turn in self.turns if turn.speaker_id is not None}


def perform(operation: Operation, *, by: Member, transcript_id: int) -> Outcome:
    """Do the operation once. A repeated one answers as the first time and changes nothing.

    Raises Invalid or Conflict; nothing is written then.
    """
    codebook = codebook_of(by.project)
    try:
        with in_line(), transaction.atomic():
            return _DO[operation.kind](operation, by, transcript_id, codebook)
    except (Invalid, Conflict, IntegrityError):
        earlier = _earlier(operation, by=by, transcript_id=transcript_id)
        if earlier is None:
            raise
        return earlier


def _earlier(operation: Operation, *, by: Member, transcript_id: int) -> Outcome | None:
    revision = Revision.objects.filter(op=operation.op).first()
    if revision is None:
        if operation.kind == "code" and Coding.objects.filter(uid=operation.uid).exists():
            raise Conflict(_("This coding was saved before, by another operation."))
        return None
    mine = revision.actor_id == by.user_id and revision.transcript_id == transcript_id
    if not mine or revision.summary.get("digest") != operation.digest:
        raise Conflict(_("This operation was done before, with other content."))
    return Outcome(
        stretches=tuple((start, end) for start, end in revision.summary["stretches"]),
        said=revision.summary.get("said", ""),
        uid=operation.uid,
        new_code=revision.summary.get("new_code"),
    )


def _code(operation: Operation, by: Member, transcript_id: int, codebook: Codebook) -> Outcome:
    if operation.place is None:
        raise Invalid(_("A coding needs a passage."))
    passage = _read(operation.place, operation.text, by=by, transcript_id=transcript_id)
    code = _new_code(operation, by) if operation.new_code else _applicable(operation.code, codebook, by)
    direction, rating = _checked(code, direction=operation.direction, rating=operation.rating)
    outcome = Outcome(
        stretches=((passage.start, passage.end),),
        turns=passage.turns,
        said=_("Coded: %(code)s") % {"code": code.label},
        uid=operation.uid,
        new_code=code.pk if operation.new_code else None,
    )
    revision = _record("coding.made", operation, outcome, by=by, transcript_id=transcript_id)
    _still_waits(code)
    assignment = passage.assignment or _first_pass(by, transcript_id, revision)
    state = CodingState(
        coding=_new_coding(operation, assignment, by=by, transcript_id=transcript_id),
        text_id=operation.text,
        code=code,
        start=passage.start,
        end=passage.end,
        direction=direction,
        rating=rating,
        codebook_version=by.project.codebook_version,
        quote_hash=passage.quote_hash,
        born=revision.number,
    )
    _bear(state, passage.speakers)
    return outcome


def _remove(operation: Operation, by: Member, transcript_id: int, codebook: Codebook) -> Outcome:
    state = _own(operation, by=by, transcript_id=transcript_id)
    label = with_own(codebook, by, [state.code_id]).by_id[state.code_id].code.label
    outcome = Outcome(
        stretches=((state.start, state.end),), said=_("Removed: %(code)s") % {"code": label}, uid=operation.uid
    )
    revision = _record("coding.removed", operation, outcome, by=by, transcript_id=transcript_id)
    _die(state, revision)
    return outcome


def _change(operation: Operation, by: Member, transcript_id: int, codebook: Codebook) -> Outcome:
    old = _own(operation, by=by, transcript_id=transcript_id)
    seen = with_own(codebook, by, [old.code_id])
    code = seen.by_id[old.code_id].code if operation.code is None else _applicable(operation.code, codebook, by)
    same_code = code.pk == old.code_id
    wanted = operation.direction or (old.direction if same_code else None)
    rating = operation.rating if operation.rating is not None or operation.unrated or not same_code else old.rating
    direction, rating = _checked(code, direction=wanted, rating=rating)
    new = CodingState(
        coding_id=old.coding_id,
        text_id=old.text_id,
        code=code,
        start=old.start,
        end=old.end,
        direction=direction,
        rating=rating,
        codebook_version=by.project.codebook_version,
        quote_hash=old.quote_hash,
    )
    speakers: Iterable[int] = ()
    if operation.place is None:
        speakers = [*old.speakers.values_list("speaker_id", flat=True)]
    else:
        passage = _read(operation.place, old.text_id, by=by, transcript_id=transcript_id)
        new.start, new.end, new.quote_hash = passage.start, passage.end, passage.quote_hash
        speakers = passage.speakers
    outcome = Outcome(
        stretches=((old.start, old.end), (new.start, new.end)),
        said=_("Changed: %(code)s") % {"code": code.label},
        uid=operation.uid,
    )
    revision = _record("coding.changed", operation, outcome, by=by, transcript_id=transcript_id)
    _still_waits(code)
    _die(old, revision)
    new.born = revision.number
    _bear(new, speakers)
    return outcome


def _undo(operation: Operation, by: Member, transcript_id: int, codebook: Codebook) -> Outcome:
    del codebook  # every kind of operation is called alike
    step = last_step(transcript_id=transcript_id, by=by)
    return _reverse(operation, step, "undo", _("Nothing to undo."), by=by, transcript_id=transcript_id)


def _redo(operation: Operation, by: Member, transcript_id: int, codebook: Codebook) -> Outcome:
    del codebook  # every kind of operation is called alike
    step = last_undo(transcript_id=transcript_id, by=by)
    return _reverse(operation, step, "redo", _("Nothing to redo."), by=by, transcript_id=transcript_id)


def _reverse(
    operation: Operation, step: Revision | None, verb: str, nothing: str, *, by: Member, transcript_id: int
) -> Outcome:
    if step is None:
        raise Invalid(nothing)
    what = step.summary.get("what") or step.summary.get("said", "")
    said = (_("Undone: %(what)s") if verb == "undo" else _("Redone: %(what)s")) % {"what": what}
    outcome = Outcome(stretches=tuple((a, b) for a, b in step.summary["stretches"]), said=said)
    revision = _record(verb, operation, outcome, by=by, transcript_id=transcript_id, undoes=step, what=what)
    standing = standing_of(coder=by.pk, transcript=transcript_id)
    if standing.submitted:
        raise Submitted
    if not reverse(step, into=revision, assignment=standing.assignment, by=by):
        raise Conflict(_("This work was changed since and can’t be undone on its own."))
    return outcome


_DO: dict[str, Callable[[Operation, Member, int, Codebook], Outcome]] = {
    "code": _code,
    "remove": _remove,
    "change": _change,
    "undo": _undo,
    "redo": _redo,
}


def _read(place: Place, text_id: int, *, by: Member, transcript_id: int) -> Passage:
    """Check a place against the stored text, in one query that reads the turns it touches and no more."""
    rows = _TURNS_READ.rows(
        {
            Mark.TEXT: text_id,
            Mark.TRANSCRIPT: transcript_id,
            Mark.PROJECT: by.project_id,
            Mark.READER: by.pk,
            Mark.START: place.start,
            Mark.END: place.end,
        }
    )
    if not rows or rows[0][1] > place.start or rows[-1][2] < place.end:
        raise Conflict(_("The passage lies outside what is said in this text. Reload the page and mark it again."))
    text_hash, assignment, submitted, current, archived = rows[0][-5:]
    if submitted:
        raise Submitted
    if archived:
        raise Invalid(_("This transcript is archived. A lead can take it out of the archive."))
    if current != text_id:
        raise Conflict(_("The text was replaced by a new version. Reload the page and mark the passage again."))
    words = text_of(text_id, sha256=text_hash)
    turns = tuple(said(row[:-5], words[row[1] : row[2]]) for row in rows)
    return Passage(place.start, place.end, _quote_hash(turns, place), turns, assignment)


HOW_IT_STANDS = ("text__transcript__current", "text__transcript__archived_at")


def _turns_read() -> QuerySet[Turn, tuple[Any, ...]]:
    """Turns that a place touches, with their text's hash, the coder's pass, and how it stands with the text."""
    passes = Assignment.objects.current().filter(transcript=Mark.TRANSCRIPT, coder=Mark.READER).values("pk")
    return (
        Turn.objects.filter(text=Mark.TEXT, text__transcript=Mark.TRANSCRIPT, text__transcript__project=Mark.PROJECT)
        .touching(Mark.START, Mark.END)
        .annotate(
            assignment=Subquery(passes[:1], output_field=IntegerField()),
            submitted=Subquery(passes.filter(SUBMITTED)[:1], output_field=IntegerField()),
        )
        .order_by("index")
        .values_list(*SAID_FIELDS, "text__sha256", "assignment", "submitted", *HOW_IT_STANDS)
    )


_TURNS_READ = Prepared(_turns_read)


def _quote_hash(turns: Sequence[Said], place: Place) -> str:
    """The hash of the passage's words. Raises Conflict where they are not those that the client quotes."""
    words = "\n".join(turn.words for turn in turns)
    start, end = place.start - turns[0].start, place.end - turns[0].start
    quote = words[start:end]
    if quote[:QUOTE_SENT] != place.quote:
        raise Conflict(_("The text at this place reads otherwise. Reload the page and mark the passage again."))
    if splits_character(words[start - 1 : start], quote[0]) or splits_character(quote[-1], words[end : end + 1]):
        raise Conflict(_("The passage cuts a character in two. Mark it again, with the whole character."))
    return sha256(quote.encode()).hexdigest()


def _applicable(code_id: int | None, codebook: Codebook, by: Member) -> Code:
    node = with_own(codebook, by, [code_id or 0]).by_id.get(code_id or 0)
    if node is None:
        raise Invalid(_("This code is not in the codebook. Reload the page and choose another."))
    if node.archived:
        raise Invalid(_("“%(code)s” is archived. Choose another code.") % {"code": node.code.label})
    if node.code.heading:
        raise Invalid(_("“%(code)s” is a heading. Choose a code below it.") % {"code": node.code.label})
    if not node.code.active:
        raise Invalid(_("“%(code)s” is inactive. A lead can activate it.") % {"code": node.code.label})
    return node.code


def _checked(code: Code, *, direction: str | None, rating: int | None) -> tuple[str, int | None]:
    direction = direction or CodingState.Direction.AFFIRMS
    if direction not in CodingState.Direction.values:
        raise Invalid(_("The direction is not one of affirms, denies, mixed."))
    if direction != CodingState.Direction.AFFIRMS and not code.deniable:
        raise Invalid(_("“%(code)s” can’t be denied.") % {"code": code.label})
    if rating is not None and (code.rated != Code.Rated.PASSAGE or rating not in dict(code.levels)):
        raise Invalid(_("“%(code)s” has no such rating.") % {"code": code.label})
    return direction, rating


def _still_waits(code: Code) -> None:
    """A lead may decide on a proposal while its coder codes with it: behind the lock it is known."""
    try:
        refuse_decided(code)
    except Decided as error:
        raise Conflict(str(error)) from error


def _new_code(operation: Operation, by: Member) -> Code:
    label = (operation.new_code or "").strip()
    try:
        if operation.propose or by.project.round_is_open:
            return propose(by, label=label, definition=operation.new_meaning, belated=operation.propose)
        require(by, Action.CREATE_CODES)
        fields: CodeFields = {"label_fr": label} if by.project.language == "fr" else {"label_en": label}
        return create_code(by, **fields)
    except CodebookError as error:
        raise Invalid(str(error)) from error


def _own(operation: Operation, *, by: Member, transcript_id: int) -> CodingState:
    state = (
        CodingState.objects.visible_to(by)
        .living()
        .filter(coding__uid=operation.uid, coding__coder=by, coding__transcript=transcript_id)
        .select_related("coding")
        .first()
    )
    if state is None:
        raise Conflict(_("This coding is not there any more, or it is not yours."))
    return state


def _first_pass(by: Member, transcript_id: int, revision: Revision) -> int:
    # Two tabs may code first at once: behind the lock, the second finds what the first made.
    passes = Assignment.objects.current()
    made_at = {"created_at": revision.at}
    return passes.get_or_create(transcript_id=transcript_id, coder=by, defaults=made_at)[0].pk


def _new_coding(operation: Operation, assignment: int, *, by: Member, transcript_id: int) -> Coding:
    """A coding in the pass, if that takes work at this moment, behind the lock: the statement itself looks.

    Raises Conflict where the pass was submitted, or followed by another, since it was read; or the uid is taken.
    """
    coding = Coding(uid=operation.uid, project=by.project, transcript_id=transcript_id, coder=by)
    try:
        _insert_coding(coding, {Mark.PASS: assignment})
    except IntegrityError as error:
        raise Conflict(_("This transcript was submitted in another window, or a round began. Reload the page.")) from (
            error
        )
    coding.assignment_id = assignment
    return coding


_insert_coding = Insert(Coding, assignment=lambda: workable(Mark.PASS).values("pk"))
_insert_state = Insert(CodingState)
_insert_speaker = Insert(StateSpeaker)


def _record(
    verb: str,
    operation: Operation,
    outcome: Outcome,
    *,
    by: Member,
    transcript_id: int,
    undoes: Revision | None = None,
    what: str = "",
) -> Revision:
    summary: dict[str, object] = {"digest": operation.digest, "stretches": outcome.stretches, "said": outcome.said}
    if what:
        summary["what"] = what
    if outcome.new_code:
        summary["new_code"] = outcome.new_code
    return record(
        by.project,
        actor=by.user,
        verb=verb,
        op=operation.op,
        transcript=Transcript(pk=transcript_id),
        undoes=undoes,
        summary=summary,
    )


def _die(state: CodingState, revision: Revision) -> None:
    # What was read before the lock is asked again behind it, by the statement that writes.
    works = Assignment.objects.current().filter(WORKABLE).values("pk")
    living = CodingState.objects.filter(pk=state.pk, died=None, coding__assignment__in=works)
    if living.update(died=revision.number):
        return
    own = Assignment.objects.filter(codings=state.coding)
    if not own.current().exists():
        raise Conflict(_("This coding is of an earlier pass over the transcript, which stays as it was."))
    if own.filter(SUBMITTED).exists():
        raise Submitted
    raise Conflict(_("This coding was changed in another window. Reload the page."))


def _bear(state: CodingState, speakers: Iterable[int]) -> None:
    _insert_state(state)
    for speaker in speakers:
        _insert_speaker(StateSpeaker(state=state, speaker_id=speaker))
