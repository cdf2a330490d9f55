"""Who says what of whom, coder by coder: for mentions under several bases at once, and for denials."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from reports.queries.basis.basis import Basis, BasisKind, Ground, ground_of
from reports.queries.basis.marks import DENIES
from reports.queries.basis.mentions import by_enough, pairs_of, voices_of, who_mentions
from reports.queries.basis.stretches import marks_of

People = Mapping[int, set[int]]


def people_under(
    ground: Ground, bases: Iterable[Basis], codes: list[int], lines: Mapping[int, tuple[int, ...]]
) -> list[tuple[People, int]]:
    """(who mentions each code, how many are covered) under each basis, from one reading of the rows."""
    whole = ground_of(Basis(BasisKind.UNION), reader=ground.reader, rows=ground.rows) if ground.basis.coder else ground
    narrow = [_narrowed(whole, basis) for basis in bases]
    return [(who_mentions(one, lines, codes), len(one.covered)) for one in narrow]


def denials(ground: Ground, codes: Collection[int]) -> set[tuple[int, int]]:
    """(code, participant) where as many coders as the basis takes, or a decision, say that the code is denied."""
    marks = marks_of(ground, codes)
    pairs = pairs_of(by_enough(ground, voices_of(ground, marks.where(marks.direction == DENIES))))
    if ground.basis.kind is BasisKind.CONSENSUS:
        kept = ground.rows.kept.of(codes)
        pairs |= pairs_of(kept.where(kept.direction == DENIES).spans)
    return {(code, person) for code, person in pairs if person in ground.covered}


def _narrowed(whole: Ground, basis: Basis) -> Ground:
    """The same ground under another basis; for one coder what she has done of it."""
    if basis.coder is None:
        return replace(whole, basis=basis)
    own = {pk: frozenset({basis.coder.pk}) for pk, coders in whole.coders_of.items() if basis.coder.pk in coders}
    covered = (person for person, transcripts in whole.transcripts_of.items() if transcripts <= own.keys())
    return replace(whole, basis=basis, coders_of=own, covered=frozenset(covered))
