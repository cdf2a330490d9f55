"""Who mentions what, and where, under a basis: each is one query over living states of passes that are done."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Count, F

from coding.models import CodingState
from coding.models.codings import CodingStateQuerySet
from interviews.models import Speaker
from methods.spans import Span, covered_by_all, union
from reports.queries.basis import BasisKind, Ground

Mention = tuple[int, int]  # code, participant
Stretch = tuple[int, int, int, int, int]  # code, participant, text, start, end


def counted_states(ground: Ground, codes: Collection[int] | None = None) -> CodingStateQuerySet:
    """The states that a basis counts: living, of a counting coder's done pass, spoken in by a mapped participant.

    Only those of the `codes`, if given.
    """
    states = (
        CodingState.objects.visible_to(ground.reader)
        .living()
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


def mentions(ground: Ground, codes: Collection[int] | None = None) -> Iterator[Mention]:
    """(code, participant) for each mention under the basis, among the participants it covers."""
    states = counted_states(ground, codes)
    person = "speakers__speaker__participant_id"
    if ground.basis.kind in {BasisKind.CODER, BasisKind.UNION}:
        found: Iterable[Mention] = states.values_list("code_id", person).distinct()
    else:
        found = _shared_mentions(ground, states)
    return ((code, participant) for code, participant in found if participant in ground.covered)


def _shared_mentions(ground: Ground, states: CodingStateQuerySet) -> Iterator[Mention]:
    person = "speakers__speaker__participant_id"
    rows = states.values_list("code_id", person, "coding__transcript_id").annotate(
        coders=Count("coding__coder", distinct=True)
    )
    for code, participant, transcript, coders in rows:
        if coders >= _needed(ground, transcript):
            yield code, participant


def _needed(ground: Ground, transcript: int) -> int:
    """How many coders must agree in a transcript: all who did it, or more than half of them."""
    all_ = len(ground.coders_of[transcript])
    return all_ if ground.basis.kind is BasisKind.INTERSECTION else all_ // 2 + 1


def stretches(ground: Ground, codes: Collection[int] | None = None) -> Iterable[Stretch]:
    """(code, participant, text, start, end) of what counts as marked under the basis; overlaps are not merged yet."""
    states = counted_states(ground, codes)
    rows = states.values_list("code_id", "speakers__speaker__participant_id", "text_id", "start", "end")
    if ground.basis.kind in {BasisKind.CODER, BasisKind.UNION}:
        return rows
    return _shared_stretches(ground, states)


def _shared_stretches(ground: Ground, states: CodingStateQuerySet) -> Iterator[Stretch]:
    marked: dict[tuple[int, int, int, int], dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    fields = ("code_id", "speakers__speaker__participant_id", "coding__transcript_id", "text_id")
    for *place, coder, start, end in states.values_list(*fields, "coding__coder_id", "start", "end"):
        marked[tuple(place)][coder].append((start, end))
    for (code, participant, transcript, text), by_coder in marked.items():
        for start, end in _agreed([*by_coder.values()], _needed(ground, transcript)):
            yield code, participant, text, start, end


def _agreed(sets: list[list[Span]], needed: int) -> list[Span]:
    """The stretches that at least `needed` of the sets cover."""
    if len(sets) < needed:
        return []
    if len(sets) == needed:
        return covered_by_all(sets)
    borders: dict[int, int] = defaultdict(int)
    for spans in sets:
        for start, end in union(spans):
            borders[start] += 1
            borders[end] -= 1
    found: list[Span] = []
    depth, since = 0, 0
    for place in sorted(borders):
        before, depth = depth, depth + borders[place]
        if before < needed <= depth:
            since = place
        elif depth < needed <= before:
            found.append((since, place))
    return found
