"""What a disagreement's sides marked, and which passages each outcome of a decision keeps of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from coding.models import Decision, Disagreement
from methods.spans import Span, covered_by_all, union

Outcome = Decision.Outcome


@dataclass(frozen=True, slots=True)
class Side:
    """What one of those who submitted the transcript marked with the code there: nothing, or passages in order."""

    coder: int
    spans: tuple[Span, ...]


def sides_of(disagreement: Disagreement) -> tuple[Side, ...]:
    """The sides in the order of their row. Who is shown them has them shuffled."""
    return tuple(
        Side(side["coder"], tuple(sorted((start, end) for start, end in side["spans"]))) for side in disagreement.sides
    )


def kept_by(
    outcome: str, sides: Sequence[Side], *, kept: int | None = None, own: Sequence[Span] = ()
) -> tuple[Span, ...]:
    """The passages that an outcome keeps, in order; each becomes one coding of the consensus layer.

    `kept` is the coder whose passages to keep, `own` the extent to keep instead of theirs. The intersection is that of
    the sides that marked something. "Both" keeps each side's passages, and one where they are the same.
    """
    marked = [side.spans for side in sides if side.spans]
    if outcome == Outcome.KEEP:
        return next((side.spans for side in sides if side.coder == kept), ())
    if outcome == Outcome.UNION:
        return tuple(union(span for spans in marked for span in spans))
    if outcome == Outcome.INTERSECTION:
        return tuple(covered_by_all(marked))
    if outcome == Outcome.OWN:
        return tuple(union(own))
    if outcome == Outcome.BOTH:
        return tuple(sorted({span for spans in marked for span in spans}))
    return ()
