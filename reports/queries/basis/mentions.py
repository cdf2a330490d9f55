"""Who mentions what under a basis, in words or by a case rating, among the participants it covers."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from methods.consensus import Integers
from methods.crosstab import mentioners_of
from reports.queries.basis.basis import SHARED, BasisKind, Ground
from reports.queries.basis.marks import Marks
from reports.queries.basis.rows import CaseRating
from reports.queries.basis.stretches import marks_of, needed_by_row, numbered, stretches

Mention = tuple[int, int]  # code, participant
Lines = Mapping[int, Sequence[int]]


def mentions(ground: Ground, codes: Collection[int] | None = None, *, spans: Integers | None = None) -> list[Mention]:
    """(code, participant) for each mention under the basis; of the `codes`, if given. Some come twice.

    Under consensus who speaks in a stretch mentions it; `spans` are the stretches, where the caller has them already.
    A case rating is a mention too: where it takes several coders, as much as a passage of the one who gave it.
    """
    return [(code, person) for code, person in _found(ground, codes, spans).tolist() if person in ground.covered]


def who_mentions(
    ground: Ground, lines: Lines, codes: Collection[int] | None = None, *, spans: Integers | None = None
) -> dict[int, set[int]]:
    """Who mentions each code or one below it, by the `lines` up from each."""
    found = _found(ground, codes, spans)
    code, person = found[np.isin(found[:, 1], [*ground.covered])].T
    return mentioners_of(code, person, lines)


def _found(ground: Ground, codes: Collection[int] | None, spans: Integers | None) -> Integers:
    """Columns: code and participant."""
    ratings = rated_by(ratings_of_cases(ground, codes))
    if ground.basis.kind in SHARED and ground.basis.kind is not BasisKind.CONSENSUS:
        # A coder's coding and her rating are one voice.
        coded = voices_of(ground, marks_of(ground, codes))
        return by_enough(ground, np.vstack([coded, ratings]))
    spoken = stretches(ground, codes) if spans is None else spans
    rated = by_enough(ground, ratings) if ground.basis.kind is BasisKind.CONSENSUS else ratings[:, :2]
    return np.vstack([spoken[:, :2], rated])


def ratings_of_cases(ground: Ground, codes: Collection[int] | None = None) -> list[CaseRating]:
    """The case ratings that a basis counts, by the same rules as codings."""
    return [
        one
        for one in ground.rows.ratings
        if (codes is None or one.code in codes) and (ground.basis.coder is None or one.coder == ground.basis.coder.pk)
    ]


def by_enough(ground: Ground, voices: Integers) -> Integers:
    """Code and participant where as many coders as the basis takes say so; `voices` are as `voices_of` has them."""
    if ground.basis.kind not in SHARED:
        return voices[:, :2]
    different, _which = numbered(voices)
    together, which = numbered(different[:, :3])
    coders = np.bincount(which, minlength=len(together))
    enough: Integers = together[coders >= needed_by_row(ground, together[:, 0], together[:, 2])][:, :2]
    return enough


def voices_of(ground: Ground, marks: Marks) -> Integers:
    """Columns: code, participant, transcript, coder."""
    code, person, text, _start, _end, coder = marks.spans.T
    return np.column_stack([code, person, ground.rows.transcript_of(text), coder])


def rated_by(ratings: Iterable[CaseRating]) -> Integers:
    """The same of case ratings."""
    return np.array([one[:4] for one in ratings], dtype=np.int64).reshape(-1, 4)


def pairs_of(columns: Integers) -> set[Mention]:
    """The different codes and participants of the first two columns."""
    return {*zip(*columns[:, :2].T.tolist(), strict=True)}
