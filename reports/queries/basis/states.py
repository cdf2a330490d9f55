"""The rows that reports count: living states of done passes, and what decisions keep."""

from collections.abc import Collection

from django.db.models import F

from coding.models import CodingState, Decision, Rating
from coding.models.codings import CodingStateQuerySet, Layer, RatingQuerySet
from interviews.models import Speaker
from reports.queries.basis.basis import Ground


def counted_states(ground: Ground, codes: Collection[int] | None = None, *, direction: str = "") -> CodingStateQuerySet:
    """The states that a basis counts: living, of a counting coder's latest done pass, of a code in the codebook,
    spoken in by a mapped participant. Only those of the `codes` and of the direction, if given.
    """
    states = (
        CodingState.objects.visible_to(ground.reader)
        .in_codebook()
        .filter(coding__assignment__done_at__isnull=False, coding__coder__in=ground.coders)
    )
    if ground.superseded:
        states = states.exclude(coding__assignment__in=ground.superseded)
    return _spoken(states, codes, direction=direction)


def counted_ratings(ground: Ground, codes: Collection[int] | None = None) -> RatingQuerySet:
    """The case ratings that a basis counts, by the same rules: each is a mention, also without a passage."""
    ratings = (
        Rating.objects.visible_to(ground.reader)
        .living()
        .filter(
            participant__deleted_at=None,
            assignment__done_at__isnull=False,
            assignment__transcript__archived_at=None,
            assignment__coder__in=ground.coders,
        )
        .exclude(assignment__in=ground.superseded)
    )
    return ratings if codes is None else ratings.filter(code__in=codes)


def consensus_states(
    ground: Ground, codes: Collection[int] | None = None, *, direction: str = ""
) -> CodingStateQuerySet:
    """What living decisions keep, in the same form."""
    decided = Decision.objects.visible_to(ground.reader).living().values("pk")
    states = CodingState.objects.visible_to(ground.reader, layer=Layer.CONSENSUS)
    # By the decisions: from all codings of a project the database would take as long as for the coders' own.
    return _spoken(states.filter(coding__decision__in=decided), codes, direction=direction)


def _spoken(states: CodingStateQuerySet, codes: Collection[int] | None, *, direction: str) -> CodingStateQuerySet:
    """Living ones of current texts that a participant speaks in."""
    found = states.living().filter(
        coding__transcript__archived_at=None,
        text=F("coding__transcript__current"),
        speakers__speaker__role=Speaker.SpeakerRole.PARTICIPANT,
        speakers__speaker__participant__isnull=False,
    )
    found = found.filter(direction=direction) if direction else found
    return found if codes is None else found.filter(code__in=codes)
