"""How a coder stands with a transcript: her pass, and whether it is submitted to a round that is open."""

from dataclasses import dataclass

from django.db.models import Case, Q, When

from coding.models import Assignment, Round, Snapshot
from coding.models.codings import AssignmentQuerySet


@dataclass(frozen=True, slots=True)
class Standing:
    """The current pass, None before the first coding; a submitted one takes no operation."""

    assignment: int | None
    submitted: bool


def standing_of(*, coder: int, transcript: int) -> Standing:
    """In one query; exact behind the project's lock."""
    passes = Assignment.objects.current().filter(transcript=transcript, coder=coder)
    row = passes.values_list("pk", Case(When(SUBMITTED, then=True), default=False)).first()
    return Standing(*row) if row else Standing(None, submitted=False)


SUBMITTED = Q(done_at__isnull=False, withdrawn_at=None, round__state=Round.State.OPEN)
WORKABLE = (
    Q(done_at=None) | Q(round=None) | Q(withdrawn_at__isnull=False) | Q(round__state=Round.State.CLOSED)
)  # the contrary; a draft has no passes


def workable(assignment: int) -> AssignmentQuerySet:
    """This pass, if it is current and takes operations."""
    return Assignment.objects.current().filter(WORKABLE, pk=assignment)


def is_frozen(assignment: Assignment) -> bool:
    """Whether a round closed on the pass as it was submitted: it stays so. Asks only where a round has closed."""
    snapshot = Snapshot.objects.filter(round=assignment.round_id).first() if assignment.in_closed_round else None
    return snapshot is not None and assignment.pk in {one["assignment"] for one in snapshot.document["passes"]}
