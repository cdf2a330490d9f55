"""A finding's page: everything it says of itself, in words and places, for the template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.queries.codebook import Node
from interviews.models import Member
from methods.predicates import Cell, Exceeds, rests_on
from methods.proportions import Count, Difference, difference
from methods.strength import Cuts
from reports.document import Closed, Share
from reports.models import Finding, FindingComment, FindingQuote
from reports.queries.basis.basis import Basis, BasisKind
from reports.queries.counts.cells import from_json, read_key
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
from reports.queries.kinds.comparison import interval, signed
from reports.queries.study.declared import declared
from reports.queries.study.excerpts import Excerpt, excerpts
from reports.queries.study.groups import makes_groups

# What a share is made of, among the measures of a cell.
SHARE = frozenset({"n", "of", "percent"})
RANKS = ("rank", "rank_low", "rank_high")


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One number that moved: what it is of, before and now."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class BasisLine:
    """The claim under one basis: its cells by their heads, the difference in points where it is about one, the outcome.

    `at` is the place of the difference on the axis, `was_at` where it stood when somebody stood by the finding; the
    latter is known under its own basis alone. Where a basis is `closed` to the reader nothing of it is said.
    """

    name: str
    own: bool
    cells: tuple[tuple[str, str], ...]
    points: str
    at: str
    outcome: str
    holds: bool
    was_at: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A word of the scale and where it begins; `state` is "now", "was" for the one before it moved, or empty."""

    word: str
    cut: str
    state: str


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell that the claim rests on: its share now, and before where it moved; `opens` leads to its passages."""

    name: str
    share: str
    was: str
    measures: str
    node: Node | None
    opens: str


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote in its surroundings; `shown` are its words as it was shortened, `group` is whose the claim compares."""

    quote: FindingQuote
    excerpt: Excerpt
    transcript: int
    shown: str
    group: str


@dataclass(frozen=True, slots=True)
class FindingPage:
    """`heads` name the cells of `bases`; `claim_at` is where the claim's points, `claim_points`, stand on the axis, if
    it has any. It holds under `holding` of the `told` bases that are open to the reader. `unread` quotes are not.
    """

    found: Standings
    tested: str
    strength: str
    was: str
    basis: str
    scale: tuple[Step, ...]
    moved: tuple[MovedLine, ...]
    cells: tuple[CellLine, ...]
    heads: tuple[str, ...]
    bases: tuple[BasisLine, ...]
    holding: int
    told: int
    claim_at: str
    claim_points: str
    quotes: tuple[QuoteLine, ...]
    against: tuple[QuoteLine, ...]
    comments: tuple[FindingComment, ...]
    unread: int = 0


def finding_page(reader: Member, finding: Finding, *, bases: Iterable[Basis], gate: Gatekeeper) -> FindingPage:
    """Everything on the page of a finding that the gate lets through; it shows the finding itself. Groups
    stand beside quotes for the team alone.
    """
    today = Today(reader, source=gate.source)
    found = today.standing(finding)
    names = names_of(reader)
    whole = gate.tells_more(finding.predicate, basis=finding.basis)
    statistics = declared(reader.project).declaration.shows_statistics
    measured = _Measured(whole=whole, statistics=statistics)
    seen = from_json(finding.seen)
    heads = names.heads(found.under.cells)
    lines = tuple(
        _basis_line(today.under(basis.key, found.predicate), found, seen, heads, measured)
        if gate.shows(finding.predicate, basis=basis.key)
        else _closed_line(basis, heads)
        for basis in bases
    )
    quotes = _quotes(finding, {} if gate.audience else _groups(today, found)) if whole else []
    in_points = _in_points(found)
    return FindingPage(
        found=found,
        tested=tested_claim(found.predicate, names, statistics=statistics),
        strength=str(STRENGTHS.get(found.strength or "", "\u2014")),
        was=str(STRENGTHS.get(found.was or "", "\u2014")),
        basis=basis_name(found.under.basis) if found.under.basis else finding.basis,
        scale=_scale(found, today.cuts),
        moved=_moved(found, names, seen, measured) if whole else (),
        cells=_cells(found, names, seen, today.source.codebook.by_key, measured),
        heads=heads,
        bases=lines,
        holding=sum(line.holds for line in lines),
        told=sum(not line.closed for line in lines),
        claim_at=_place(float(in_points.by)) if in_points else "",
        claim_points=said_number("percent", float(in_points.by)) if in_points else "",
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


def _moved(found: Standings, names: Names, seen: Mapping[str, Cell], measured: _Measured) -> tuple[MovedLine, ...]:
    """The shares that moved, then other measures, the difference that a claim is about, and the word for it."""
    now = found.under.cells
    shares = [move.cell for move in found.moved if move.measure in SHARE]
    lines = [MovedLine(names.short(key), _share(seen.get(key)), _share(now.get(key))) for key in dict.fromkeys(shares)]
    lines += [
        MovedLine(
            _("%(cell)s: %(measure)s") % {"cell": names.short(move.cell), "measure": measure_name(move.measure)},
            said_number(move.measure, move.before),
            said_number(move.measure, move.now),
        )
        for move in found.moved
        if move.measure not in SHARE and measured.shows(move.measure)
    ]
    claim = _in_points(found)
    if lines and claim:
        lines.append(MovedLine(_("Difference, points"), _apart(claim, seen, measured), _apart(claim, now, measured)))
    if lines and found.strength != found.was:
        was, is_now = (str(STRENGTHS.get(word or "", "\u2014")) for word in (found.was, found.strength))
        lines.append(MovedLine(_("Strength"), was, is_now))
    return tuple(lines)


def _share(cell: Cell | None) -> str:
    return "\u2014" if cell is None else str(Share(cell.n, cell.of))


def _difference(claim: Exceeds, cells: Mapping[str, Cell]) -> Difference | None:
    """By how much the first share exceeds the second; None where one of the cells has nobody."""
    left, right = cells.get(claim.left), cells.get(claim.right)
    if left is None or right is None or not left.of or not right.of:
        return None
    return difference(Count(left.n, left.of), Count(right.n, right.of))


def _apart(claim: Exceeds, cells: Mapping[str, Cell], measured: _Measured) -> str:
    """The difference with its interval, where intervals are shown."""
    apart = _difference(claim, cells)
    if apart is None or apart.value is None:
        return "\u2014"
    return f"{signed(apart.value)} ({interval(apart)})" if measured.statistics else signed(apart.value)


def _place_of(claim: Exceeds, cells: Mapping[str, Cell]) -> str:
    apart = _difference(claim, cells)
    return "" if apart is None or apart.value is None else _place(100 * apart.value)


def _scale(found: Standings, cuts: Cuts) -> tuple[Step, ...]:
    """The words of the finding's kind, with where each begins; nothing where no word is tied to its counts."""
    if not found.strength and not found.was:
        return ()
    if {found.strength, found.was} & {*DIFFERENCES, "negligible"}:
        steps = [(key, str(getattr(cuts, key))) for key in DIFFERENCES]
        if "negligible" in {found.strength, found.was}:
            steps.insert(0, ("negligible", f"< {cuts.slight}"))
    else:
        steps = [
            ("few", f"< {cuts.several}"),
            ("several", str(cuts.several)),
            ("most", f"> {cuts.most}"),
            ("almost_all", str(cuts.almost_all)),
            ("all", "100"),
        ]
    stale = found.was if found.moved and found.was != found.strength else None
    return tuple(
        Step(str(STRENGTHS[key]), cut, "now" if key == found.strength else "was" if key == stale else "")
        for key, cut in steps
    )


def _cells(
    found: Standings, names: Names, seen: Mapping[str, Cell], nodes: Mapping[str, Node], measured: _Measured
) -> tuple[CellLine, ...]:
    """Each cell; to whom not the whole finding is shown, neither what it was nor the way to its passages."""
    lines = []
    for key, cell in found.under.cells.items():
        share, was = _share(cell), _share(seen.get(key))
        moved = was if measured.whole and found.moved and was != share else ""
        node, opens = _passages_of(key, found, nodes)
        opens = opens if measured.whole else ""
        lines.append(CellLine(names.short(key), share, moved, _measures(cell, measured), node, opens))
    return tuple(lines)


def _passages_of(key: str, found: Standings, nodes: Mapping[str, Node]) -> tuple[Node | None, str]:
    """The code that a cell is of, and what leads to its passages; nothing for a cell of several codes."""
    read = read_key(key)
    node = nodes.get(read.codes[0]) if read and len(read.codes) == 1 else None
    opens = ""
    if read and node and not read.given:
        where = f"&value={read.attribute}:{read.group}" if read.attribute else ""
        layer = "&basis=consensus" if found.finding.basis == BasisKind.CONSENSUS else ""
        opens = f"code={node.key}{where}{layer}"
    return node, opens


def _measures(cell: Cell, measured: _Measured) -> str:
    """What else is known of a cell: the ranks of a code together, other measures each by its name."""
    shown = {name: n for name, n in cell.measures.items() if measured.shows(name)}
    said = [f"{measure_name(name)} {said_number(name, n)}" for name, n in shown.items() if name not in RANKS]
    rank, low, high = (said_number(name, shown.get(name)) for name in RANKS)
    if shown.get(RANKS[0]) is not None:
        said.append(_("rank %(rank)s (%(low)s to %(high)s)") % {"rank": rank, "low": low, "high": high})
    return " · ".join(said)


def _closed_line(basis: Basis, heads: tuple[str, ...]) -> BasisLine:
    closed = str(Closed())
    return BasisLine(
        name=basis_name(basis),
        own=False,
        cells=tuple((head, closed) for head in heads),
        points="",
        at="",
        outcome=closed,
        holds=False,
        was_at="",
        closed=True,
    )


def _basis_line(
    under: Under, found: Standings, seen: Mapping[str, Cell], heads: tuple[str, ...], measured: _Measured
) -> BasisLine:
    points, at = "", ""
    claim = _in_points(found)
    apart = _difference(claim, under.cells) if claim else None
    if claim and apart and apart.value is not None:
        points, at = signed(apart.value), _place_of(claim, under.cells)
    own = under.key == found.finding.basis
    was_at = _place_of(claim, seen) if claim and own and found.moved else ""
    words = {"holds": _("holds"), "fails": _("flips"), "undecidable": _("can’t be said")}
    outcome = under.verdict.outcome
    if outcome == "fails" and own:
        words["fails"] = _("does not hold")
    return BasisLine(
        name=basis_name(under.basis) if under.basis else under.key,
        own=own,
        cells=tuple(zip(heads, (_in_basis(under, key, found, measured) for key in found.under.cells), strict=True)),
        points=points,
        at=at,
        outcome=words[outcome],
        holds=under.holds,
        was_at=was_at if was_at != at else "",
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


def _groups(today: Today, found: Standings) -> Mapping[int, str]:
    """The group of each participant by the attribute that the claim compares; nothing for a claim about everybody."""
    compared = {read.attribute for read in map(read_key, rests_on(found.predicate)) if read and read.attribute}
    attribute = next((one for one in today.source.attributes() if {one.key} == compared), None)
    if attribute is None or not makes_groups(attribute):
        return {}
    grouping = today.source.grouping(attribute)
    labels = {group.key: group.label for group in grouping.groups}
    return {person: labels[group] for person, group in grouping.group_of.items() if group in labels}


def _quotes(finding: Finding, groups: Mapping[int, str]) -> list[QuoteLine]:
    rows = with_words(finding.quotes.select_related("participant", "text")).order_by("position", "pk")
    quotes = [*rows]
    words = excerpts([quote.place for quote in quotes])
    return [
        QuoteLine(
            quote=quote,
            excerpt=words[quote.place],
            transcript=quote.text.transcript_id,
            shown=shown_words(quote, quote.words),
            group=groups.get(quote.participant_id, ""),
        )
        for quote in quotes
    ]
