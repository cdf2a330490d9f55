"""A snapshot's document read back: the same answers as on the day when it was taken, whatever has changed since."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from coding.models import Code
from coding.queries.codebook import Codebook, grow
from interviews.models import Attribute, AttributeValue, Member, User
from methods.consensus import Integers
from methods.crosstab import lines_up
from reports.models import Declaration, Snapshot
from reports.queries.basis.asking import Asking, GuideQuestion
from reports.queries.basis.basis import Basis, BasisKind, Ground, UnknownBasis
from reports.queries.basis.ratings import Rated
from reports.queries.basis.reading import Reading
from reports.queries.basis.rows import Rows
from reports.queries.basis.stretches import Counted
from reports.queries.basis.voices import People
from reports.queries.study.declared import Declared
from reports.queries.study.facts import Lines
from reports.queries.study.groups import Grouping, NotGroupable, banded, grouped, named
from reports.queries.study.source import Given
from reports.queries.study.study import Study

Document = Mapping[str, Any]
KEPT = 2  # that of a large study takes much memory


class Changed(ValueError):
    """The document is not what was frozen; its text says so."""


def opened(snapshot: Snapshot) -> Document:
    """The document, its hash checked. Raises Changed."""
    found = sha256(snapshot.document.encode()).hexdigest()
    if found != snapshot.sha256:
        words = {"n": snapshot.number, "kept": snapshot.short_hash, "found": found[:12]}
        raise Changed(
            _(
                "Snapshot %(n)s was changed after it was taken: its hash is %(kept)s, and its document has %(found)s. "
                "It is not shown. Restore it from a backup, or take another."
            )
            % words
        )
    return _read(snapshot.document)


@lru_cache(maxsize=KEPT)
def _read(document: str) -> Document:
    """Kept by what it says."""
    found: Document = json.loads(document)
    return found


@lru_cache(maxsize=KEPT)
def _codebook(document: str) -> Codebook:
    said = _read(document)["codebook"]
    codes = [_code(one) for one in said["codes"]]
    return Codebook(said["revision"], grow(codes))


def _code(said: Mapping[str, Any]) -> Code:
    fields = {name: value for name, value in said.items() if name not in {"id", "parent", "created_at", "archived_at"}}
    archived = said["archived_at"]
    return Code(
        pk=said["id"],
        parent_id=said["parent"],
        created_at=datetime.fromisoformat(said["created_at"]),
        archived_at=datetime.fromisoformat(archived) if archived else None,
        **fields,
    )


class FrozenSource:
    """`Source` of a snapshot. Raises Changed."""

    def __init__(self, reader: Member, snapshot: Snapshot) -> None:
        self.reader = reader
        self.snapshot: Snapshot | None = snapshot
        self.document = opened(snapshot)
        self._text = snapshot.document

    @property
    def project_name(self) -> str:
        return str(self.document["project"]["name"])

    @property
    def fictional(self) -> bool:
        return bool(self.document["project"]["fictional"])

    @property
    def codebook(self) -> Codebook:
        return _codebook(self._text)

    @cached_property
    def declared(self) -> Declared:
        said = self.document["declaration"]
        fields = {name: value for name, value in said.items() if name not in {"family", "sensitive"}}
        declaration = Declaration(project=self.reader.project, **fields)
        return Declared(declaration, frozenset(said["family"]), frozenset(said["sensitive"]))

    def attributes(self) -> list[Attribute]:
        return [_attribute(one) for one in self.document["attributes"]]

    def given(self, attribute: Attribute) -> list[Given]:
        said = self._said(attribute)["given"]
        return [
            Given(person, category, None if number is None else Decimal(number), missing)
            for person, category, number, missing in said
        ]

    def grouping(self, attribute: Attribute) -> Grouping:
        given = [one for one in self.given(attribute) if not one.missing]
        if attribute.kind == Attribute.Kind.CATEGORY:
            values = [AttributeValue(**value) for value in self._said(attribute)["values"]]
            return grouped(attribute, values, {one.participant: one.category for one in given if one.category})
        return banded(attribute, {one.participant: one.number for one in given})

    def _said(self, attribute: Attribute) -> Mapping[str, Any]:
        return next(one for one in self.document["attributes"] if one["key"] == attribute.key)

    def people(self) -> dict[int, str]:
        return dict(self.document["participants"])

    def bases(self) -> list[Basis]:
        return [self._basis(one) for one in self.document["bases"] if one["offered"]]

    def read_basis(self, key: str) -> Basis:
        return self._basis(self._under(key))

    def default_basis(self) -> Basis:
        return self.read_basis(self.document["default_basis"])

    def study(self, basis: Basis) -> Study:
        said, codebook = self._under(basis.key), self.codebook
        ground = _ground(said["ground"], basis, self.reader)
        lines = lines_up({node.code.pk: node.code.parent_id for node in codebook.in_tree_order()})
        spans = np.array(said["spans"], dtype=np.int64).reshape(-1, 5)
        counted = Counted(spans, np.array(said["open"], dtype=np.int64))
        people = {code: {*who} for code, who in said["people"]}
        return Study(self.reader, ground, codebook, lines, counted, people, FrozenFacts(self, said, ground))

    def under(self, basis: Basis) -> tuple[People, int]:
        """(who mentions each code, how many are covered)"""
        said = self._under(basis.key)
        return {code: {*who} for code, who in said["people"]}, len(said["ground"]["covered"])

    def _under(self, key: str) -> Mapping[str, Any]:
        found = next((one for one in self.document["bases"] if one["key"] == key), None)
        if found is None:
            known = ", ".join(one["key"] for one in self.document["bases"])
            message = f"{key}: no such basis in this snapshot. There are: {known}."
            raise UnknownBasis(message)
        return found  # type: ignore[no-any-return]  # of a document

    def _basis(self, said: Mapping[str, Any]) -> Basis:
        coder = said["coder"]
        if coder is None:
            return Basis(BasisKind(said["kind"]))
        user = User(username=coder["username"], name=coder["name"])
        return Basis(BasisKind.CODER, Member(pk=coder["id"], project=self.reader.project, user=user))


def _attribute(said: Mapping[str, Any]) -> Attribute:
    return Attribute(pk=said["id"], **{name: said[name] for name in ATTRIBUTE})


ATTRIBUTE = ("key", "label_en", "label_fr", "unit_en", "unit_fr", "kind", "cut_points", "position")


def _ground(said: Mapping[str, Any], basis: Basis, reader: Member) -> Ground:
    return Ground(
        basis=basis,
        reader=reader,
        coders_of={transcript: frozenset(coders) for transcript, coders in said["coders_of"]},
        covered=frozenset(said["covered"]),
        participants=frozenset(said["participants"]),
        transcripts_of={person: frozenset(transcripts) for person, transcripts in said["transcripts_of"]},
        superseded=frozenset(said["superseded"]),
        unlooked={(transcript, code): n for transcript, code, n in said["unlooked"]},
        rows=Rows(reader),
    )


@dataclass(frozen=True, slots=True)
class FrozenFacts:
    """`Facts` of a basis in a snapshot."""

    source: FrozenSource
    said: Mapping[str, Any]
    ground: Ground

    def ratings(self, codes: Sequence[Code]) -> dict[int, dict[int, Rated]]:
        wanted = {code.pk for code in codes}
        found: dict[int, dict[int, Rated]] = {}
        for code, person, value in self.said["ratings"]:
            if code in wanted:
                found.setdefault(code, {})[person] = Rated(value)
        return found

    def denials(self, codes: Collection[int]) -> Collection[tuple[int, int]]:
        return [(code, person) for code, person in self.said["denials"] if code in codes]

    def wholly_denied(self, codes: Collection[int]) -> Collection[tuple[int, int]]:
        return [(code, person) for code, person in self.said["wholly_denied"] if code in codes]

    def asking(self, codebook: Codebook) -> Asking:  # noqa: ARG002  # by the codebook of then
        said = self.source.document["guide"]
        known = {(question, transcript): asked for question, transcript, asked in said["known"]}
        questions = (GuideQuestion(**{**one, "codes": tuple(one["codes"])}) for one in said["questions"])
        return Asking(tuple(questions), dict(said["about"]), known)

    def reading(self) -> Reading:
        read_at = {person: datetime.fromisoformat(at) for person, at in self.said["read_at"]}
        return Reading(read_at, frozenset((transcript, code) for transcript, code in self.said["again"]))

    def left_out(self) -> int:
        return int(self.said["left_out"])

    def transcripts(self) -> list[tuple[int, str, int | None]]:
        return [(pk, title, text) for pk, title, text, _hash in self.source.document["transcripts"]]

    def interviews(self) -> list[tuple[int, str, int | None]]:
        spoken = {pk for transcripts in self.ground.transcripts_of.values() for pk in transcripts}
        return [row for row in self.transcripts() if row[0] in spoken]

    def names(self) -> dict[int, str]:
        covered = [(name, pk) for pk, name in self.source.document["participants"] if pk in self.ground.covered]
        return {pk: name for name, pk in sorted(covered)}

    def turns(self, texts: Collection[int]) -> Integers:
        found = [row for row in self.source.document["turns"] if row[0] in texts]
        return np.array(found, dtype=np.int64).reshape(-1, 3)

    def began(self) -> datetime | None:
        at = self.source.document["began"]
        return datetime.fromisoformat(at) if at else None

    def proposers(self, codes: Collection[int]) -> dict[int, str]:
        return {code: who for code, who in self.source.document["proposers"] if code in codes}

    def grouping(self, attribute: str) -> Grouping | None:
        try:
            return self.source.grouping(named(self.source.attributes(), attribute))
        except NotGroupable:
            return None

    def bases(self) -> list[Basis]:
        return self.source.bases()

    def under(self, bases: Iterable[Basis], codes: list[int], lines: Lines) -> list[tuple[People, int]]:  # noqa: ARG002  # counted then
        return [self.source.under(basis) for basis in bases]
