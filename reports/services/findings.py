"""Writing findings down: each change is one revision; the numbers that somebody stood by are kept with the claim."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from interviews.models import Member
from interviews.services.revisions import record
from methods.claims import read_claim
from methods.predicates import Cell
from methods.spans import Span
from reports.models import Finding, FindingComment, FindingQuote
from reports.queries.counts.cells import as_json
from reports.services.quotes import Quoting, fields_of, known_elsewhere


@dataclass(frozen=True, slots=True)
class Claiming:
    """What a finding says: see `Finding`. At least one of the claims has words; inferences may have none."""

    claim_en: str
    claim_fr: str
    basis: str
    predicate: dict[str, Any]
    inference_en: str = ""
    inference_fr: str = ""


class IsFrozen(ValueError):
    """A frozen finding is not changed."""


@transaction.atomic
def create_finding(wanted: Claiming, cells: dict[str, Cell], *, by: Member) -> Finding:
    """A draft that rests on these cells as they are now. Raises BadClaim."""
    read_claim(wanted.predicate)
    revision = record(by.project, actor=by.user, verb="finding.made")
    last = Finding.objects.filter(project=by.project_id).aggregate(last=Max("number"))["last"] or 0
    return Finding.objects.create(
        project_id=by.project_id,
        number=last + 1,
        claim_en=wanted.claim_en,
        claim_fr=wanted.claim_fr,
        basis=wanted.basis,
        predicate=wanted.predicate,
        inference_en=wanted.inference_en,
        inference_fr=wanted.inference_fr,
        seen=as_json(cells),
        seen_at=revision.at,
        author=by,
        created_at=revision.at,
    )


@transaction.atomic
def edit_finding(finding: Finding, wanted: Claiming, cells: dict[str, Cell], *, by: Member) -> Finding:
    """Another claim, which rests on the cells as they are now; a draft again. Raises BadClaim, IsFrozen."""
    read_claim(wanted.predicate)
    finding = _open(finding)
    finding.claim_en, finding.claim_fr = wanted.claim_en, wanted.claim_fr
    finding.inference_en, finding.inference_fr = wanted.inference_en, wanted.inference_fr
    finding.basis, finding.predicate = wanted.basis, wanted.predicate
    finding.state = Finding.State.DRAFT
    return _stand_by(finding, cells, by=by, verb="finding.edited")


@transaction.atomic
def accept_numbers(finding: Finding, cells: dict[str, Cell], *, by: Member) -> Finding:
    """Stand by the claim with the numbers of today. Raises IsFrozen."""
    return _stand_by(_open(finding), cells, by=by, verb="finding.accepted")


@transaction.atomic
def set_state(finding: Finding, state: str, *, by: Member) -> Finding:
    """Draft, reviewed or frozen."""
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if finding.state != state:
        finding.state = state
        finding.save(update_fields=["state"])
        record(by.project, actor=by.user, verb=f"finding.{state}", summary={"finding": finding.number})
    return finding


@transaction.atomic
def delete_finding(finding: Finding, *, by: Member, at: datetime) -> None:
    """Out of sight; `restore_finding` brings it back."""
    Finding.objects.filter(pk=finding.pk).update(deleted_at=at)
    record(by.project, actor=by.user, verb="finding.deleted", summary={"finding": finding.number})


@transaction.atomic
def restore_finding(finding: Finding, *, by: Member) -> None:
    Finding.objects.filter(pk=finding.pk).update(deleted_at=None)
    record(by.project, actor=by.user, verb="finding.restored", summary={"finding": finding.number})


@transaction.atomic
def add_quote(finding: Finding, wanted: Quoting, role: str, *, by: Member) -> FindingQuote:
    """Put the passage with the finding; one that is there changes its role."""
    count = finding.quotes.count()
    quote, _made = FindingQuote.objects.update_or_create(
        finding=finding,
        **fields_of(wanted),
        defaults={"role": role},
        create_defaults={"role": role, "position": count, **known_elsewhere(wanted, by=by)},
    )
    record(by.project, actor=by.user, verb="finding.quoted", summary={"finding": finding.number})
    return quote


@transaction.atomic
def shorten_quote(quote: FindingQuote, kept: list[Span], *, by: Member) -> None:
    """Show these ranges of it; none put it back whole."""
    quote.kept = kept
    quote.save(update_fields=["kept"])
    record(by.project, actor=by.user, verb="finding.shortened", summary={"finding": quote.finding.number})


@transaction.atomic
def translate_quote(quote: FindingQuote, *, translation: str, translator: str, by: Member) -> None:
    """Words in the other language beside the original, with who translated; empty ones take it away."""
    quote.translation, quote.translator = translation, translator if translation else ""
    quote.save(update_fields=["translation", "translator"])
    record(by.project, actor=by.user, verb="finding.translated", summary={"finding": quote.finding.number})


@transaction.atomic
def remove_quote(quote: FindingQuote, *, by: Member) -> None:
    record(by.project, actor=by.user, verb="finding.unquoted", summary={"finding": quote.finding.number})
    quote.delete()


@transaction.atomic
def comment(finding: Finding, text: str, *, by: Member) -> FindingComment:
    revision = record(by.project, actor=by.user, verb="finding.commented", summary={"finding": finding.number})
    return FindingComment.objects.create(finding=finding, author=by, text=text, at=revision.at)


def _open(finding: Finding) -> Finding:
    found = Finding.objects.select_for_update().get(pk=finding.pk)
    if found.state == Finding.State.FROZEN:
        raise IsFrozen
    return found


def _stand_by(finding: Finding, cells: dict[str, Cell], *, by: Member, verb: str) -> Finding:
    revision = record(by.project, actor=by.user, verb=verb, summary={"finding": finding.number})
    finding.seen, finding.seen_at = as_json(cells), revision.at
    finding.save()
    return finding
