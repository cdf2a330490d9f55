"""A coder's own results of a closed round: where she and the group differed. Nobody else is named, nobody is ranked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coding.models import Assignment, Code, Disagreement, Round
from coding.queries.agreement_results import results_of
from interviews.models import Member, TranscriptText
from methods.spans import Span, segments, union

AROUND = 120
SAYS: dict[str, Promise] = {
    "only": gettext_lazy("You alone marked it."),
    "lacks": gettext_lazy("Others marked it, you did not."),
    "apart": gettext_lazy("You and others marked it, with other borders."),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a passage. `mine`: she marked them; `others`: how many of the others did."""

    words: str
    mine: bool
    others: int


@dataclass(frozen=True, slots=True)
class MyDisagreement:
    code: Code
    title: str
    transcript: int
    says: str
    before: str
    pieces: tuple[Piece, ...]
    after: str


def may_see_mine(member: Member, round_: Round) -> bool:
    """Whether this member gets to her results: the lead shows them, she submitted, and codes in no open round now.

    In an open round she may be reading the same text again: what others had there would no longer be her own eyes.
    """
    if not round_.shows_results or round_.state != Round.State.CLOSED or member.is_blind:
        return False
    passes = Assignment.objects.visible_to(member).in_round(round_)
    return passes.filter(coder=member, done_at__isnull=False, counts=True).exists()


def mine(member: Member, round_: Round) -> list[Disagreement]:
    """The disagreements on what she submitted, text by text: where her side differs from what all others have."""
    if not may_see_mine(member, round_) or results_of(round_.snapshot) is None:
        return []
    passes = Assignment.objects.in_round(round_).filter(coder=member).values("transcript")
    found = Disagreement.objects.filter(round=round_, transcript__in=passes).select_related("code", "transcript")
    return [one for one in found.order_by("transcript__position", "start", "pk") if _says(one, member) != "same"]


def shown(disagreements: Sequence[Disagreement], member: Member) -> Iterator[MyDisagreement]:
    """These disagreements with their words."""
    texts = dict(TranscriptText.objects.filter(pk__in={one.text_id for one in disagreements}).values_list("pk", "text"))
    for one in disagreements:
        words = texts[one.text_id]
        yield MyDisagreement(
            one.code,
            one.transcript.title,
            one.transcript_id,
            str(SAYS[_says(one, member)]),
            words[max(0, one.start - AROUND) : one.start],
            tuple(_pieces(one, member, words)),
            words[one.end : one.end + AROUND],
        )


def _sides(one: Disagreement, member: Member) -> tuple[list[Span] | None, list[list[Span]]]:
    """Her passages, None where she could not have used the code, and those of the others who differ from nobody."""
    sides = {side["coder"]: [(start, end) for start, end in side["spans"]] for side in one.sides}
    return sides.pop(member.pk, None), [*sides.values()]


def _says(one: Disagreement, member: Member) -> str:
    hers, others = _sides(one, member)
    if hers is None or all(union(hers) == union(spans) for spans in others):
        return "same"
    if not any(others):
        return "only"
    return "apart" if hers else "lacks"


def _pieces(one: Disagreement, member: Member, words: str) -> Iterator[Piece]:
    hers, others = _sides(one, member)
    owned = [(span, -1) for span in hers or ()] + [
        (span, place) for place, spans in enumerate(others) for span in spans
    ]
    for segment in segments([span for span, _ in owned], one.start, one.end):
        who = {owned[index][1] for index in segment.open}
        yield Piece(words[segment.start : segment.end], -1 in who, len(who - {-1}))
