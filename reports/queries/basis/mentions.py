"""Who mentions what under a basis, in words or by a case rating, among the participants it covers."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

import numpy as np

from methods.consensus import Integers
from reports.queries.basis.basis import SHARED, BasisKind, Ground
from reports.queries.basis.marks import Marks
from reports.queries.basis.rows import CaseRating
from reports.queries.basis.stretches import marks_of, needed_by_row, numbered, stretches

Mention = tuple[int, int]  # code, participant


def mentions(
    ground: Ground, codes: Collection[int] | None = None, *, spans: Integers | None = None
) -> Iterator[Mention]:
    """(code, participant) for each mention under the basis; of the `codes`, if given. Some come twice.

    Under consensus who speaks in a stretch mentions it; `spans` are the stretches, where the caller has them already.
    A case rating is a mention too: where it takes several coders, as much as a passage of the one who gave it.
    """
    ratings = ratings_of_cases(ground, codes)
    if ground.basis.kind is BasisKind.CONSENSUS:
        spoken = pairs_of(stretches(ground, codes) if spans is None else spans)
        found: Iterable[Mention] = chain(spoken, by_enough(ground, rated_by(ratings)))
    elif ground.basis.kind in SHARED:
        coded = voices_of(ground, marks_of(ground, codes))
        # A coder's coding and her rating are one voice.
        found = by_enough(ground, np.vstack([coded, rated_by(ratings)]))
    else:
        spoken = pairs_of(stretches(ground, codes) if spans is None else spans)
        found = chain(spoken, ((one.code, one.participant) for one in ratings))
    return ((code, participant) for code, participant in found if participant in ground.covered)


def ratings_of_cases(ground: Ground, codes: Collection[int] | None = None) -> list[CaseRating]:
    """The case ratings that a basis counts, by the same rules as codings."""
    return [
        one
        for one in ground.rows.ratings
        if (codes is None or one.code in codes) and (ground.basis.coder is None or one.coder == ground.basis.coder.pk)
    ]


def by_enough(ground: Ground, voices: Integers) -> Iterable[Mention]:
    """(code, participant) where as many coders as the basis takes say so; `voices` are as `voices_of` has them."""
    different, _which = numbered(voices)
    together, which = numbered(different[:, :3])
    coders = np.bincount(which, minlength=len(together))
    shared = ground.basis.kind in SHARED
    return pairs_of(together[coders >= needed_by_row(ground, together[:, 0], together[:, 2])] if shared else together)


def voices_of(ground: Ground, marks: Marks) -> Integers:
    """Columns: code, participant, transcript, coder."""
    code, person, text, _start, _end, coder = marks.spans.T
    return np.column_stack([code, person, ground.rows.transcript_of(text), coder])


def rated_by(ratings: Iterable[CaseRating]) -> Integers:
    """The same of case ratings."""
    return np.array([one[:4] for one in ratings], dtype=np.int64).reshape(-1, 4)


def pairs_of(columns: Integers) -> Iterable[Mention]:
    """The different codes and participants of the first two columns."""
    if not len(columns):
        return []
    codes, code = np.unique(columns[:, 0], return_inverse=True)
    people, person = np.unique(columns[:, 1], return_inverse=True)
    said = np.zeros((len(codes), len(people)), dtype=bool)
    said[code, person] = True
    at = np.nonzero(said)
    return zip(codes[at[0]].tolist(), people[at[1]].tolist(), strict=True)
