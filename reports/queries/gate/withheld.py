"""Findings that rest on closed cells: outside the team neither their numbers nor their sentences are shown."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from interviews.models import Member
from methods.claims import read_claim
from methods.disclosure import Audience
from methods.predicates import Joined, Predicate, Together, rests_on
from reports.models import Snapshot
from reports.queries.basis.basis import UnknownBasis
from reports.queries.counts.cells import Key, read_key
from reports.queries.gate.asked import Asked, source_of
from reports.queries.study.source import Source

COUNTS = frozenset({"n", "percent"})


class Gatekeeper:
    """Says of each finding whether it may be shown; each basis goes through the gate at most once."""

    def __init__(self, reader: Member, audience: Audience | None, *, snapshot: Snapshot | None = None) -> None:
        self.reader, self.audience, self.snapshot = reader, audience, snapshot
        self._asked: dict[str, Asked | None] = {}
        self._first: Asked | None = None

    @cached_property
    def source(self) -> Source:
        return source_of(self.reader, self.snapshot)

    def shows(self, predicate: Mapping[str, Any], *, basis: str) -> bool:
        """Whether every cell that the claim rests on is open under the basis, and may be measured as it is."""
        if self.audience is None:
            return True
        asked, claim = self._under(basis), read_claim(predicate)
        keys = [read_key(key) for key in rests_on(claim)]
        if asked is None or not all(key is not None and _is_open(key, asked) for key in keys):
            return False
        return measures_of(claim) <= COUNTS or self.tells_more(predicate, basis=basis)

    def tells_more(self, predicate: Mapping[str, Any], *, basis: str) -> bool:
        """Whether beside its counts all may be said of the claim: what its cells measure, what they were before, and
        quotes; of no code that hangs together with a closed one, nor outside the team with a sensitive one.
        """
        if self.audience is None:
            return True
        asked = self._under(basis)
        if asked is None:
            return False
        keys = [key for key in map(read_key, rests_on(read_claim(predicate))) if key]
        return asked.wordless.isdisjoint(code for key in keys for code in (*key.codes, *key.given))

    def _own(self, asked: Asked) -> Asked:
        """The study under its own basis, the same for all that is asked."""
        if self._first is None:
            vars(asked).update(source=self.source)
            self._first = asked.own
        vars(asked).update(source=self.source, own=self._first)
        return self._first

    def _under(self, key: str) -> Asked | None:
        if key not in self._asked:
            try:
                basis = self.source.read_basis(key)
                asked = Asked(self.reader, basis, snapshot=self.snapshot, audience=self.audience)
                # The study under its own basis is counted and gated once for all others.
                self._asked[key] = asked.own if basis.key == self._own(asked).basis.key else asked
            except UnknownBasis:
                self._asked[key] = None
        return self._asked[key]


def measures_of(claim: Predicate) -> frozenset[str]:
    """Every measure that the claim is about."""
    if isinstance(claim, Joined):
        return frozenset(measure for part in claim.of for measure in measures_of(part))
    return frozenset({"rank_low", "rank_high"}) if isinstance(claim, Together) else frozenset({claim.measure})


def _is_open(key: Key, asked: Asked) -> bool:
    found = asked.disclosed
    if found is None or found.few:
        return False
    by_key = asked.study.codebook.by_key
    nodes = [by_key[code] for code in (*key.codes, *key.given) if code in by_key]
    # How many mention two codes together tells more of a heading than its cells do.
    closed = asked.shut | asked.unsaid if len(nodes) > 1 else asked.shut
    if any(node.code.pk in closed for node in nodes):
        return False
    if not key.attribute:
        return True
    grouping = found.groupings.get(key.attribute)
    return grouping is not None and key.group in {group.key for group in grouping.groups}
