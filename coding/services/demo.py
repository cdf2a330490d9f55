"""The demo study: fictional interviews from coding/demo, loaded as two coders would have coded them.

Every coding gets a revision of its own, at its own minute of early 2014, in bulk: the rows that hands would make.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction

from coding.demo import study
from coding.models import Assignment, Code, Coding, CodingState, Memo, Rating, StateSpeaker
from coding.services.codebook import create_code, edit_code
from coding.services.templates import load_template
from interviews.importers import read
from interviews.models import (
    Attribute,
    AttributeValue,
    Member,
    Participant,
    ParticipantValue,
    Project,
    Revision,
    Role,
    Transcript,
    TranscriptText,
    Turn,
    User,
)
from interviews.services.revisions import record
from interviews.services.transcripts import Original, SpeakerChoice, write_transcript

KEY = "omsrp-demo"
FIRST_DAY = datetime(2014, 1, 13, 14, tzinfo=UTC)
BEFORE_EMERGENT = 4
PEOPLE = (
    ("helene", "Hélène Gagnon", Role.OWNER),
    ("amelie", "Amélie Roy", Role.CODER),
    ("thomas", "Thomas Bélanger", Role.CODER),
    ("karim", "Karim Diallo", Role.READER),
)
CODERS = {"A": "amelie", "B": "thomas"}
ACTIVATED = ("credibility", "number-of-followers")


@dataclass
class Demo:
    """The study while it is written: its people by username and its codes by key."""

    project: Project
    members: dict[str, Member]
    codes: dict[str, Code] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One coder's pass over one interview; `names` are the interview's number and the coder's letter in the files."""

    names: tuple[str, str]
    coder: Member
    transcript: Transcript
    participant: Participant
    text: TranscriptText
    turns: tuple[Turn, ...]
    assignment: Assignment
    rows: tuple[dict[str, str], ...]
    start: datetime

    def speakers(self, state: CodingState) -> set[int]:
        touched = (turn for turn in self.turns if turn.start < state.end and turn.end > state.start)
        return {turn.speaker_id for turn in touched if turn.speaker_id is not None}


def load_demo(*, password: str) -> bool:
    """Load the study with its four accounts; False, and nothing written, where it is there already."""
    if Project.objects.filter(key=KEY).exists():
        return False
    with transaction.atomic():
        demo = _project(password)
        attributes = _attributes(demo.project)
        _codebook(demo)
        plan = {row["nn"]: row for row in study.table("participants.tsv")}
        for place, (number, row) in enumerate(sorted(plan.items())):
            if place == BEFORE_EMERGENT:
                _emergent(demo, at=_day(place) - timedelta(hours=3))
            transcript, participant = _interview(demo, number, row, attributes)
            for letter, username in CODERS.items():
                start = _day(place) + timedelta(hours=0 if letter == "A" else 4)
                _pass(demo, _reading((number, letter), demo.members[username], transcript, participant, start))
        _memos(demo)
        _set_back(demo.project)
    return True


def _day(place: int) -> datetime:
    # Weekdays only: nobody believes a study coded on Sundays.
    return FIRST_DAY + timedelta(days=place + 2 * (place // 5))


def _project(password: str) -> Demo:
    project = Project.objects.create(
        key=KEY,
        name="E-influence des gestionnaires de médias sociaux",
        description="Étude de démonstration. Les personnes, les organisations et les propos ont été inventés.",
        language="fr",
        fictional=True,
        coders_create_codes=True,
        created_at=FIRST_DAY - timedelta(days=10),
    )
    hashed = make_password(password)
    members = {}
    for username, name, role in PEOPLE:
        user, _created = User.objects.get_or_create(
            username=username,
            defaults={"name": name, "email": f"{username}@demo.invalid", "password": hashed},
        )
        members[username] = Member.objects.create(project=project, user=user, role=role, joined_at=project.created_at)
    record(project, actor=members["helene"].user, verb="project.created")
    return Demo(project, members)


def _attributes(project: Project) -> dict[str, Attribute]:
    rows: dict[str, Attribute] = {}
    for position, told in enumerate(_told("attributes.json")):
        values = told.pop("values", [])
        attribute = Attribute.objects.create(project=project, position=position, **told)
        AttributeValue.objects.bulk_create(
            AttributeValue(attribute=attribute, key=key, label_en=english, label_fr=french, position=place)
            for place, (key, english, french) in enumerate(values)
        )
        rows[attribute.key] = attribute
    return rows


def _told(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((study.HERE / name).read_text(encoding="utf-8"))
    return rows


def _codebook(demo: Demo) -> None:
    load_template(demo.project, by=demo.members["helene"], name="e-influence")
    demo.project.refresh_from_db()
    for code in Code.objects.filter(project=demo.project):
        if code.key in ACTIVATED:
            edit_code(code, by=demo.members["helene"], active=True)
    Code.objects.filter(project=demo.project).update(created_at=demo.project.created_at)
    demo.codes = {code.key: code for code in Code.objects.filter(project=demo.project)}


def _emergent(demo: Demo, *, at: datetime) -> None:
    coder = demo.members["amelie"]
    coder.project = demo.project
    for minutes, fields in enumerate(_told("emergent.json")):
        code = create_code(coder, parent=demo.codes["professional-practices"], origin=Code.Origin.EMERGENT, **fields)
        Code.objects.filter(pk=code.pk).update(created_at=at + timedelta(minutes=20 * minutes))
        demo.codes[code.key] = code


def _interview(
    demo: Demo, number: str, row: Mapping[str, str], attributes: Mapping[str, Attribute]
) -> tuple[Transcript, Participant]:
    name = f"{number}-{row['key']}.txt"
    content = (study.HERE / "interviews" / name).read_bytes()
    speakers = {
        study.INTERVIEWER: SpeakerChoice(study.INTERVIEWER, "interviewer"),
        row["pseudonym"]: SpeakerChoice(row["pseudonym"], "participant", pseudonym=row["pseudonym"]),
    }
    transcript = write_transcript(
        demo.project,
        read(name, content),
        original=Original(name, content),
        speakers=speakers,
        by=demo.members["helene"].user,
        title=row["pseudonym"],
    )
    participant = Participant.objects.get(project=demo.project, pseudonym=row["pseudonym"])
    ParticipantValue.objects.bulk_create(
        _value(attribute, row[key], participant=participant, born=demo.project.revision)
        for key, attribute in attributes.items()
    )
    return transcript, participant


def _value(attribute: Attribute, told: str, *, participant: Participant, born: int) -> ParticipantValue:
    value = ParticipantValue(participant=participant, attribute=attribute, born=born)
    if attribute.kind == Attribute.Kind.CATEGORY:
        value.category = attribute.values.get(key=told)
    elif attribute.kind == Attribute.Kind.NUMBER:
        value.number = Decimal(told)
    else:
        value.text = told
    return value


def _pass(demo: Demo, reading: Reading) -> None:
    """One coder's reading of one interview: codings with their memos, the case rating, and done."""
    written = [
        _coding(demo, reading, row, at=at) for at, row in zip(_minutes(reading.start), reading.rows, strict=False)
    ]
    end = reading.start + timedelta(seconds=95 * (len(written) + 2))
    rated = _revision(demo, reading, at=end, verb="rating.set", op=_uid(*reading.names, "rating"))
    done = _revision(demo, reading, at=end + timedelta(minutes=1), verb="transcript.done", op=_uid(*reading.names))
    Revision.objects.bulk_create([*(revision for revision, _state in written), rated, done])
    Coding.objects.bulk_create([state.coding for _revision, state in written])
    CodingState.objects.bulk_create([state for _revision, state in written])
    StateSpeaker.objects.bulk_create(
        StateSpeaker(state=state, speaker_id=speaker) for _, state in written for speaker in reading.speakers(state)
    )
    Memo.objects.bulk_create(
        Memo(
            project=demo.project, on_coding=state.coding, author=reading.coder, text=row["memo"], created_at=revision.at
        )
        for row, (revision, state) in zip(reading.rows, written, strict=True)
        if row["memo"]
    )
    Rating.objects.bulk_create(
        Rating(
            assignment=reading.assignment,
            participant=reading.participant,
            code=demo.codes[row["code"]],
            value=int(row["value"]),
            born=rated.number,
        )
        for row in study.table("ratings.tsv")
        if (row["nn"], row["coder"]) == reading.names
    )
    Assignment.objects.filter(pk=reading.assignment.pk).update(done_at=done.at)
    demo.project.save(update_fields=["revision"])


def _coding(demo: Demo, reading: Reading, row: Mapping[str, str], *, at: datetime) -> tuple[Revision, CodingState]:
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
        quote_hash=sha256(reading.text.text[start:end].encode()).hexdigest(),
        born=revision.number,
    )
    return revision, state


def _set_back(project: Project) -> None:
    """What was written by services of today happened before the coding began, like everything else in the study."""
    before = project.created_at
    Revision.objects.filter(project=project, at__gt=FIRST_DAY + timedelta(days=365)).update(at=before)
    Transcript.objects.filter(project=project).update(created_at=before)


def _memos(demo: Demo) -> None:
    for row in study.table("memos.tsv"):
        memo = Memo(project=demo.project, author=demo.members[row["author"]], text=row["text"])
        memo.created_at = FIRST_DAY + timedelta(days=5)
        if row["on"] == "code":
            memo.on_code = demo.codes[row["key"]]
        elif row["on"] == "participant":
            memo.on_participant = demo.project.participants.get(pseudonym=row["key"])
        elif row["on"] == "transcript":
            memo.on_transcript = demo.project.transcripts.get(title=row["key"])
        memo.save()


def _reading(
    names: tuple[str, str], coder: Member, transcript: Transcript, participant: Participant, start: datetime
) -> Reading:
    (path,) = (study.HERE / "codings").glob(f"{names[0]}-*.tsv")
    text = transcript.texts.get()
    return Reading(
        names=names,
        coder=coder,
        transcript=transcript,
        participant=participant,
        text=text,
        turns=tuple(Turn.objects.filter(text=text).order_by("index")),
        assignment=Assignment.objects.create(transcript=transcript, coder=coder, created_at=start),
        rows=tuple(row for row in study.table(f"codings/{path.name}") if row["coder"] == names[1]),
        start=start,
    )


def _minutes(start: datetime) -> Iterator[datetime]:
    at = start
    while True:
        at += timedelta(seconds=95)
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


def _uid(*parts: str) -> UUID:
    return uuid5(NAMESPACE_URL, "/".join(("omsrp-demo", *parts)))
