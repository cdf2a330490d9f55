"""Who mentions what, and where, under a basis: living states, and case ratings, of passes that are done."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

import numpy as np
from django.db.models import Count, F

from coding.models import CodingState, Rating
from coding.models.codings import CodingStateQuerySet, RatingQuerySet
from interviews.models import Speaker
from methods.crosstab import Integers, agreed_stretches
from reports.queries.basis import BasisKind, Ground

Mention = tuple[int, int]  # code, participant


def counted_states(ground: Ground, codes: Collection[int] | None = None) -> CodingStateQuerySet:
    """The states that a basis counts: living, of a counting coder's done pass, spoken in by a mapped participant.

    Only those of the `codes`, if given.
    """
    states = (
        CodingState.objects.visible_to(ground.reader)
        .living()
        .in_codebook()
        .filter(
            coding__assignment__done_at__isnull=False,
            coding__transcript__archived_at=None,
            coding__coder__in=ground.coders,
            text=F("coding__transcript__current"),
            speakers__speaker__role=Speaker.SpeakerRole.PARTICIPANT,
            speakers__speaker__participant__isnull=False,
        )
    )
    return states if codes is None else states.filter(code__in=codes)


def counted_ratings(ground: Ground, codes: Collection[int] | None = None) -> RatingQuerySet:
    """The case ratings that a basis counts, by the same rules: each is a mention, also without a passage."""
    ratings = (
        Rating.objects.visible_to(ground.reader)
        .living()
        .filter(
            assignment__done_at__isnull=False,
            assignment__transcript__archived_at=None,
            assignment__coder__in=ground.coders,
        )
    )
    return ratings if codes is None else ratings.filter(code__in=codes)


def mentions(ground: Ground, codes: Collection[int] | None = None) -> Iterator[Mention]:
    """(code, participant) for each mention under the basis, among the participants it covers; some come twice."""
    states, ratings = counted_states(ground, codes), counted_ratings(ground, codes)
    if ground.basis.kind in {BasisKind.CODER, BasisKind.UNION}:
        coded = states.values_list("code_id", "speakers__speaker__participant_id").distinct()
        found: Iterable[Mention] = chain(coded, ratings.values_list("code_id", "participant_id"))
    else:
        found = _shared_mentions(ground, states, ratings)
    return ((code, participant) for code, participant in found if participant in ground.covered)


def _shared_mentions(ground: Ground, states: CodingStateQuerySet, ratings: RatingQuerySet) -> Iterator[Mention]:
    fields = ("code_id", "speakers__speaker__participant_id", "coding__transcript_id")
    by_rating = {*ratings.values_list("code_id", "participant_id", "assignment__transcript_id", "assignment__coder_id")}
    rated = {code for code, *_ in by_rating}
    # Where codes are rated too, a coder's coding and her rating are one voice; the others the database counts.
    voices = {*states.filter(code__in=rated).values_list(*fields, "coding__coder_id")} | by_rating if rated else set()
    coded = states.exclude(code__in=rated).values_list(*fields).annotate(coders=Count("coding__coder", distinct=True))
    together = Counter((code, person, transcript) for code, person, transcript, _coder in voices)
    for code, person, transcript, coders in chain(coded, ((*place, n) for place, n in together.items())):
        if coders >= _needed(ground, transcript):
            yield code, person


def _needed(ground: Ground, transcript: int) -> int:
    """How many coders must agree in a transcript: all who did it, or more than half of them."""
    all_ = len(ground.coders_of[transcript])
    return all_ if ground.basis.kind is BasisKind.INTERSECTION else all_ // 2 + 1


def stretches(ground: Ground, codes: Collection[int] | None = None) -> Integers:
    """What counts as marked under the basis, a row each: code, participant, text, start, end.

    Overlaps of several codings are not merged yet under one coder and the union.
    """
    states = counted_states(ground, codes)
    fields = ("code_id", "speakers__speaker__participant_id", "text_id", "start", "end")
    if ground.basis.kind in {BasisKind.CODER, BasisKind.UNION}:
        return _table(states.values_list(*fields), len(fields))
    rows = _table(states.values_list(*fields, "coding__transcript_id", "coding__coder_id"), len(fields) + 2)
    transcripts, which = np.unique(rows[:, 5], return_inverse=True)
    needed = np.array([_needed(ground, transcript) for transcript in transcripts.tolist()], dtype=np.int64)
    places, place = _numbered(rows[:, :3])
    where, start, end = agreed_stretches(place, rows[:, 6], rows[:, 3], rows[:, 4], needed=needed[which])
    return np.column_stack([places[where], start, end])


def _table(rows: Iterable[tuple[int | None, ...]], width: int) -> Integers:
    # One flat run of numbers: half the time of an array of tuples.
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, width)


def _numbered(columns: Integers) -> tuple[Integers, Integers]:
    """The different rows, and for each row the number of its like. By sorting columns: faster than unique rows."""
    order = np.lexsort(columns.T)
    ordered = columns[order]
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    number = np.empty(len(ordered), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    return ordered[new], number
