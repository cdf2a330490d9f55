"""The document of a snapshot: the sufficient statistics of every report about participants, under every basis.

Of what people said it holds places and hashes, no words: the numbers can be explained after words were withdrawn.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from coding.models import Code, Round
from coding.models import Snapshot as RoundSnapshot
from coding.queries.codebook import Node
from coding.queries.versions import draft_is_open, version_in_force
from interviews.models import Attribute, Member, TranscriptText
from reports.models import FindingQuote
from reports.models.declarations import WORDS
from reports.queries.basis.basis import Basis, BasisKind, Ground, coders_in_sight
from reports.queries.counts.cells import as_json
from reports.queries.findings.findings import Standings, Today, findings_of, sensitivity
from reports.queries.study.declared import Declared
from reports.queries.study.frozen import ATTRIBUTE
from reports.queries.study.source import Source, TodaysSource
from reports.queries.study.study import Study

Document = dict[str, Any]
FORM = "omsrp-snapshot/1"
CODE = (
    "key",
    "position",
    *(f"{text}_{lang}" for text in ("label", "definition", "use_when", "use_not", "examples") for lang in ("en", "fr")),
    "slot",
    "origin",
    "active",
    "heading",
    "rated",
    "scale",
    "deniable",
    "meaning_since",
)
DECLARATION = (
    "number", "stance", "test", "attribute_id", "evidenced_by", "k_team", "k_public", "closes_groups", *WORDS, "reason",
)  # fmt: skip


def document_of(reader: Member, *, at: datetime) -> Document:
    """The state as it is now. The reader sees all work."""
    source, project = TodaysSource(reader), reader.project
    union = source.study(Basis(BasisKind.UNION))
    return {
        "form": FORM,
        "project": {"key": project.key, "name": project.name, "fictional": project.fictional},
        "taken_at": at.isoformat(),
        "codebook": _codebook(source, reader),
        "attributes": [_attribute(source, one) for one in source.attributes()],
        "participants": [[pk, name] for pk, name in source.people().items()],
        "transcripts": _transcripts(union),
        "turns": _turns(union),
        "declaration": _declaration(source.declared),
        "guide": _guide(union),
        "began": _moment(union.facts.began()),
        "proposers": sorted(map(list, union.facts.proposers([*union.codebook.by_id]).items())),
        "rounds": _rounds(reader),
        "default_basis": source.default_basis().key,
        "bases": [_under(source, basis) for basis in _all_bases(reader)],
        "findings": _findings(reader, source),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _codebook(source: Source, reader: Member) -> Document:
    version = version_in_force(reader.project)
    return {
        "version": version.number if version else 0,
        "sha256": version.sha256 if version else "",
        "changed_since": draft_is_open(reader.project),
        "revision": source.codebook.revision,
        "codes": [_code(node) for node in source.codebook.nodes],
    }


def _code(node: Node) -> Document:
    code: Code = node.code
    dates = {"created_at": _moment(code.created_at), "archived_at": _moment(code.archived_at)}
    return {"id": code.pk, "parent": code.parent_id, **{name: getattr(code, name) for name in CODE}, **dates}


def _attribute(source: Source, attribute: Attribute) -> Document:
    values = attribute.values.living().order_by("position", "pk").values("key", "label_en", "label_fr")
    given = source.given(attribute)
    return {
        "id": attribute.pk,
        **{name: getattr(attribute, name) for name in ATTRIBUTE},
        "values": [*values],
        "given": [
            [one.participant, one.category, None if one.number is None else str(one.number), one.missing]
            for one in given
        ],
    }


def _transcripts(study: Study) -> list[list[Any]]:
    """[id, title, current text, hash of its words]"""
    rows = study.facts.transcripts()
    hashes = dict(TranscriptText.objects.filter(pk__in=[row[2] for row in rows if row[2]]).values_list("pk", "sha256"))
    return [[pk, title, text, hashes.get(text) if text else None] for pk, title, text in rows]


def _turns(study: Study) -> list[list[int]]:
    texts = {text for _pk, _title, text in study.facts.transcripts() if text}
    found: list[list[int]] = study.facts.turns(texts).tolist()
    return found


def _guide(study: Study) -> Document:
    """Which questions ask about each code, and whether they were asked in each transcript."""
    asking = study.facts.asking(study.codebook)
    return {
        "questions": [asdict(one) for one in asking.questions],
        "about": [[code, sorted(questions)] for code, questions in sorted(asking.about.items())],
        "known": sorted([question, transcript, asked] for (question, transcript), asked in asking.known.items()),
    }


def _declaration(found: Declared) -> Document:
    fields = {name: getattr(found.declaration, name) for name in DECLARATION}
    return {**fields, "family": sorted(found.family), "sensitive": sorted(found.sensitive)}


def _rounds(reader: Member) -> list[Document]:
    """The closed rounds, with the hashes of what closing them froze."""
    closed = RoundSnapshot.objects.filter(project=reader.project_id, round__deleted_at=None)
    closed = closed.filter(round__state=Round.State.CLOSED).order_by("number")
    rows = closed.values_list("round__number", "round__name", "number", "sha256")
    return [{"round": n, "name": name, "snapshot": number, "sha256": hashed} for n, name, number, hashed in rows]


def _all_bases(reader: Member) -> Iterable[Basis]:
    """Every one that an address can name, whether or not it is offered."""
    yield from (Basis(BasisKind.CODER, coder) for coder in coders_in_sight(reader))
    yield from (Basis(kind) for kind in BasisKind if kind is not BasisKind.CODER)


def _under(source: Source, basis: Basis) -> Document:
    study = source.study(basis)
    nodes, reading = study.codebook.in_tree_order(), study.facts.reading()
    ratings = study.facts.ratings([node.code for node in nodes if node.code.rated])
    coder = basis.coder
    return {
        "key": basis.key,
        "kind": basis.kind.value,
        "coder": {"id": coder.pk, "username": coder.user.username, "name": coder.user.name} if coder else None,
        "offered": basis.key in {one.key for one in source.bases()},
        "ground": _ground(study.ground),
        "spans": sorted(study.counted.spans.tolist()),
        "open": sorted(study.counted.open.tolist()),
        "people": [[code, sorted(who)] for code, who in sorted(study.people.items())],
        "ratings": sorted(
            [code, person, rated.value] for code, by_person in ratings.items() for person, rated in by_person.items()
        ),
        "denials": sorted(map(list, study.facts.denials([n.code.pk for n in nodes if n.code.deniable]))),
        "wholly_denied": sorted(map(list, study.facts.wholly_denied([n.code.pk for n in nodes if n.code.deniable]))),
        "read_at": [[person, _moment(at)] for person, at in sorted(reading.read_at.items())],
        "again": sorted(map(list, reading.again)),
        "left_out": study.facts.left_out(),
    }


def _ground(ground: Ground) -> Document:
    return {
        "coders_of": [[transcript, sorted(coders)] for transcript, coders in sorted(ground.coders_of.items())],
        "covered": sorted(ground.covered),
        "participants": sorted(ground.participants),
        "transcripts_of": [[person, sorted(some)] for person, some in sorted(ground.transcripts_of.items())],
        "superseded": sorted(ground.superseded),
        "unlooked": sorted([transcript, code, n] for (transcript, code), n in ground.unlooked.items()),
    }


def _findings(reader: Member, source: Source) -> list[Document]:
    today, bases = Today(reader, source=source), source.bases()
    return [_finding(one, today, bases) for one in findings_of(reader, today=today)]


def _finding(one: Standings, today: Today, bases: Iterable[Basis]) -> Document:
    finding = one.finding
    return {
        "number": finding.number,
        "claim": {"en": finding.claim_en, "fr": finding.claim_fr},
        "inference": {"en": finding.inference_en, "fr": finding.inference_fr},
        "basis": finding.basis,
        "predicate": finding.predicate,
        "state": finding.state,
        "author": str(finding.author),
        "strength": one.strength,
        "stale": one.stale,
        "cells": as_json(one.under.cells),
        "outcome": one.under.verdict.outcome,
        "sensitivity": {under.key: under.verdict.outcome for under in sensitivity(today, one, bases)},
        "quotes": [_quote(quote) for quote in quotes_of(finding.pk)],
    }


def quotes_of(finding: int) -> Iterable[FindingQuote]:
    """A finding's quotes in order."""
    return FindingQuote.objects.filter(finding=finding).order_by("position", "pk").select_related("text")


def _quote(quote: FindingQuote) -> Document:
    return {
        "role": quote.role,
        "participant": quote.participant_id,
        "text": quote.text_id,
        "text_sha256": quote.text.sha256,
        "start": quote.start,
        "end": quote.end,
        "kept": quote.kept,
        "translation_sha256": sha256(quote.translation.encode()).hexdigest() if quote.translation else "",
        "translator": quote.translator,
    }
