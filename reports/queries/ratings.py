"""A participant's place on a code's scale under a basis: one value, or that the coders' values differ and are open."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.models import Code
from methods.crosstab import lower_median
from reports.queries.basis import BasisKind, Ground
from reports.queries.states import consensus_states, counted_ratings, counted_states

PERSON = "speakers__speaker__participant_id"


@dataclass(frozen=True, slots=True)
class Rated:
    """The value; None where the coders' values differ and the basis takes none of them."""

    value: int | None


def ratings_of(ground: Ground, code: Code) -> dict[int, Rated]:
    """The value of each participant whom a counted coder rated on the code; nothing for one that is not rated.

    One coder's value is the lower median of hers, never an average of labels. Union and majority: the lower median of
    all values. Intersection: the value of all who rated, where it is one. Consensus: that, else what decisions kept.
    """
    if not code.rated:
        return {}
    given: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for person, coder, value in _given(ground, code):
        if person in ground.covered:
            given[person][coder].append(value)
    decided: dict[int, list[int]] = defaultdict(list)
    if ground.basis.kind is BasisKind.CONSENSUS and code.rated == Code.Rated.PASSAGE:
        for person, value in (
            consensus_states(ground, [code.pk]).filter(rating__isnull=False).values_list(PERSON, "rating")
        ):
            decided[person].append(value)
    return {person: _under(ground.basis.kind, values, decided.get(person, [])) for person, values in given.items()}


def rating_name(rated: dict[int, Rated], code: Code, person: int) -> str:
    """A participant's value in words; empty where nobody rated."""
    if person not in rated:
        return ""
    value = rated[person].value
    if value is None:
        return _("rating open: the coders differ")
    return f"{value} {dict(code.levels).get(value, '')}".strip()


def _given(ground: Ground, code: Code) -> Iterable[tuple[int, int, int]]:
    """(participant, coder, value) of each rating that the basis may count."""
    if code.rated == Code.Rated.PASSAGE:
        states = counted_states(ground, [code.pk]).filter(rating__isnull=False)
        rows = states.values_list("pk", PERSON, "coding__coder_id", "rating").distinct()
        return ((person, coder, value) for _pk, person, coder, value in rows)
    ratings = counted_ratings(ground, [code.pk])
    return ratings.values_list("participant_id", "assignment__coder_id", "value")


def _under(kind: BasisKind, values: dict[int, list[int]], decided: list[int]) -> Rated:
    if kind not in {BasisKind.INTERSECTION, BasisKind.CONSENSUS}:
        return Rated(lower_median(value for some in values.values() for value in some))
    each = {lower_median(some) for some in values.values()}
    if len(each) == 1:
        return Rated(each.pop())
    return Rated(lower_median(decided) if decided else None)
