"""Codes x attribute over 100,000 codings, against the plain GROUP BY and the plain fetch of the same rows.

The data is made in bulk in a database of its own (SQLite in a temporary folder, or a test database beside the one of
DATABASE_URL): 200 participants in 200 transcripts, 60 codes in 6 branches, 3 coders.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CODINGS, PARTICIPANTS, BRANCHES, BELOW, CODERS = 100_000, 200, 6, 9, 3
RUNS = 7


def measure() -> list[tuple[str, float, float, float]]:
    """Medians in milliseconds: participants against the GROUP BY, passages against fetching the spans."""
    with database():
        reader, attribute = study()
        return compare(reader, attribute)


@contextmanager
def database() -> Iterator[None]:
    """A database for this measurement alone: Django's own test database, removed afterwards."""
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def study() -> tuple[Any, Any]:
    """The reader and the attribute of a study with CODINGS codings, the same at every run."""
    from django.db import connection, transaction

    from coding.models import Assignment, Code, Coding, CodingState, StateSpeaker
    from interviews.models import (
        Attribute,
        AttributeValue,
        Member,
        Participant,
        ParticipantValue,
        Project,
        Speaker,
        Transcript,
        TranscriptText,
        User,
    )

    chance = random.Random(7)
    with transaction.atomic():
        project = Project.objects.create(key="bench", name="Bench")
        users = User.objects.bulk_create(
            User(username=f"coder{n}", email=f"{n}@example.org") for n in range(CODERS + 1)
        )
        roles = ["owner"] + ["coder"] * CODERS
        members = Member.objects.bulk_create(
            Member(project=project, user=user, role=role) for user, role in zip(users, roles, strict=True)
        )
        attribute = Attribute.objects.create(project=project, key="sector", label_en="Sector", kind="category")
        values = AttributeValue.objects.bulk_create(
            AttributeValue(attribute=attribute, key=key, label_en=key, position=place)
            for place, key in enumerate(("private", "public", "other"))
        )
        people = Participant.objects.bulk_create(
            Participant(project=project, pseudonym=f"P{n}", position=n) for n in range(PARTICIPANTS)
        )
        ParticipantValue.objects.bulk_create(
            ParticipantValue(participant=person, attribute=attribute, category=values[n % 3], born=1)
            for n, person in enumerate(people)
        )
        transcripts = Transcript.objects.bulk_create(
            Transcript(project=project, title=f"T{n}", position=n) for n in range(PARTICIPANTS)
        )
        texts = TranscriptText.objects.bulk_create(
            TranscriptText(transcript=t, text="x", sha256="", length=60_000, original_sha256=str(t.pk))
            for t in transcripts
        )
        for transcript, text in zip(transcripts, texts, strict=True):
            transcript.current = text
        Transcript.objects.bulk_update(transcripts, ["current"])
        speakers = Speaker.objects.bulk_create(
            Speaker(transcript=transcript, label="A", participant=person)
            for transcript, person in zip(transcripts, people, strict=True)
        )
        from django.utils import timezone

        passes = Assignment.objects.bulk_create(
            Assignment(transcript=transcript, coder=coder, done_at=timezone.now())
            for transcript in transcripts
            for coder in members[1:]
        )
        parents = Code.objects.bulk_create(
            Code(project=project, key=f"b{n}", label_en=f"B{n}", position=n) for n in range(BRANCHES)
        )
        codes = parents + Code.objects.bulk_create(
            Code(project=project, key=f"c{n}-{m}", label_en=f"C{n}-{m}", parent=parent, position=m)
            for n, parent in enumerate(parents)
            for m in range(BELOW)
        )
        chosen = [chance.randrange(len(passes)) for _ in range(CODINGS)]
        codings = Coding.objects.bulk_create(
            (
                Coding(
                    project=project, transcript_id=passes[n].transcript_id, assignment=passes[n], coder=passes[n].coder
                )
                for n in chosen
            ),
            batch_size=2_000,
        )
        starts = [chance.randrange(59_000) for _ in range(CODINGS)]
        states = CodingState.objects.bulk_create(
            (
                CodingState(
                    coding=coding,
                    text=texts[n // CODERS],
                    code=chance.choice(codes),
                    start=start,
                    end=start + chance.randrange(5, 400),
                    quote_hash="",
                    born=1,
                )
                for coding, n, start in zip(codings, chosen, starts, strict=True)
            ),
            batch_size=2_000,
        )
        StateSpeaker.objects.bulk_create(
            (StateSpeaker(state=state, speaker=speakers[n // CODERS]) for state, n in zip(states, chosen, strict=True)),
            batch_size=5_000,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Member.objects.select_related("project", "user").get(pk=members[0].pk), attribute


def compare(reader: Any, attribute: Any) -> list[tuple[str, float, float, float]]:
    from django.db import connection
    from django.db.models import Count

    from coding.queries.codebook import codebook_of
    from methods.crosstab import lines_up, mentioners
    from reports.queries.basis import ground_of, read_basis
    from reports.queries.crosstab import crosstab, passages_by_group
    from reports.queries.groups import grouping_by
    from reports.queries.mentions import counted_states, mentions

    ground = ground_of(read_basis("union", reader=reader), reader=reader)
    shared = ground_of(read_basis("intersection", reader=reader), reader=reader)
    lines = lines_up({node.code.pk: node.code.parent_id for node in codebook_of(reader.project).living})
    grouping = grouping_by(attribute)
    person = "speakers__speaker__participant"

    def group_by() -> object:
        rows = counted_states(ground).filter(
            **{f"{person}__values__attribute": attribute, f"{person}__values__died": None}
        )
        return [*rows.values_list("code", f"{person}__values__category").annotate(n=Count(person, distinct=True))]

    def fetch() -> object:
        return [*counted_states(ground).values_list("code_id", f"{person}_id", "text_id", "start", "end")]

    def participants() -> object:
        return mentioners(mentions(ground), lines)

    ours, floor, spans, fetched, common, whole = medians(
        participants,
        group_by,
        lambda: passages_by_group(ground, lines, grouping),
        fetch,
        lambda: passages_by_group(shared, lines, grouping),
        lambda: crosstab(reader, attribute=attribute, basis=read_basis("union", reader=reader)),
    )
    on = connection.vendor
    return [
        (f"crosstab, participants, 100,000 codings (floor: GROUP BY), {on}", ours, floor, 2.0),
        (f"crosstab, passages, 100,000 codings (floor: fetch spans), {on}", spans, fetched, 2.0),
        (f"crosstab, passages of the intersection (floor: fetch spans), {on}", common, fetched, 2.0),
        (f"crosstab, the whole table (floor: both floors), {on}", whole, floor + fetched, 2.0),
    ]


def medians(*works: Callable[[], object]) -> list[float]:
    """The median milliseconds of each work; they take turns, so that a busy moment hits all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, times in zip(works, taken, strict=True):
            start = time.perf_counter()
            work()
            times.append((time.perf_counter() - start) * 1000)
    return [statistics.median(times) for times in taken]
