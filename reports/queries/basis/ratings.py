"""A participant's place on a code's scale under a basis: one value, or that the coders' values differ and are open."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.models import Code
from methods.crosstab import lower_median
from reports.queries.basis.basis import BasisKind, Ground
from reports.queries.basis.marks import CODE, CODER, PERSON, UNRATED, Marks
from reports.queries.basis.mentions import ratings_of_cases
from reports.queries.basis.stretches import marks_of


@dataclass(frozen=True, slots=True)
class Rated:
    """The value; None where the coders' values differ and the basis takes none of them."""

    value: int | None


def ratings_of(ground: Ground, code: Code) -> dict[int, Rated]:
    """The value of each participant whom a counted coder rated on the code; nothing for one that is not rated.

    One coder's value is the lower median of hers, never an average of labels. Union and majority: the lower median of
    all values. Intersection: the value of all who rated, where it is one. Consensus: that, else what decisions kept.
    """
    return ratings_by_code(ground, [code]).get(code.pk, {})


def ratings_by_code(ground: Ground, codes: Sequence[Code]) -> dict[int, dict[int, Rated]]:
    """The same of several codes at once, by code."""
    given: dict[tuple[int, int], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for code, person, coder, value in _given(ground, codes):
        if person in ground.covered:
            given[code, person][coder].append(value)
    decided = _decided(ground, codes)
    found: dict[int, dict[int, Rated]] = defaultdict(dict)
    for (code, person), values in given.items():
        found[code][person] = _under(ground.basis.kind, values, decided.get((code, person), []))
    return found


def rating_name(rated: dict[int, Rated], code: Code, person: int) -> str:
    """A participant's value in words; empty where nobody rated."""
    if person not in rated:
        return ""
    value = rated[person].value
    if value is None:
        return _("rating open: the coders differ")
    return f"{value} {dict(code.levels).get(value, '')}".strip()


def _given(ground: Ground, codes: Sequence[Code]) -> Iterator[tuple[int, int, int, int]]:
    """(code, participant, coder, value) of each rating that the basis may count."""
    by_passage, by_case = _rated(codes, Code.Rated.PASSAGE), _rated(codes, Code.Rated.PARTICIPANT)
    if by_passage:
        # A participant with two speakers in a passage has one value there.
        for _state, code, person, coder, value in {*_rows(marks_of(ground, by_passage))}:
            yield code, person, coder, value
    if by_case:
        for one in ratings_of_cases(ground, by_case):
            yield one.code, one.participant, one.coder, one.value


def _decided(ground: Ground, codes: Sequence[Code]) -> dict[tuple[int, int], list[int]]:
    """The values that decisions keep, by code and participant; none but under consensus."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    if ground.basis.kind is not BasisKind.CONSENSUS:
        return found
    by_passage, by_case = _rated(codes, Code.Rated.PASSAGE), _rated(codes, Code.Rated.PARTICIPANT)
    if by_passage:
        for _state, code, person, _coder, value in _rows(ground.rows.kept.of(by_passage)):
            found[code, person].append(value)
    if by_case:
        for code, person, value in ground.rows.rating_decisions:
            if code in by_case:
                found[code, person].append(value)
    return found


def _rows(marks: Marks) -> Iterator[tuple[int, ...]]:
    """(state, code, participant, coder, value) of those with a value."""
    rated = marks.where(marks.rating != UNRATED)
    code, person, coder = rated.spans[:, [CODE, PERSON, CODER]].T
    return zip(*(column.tolist() for column in (rated.state, code, person, coder, rated.rating)), strict=True)


def _rated(codes: Sequence[Code], rated: Code.Rated) -> list[int]:
    return [code.pk for code in codes if code.rated == rated]


def _under(kind: BasisKind, values: dict[int, list[int]], decided: list[int]) -> Rated:
    if kind not in {BasisKind.INTERSECTION, BasisKind.CONSENSUS}:
        return Rated(lower_median(value for some in values.values() for value in some))
    each = {lower_median(some) for some in values.values()}
    if len(each) == 1:
        return Rated(each.pop())
    return Rated(lower_median(decided) if decided else None)
