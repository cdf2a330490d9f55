"""The demo's rounds: transcripts imported, coded without seeing each other, compared, and half of it settled."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from coding.demo import study
from coding.models import Disagreement, Round
from coding.queries.rating_differences import rating_differences
from coding.services.agreement import compute
from coding.services.decisions import settle
from coding.services.demo.begin import Demo
from coding.services.demo.codebook import (
    later_codings,
    new_version,
    propose_after,
    proposed_passages,
    recheck_round,
)
from coding.services.demo.interviews import import_interview
from coding.services.demo.passes import Reading, reading_of, submit, write_codings
from coding.services.demo.times import workday
from coding.services.rating_decisions import settle_rating
from coding.services.rounds import close_round, create_round, open_round, plan_round
from interviews.models import Transcript
from methods.spans import Span

# Working days from the beginning of a round. Before it:
IMPORTED, FROZEN, OPENED = -4, -3, -1
# After its last interview:
CLOSED, DECIDING, REVISED, RECHECKED = 2, 4, 12, 14
TIMES = {"A": timedelta(0), "B": timedelta(hours=3), "T": timedelta(hours=6)}
PROPOSED = timedelta(hours=7, minutes=30)
A_DECISION = timedelta(minutes=7)
DECISIONS_A_DAY = 30


def run_round(demo: Demo, told: study.Round) -> None:
    """From the frozen codebook to the decisions; and after the first round, the new version and its rechecks."""
    transcripts = _imported(demo, told)
    if told.number == 1:
        new_version(demo, 1, at=workday(told.begins, FROZEN))
    opened = _opened(demo, told, transcripts)
    readings = _coded(demo, told, transcripts)
    over = len(told.transcripts)
    _closed(demo, opened, at=workday(told.begins, over + CLOSED))
    _decided(demo, opened, told, readings)
    if told.number == 1:
        new_version(demo, 2, at=workday(told.begins, over + REVISED))
        recheck_round(demo, told, readings, at=workday(told.begins, over + RECHECKED))


def _imported(demo: Demo, told: study.Round) -> dict[str, Transcript]:
    people = {row["nn"]: row for row in study.table("participants.tsv")}
    transcripts = {number: import_interview(demo, people[number]) for number in told.transcripts}
    demo.clock.set_back(workday(told.begins, IMPORTED))
    return transcripts


def _opened(demo: Demo, told: study.Round, transcripts: Mapping[str, Transcript]) -> Round:
    at = workday(told.begins, OPENED)
    draft = create_round(demo.project, by=demo.lead, at=at)
    cells = [
        (transcript.pk, demo.coder(letter).pk)
        for number, transcript in transcripts.items()
        for letter in told.coders(number)
    ]
    plan_round(draft, by=demo.lead, cells=cells, name=told.name, seed=told.seed, shows_results=True)
    opened = open_round(draft, by=demo.lead, at=at)
    demo.clock.set_back(at)
    return opened


def _coded(demo: Demo, told: study.Round, transcripts: Mapping[str, Transcript]) -> dict[tuple[str, str], Reading]:
    """An interview a day: each coder reads, marks and submits it. What they propose, they propose in the evening."""
    readings, later = {}, later_codings(told)
    for place, (number, transcript) in enumerate(transcripts.items()):
        day = workday(told.begins, place)
        for letter in told.coders(number):
            reading = readings[number, letter] = reading_of(demo, number, letter, transcript=transcript)
            mine = [row for row in study.codings(number) if row["coder"] == letter]
            now = [row for row in mine if row not in later[number, letter]]
            rows = [*now, *proposed_passages(number, letter)]
            submit(demo, reading, at=write_codings(demo, reading, rows, start=day + TIMES[letter]))
        if told.number == 1:
            propose_after(demo, number, at=day + PROPOSED)
    return readings


def _closed(demo: Demo, opened: Round, *, at: datetime) -> None:
    compute(close_round(opened, by=demo.lead, at=at, queued=False))
    demo.clock.set_back(at)


def _decided(demo: Demo, closed: Round, told: study.Round, readings: Mapping[tuple[str, str], Reading]) -> None:
    """The lead settles what the files tell, some a day."""
    rows = [row for row in study.table("decisions.tsv") if row["nn"] in told.transcripts]
    found = _disagreements(closed, readings.values())
    days = range(0, len(rows), DECISIONS_A_DAY)
    for place in days:
        for row in rows[place : place + DECISIONS_A_DAY]:
            _decide(demo, row, readings[row["nn"], "A"], found)
        day = workday(told.begins, len(told.transcripts) + DECIDING + place // DECISIONS_A_DAY)
        demo.clock.set_back(day, every=A_DECISION)
    _ratings_decided(demo, closed, told)
    demo.clock.set_back(workday(told.begins, len(told.transcripts) + DECIDING + len(days)), every=A_DECISION)


def _ratings_decided(demo: Demo, closed: Round, told: study.Round) -> None:
    """The values that stand where the coders placed somebody differently on a scale."""
    frozen = Round.objects.select_related("snapshot").get(pk=closed.pk)
    pseudonyms = {row["nn"]: row["pseudonym"] for row in study.table("participants.tsv")}
    found = {(one.participant.pseudonym, one.code.key): one for one in rating_differences(frozen, reader=demo.lead)}
    for row in study.table("rating_decisions.tsv"):
        if row["nn"] in told.transcripts:
            settle_rating(
                found[pseudonyms[row["nn"]], row["code"]],
                closed=frozen,
                by=demo.lead,
                value=int(row["value"]),
                reason=row["reason"],
                manner=row["manner"],
            )


def _disagreements(closed: Round, readings: Iterable[Reading]) -> dict[tuple[int, str], list[Disagreement]]:
    """By transcript and code; they share the round with its snapshot, and their texts."""
    found: defaultdict[tuple[int, str], list[Disagreement]] = defaultdict(list)
    shared = {reading.transcript.pk: reading for reading in readings}
    one_round = Round.objects.select_related("snapshot").get(pk=closed.pk)
    for one in Disagreement.objects.filter(round=closed).select_related("code"):
        reading = shared[one.transcript_id]
        one.round, one.transcript, one.text = one_round, reading.transcript, reading.text
        found[one.transcript_id, one.code.key].append(one)
    return found


def _decide(
    demo: Demo, row: Mapping[str, str], reading: Reading, found: Mapping[tuple[int, str], list[Disagreement]]
) -> None:
    words = reading.text.text
    start, end = study.resolve(words, row["quote"])
    (one,) = (one for one in found[reading.transcript.pk, row["code"]] if one.start <= start and end <= one.end)
    own: tuple[Span, ...] = (study.resolve(words, row["own"]),) if row["own"] else ()
    settle(
        one,
        by=demo.lead,
        outcome=row["outcome"],
        kept=demo.coder(row["kept"]).pk if row["kept"] else None,
        spans=own,
        reason=row["reason"],
        manner=row["manner"],
    )
