"""Who mentions what under a basis, in words or by a case rating, among the participants it covers."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

import numpy as np
from django.db.models import Count

from coding.models.codings import CodingStateQuerySet, RatingQuerySet
from methods.consensus import Integers
from reports.queries.basis.basis import SHARED, BasisKind, Ground
from reports.queries.basis.states import counted_ratings, counted_states
from reports.queries.basis.stretches import needed, stretches

Mention = tuple[int, int]  # code, participant
PERSON = "speakers__speaker__participant_id"


def mentions(
    ground: Ground, codes: Collection[int] | None = None, *, spans: Integers | None = None
) -> Iterator[Mention]:
    """(code, participant) for each mention under the basis; of the `codes`, if given. Some come twice.

    Under consensus who speaks in a stretch mentions it; `spans` are the stretches, where the caller has them already.
    A case rating is a mention too: where it takes several coders, as much as a passage of the one who gave it.
    """
    ratings = counted_ratings(ground, codes)
    if ground.basis.kind is BasisKind.CONSENSUS:
        spoken = _speaking(stretches(ground, codes) if spans is None else spans)
        found: Iterable[Mention] = chain(spoken, _by_enough(ground, _rated_by(ratings)))
    elif ground.basis.kind in SHARED:
        found = _together(ground, counted_states(ground, codes), ratings)
    else:
        coded = counted_states(ground, codes).values_list("code_id", PERSON).distinct()
        found = chain(coded, ratings.values_list("code_id", "participant_id"))
    return ((code, participant) for code, participant in found if participant in ground.covered)


def _speaking(spans: Integers) -> Iterable[Mention]:
    return ((code, person) for code, person in np.unique(spans[:, :2], axis=0).tolist())


def _together(ground: Ground, states: CodingStateQuerySet, ratings: RatingQuerySet) -> Iterator[Mention]:
    """Those of whom enough coders say so, in whatever words."""
    fields = ("code_id", PERSON, "coding__transcript_id")
    by_rating = _rated_by(ratings)
    rated = {code for code, *_ in by_rating}
    # Where codes are rated too, a coder's coding and her rating are one voice; the others the database counts.
    voices = {*states.filter(code__in=rated).values_list(*fields, "coding__coder_id")} | by_rating if rated else set()
    coded = states.exclude(code__in=rated).values_list(*fields).annotate(coders=Count("coding__coder", distinct=True))
    for code, person, transcript, coders in coded:
        if coders >= needed(ground, transcript, code):
            yield code, person
    yield from _by_enough(ground, voices)


Voice = tuple[int, int, int, int]  # code, participant, transcript, coder


def _rated_by(ratings: RatingQuerySet) -> set[Voice]:
    return {*ratings.values_list("code_id", "participant_id", "assignment__transcript_id", "assignment__coder_id")}


def _by_enough(ground: Ground, voices: Collection[Voice]) -> Iterator[Mention]:
    together = Counter((code, person, transcript) for code, person, transcript, _coder in voices)
    for (code, person, transcript), coders in together.items():
        if coders >= needed(ground, transcript, code):
            yield code, person
