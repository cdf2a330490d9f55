"""The demo's codings, in bulk: each has a revision of its own at its own minute, the rows that hands would make."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from coding.demo import study
from coding.models import Assignment, Coding, CodingState, Memo, Rating, Recheck, StateSpeaker
from coding.services.demo.begin import Demo
from interviews.models import Member, Participant, Revision, Transcript, TranscriptText, Turn

STEP = timedelta(seconds=95)
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One coder's pass over one interview; `names` are the interview's number and the coder's letter in the files."""

    names: tuple[str, str]
    coder: Member
    assignment: Assignment
    transcript: Transcript
    participant: Participant
    text: TranscriptText
    turns: tuple[Turn, ...]

    def speakers(self, state: CodingState) -> set[int]:
        touched = (turn for turn in self.turns if turn.start < state.end and turn.end > state.start)
        return {turn.speaker_id for turn in touched if turn.speaker_id is not None}


def reading_of(demo: Demo, number: str, letter: str, *, transcript: Transcript) -> Reading:
    """The pass that the round gave the coder."""
    text = transcript.texts.get()
    return Reading(
        names=(number, letter),
        coder=demo.coder(letter),
        assignment=Assignment.objects.current().get(transcript=transcript, coder=demo.coder(letter)),
        transcript=transcript,
        participant=demo.project.participants.get(pseudonym=transcript.title),
        text=text,
        turns=tuple(Turn.objects.filter(text=text).order_by("index")),
    )


def write_codings(demo: Demo, reading: Reading, rows: Iterable[Row], *, start: datetime) -> datetime:
    """The coder marks these passages, one after the other, with her memos; the time of the next step."""
    rows = [*rows]
    written = [_coding(demo, reading, row, at=at) for at, row in zip(_minutes(start), rows, strict=False)]
    Revision.objects.bulk_create(revision for revision, _state in written)
    Coding.objects.bulk_create(state.coding for _revision, state in written)
    CodingState.objects.bulk_create(state for _revision, state in written)
    StateSpeaker.objects.bulk_create(
        StateSpeaker(state=state, speaker_id=speaker) for _, state in written for speaker in reading.speakers(state)
    )
    Memo.objects.bulk_create(
        Memo(
            project=demo.project, on_coding=state.coding, author=reading.coder, text=row["memo"], created_at=revision.at
        )
        for row, (revision, state) in zip(rows, written, strict=True)
        if row["memo"]
    )
    _keep(demo)
    return start + STEP * (len(written) + 1)


def submit(demo: Demo, reading: Reading, *, at: datetime) -> None:
    """The case rating, and the pass is done."""
    given = [row for row in study.table("ratings.tsv") if (row["nn"], row["coder"]) == reading.names]
    if given:
        rated = _revision(demo, reading, at=at, verb="rating.set", op=_uid(*reading.names, "rating"))
        rated.save(force_insert=True)
        Rating.objects.bulk_create(
            Rating(
                assignment=reading.assignment,
                participant=reading.participant,
                code=demo.codes[row["code"]],
                value=int(row["value"]),
                born=rated.number,
            )
            for row in given
        )
    done = _revision(demo, reading, at=at + STEP, verb="transcript.done", op=_uid(*reading.names))
    done.save(force_insert=True)
    version = demo.project.codebook_version
    Assignment.objects.filter(pk=reading.assignment.pk).update(done_at=done.at, done_version=version)
    _keep(demo)


def write_recheck(demo: Demo, reading: Reading, keys: Sequence[str], *, at: datetime) -> None:
    """The coder's word that she went through the interview again for these codes."""
    made = _revision(demo, reading, at=at, verb="recheck.made", op=_uid(*reading.names, "recheck"))
    made.summary = {"codes": [*keys]}
    made.save(force_insert=True)
    Recheck.objects.bulk_create(
        Recheck(assignment=reading.assignment, code=demo.codes[key], version=demo.project.codebook_version, at=at)
        for key in keys
    )
    _keep(demo)


def _coding(demo: Demo, reading: Reading, row: Row, *, at: datetime) -> tuple[Revision, CodingState]:
    start, end = study.resolve(reading.text.text, row["quote"])
    uid = _uid(*reading.names, row["code"], row["quote"])
    code = demo.codes[row["code"]]
    revision = _revision(demo, reading, at=at, verb="coding.made", op=uid)
    revision.summary = {"stretches": [[start, end]], "said": f"Codé\u00a0: {code.label_fr}"}
    coding = Coding(
        uid=uid,
        project=demo.project,
        transcript=reading.transcript,
        assignment=reading.assignment,
        coder=reading.coder,
        created_at=at,
    )
    state = CodingState(
        coding=coding,
        text=reading.text,
        code=code,
        start=start,
        end=end,
        direction=row["direction"] or CodingState.Direction.AFFIRMS,
        rating=int(row["rating"]) if row["rating"] else None,
        codebook_version=demo.project.codebook_version,
        quote_hash=sha256(reading.text.text[start:end].encode()).hexdigest(),
        born=revision.number,
    )
    return revision, state


def _minutes(start: datetime) -> Iterator[datetime]:
    at = start
    while True:
        at += STEP
        yield at


def _revision(demo: Demo, reading: Reading, *, at: datetime, verb: str, op: UUID) -> Revision:
    demo.project.revision += 1
    return Revision(
        project=demo.project,
        number=demo.project.revision,
        op=op,
        actor=reading.coder.user,
        transcript=reading.transcript,
        verb=verb,
        summary={"stretches": []},
        at=at,
    )


def _keep(demo: Demo) -> None:
    demo.project.save(update_fields=["revision"])
    # These bear their times already.
    demo.clock.revision = demo.project.revision


def _uid(*parts: str) -> UUID:
    return uuid5(NAMESPACE_URL, "/".join(("omsrp-demo", *parts)))
