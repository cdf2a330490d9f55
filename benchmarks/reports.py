"""Every report over 100,000 codings, 500 participants and 500 codes, against the plain fetch of what it counts.

The data is made in bulk on a throw-away site of each database: 500 transcripts, 20 branches of 25 codes, 3 coders.
`python -m benchmarks.reports rows` measures in process and prints JSON; `measure()` runs it in the site's environment.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks._server import Row, ask, sites

CODINGS, PARTICIPANTS, BRANCHES, BELOW, CODERS, LENGTH = 100_000, 500, 20, 24, 3, 60_000
DECISIONS = 2_000
RUNS, QUERIES = 5, 10
# The shuffles and permutations of these are kept from the first run on: what is measured is the counting.
KINDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("ranking", {}), ("comparison", {}), ("ratings", {}), ("dispersion", {}), ("emergence", {}), ("saturation", {}),
    ("indicators", {}), ("cooccurrence", {}), ("cooccurrence", {"unit": "turn"}), ("cooccurrence", {"unit": "overlap"}),
    ("coverage", {}), ("coverage", {"rows": "codes"}),
)  # fmt: skip
CONSENSUS = ("ranking", "ratings", "indicators", "coverage")


def measure() -> list[Row]:
    """Medians in milliseconds, and how many queries; on SQLite and on PostgreSQL."""
    found: list[Row] = []
    with sites() as known:
        for site in known:
            found += [(f"{work}, {site.database}", *numbers) for work, *numbers in ask(site, __name__, "rows")]
    return found


def rows() -> list[Row]:
    """Of the site at hand, which is empty."""
    reader, attribute = study()
    return compare(reader, attribute) + of_kinds(reader, attribute) + of_sample(reader)


def study() -> tuple[Any, Any]:
    """The reader and the attribute of a study with CODINGS codings, the same at every run."""
    from django.db import connection, transaction

    from interviews.models import Member, Project

    with transaction.atomic():
        project = Project.objects.create(key="bench", name="Bench")
        members = team(project)
        attribute, people = sample(project)
        texts, speakers = interviews(project, people)
        codes = codebook(project)
        code_all(project, members[1:], texts, speakers, codes)
        decide(project, members, texts, speakers, codes)
        guide(project, members[1], texts, codes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Member.objects.select_related("project", "user").get(pk=members[0].pk), attribute


def team(project: Any) -> list[Any]:
    """An owner and the coders."""
    from interviews.models import Member, User

    names = [f"coder{number}" for number in range(CODERS + 1)]
    users = User.objects.bulk_create(User(username=name, email=f"{name}@example.org") for name in names)
    roles = ["owner"] + ["coder"] * CODERS
    return Member.objects.bulk_create(
        Member(project=project, user=user, role=role) for user, role in zip(users, roles, strict=True)
    )


def sample(project: Any) -> tuple[Any, list[Any]]:
    """An attribute of three values, and participants in turn with each of them."""
    from interviews.models import Attribute, AttributeValue, Participant, ParticipantValue

    attribute = Attribute.objects.create(project=project, key="sector", label_en="Sector", kind="category")
    values = AttributeValue.objects.bulk_create(
        AttributeValue(attribute=attribute, key=key, label_en=key, position=place)
        for place, key in enumerate(("private", "public", "other"))
    )
    people = Participant.objects.bulk_create(
        Participant(project=project, pseudonym=f"P{number}", position=number) for number in range(PARTICIPANTS)
    )
    ParticipantValue.objects.bulk_create(
        ParticipantValue(participant=person, attribute=attribute, category=values[number % 3], born=1)
        for number, person in enumerate(people)
    )
    return attribute, people


def interviews(project: Any, people: list[Any]) -> tuple[list[Any], list[Any]]:
    """A transcript, its text and its speaker for each participant."""
    from interviews.models import Speaker, Transcript, TranscriptText

    transcripts = Transcript.objects.bulk_create(
        Transcript(project=project, title=f"T{number}", position=number) for number in range(len(people))
    )
    texts = TranscriptText.objects.bulk_create(
        TranscriptText(transcript=transcript, text="x", sha256="", length=LENGTH, original_sha256=str(transcript.pk))
        for transcript in transcripts
    )
    for transcript, text in zip(transcripts, texts, strict=True):
        transcript.current = text
    Transcript.objects.bulk_update(transcripts, ["current"])
    speakers = Speaker.objects.bulk_create(
        Speaker(transcript=transcript, label="A", participant=person)
        for transcript, person in zip(transcripts, people, strict=True)
    )
    return texts, speakers


def codebook(project: Any) -> list[Any]:
    """Branches with codes below them; the first of each is rated, the last of each emerged after the first coding."""
    from datetime import timedelta

    from django.utils import timezone

    from coding.models import Code

    scale = [{"value": value, "en": str(value), "fr": ""} for value in range(1, 6)]
    late = timezone.now() + timedelta(days=1)

    parents = Code.objects.bulk_create(
        Code(project=project, key=f"b{number}", label_en=f"B{number}", position=number) for number in range(BRANCHES)
    )
    return parents + Code.objects.bulk_create(
        Code(
            project=project,
            key=f"{parent.key}-{place}",
            label_en=f"C{place}",
            parent=parent,
            position=place,
            **({"rated": "passage", "scale": scale} if place == 0 else {}),
            **({"origin": "emergent", "created_at": late} if place == BELOW - 1 else {}),
        )
        for parent in parents
        for place in range(BELOW)
    )


def code_all(project: Any, coders: list[Any], texts: list[Any], speakers: list[Any], codes: list[Any]) -> None:
    """Done passes of every coder over every text, with CODINGS codings drawn over them."""
    from django.utils import timezone

    from coding.models import Assignment, Coding, CodingState, StateSpeaker

    chance = random.Random(7)
    passes = Assignment.objects.bulk_create(
        Assignment(transcript_id=text.transcript_id, coder=coder, done_at=timezone.now())
        for text in texts
        for coder in coders
    )
    drawn = [chance.randrange(len(passes)) for _ in range(CODINGS)]
    of_pass = [passes[number] for number in drawn]
    codings = Coding.objects.bulk_create(
        (
            Coding(project=project, transcript_id=one.transcript_id, assignment=one, coder_id=one.coder_id)
            for one in of_pass
        ),
        batch_size=2_000,
    )
    starts = [chance.randrange(LENGTH - 500) for _ in range(CODINGS)]
    given = [chance.choice(codes) for _ in range(CODINGS)]
    states = CodingState.objects.bulk_create(
        (
            CodingState(
                coding=coding,
                text=texts[number // len(coders)],
                code=code,
                rating=1 + number % 5 if code.rated else None,
                start=start,
                end=start + chance.randrange(5, 400),
                quote_hash="",
                born=1,
            )
            for coding, number, code, start in zip(codings, drawn, given, starts, strict=True)
        ),
        batch_size=2_000,
    )
    StateSpeaker.objects.bulk_create(
        (
            StateSpeaker(state=state, speaker=speakers[number // len(coders)])
            for state, number in zip(states, drawn, strict=True)
        ),
        batch_size=5_000,
    )


def decide(project: Any, members: list[Any], texts: list[Any], speakers: list[Any], codes: list[Any]) -> None:
    """DECISIONS stretches on which a decision counts, and nothing else; each keeps a passage."""
    from django.utils import timezone

    from coding.models import CodebookVersion, Coding, CodingState, Decision, Disagreement, Round, StateSpeaker

    version = CodebookVersion.objects.create(
        project=project, number=1, note="x", document={}, sha256="", codebook_revision=0
    )
    now = timezone.now()
    closed = {"state": "closed", "version": version, "opened_at": now, "closed_at": now}
    round_ = Round.objects.create(project=project, number=1, name="R", seed=7, **closed)
    chance = random.Random(11)
    places = [(chance.choice(texts), chance.choice(codes), chance.randrange(LENGTH - 500)) for _ in range(DECISIONS)]
    disagreements = Disagreement.objects.bulk_create(
        Disagreement(
            round=round_,
            number=number,
            transcript_id=text.transcript_id,
            text=text,
            code=code,
            start=start,
            end=start + 400,
            kind="boundary",
            weight=1,
            share=0,
            sides=[],
            is_open=False,
        )
        for number, (text, code, start) in enumerate(places, 1)
    )
    decisions = Decision.objects.bulk_create(
        Decision(disagreement=disagreement, outcome="union", by=members[0]) for disagreement in disagreements
    )
    codings = Coding.objects.bulk_create(
        Coding(project=project, transcript_id=text.transcript_id, layer="consensus", decision=decision)
        for decision, (text, _code, _start) in zip(decisions, places, strict=True)
    )
    states = CodingState.objects.bulk_create(
        CodingState(coding=coding, text=text, code=code, start=start, end=start + 400, quote_hash="", born=1)
        for coding, (text, code, start) in zip(codings, places, strict=True)
    )
    speaker_of = {speaker.transcript_id: speaker for speaker in speakers}
    StateSpeaker.objects.bulk_create(
        StateSpeaker(state=state, speaker=speaker_of[state.coding.transcript_id]) for state in states
    )


def guide(project: Any, coder: Any, texts: list[Any], codes: list[Any]) -> None:
    """A question about each branch and two codes below it, marked in nine of ten interviews."""
    from coding.models import Asked, Question

    chance = random.Random(7)  # noqa: S311  # the same guide at every run
    questions = Question.objects.bulk_create(
        Question(project=project, key=f"q{place}", text_en=f"Question {place}?", position=place)
        for place in range(3 * BRANCHES)
    )
    for place, question in enumerate(questions):
        branch, below = divmod(place, 3)
        question.codes.set([codes[branch] if not below else codes[BRANCHES + BELOW * branch + below]])
    Asked.objects.bulk_create(
        Asked(
            question=question,
            transcript_id=text.transcript_id,
            answer=chance.choice(["asked", "not_asked"]),
            by=coder,
            born=1,
        )
        for question in questions
        for text in texts
        if chance.random() < 0.9
    )


def compare(reader: Any, attribute: Any) -> list[Row]:
    """The table of codes and groups, and its two halves. Every run reads anew."""
    from django.db.models import Count

    from coding.queries.codebook import codebook_of
    from methods.crosstab import lines_up
    from reports.queries.basis.basis import ground_of, read_basis
    from reports.queries.basis.mentions import who_mentions
    from reports.queries.basis.states import counted_states
    from reports.queries.counts.crosstab import crosstab, passages_by_group
    from reports.queries.study.groups import grouping_by

    def ground(basis: str) -> Any:
        return ground_of(read_basis(basis, reader=reader), reader=reader)

    counted = ground("union")
    lines = lines_up({node.code.pk: node.code.parent_id for node in codebook_of(reader.project).living})
    grouping = grouping_by(attribute)
    person = "speakers__speaker__participant"

    def group_by() -> object:
        value = f"{person}__values"
        rows = counted_states(counted).filter(**{f"{value}__attribute": attribute, f"{value}__died": None})
        return [*rows.values_list("code", f"{value}__category").annotate(n=Count(person, distinct=True))]

    def fetch() -> object:
        return [*counted_states(counted).values_list("code_id", f"{person}_id", "text_id", "start", "end")]

    ours, floor, spans, fetched, common, whole, together, decided, all_of_it = medians(
        lambda: who_mentions(ground("union"), lines),
        group_by,
        lambda: passages_by_group(ground("union"), lines, grouping),
        fetch,
        lambda: passages_by_group(ground("intersection"), lines, grouping),
        lambda: crosstab(reader, attribute=attribute, basis=read_basis("union", reader=reader)),
        lambda: who_mentions(ground("consensus"), lines),
        lambda: passages_by_group(ground("consensus"), lines, grouping),
        lambda: crosstab(reader, attribute=attribute, basis=read_basis("consensus", reader=reader)),
    )
    return [
        ("crosstab, participants (floor: GROUP BY)", ours, floor, 2.0),
        ("crosstab, passages (floor: fetch spans)", spans, fetched, 2.0),
        ("crosstab, passages of the intersection (floor: fetch spans)", common, fetched, 2.0),
        ("crosstab, the whole table (floor: both floors)", whole, floor + fetched, 2.0),
        ("crosstab, participants of consensus (floor: GROUP BY)", together, floor, 2.0),
        ("crosstab, passages of consensus (floor: fetch spans)", decided, fetched, 2.0),
        ("crosstab, the whole table of consensus (floor: both)", all_of_it, floor + fetched, 2.0),
    ]


def fetching(reader: Any) -> Callable[[], object]:
    """The floor of the kinds: the plain fetch of all that is marked."""
    from reports.queries.basis.basis import ground_of, read_basis
    from reports.queries.basis.states import counted_states

    ground = ground_of(read_basis("union", reader=reader), reader=reader)
    fields = ("code_id", "speakers__speaker__participant_id", "text_id", "start", "end")
    return lambda: [*counted_states(ground).values_list(*fields)]


def finding(reader: Any, name: str, attribute: str, **options: str) -> Callable[[], object]:
    """What a kind of report finds, from the address on; everything is read anew."""
    from reports.forms.kinds import read_asked
    from reports.queries.kinds.registry import KINDS_OF_REPORT

    kind = KINDS_OF_REPORT[name]
    query = {"basis": "union", **({"attribute": attribute} if "attribute" in kind.asks else {}), **options}
    return lambda: kind.find(read_asked(query, kind, reader=reader))


def of_kinds(reader: Any, attribute: Any) -> list[Row]:
    """50 ms of the floor are the budget's 100 beside it."""
    asked = [(name, options, "") for name, options in KINDS]
    asked += [(name, {"basis": "consensus"}, " of consensus") for name in CONSENSUS]
    works = [finding(reader, name, attribute.key, **options) for name, options, _words in asked]
    floor, *taken = medians(fetching(reader), *works)
    found: list[Row] = []
    for (name, options, words), work, milliseconds in zip(asked, works, taken, strict=True):
        label = "report " + (f"{name}{words}" if words else " ".join((name, *options.values())))
        found += [(f"{label} (floor: fetch + 50 ms)", milliseconds, floor + 50, 2.0)]
        found += [(f"{label}, queries", queries_of(work), QUERIES, 1.0)]
    return found


def of_sample(reader: Any) -> list[Row]:
    """The sample counts no codings: its floor is the fetch of what is known of the participants."""
    from interviews.models import ParticipantValue
    from reports.queries.kinds.sample import sample_report

    def ours() -> object:
        return sample_report(reader, at=datetime(2026, 1, 1, tzinfo=UTC))

    floor, taken = medians(lambda: [*ParticipantValue.objects.living().values_list("participant", "category")], ours)
    return [
        ("report sample (floor: fetch values + 50 ms)", taken, floor + 50, 2.0),
        ("report sample, queries", queries_of(ours), QUERIES, 1.0),
    ]


def queries_of(work: Callable[[], object]) -> int:
    """How many it takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def medians(*works: Callable[[], object]) -> list[float]:
    """The median milliseconds of each work; they take turns, so that a busy moment hits all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, times in zip(works, taken, strict=True):
            start = time.perf_counter()
            work()
            times.append((time.perf_counter() - start) * 1000)
    return [statistics.median(times) for times in taken]


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"rows": rows}[sys.argv[1]]()))
