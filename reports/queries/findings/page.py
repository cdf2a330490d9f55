"""A finding's page: everything it says of itself, in words and places, for the template."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.models import Member
from methods.predicates import Exceeds
from methods.strength import DEFAULT
from reports.document import Closed, Share
from reports.models import Finding, FindingComment, FindingQuote
from reports.queries.basis.basis import Basis
from reports.queries.findings.findings import Standings, Today, Under
from reports.queries.findings.quoted import shown_words, with_words
from reports.queries.findings.words import (
    COEFFICIENTS,
    DIFFERENCES,
    STRENGTHS,
    Names,
    measure_name,
    names_of,
    said_number,
    tested_claim,
)
from reports.queries.gate.withheld import Gatekeeper
from reports.queries.kinds.about_study import basis_name
from reports.queries.kinds.comparison import signed
from reports.queries.study.declared import declared
from reports.queries.study.excerpts import Excerpt, excerpts


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One number that moved: what it is of, before and now."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class BasisLine:
    """The claim under one basis: its cells, the difference in points where the claim is about one, and the outcome.

    Where a basis is `closed` to the reader nothing of it is said.
    """

    name: str
    own: bool
    cells: tuple[str, ...]
    points: str
    at: str
    outcome: str
    holds: bool
    closed: bool = False


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote in its surroundings; `shown` are its words as it was shortened."""

    quote: FindingQuote
    excerpt: Excerpt
    transcript: int
    shown: str


@dataclass(frozen=True, slots=True)
class FindingPage:
    """`heads` name the cells of `bases`; `claim_at` is where the claim's points stand on the axis, if it has any.

    It holds under `holding` of the `told` bases that are open to the reader. `unread` quotes are not.
    """

    found: Standings
    tested: str
    strength: str
    was: str
    scale: tuple[tuple[str, int, str], ...]
    moved: tuple[MovedLine, ...]
    cells: tuple[tuple[str, str, str], ...]
    heads: tuple[str, ...]
    bases: tuple[BasisLine, ...]
    holding: int
    told: int
    claim_at: str
    quotes: tuple[QuoteLine, ...]
    against: tuple[QuoteLine, ...]
    comments: tuple[FindingComment, ...]
    unread: int = 0


def finding_page(reader: Member, finding: Finding, *, bases: Iterable[Basis], gate: Gatekeeper) -> FindingPage:
    """Everything on the page of a finding that the gate lets through; it shows the finding itself."""
    today = Today(reader, source=gate.source)
    found = today.standing(finding)
    names = names_of(reader)
    whole = gate.tells_more(finding.predicate, basis=finding.basis)
    statistics = declared(reader.project).declaration.shows_statistics
    measured = _Measured(whole=whole, statistics=statistics)
    lines = tuple(
        _basis_line(today.under(basis.key, found.predicate), found, measured)
        if gate.shows(finding.predicate, basis=basis.key)
        else _closed_line(basis, found)
        for basis in bases
    )
    quotes = _quotes(finding) if whole else []
    in_points = _in_points(found)
    return FindingPage(
        found=found,
        tested=tested_claim(found.predicate, names, statistics=statistics),
        strength=str(STRENGTHS.get(found.strength or "", "\u2014")),
        was=str(STRENGTHS.get(found.was or "", "\u2014")),
        scale=tuple((key, getattr(DEFAULT, key), str(STRENGTHS[key])) for key in DIFFERENCES),
        moved=_moved(found, names, measured) if whole else (),
        cells=_cells(found, names, measured),
        heads=names.heads(found.under.cells),
        bases=lines,
        holding=sum(line.holds for line in lines),
        told=sum(not line.closed for line in lines),
        claim_at=_place(float(in_points.by)) if in_points else "",
        quotes=tuple(quote for quote in quotes if quote.quote.role == FindingQuote.Role.SUPPORTS),
        against=tuple(quote for quote in quotes if quote.quote.role == FindingQuote.Role.AGAINST),
        comments=tuple(finding.comments.select_related("author__user").order_by("at", "pk")),
        unread=0 if whole else finding.quotes.count(),
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    """Whether what cells measure beside their counts is shown: to this reader at all, and coefficients."""

    whole: bool
    statistics: bool

    def shows(self, measure: str) -> bool:
        return self.whole and (self.statistics or measure not in COEFFICIENTS)


def _in_points(found: Standings) -> Exceeds | None:
    """The claim, where it is that one share exceeds another."""
    claim = found.predicate
    return claim if isinstance(claim, Exceeds) and claim.measure == "percent" else None


def _moved(found: Standings, names: Names, measured: _Measured) -> tuple[MovedLine, ...]:
    lines = [
        MovedLine(
            _("%(cell)s: %(measure)s") % {"cell": names.cell(move.cell), "measure": measure_name(move.measure)},
            said_number(move.measure, move.before),
            said_number(move.measure, move.now),
        )
        for move in found.moved
        if measured.shows(move.measure)
    ]
    if found.moved and found.strength != found.was:
        was, now = (str(STRENGTHS.get(word or "", "\u2014")) for word in (found.was, found.strength))
        lines.append(MovedLine(_("Strength"), was, now))
    return tuple(lines)


def _cells(found: Standings, names: Names, measured: _Measured) -> tuple[tuple[str, str, str], ...]:
    """(name, n of N, what else is known) of each cell."""
    said = []
    for key, cell in found.under.cells.items():
        shown = ((name, n) for name, n in cell.measures.items() if measured.shows(name))
        measures = " · ".join(f"{measure_name(name)} {said_number(name, n)}" for name, n in shown)
        said.append((names.cell(key), str(Share(cell.n, cell.of)), measures))
    return tuple(said)


def _closed_line(basis: Basis, found: Standings) -> BasisLine:
    closed = str(Closed())
    cells = (closed,) * len(found.under.cells)
    return BasisLine(
        basis_name(basis), own=False, cells=cells, points="", at="", outcome=closed, holds=False, closed=True
    )


def _basis_line(under: Under, found: Standings, measured: _Measured) -> BasisLine:
    points, at = "", ""
    claim = _in_points(found)
    if claim:
        left, right = under.cells.get(claim.left), under.cells.get(claim.right)
        if left and right and left.of and right.of:
            apart = left.n / left.of - right.n / right.of
            points, at = signed(apart), _place(100 * apart)
    words = {"holds": _("holds"), "fails": _("flips"), "undecidable": _("can’t be said")}
    outcome = under.verdict.outcome
    if outcome == "fails" and under.key == found.finding.basis:
        words["fails"] = _("does not hold")
    return BasisLine(
        name=basis_name(under.basis) if under.basis else under.key,
        own=under.key == found.finding.basis,
        cells=tuple(_in_basis(under, key, found, measured) for key in found.under.cells),
        points=points,
        at=at,
        outcome=words[outcome],
        holds=under.holds,
    )


def _in_basis(under: Under, key: str, found: Standings, measured: _Measured) -> str:
    cell = under.cells.get(key)
    if cell is None:
        return "\u2014"
    measure = getattr(found.predicate, "measure", "n")
    share = str(Share(cell.n, cell.of))
    if measure not in cell.measures or not measured.shows(measure):
        return share
    return f"{share} ({said_number(measure, cell.measures[measure])})"


def _place(points: float) -> str:
    """Percent of an axis from -100 to 100."""
    return f"{min(100.0, max(0.0, 50 + points / 2)):.1f}%"


def _quotes(finding: Finding) -> list[QuoteLine]:
    rows = with_words(finding.quotes.select_related("participant", "text")).order_by("position", "pk")
    quotes = [*rows]
    words = excerpts([quote.place for quote in quotes])
    return [
        QuoteLine(quote, words[quote.place], quote.text.transcript_id, shown_words(quote, quote.words))
        for quote in quotes
    ]
