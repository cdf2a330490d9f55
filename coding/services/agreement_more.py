"""What a round's figures leave for later, for it takes long: alpha over sets of codes, and the unitizing family."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from coding.models import Snapshot
from coding.queries.agreement_results import results_of
from coding.queries.agreement_units import exclusive_groups, frozen_of, read
from interviews.jobs import JobError, finish, progress, start_job
from interviews.models import Job, Member
from methods.codesets import SetCounts, add_sets, count_sets, set_values
from methods.continuum import Document
from methods.unitizing import Lengths, OverlappingCodes, Unitizing, add_lengths, unitize, unitize_each, unitizing

MORE = "agreement.more"


def start_more(snapshot: Snapshot, *, by: Member) -> Job:
    """Have a worker compute them."""
    return start_job(project=by.project, user=by.user, kind=MORE, payload={"snapshot": snapshot.pk}, op=uuid4())


def compute_more(job: Job) -> Mapping[str, Any]:
    """The job; `interviews.jobs` runs it. It adds `more` to the snapshot's results."""
    snapshot = Snapshot.objects.select_related("round", "project").get(project=job.project, pk=job.payload["snapshot"])
    if results_of(snapshot) is None:
        raise JobError(_("The figures of this round are still being computed. Try again in a moment."))
    found = more_of(snapshot, job)
    url = reverse("agreement", args=[job.project.key, snapshot.round.number])
    result = {"url": f"{url}#more-title"}
    with transaction.atomic():
        kept = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
        kept.results = {**(kept.results or {}), "more": found}
        kept.save(update_fields=["results"])
        finish(job, result)
    return result


def more_of(snapshot: Snapshot, job: Job) -> dict[str, Any]:
    """Sets over all codes as applied, each code's unitizing alpha, and the family of each exclusive group."""
    frozen = frozen_of(snapshot)
    groups = exclusive_groups(snapshot, frozen.tree)
    sets: SetCounts | None = None
    each: dict[int, Lengths] = {}
    of_groups: dict[str, Lengths | str] = {}
    for done, one in enumerate(read(frozen), 1):
        counted = count_sets(one.document, frozen.tree.applied)
        sets = counted if sets is None else add_sets([sets, counted])
        for code, lengths in unitize_each(one.document, frozen.tree.applied).items():
            each[int(code)] = add_lengths([each[int(code)], lengths]) if int(code) in each else lengths
        for name, codes in groups.items():
            of_groups[name] = _unitized(of_groups.get(name), one.document, codes)
        progress(job, done=done, total=len(frozen.passes))
    values = set_values([sets] if sets else [])
    return {
        "masi_alpha": values.masi_alpha,
        "jaccard_alpha": values.jaccard_alpha,
        "reason": values.reason,
        "codes": {str(code): unitizing([lengths]).u_alpha for code, lengths in each.items()},
        "groups": [_group(name, found) for name, found in of_groups.items()],
    }


def _unitized(so_far: Lengths | str | None, document: Document, codes: Sequence[int]) -> Lengths | str:
    """A group so far with this transcript added; the sentence about the first overlap, once there is one."""
    if isinstance(so_far, str):
        return so_far
    try:
        found = unitize(document, codes)
    except OverlappingCodes as overlap:
        return str(overlap)
    return found if so_far is None else add_lengths([so_far, found])


def _group(name: str, found: Lengths | str) -> dict[str, Any]:
    if isinstance(found, str):
        return {"name": name, "overlap": True}
    family: Unitizing = unitizing([found])
    kept = asdict(family)
    kept["ku_alpha"], kept["ku_coverage"] = [*family.ku_alpha.items()], [*family.ku_coverage.items()]
    return kept | {"name": name, "overlap": False, "undefined_of": [*family.undefined_of.items()]}
