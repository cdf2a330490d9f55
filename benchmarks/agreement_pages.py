"""Pages of a closed round, in process on a database of their own: the agreement of 8 coders on 1,000 transcripts from
its kept figures, the queue of 20,000 disagreements beside one of 200, and the screen on which one is decided.

The heavier half of each queue is decided, which is the worst case: the first page of open ones begins in the middle.
Pages are measured in CPU, for a busy machine slows the clock; the floor of a page is another one of the project.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.agreement import CODERS, CODES, transcript
from methods.agreement import Document, add, count, values_of

TRANSCRIPTS, MANY, FEW, LENGTH = 1_000, 20_000, 200, 40_000
RUNS = 9


def measure() -> list[tuple[str, float, float, float]]:
    """CPU milliseconds, medians; each page against its budget, and against its floor in the same run."""
    recounted = recount()
    from django.test.utils import override_settings

    # Measured as it runs: while developing, Django keeps every query.
    with database(), override_settings(DEBUG=False, ALLOWED_HOSTS=["localhost"]):
        large, small = study("large", MANY), study("small", FEW)
        agreement = page(large, "1/agreement/")
        queue, few, plain = page(large, "1/disagreements/"), page(small, "1/disagreements/"), page(large, "")
        screen = page(large, f"1/disagreements/{MANY // 2 + 1}/")
    size = f"{CODERS} coders x {TRANSCRIPTS:,}"
    return [
        (f"agreement page from cache, {size}, ms", agreement, 300.0, 1.0),
        ("the same (floor: the list of rounds), ms", agreement, plain, 12.0),
        (f"first page of {MANY:,} disagreements, CPU, ms", queue, 150.0, 1.0),
        (f"the same (floor: first page of {FEW}), ms", queue, few, 1.5),
        ("the same (floor: the list of rounds), ms", queue, plain, 8.0),
        (f"screen of one of {MANY:,} disagreements, CPU, ms", screen, 150.0, 1.0),
        ("one changed coding counted again, both units, ms", recounted, 20.0, 1.0),
    ]


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


def median(work: Callable[[], object]) -> float:
    """CPU milliseconds of the middle run; the first one, which fills caches, is left out."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def page(made: SimpleNamespace, address: str) -> float:
    """The whole answer to a signed-in lead."""

    def ask() -> None:
        answer = made.client.get(f"/projects/{made.project.key}/rounds/{address}", secure=True)
        assert answer.status_code == 200, answer.headers

    return median(ask)


def recount() -> float:
    """The transcript of a changed coding counted again, all codes, and each coefficient of its code over all."""
    documents = [transcript(key) for key in range(20)]
    codes = range(CODES)
    others = {unit: add(count(one, codes, unit) for one in documents[1:]) for unit in ("character", "turn")}
    changed = documents[0]

    def again() -> None:
        for unit, rest in others.items():
            values_of([rest, count(changed, codes, unit)], [0])

    return median(again)


def study(key: str, number: int) -> SimpleNamespace:
    """A project with a closed round, its figures, and so many disagreements; the same at every run."""
    from django.db import connection, transaction
    from django.test import Client

    with transaction.atomic():
        made = people(key)
        round_of(made)
        disagreements(made, number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    made.client = Client(HTTP_HOST="localhost")
    made.client.force_login(made.lead.user, "interviews.accounts.NameBackend")
    return made


def people(key: str) -> SimpleNamespace:
    """Project, lead, coders, codes, and a text a transcript."""
    from coding.models import Code
    from interviews.models import Member, Project, Speaker, Transcript, TranscriptText, Turn, User

    project = Project.objects.create(key=key, name=key)
    users = User.objects.bulk_create(
        User(username=f"{key}{number}", email=f"{key}{number}@example.org") for number in range(CODERS + 1)
    )
    roles = ["owner"] + ["coder"] * CODERS
    lead, *coders = Member.objects.bulk_create(
        Member(project=project, user=user, role=role) for user, role in zip(users, roles, strict=True)
    )
    codes = Code.objects.bulk_create(
        Code(project=project, key=f"c{number}", label_en=f"C{number}", position=number) for number in range(CODES)
    )
    transcripts = Transcript.objects.bulk_create(
        Transcript(project=project, title=f"T{number}", position=number) for number in range(TRANSCRIPTS)
    )
    words = ("Each of these words stands for what somebody said in an hour. " * 700)[:LENGTH]
    texts = TranscriptText.objects.bulk_create(
        TranscriptText(
            transcript=one, text=words, sha256=f"{one.pk:064}", length=LENGTH, original_sha256=f"{key}{one.pk}"
        )
        for one in transcripts
    )
    for one, text in zip(transcripts, texts, strict=True):
        one.current = text
    Transcript.objects.bulk_update(transcripts, ["current"])
    speakers = Speaker.objects.bulk_create(Speaker(transcript=one, label="A") for one in transcripts)
    Turn.objects.bulk_create(
        (
            Turn(text=text, index=index, start=index * 400, end=index * 400 + 399, speaker=speaker)
            for text, speaker in zip(texts, speakers, strict=True)
            for index in range(LENGTH // 400)
        ),
        batch_size=5_000,
    )
    return SimpleNamespace(project=project, lead=lead, coders=coders, codes=codes, texts=texts)


def round_of(made: SimpleNamespace) -> None:
    """A closed round with its passes, and figures as the engine keeps them."""
    from django.utils import timezone

    from coding.models import Assignment, CodebookVersion, Round, Snapshot
    from coding.services.agreement import Gathering

    now, project = timezone.now(), made.project
    entries = [{"id": code.pk, "key": code.key, "parent": None} for code in made.codes]
    version = CodebookVersion.objects.create(
        project=project, number=1, note="x", document={"codes": entries}, sha256="", codebook_revision=0
    )
    made.round = Round.objects.create(
        project=project, number=1, name="R", seed=7, state="closed", version=version, opened_at=now, closed_at=now
    )
    passes = Assignment.objects.bulk_create(
        (
            Assignment(transcript_id=text.transcript_id, coder=coder, round=made.round, done_at=now)
            for text in made.texts
            for coder in made.coders
        ),
        batch_size=2_000,
    )
    gathering = Gathering(frozen(made, passes))
    for place, text in enumerate(made.texts):
        document = in_project(transcript(place), made)
        for unit in gathering.units.values():
            unit.put(text.transcript_id, document)
    results = gathering.results(seed=7) | {"again": []}
    document = {"seed": 7, "codebook": {"version": 1}, "passes": []}
    Snapshot.objects.create(
        project=project, number=1, round=made.round, revision=1, document=document, sha256="", results=results
    )


def frozen(made: SimpleNamespace, passes: list[Any]) -> Any:
    """The passes and codes as the engine takes them."""
    from coding.queries.agreement_units import Frozen, Pass, Tree

    by_transcript: dict[int, list[Pass]] = {}
    for one, text in zip(passes, (text for text in made.texts for _ in made.coders), strict=True):
        kept = Pass(one.pk, one.transcript_id, one.coder_id, text.pk, frozenset())
        by_transcript.setdefault(one.transcript_id, []).append(kept)
    tree = Tree({code.pk: None for code in made.codes})
    return Frozen(1, False, tree, {key: tuple(some) for key, some in by_transcript.items()}, frozenset())


def in_project(document: Document, made: SimpleNamespace) -> Document:
    """The engine's benchmark transcript, with the ids of this project's coders and codes."""
    coders, codes = [coder.pk for coder in made.coders], [code.pk for code in made.codes]
    spans = {(coders[int(who)], codes[int(code)]): found for (who, code), found in document.spans.items()}
    return replace(document, coders=tuple(coders), spans=spans)


def disagreements(made: SimpleNamespace, number: int) -> None:
    """The heavier half of them is decided."""
    from coding.models import Decision, Disagreement

    made.number = number
    kinds = ("boundary", "omission", "substitution", "depth")
    rows = Disagreement.objects.bulk_create(
        (
            Disagreement(
                round=made.round,
                number=place,
                transcript_id=made.texts[place % TRANSCRIPTS].transcript_id,
                text=made.texts[place % TRANSCRIPTS],
                code=made.codes[place % CODES],
                start=(place * 37) % (LENGTH - 500),
                end=(place * 37) % (LENGTH - 500) + 260,
                kind=kinds[place % 4],
                weight=1,
                share=1 / number,
                is_open=place > number // 2,
                sides=sides(made, (place * 37) % (LENGTH - 500)),
            )
            for place in range(1, number + 1)
        ),
        batch_size=1_000,
    )
    decided = (Decision(disagreement=one, outcome="union", by=made.lead) for one in rows[: number // 2])
    Decision.objects.bulk_create(decided, batch_size=1_000)


def sides(made: SimpleNamespace, start: int) -> list[dict[str, object]]:
    """Half of the coders have the passage, each with an end of her own."""
    return [
        {"coder": coder.pk, "spans": [[start, start + 200 + 15 * place]] if place % 2 else []}
        for place, coder in enumerate(made.coders)
    ]
