"""The guide in one transcript: what is marked, what the program proposes, and the turns to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from coding.models import Asked, Question
from coding.queries.guide import guide_of
from coding.queries.marks import Said, said_in
from interviews.access import Sight, sight_of
from interviews.models import Member, Revision, Transcript
from methods.questions import likeliest_turns

STEPS = ("guide.marked", "guide.undone")
SHORT = 90


@dataclass(frozen=True, slots=True)
class Place:
    """Words of the interviewer: [start, end) of a text."""

    text: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A turn in which the program believes the question is asked; `score` is how alike they are, 0 to 1."""

    place: Place
    turn: Said
    score: float


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the transcript. `turn` is where it was asked, of the current text; None where nobody said.

    `by` is empty for who may not know who marked it. An open question may have a proposal.
    """

    number: int
    question: Question
    answer: str
    turn: Said | None
    confirmed: bool
    by: str
    proposal: Proposal | None

    @property
    def open(self) -> bool:
        return self.answer in {"", Asked.Answer.REFUSED}


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide in a transcript. `turns` are the interviewer's; empty where no speaker is one."""

    rows: tuple[Row, ...]
    turns: tuple[Said, ...]
    undo: UUID | None

    @property
    def marked(self) -> int:
        return sum(not row.open for row in self.rows)

    @property
    def proposed(self) -> int:
        return sum(row.proposal is not None for row in self.rows)


def guide_in(transcript: Transcript, *, reader: Member) -> Guide:
    """The whole guide, for a page."""
    questions = guide_of(reader.project)
    said = _said(transcript)
    turns = _interviewers(said)
    marks = _marks(transcript)
    proposals = _proposals(transcript, questions, marks, turns)
    everybody = sight_of(reader) is Sight.ALL
    at = {(turn.start, turn.end): turn for turn in said}
    rows = []
    for number, question in enumerate(questions, 1):
        mark = marks.get(question.pk)
        told = mark is not None and (everybody or mark.by_id == reader.pk)
        rows.append(
            Row(
                number=number,
                question=question,
                answer=mark.answer if mark else "",
                turn=_turn(mark, transcript, said, at),
                confirmed=bool(mark and mark.proposed),
                by=str(mark.by) if mark and told else "",
                proposal=proposals.get(question),
            )
        )
    step = last_step(transcript, reader)
    return Guide(tuple(rows), turns, step.op if step else None)


def proposals_in(transcript: Transcript) -> dict[Question, Proposal]:
    """What the program proposes for the open questions."""
    turns = _interviewers(_said(transcript))
    return _proposals(transcript, guide_of(transcript.project), _marks(transcript), turns)


def interviewer_turn(transcript: Transcript, index: int) -> Place | None:
    """The place of the interviewer's turn with this index; None where there is no such turn of hers."""
    turn = next((one for one in _interviewers(_said(transcript)) if one.index == index), None)
    return Place(transcript.current_id, turn.start, turn.end) if turn and transcript.current_id else None


def last_step(transcript: Transcript, by: Member) -> Revision | None:
    """The member's own last marking here that was not undone."""
    own = Revision.objects.filter(project=by.project_id, transcript=transcript, actor=by.user_id, verb=STEPS[0])
    return own.filter(undone_by=None).order_by("-number").first()


def _said(transcript: Transcript) -> list[Said]:
    return said_in(transcript.current) if transcript.current else []


def _interviewers(said: Sequence[Said]) -> tuple[Said, ...]:
    return tuple(turn for turn in said if turn.interviewer)


def _marks(transcript: Transcript) -> dict[int, Asked]:
    rows = Asked.objects.living().filter(transcript=transcript, question__archived_at=None)
    return {row.question_id: row for row in rows.select_related("by__user")}


def _proposals(
    transcript: Transcript, questions: Sequence[Question], marks: dict[int, Asked], turns: Sequence[Said]
) -> dict[Question, Proposal]:
    """For questions without any mark; a turn that already asks another one is left out."""
    taken = {mark.start for mark in marks.values() if mark.text_id == transcript.current_id}
    free = {turn.index: turn for turn in turns if turn.start not in taken}
    waiting = {question: question.wordings for question in questions if question.pk not in marks}
    found = likeliest_turns(waiting, ((index, turn.words) for index, turn in free.items()))
    text = transcript.current_id or 0
    return {
        question: Proposal(Place(text, free[one.turn].start, free[one.turn].end), free[one.turn], one.score)
        for question, one in found.items()
    }


def _turn(
    mark: Asked | None, transcript: Transcript, said: Sequence[Said], at: dict[tuple[int, int], Said]
) -> Said | None:
    if mark is None or mark.start is None or mark.end is None or mark.text_id != transcript.current_id:
        return None
    exact = at.get((mark.start, mark.end))
    return exact or next((turn for turn in said if turn.start < (mark.end or 0) and turn.end > mark.start), None)
