"""Keeping quotes: choosing, ordering, shortening, translating. Each is one revision; the original is never touched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from coding.models import Code
from interviews.models import Member, Participant, TranscriptText
from interviews.services.revisions import record
from methods.spans import Span
from reports.models import ChosenQuote, FindingQuote


@dataclass(frozen=True, slots=True)
class Quoting:
    """A passage to quote: who says it, and the half-open range of the text."""

    participant: Participant
    text: TranscriptText
    start: int
    end: int


def fields_of(wanted: Quoting) -> dict[str, Any]:
    """What finds the same passage in a table of quotes."""
    return {"participant": wanted.participant, "text": wanted.text, "start": wanted.start, "end": wanted.end}


def known_elsewhere(wanted: Quoting, *, by: Member) -> dict[str, Any]:
    """How the same passage was shortened and translated where it is quoted already; nothing where it is not."""
    there = fields_of(wanted)
    found = (
        ChosenQuote.objects.visible_to(by).filter(**there).order_by("-pk").first()
        or FindingQuote.objects.filter(**there).order_by("-pk").first()
    )
    return {name: getattr(found, name) for name in ("kept", "translation", "translator")} if found else {}


@transaction.atomic
def keep_quote(wanted: Quoting, code: Code, *, by: Member) -> ChosenQuote:
    """Keep the passage for the code, after its others; one that was taken away comes back as it was."""
    there = fields_of(wanted)
    revision = record(by.project, actor=by.user, verb="quote.kept", summary={"code": code.key})
    quotes = ChosenQuote.objects.visible_to(by)
    last = quotes.filter(code=code).aggregate(last=Max("position"))["last"]
    new = {"project_id": by.project_id, "chosen_by": by, "chosen_at": revision.at, **known_elsewhere(wanted, by=by)}
    quote, _made = quotes.update_or_create(
        code=code,
        **there,
        defaults={"removed_at": None},
        create_defaults={**new, "position": 0 if last is None else last + 1},
    )
    return quote


@transaction.atomic
def shorten(quote: ChosenQuote, kept: list[Span], *, by: Member) -> None:
    """Show these ranges of it; none put it back whole."""
    quote.kept = kept
    quote.save(update_fields=["kept"])
    record(by.project, actor=by.user, verb="quote.shortened", summary=_about(quote))


@transaction.atomic
def translate(quote: ChosenQuote, *, translation: str, translator: str, by: Member) -> None:
    """Words in the other language beside the original, with who translated; empty ones take it away."""
    quote.translation, quote.translator = translation, translator if translation else ""
    quote.save(update_fields=["translation", "translator"])
    record(by.project, actor=by.user, verb="quote.translated", summary=_about(quote))


@transaction.atomic
def change_places(quote: ChosenQuote, other: ChosenQuote, *, by: Member) -> None:
    """Each takes the other's place among the quotes of their code."""
    quote.position, other.position = other.position, quote.position
    for one in (quote, other):
        one.save(update_fields=["position"])
    record(by.project, actor=by.user, verb="quote.moved", summary=_about(quote))


@transaction.atomic
def remove(quote: ChosenQuote, *, by: Member, at: datetime) -> None:
    """Out of the table; `restore` brings it back, and so does keeping the passage again."""
    quote.removed_at = at
    quote.save(update_fields=["removed_at"])
    record(by.project, actor=by.user, verb="quote.removed", summary=_about(quote))


@transaction.atomic
def restore(quote: ChosenQuote, *, by: Member) -> None:
    quote.removed_at = None
    quote.save(update_fields=["removed_at"])
    record(by.project, actor=by.user, verb="quote.restored", summary=_about(quote))


def _about(quote: ChosenQuote) -> dict[str, int]:
    return {"quote": quote.pk}
