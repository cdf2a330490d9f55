"""Computing a closed round's figures, once: tallies, results and disagreements, streamed by transcript.

Rows are staged in batches that nobody sees; `Snapshot.results` publishes them. Who starts again begins anew, and gets
the same numbers: everything comes from what the snapshot froze.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.urls import reverse

from coding.models import Disagreement, Snapshot, Tally
from coding.queries.agreement_clusters import Cluster, clusters
from coding.queries.agreement_results import FORMAT, Results, results_of, unit_results
from coding.queries.agreement_sums import UnitSums
from coding.queries.agreement_trend import intra_coder
from coding.queries.agreement_units import UNITS, Frozen, Read, frozen_of, read
from interviews.jobs import finish, progress
from interviews.models import Job
from methods.agreement import Counts, Key, Unit, rolled_up
from methods.confusion import Cell, confusion
from methods.profiles import Profile, add_profiles, profiles

AGREEMENT = "agreement"
BATCH = 16  # transcripts
# Provisional numbers of disagreements, until all are known: above every final one.
STAGED = 1_000_000_000
Progress = Callable[[int, int], None]


@dataclass
class Gathering:
    """The figures of a snapshot while its transcripts are taken in one by one."""

    frozen: Frozen
    units: dict[Unit, UnitSums] = field(init=False)
    numbers: Counter[Key] = field(default_factory=Counter)
    confused: Counter[Cell] = field(default_factory=Counter)
    profiles: dict[Key, Profile] = field(default_factory=dict)
    weights: defaultdict[tuple[Key, str], float] = field(default_factory=lambda: defaultdict(float))

    def __post_init__(self) -> None:
        self.units = {unit: UnitSums.of(unit, self.frozen.tree) for unit in UNITS}

    def take(self, one: Read) -> tuple[dict[Unit, Counts], list[Cluster]]:
        """Add a transcript; its counts by unit, and its disagreements."""
        document = rolled_up(one.document, self.frozen.tree.lines)
        by_sentence = one.by_sentence(document)
        counts = {
            unit: sums.put(one.transcript, by_sentence if unit == "sentence" else document)
            for unit, sums in self.units.items()
        }
        applied = self.frozen.tree.applied
        self.confused.update(confusion(one.document, applied).table())
        self.profiles = add_profiles([self.profiles, profiles(one.document, applied)])
        found = clusters(one.document, self.frozen.tree.above)
        for cluster in found:
            self.numbers[cluster.code] += 1
            self.weights[cluster.code, cluster.kind] += cluster.weight
        return counts, found

    def results(self, *, seed: int) -> dict[str, Any]:
        """What is kept with the snapshot."""
        return {
            "format": FORMAT,
            "coders": [*self.frozen.coders],
            "transcripts": [*self.frozen.passes],
            "tree": [*self.frozen.tree.parents.items()],
            "units": {unit: unit_results(sums, self.frozen, seed=seed) for unit, sums in self.units.items()},
            "disagreements": self._disagreements(),
            "confusion": [[*cell, characters] for cell, characters in self.confused.items()],
            "profiles": [[coder, profile.as_json()] for coder, profile in self.profiles.items()],
        }

    def _disagreements(self) -> dict[str, Any]:
        """How many there are and how heavy they are, of all codes and of each, by kind."""
        kinds: defaultdict[Key, dict[str, float]] = defaultdict(dict)
        for (code, kind), weight in self.weights.items():
            kinds[code][kind] = weight
        return {
            "number": self.numbers.total(),
            "weight": sum(self.weights.values()),
            "codes": {
                str(code): {"number": number, "weight": sum(kinds[code].values()), "kinds": kinds[code]}
                for code, number in self.numbers.items()
            },
        }


def compute_agreement(job: Job) -> Mapping[str, Any]:
    """The job of a closed round; `interviews.jobs` runs it."""
    snapshot = Snapshot.objects.select_related("round", "project").get(project=job.project, pk=job.payload["snapshot"])
    result = {"url": reverse("agreement", args=[job.project.key, snapshot.round.number])}
    compute(snapshot, progress=lambda done, total: progress(job, done=done, total=total), job=job, result=result)
    return result


def job_of(snapshot: Snapshot) -> Job | None:
    """The job that computes a snapshot, or did; None where none was queued."""
    jobs = Job.objects.filter(project=snapshot.project_id, kind=AGREEMENT, payload__snapshot=snapshot.pk)
    return jobs.order_by("-pk").first()


def compute(
    snapshot: Snapshot,
    *,
    progress: Progress = lambda done, total: None,  # noqa: ARG005  # nobody watches
    job: Job | None = None,
    result: Mapping[str, Any] | None = None,
) -> None:
    """Fill the snapshot's tallies, results and disagreements; nothing where it has results already."""
    if snapshot.results is not None:
        return
    frozen = frozen_of(snapshot)
    gathering = Gathering(frozen)
    _clear(snapshot)
    staged: list[tuple[Read, dict[Unit, Counts], list[Cluster]]] = []
    progress(0, len(frozen.passes))
    for done, one in enumerate(read(frozen), 1):
        staged.append((one, *gathering.take(one)))
        progress(done, len(frozen.passes))
        if len(staged) == BATCH or done == len(frozen.passes):
            with transaction.atomic():
                # A worker that lost the job stops here, and writes nothing more.
                progress(done, len(frozen.passes))
                _stage(snapshot, staged)
            staged = []
    results = gathering.results(seed=snapshot.document["seed"]) | {"again": intra_coder(snapshot, frozen)}
    with transaction.atomic():
        _number(snapshot, weight=results["disagreements"]["weight"])
        snapshot.results = results
        snapshot.save(update_fields=["results"])
        if job is not None:
            finish(job, result or {})


def figures(snapshot: Snapshot) -> Results:
    """The figures of a snapshot: as they are kept, or worked out without a trace where no worker has been yet."""
    kept = results_of(snapshot)
    if kept is not None:
        return kept
    gathering = Gathering(frozen_of(snapshot))
    for one in read(gathering.frozen):
        gathering.take(one)
    # Through JSON, so that they are what would be kept.
    found = gathering.results(seed=snapshot.document["seed"]) | {"again": intra_coder(snapshot, gathering.frozen)}
    return Results(json.loads(json.dumps(found)))


@transaction.atomic
def _clear(snapshot: Snapshot) -> None:
    """Put away what an earlier run staged before it was stopped."""
    Tally.objects.filter(snapshot=snapshot).delete()
    Disagreement.objects.filter(round=snapshot.round_id).delete()


def _stage(snapshot: Snapshot, staged: list[tuple[Read, dict[Unit, Counts], list[Cluster]]]) -> None:
    Tally.objects.bulk_create(
        (
            Tally(snapshot=snapshot, transcript_id=one.transcript, unit=unit, document=found.as_json())
            for one, counts, _ in staged
            for unit, found in counts.items()
        ),
        batch_size=100,
    )
    begun = STAGED + Disagreement.objects.filter(round=snapshot.round_id).count()
    rows = [(one, cluster) for one, _, found in staged for cluster in found]
    Disagreement.objects.bulk_create(
        (_row(snapshot, one, cluster, number=number) for number, (one, cluster) in enumerate(rows, begun)),
        batch_size=500,
    )


def _row(snapshot: Snapshot, one: Read, cluster: Cluster, *, number: int) -> Disagreement:
    return Disagreement(
        round_id=snapshot.round_id,
        number=number,
        transcript_id=one.transcript,
        text_id=one.text,
        code_id=cluster.code,
        start=cluster.start,
        end=cluster.end,
        kind=cluster.kind,
        weight=cluster.weight,
        share=0,
        sides=[{"coder": coder, "spans": spans} for coder, spans in cluster.sides],
    )


def _number(snapshot: Snapshot, *, weight: float) -> None:
    """Give each disagreement its number, 1 for the heaviest, and its share of all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE coding_disagreement SET number = ranked.place, share = coding_disagreement.weight / %s FROM"
            " (SELECT id, ROW_NUMBER() OVER (ORDER BY weight DESC, id) AS place FROM coding_disagreement"
            " WHERE round_id = %s) AS ranked WHERE ranked.id = coding_disagreement.id",
            [weight or 1.0, snapshot.round_id],
        )
