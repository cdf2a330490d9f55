"""A round's disagreements and what was decided on each, as a table for a file. It names coders: for leads alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coding.models import CodingState, Decision, Disagreement, Round
from coding.models.codings import Layer
from coding.queries.codebook import codebook_of
from coding.queries.disagreements import Wanted, found
from coding.queries.outcomes import sides_of
from interviews.exporters.table import Cell, Table
from interviews.models import Member, TranscriptText
from methods.spans import Span

Kept = Mapping[int, Sequence[Span]]


def decisions_table(closed: Round, wanted: Wanted, *, reader: Member, title: str) -> Table:
    """A row for each disagreement that fits, the heaviest first. Texts are read one after the other."""
    rows = found(closed, wanted, reader=reader).select_related("transcript", "code").defer("transcript__current")
    standing = _standing(closed, reader)
    kept = _kept([decision.pk for decision in standing.values()], reader)
    by_text: defaultdict[int, list[Disagreement]] = defaultdict(list)
    for one in rows.order_by("number"):
        by_text[one.text_id].append(one)
    coders = _coders(by_text)
    made: dict[int, tuple[Cell, ...]] = {}
    for text_id, disagreements in by_text.items():
        words = TranscriptText.objects.values_list("text", flat=True).get(pk=text_id)
        for one in disagreements:
            made[one.number] = _row(one, closed, words, coders, standing.get(one.pk), kept)
    return Table(title, _columns(coders), tuple(made[number] for number in sorted(made)), names=1)


def _standing(closed: Round, reader: Member) -> dict[int, Decision]:
    living = Decision.objects.visible_to(reader).living().filter(disagreement__round=closed)
    return {one.disagreement_id: one for one in living.select_related("by__user", "kept__user")}


def _kept(decisions: Sequence[int], reader: Member) -> Kept:
    """The passages of the consensus layer by decision, in order."""
    states = CodingState.objects.visible_to(reader, layer=Layer.CONSENSUS).living()
    chosen = set(decisions)
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for decision, start, end in states.order_by("start", "pk").values_list("coding__decision", "start", "end"):
        if decision in chosen:
            spans[decision].append((start, end))
    return spans


def _coders(by_text: Mapping[int, Sequence[Disagreement]]) -> dict[int, str]:
    """Everybody who is a side somewhere, by id, in order."""
    ids = {side.coder for rows in by_text.values() for one in rows for side in sides_of(one)}
    members = Member.objects.filter(pk__in=ids).select_related("user").order_by("pk")
    return {member.pk: str(member) for member in members}


def _columns(coders: Mapping[int, str]) -> tuple[str, ...]:
    before = (_("No."), _("Transcript"), _("Code"), _("Type"), _("Share in %"), _("Start"), _("End"), _("Passage"))
    after = (
        _("State"),
        _("Outcome"),
        _("Whose was kept"),
        _("Kept passages"),
        _("Reason"),
        _("Decided how"),
        _("Decided by"),
        _("Decided at"),
    )
    return (*before, *coders.values(), *after)


def _row(
    one: Disagreement, closed: Round, words: str, coders: Mapping[int, str], decision: Decision | None, kept: Kept
) -> tuple[Cell, ...]:
    sides = {side.coder: side.spans for side in sides_of(one)}
    codes = codebook_of(closed.project).by_id
    path = codes[one.code_id].path if one.code_id in codes else one.code.label
    before: tuple[Cell, ...] = (
        one.number,
        one.transcript.title,
        path,
        str(one.get_kind_display()),
        Decimal(f"{100 * one.share:.3f}"),
        one.start,
        one.end,
        words[one.start : one.end],
    )
    # Nothing in the cell of who did not submit the text: missing is not the same as nothing marked.
    marked = (_spans(sides[coder], words, none=_("nothing")) if coder in sides else "" for coder in coders)
    return (*before, *marked, *_decided(decision, words, kept))


def _decided(decision: Decision | None, words: str, kept: Kept) -> tuple[Cell, ...]:
    if decision is None:
        return (pgettext("a disagreement", "open"), "", "", "", "", "", "", None)
    return (
        _("decided"),
        str(decision.get_outcome_display()),
        str(decision.kept) if decision.kept else "",
        _spans(kept.get(decision.pk, ()), words, none=_("nothing")),
        decision.reason,
        str(decision.get_manner_display()),
        str(decision.by),
        decision.at,
    )


def _spans(spans: Sequence[Span], words: str, *, none: str) -> str:
    """`31-57: We plan each week.`, a line a passage; half-open, in code points of the text."""
    return "\n".join(f"{start}-{end}: {words[start:end]}" for start, end in spans) or none
