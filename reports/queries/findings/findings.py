"""Findings with what stands behind them today: does each hold, has it moved, and does it depend on who coded."""

from collections.abc import Iterable
from dataclasses import dataclass

from interviews.models import Member
from methods.claims import read_claim
from methods.predicates import Cell, Exceeds, Joined, Move, Predicate, Standing, Threshold, Verdict, evaluate, moves
from methods.predicates import rests_on as keys_of
from methods.proportions import Count
from methods.strength import Cuts, DifferenceWord, ShareWord, difference_word, share_word
from reports.models import Finding
from reports.queries.basis.basis import Basis, UnknownBasis
from reports.queries.counts.cells import Cells, from_json
from reports.queries.study.source import Source, TodaysSource


@dataclass(frozen=True, slots=True)
class Under:
    """The claim under one basis; the basis itself is None where it is no more, and there are no cells then."""

    key: str
    basis: Basis | None
    cells: dict[str, Cell]
    verdict: Verdict

    @property
    def holds(self) -> bool:
        return self.verdict.outcome == "holds"


@dataclass(frozen=True, slots=True)
class Standings:
    """A finding today: under its own basis, what moved since somebody stood by it, and how strong it may be called.

    `was` is the strength that the numbers had then.
    """

    finding: Finding
    predicate: Predicate
    under: Under
    moved: tuple[Move, ...]
    strength: DifferenceWord | ShareWord | None
    was: DifferenceWord | ShareWord | None

    @property
    def stale(self) -> bool:
        return bool(self.moved)


class Today:
    """The cells of every basis, each counted at most once; of the project as it is, or of another source."""

    def __init__(self, reader: Member, *, source: Source | None = None) -> None:
        self.source = source or TodaysSource(reader)
        self.cuts = self.source.declared.declaration.cuts
        self._cells: dict[str, Cells] = {}

    def under(self, key: str, predicate: Predicate) -> Under:
        """The claim under the basis of this key."""
        try:
            basis = self.source.read_basis(key)
        except UnknownBasis:
            return Under(key, None, {}, evaluate(predicate, {}))
        if key not in self._cells:
            self._cells[key] = Cells(self.source.study(basis))
        cells = self._cells[key].of(keys_of(predicate))
        return Under(key, basis, cells, evaluate(predicate, cells))

    def standing(self, finding: Finding) -> Standings:
        """Where a finding stands under its own basis."""
        predicate = read_claim(finding.predicate)
        under = self.under(finding.basis, predicate)
        seen = from_json(finding.seen)
        return Standings(
            finding=finding,
            predicate=predicate,
            under=under,
            moved=moves(predicate, before=seen, now=under.cells),
            strength=strength_of(predicate, under.cells, self.cuts),
            was=strength_of(predicate, seen, self.cuts),
        )


def findings_of(reader: Member, *, today: Today | None = None) -> list[Standings]:
    """All that live, in their order."""
    today = today or Today(reader)
    found = Finding.objects.visible_to(reader).living().select_related("author__user").order_by("number")
    return [today.standing(finding) for finding in found]


def sensitivity(today: Today, found: Standings, bases: Iterable[Basis]) -> list[Under]:
    """The same claim under each basis."""
    return [today.under(basis.key, found.predicate) for basis in bases]


def strength_of(predicate: Predicate, cells: dict[str, Cell], cuts: Cuts) -> DifferenceWord | ShareWord | None:
    """The word that the counts allow: of the difference for a claim that one share exceeds another, else of the share
    of the first code that it names. None where there is no such cell, or the claim is about another measure. Never by
    a p.
    """
    if isinstance(predicate, Joined):
        return strength_of(predicate.of[0], cells, cuts)
    if isinstance(predicate, Exceeds):
        left, right = cells.get(predicate.left), cells.get(predicate.right)
        if left is None or right is None or predicate.measure != "percent":
            return None
        return difference_word(Count(left.n, left.of), Count(right.n, right.of), cuts)
    key = predicate.cell if isinstance(predicate, Threshold | Standing) else predicate.cells[0]
    cell = cells.get(key)
    return share_word(Count(cell.n, cell.of), cuts) if cell and not key.startswith("*") else None
