"""A study to measure on, the same at every run: texts of a given length, codes, coders with a session, codings."""

import random
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client

from benchmarks.importers import spoken_turns
from coding.models import Assignment, Code, Coding, CodingState, StateSpeaker
from interviews.models import Member, Participant, Project, Role, Speaker, Transcript, TranscriptText, Turn, User

HOST = "localhost"
KEY = "bench"
CSRF = "c" * 32


def make_project(*, coders: int = 1, codes: int = 30, key: str = KEY) -> tuple[Project, list[Member]]:
    """A project with its coders and a codebook of one level."""
    project = Project.objects.create(key=key, name="Bench", language="fr")
    members = [
        Member.objects.create(
            project=project,
            user=User.objects.create_user(f"{key}-{n}", f"{key}{n}@example.org", name=f"Coder {n}", language="fr"),
            role=Role.CODER,
        )
        for n in range(coders)
    ]
    Code.objects.bulk_create(
        Code(project=project, key=f"code-{n}", label_fr=f"Pratique {n}", position=n, slot=n % 24) for n in range(codes)
    )
    return project, members


def make_transcript(project: Project, *, characters: int) -> Transcript:
    """A conversation of an interviewer and a participant."""
    said = spoken_turns(characters)
    body = "\n".join(words for _who, words in said)
    transcript = Transcript.objects.create(project=project, title=f"{characters} characters")
    text = TranscriptText.objects.create(
        transcript=transcript,
        text=body,
        sha256=sha256(body.encode()).hexdigest(),
        length=len(body),
        words=len(body.split()),
        original=ContentFile(b"x", name="bench.txt"),
        original_name="bench.txt",
        original_sha256=sha256(b"x").hexdigest(),
        importer="txt",
    )
    person = Participant.objects.create(project=project, pseudonym=f"P{transcript.pk}")
    asks = Speaker.objects.create(transcript=transcript, label="Interviewer", role="interviewer")
    answers = Speaker.objects.create(transcript=transcript, label="P", participant=person)
    turns, start = [], 0
    for index, (who, words) in enumerate(said):
        speaker = asks if who == "Interviewer" else answers
        turns.append(Turn(text=text, index=index, start=start, end=start + len(words), speaker=speaker))
        start += len(words) + 1
    Turn.objects.bulk_create(turns, batch_size=500)
    transcript.current = text
    transcript.save(update_fields=["current"])
    return transcript


def make_codings(transcript: Transcript, coder: Member, *, count: int, seed: int = 7) -> None:
    """Codings of 20 to 400 characters all over the text, each in one turn or across two."""
    chance, text = random.Random(seed + transcript.pk), transcript.current
    assert text is not None
    codes = [*Code.objects.filter(project=transcript.project_id).values_list("pk", flat=True)]
    turns = [*Turn.objects.filter(text=text).order_by("index")]
    answers = Speaker.objects.get(transcript=transcript, role="participant")
    pass_ = Assignment.objects.get_or_create(transcript=transcript, coder=coder)[0]
    whole = {"project_id": transcript.project_id, "transcript": transcript, "assignment": pass_, "coder": coder}
    codings = Coding.objects.bulk_create(
        [Coding(uid=UUID(int=chance.getrandbits(128)), **whole) for _ in range(count)], batch_size=500
    )
    states = []
    for number, coding in enumerate(codings, 1):
        turn = chance.choice(turns)
        start = turn.start + chance.randrange(max(turn.end - turn.start - 20, 1))
        end = min(start + chance.randint(20, 400), turns[-1].end)
        place = {"start": start, "end": end, "quote_hash": "0" * 64, "born": number}
        states.append(CodingState(coding=coding, text=text, code_id=chance.choice(codes), **place))
    states = CodingState.objects.bulk_create(states, batch_size=500)
    StateSpeaker.objects.bulk_create([StateSpeaker(state=state, speaker=answers) for state in states], batch_size=500)
    Project.objects.filter(pk=transcript.project_id).update(revision=count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself within a minute


def places(transcript: Transcript, *, count: int, seed: int = 11) -> list[dict[str, Any]]:
    """Passages of 30 characters with their quotes, spread over the whole text."""
    text = transcript.current
    assert text is not None
    turns = [turn for turn in Turn.objects.filter(text=text).order_by("index") if turn.end - turn.start > 40]
    random.Random(seed).shuffle(turns)
    chosen = [turns[n % len(turns)].start for n in range(count)]
    return [{"start": at, "end": at + 30, "quote": text.text[at : at + 30]} for at in chosen]


def client_of(member: Member) -> Client:
    """A signed-in browser, in process, that is checked for forgery as a real one."""
    client = Client(enforce_csrf_checks=True, SERVER_NAME=HOST, HTTP_X_CSRFTOKEN=CSRF)
    client.force_login(member.user, "interviews.accounts.NameBackend")
    client.cookies["csrftoken"] = CSRF
    return client
