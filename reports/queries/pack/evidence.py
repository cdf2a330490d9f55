"""The findings of a talk pack: claim, cells, figure, quotes; table 5 from them, and table 6, the joint display."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from methods.predicates import Cell
from methods.quotation import shortened
from reports.document import Bar, Chart, Figure, Share
from reports.models import Finding, FindingQuote, Snapshot, SnapshotQuote
from reports.pack import (
    DOCUMENT,
    HANDOUT,
    WORKBOOK,
    Block,
    Evidence,
    Head,
    PackCell,
    PackRow,
    PackTable,
    Said,
    labelled,
)
from reports.queries.basis.basis import Basis
from reports.queries.counts.cells import EVERYBODY, read_key
from reports.queries.findings.findings import Standings, Today, sensitivity
from reports.queries.findings.words import STRENGTHS, Names, names_in, tested_claim
from reports.queries.gate.withheld import Gatekeeper, measures_of
from reports.queries.kinds.about_study import basis_name
from reports.queries.pack.figures import counts_by_value
from reports.queries.pack.sources import AUDIENCE, Sources
from reports.queries.pack.tables import group_labels, whole
from reports.queries.study.excerpts import excerpts

RATINGS = frozenset({"median", "agreement"})
Quotes = dict[int, list[tuple[SnapshotQuote, Said]]]


class Found:
    """All findings of the snapshot with their quotes, read once."""

    def __init__(self, sources: Sources) -> None:
        self.sources, self.frozen = sources, sources.frozen
        self.today = Today(sources.reader, source=self.frozen)
        self.keeper = keeper = Gatekeeper(sources.reader, AUDIENCE, snapshot=sources.snapshot)
        everything = self.frozen.document["findings"]
        open_ = [said for said in everything if keeper.shows(said["predicate"], basis=said["basis"])]
        self.said = {said["number"]: said for said in open_}
        self.withheld = [said["number"] for said in everything if said["number"] not in self.said]
        self.standings = [self.today.standing(_finding(said)) for said in self.said.values()]
        self.names = names_in(self.frozen)
        quotes = _quotes_of(sources.snapshot, self.frozen.people())
        self.quotes = {number: said for number, said in quotes.items() if self._is_readable(number)}
        self.unread = sum(len(quotes.get(number, ())) for number in self.said if number not in self.quotes)

    def _is_readable(self, number: int) -> bool:
        """Whether the words behind the finding of this number may leave the team."""
        said = self.said.get(number)
        return said is not None and self.keeper.tells_more(said["predicate"], basis=said["basis"])

    def evidence(self) -> tuple[Evidence, ...]:
        """Each finding as slides and tables take it."""
        bases = self.frozen.bases()
        return tuple(self._evidence(one, bases) for one in self.standings)

    def _evidence(self, one: Standings, bases: Iterable[Basis]) -> Evidence:
        quotes = self.quotes.get(one.finding.number, [])
        return Evidence(
            number=one.finding.number,
            claim=one.finding.claim,
            strength=str(STRENGTHS[one.strength]) if one.strength else "",
            cells=tuple((self.names.short(key), share_of(cell)) for key, cell in one.under.cells.items()),
            figure=self._figure(one),
            quotes=tuple(said for quote, said in quotes if quote.role == FindingQuote.Role.SUPPORTS),
            against=tuple(said for quote, said in quotes if quote.role == FindingQuote.Role.AGAINST),
            method=(*self._method(one, bases),),
        )

    def _method(self, one: Standings, bases: Iterable[Basis]) -> Iterator[str]:
        yield _("Condition: %(claim)s.") % {
            "claim": tested_claim(one.predicate, self.names, statistics=self.sources.statistics)
        }
        yield _("Basis: %(basis)s") % {"basis": basis_name(one.under.basis) if one.under.basis else one.under.key}
        open_ = [basis for basis in bases if self.keeper.shows(one.finding.predicate, basis=basis.key)]
        under = sensitivity(self.today, one, open_)
        holding = sum(each.holds for each in under)
        yield _("Bases under which it holds: %(n)s of %(of)s.") % {"n": holding, "of": len(under)}
        if self.said[one.finding.number]["stale"]:
            yield _("Stale: numbers behind it have moved since somebody last stood by it.")

    def _figure(self, one: Standings) -> Figure | None:
        """The distribution where the claim is about a rating; else a bar for each cell."""
        keys = [key for key in map(read_key, one.under.cells) if key]
        if measures_of(one.predicate) & RATINGS and keys and keys[0].codes:
            node = self.sources.by_key.get(keys[0].codes[0])
            drawn = counts_by_value(self.sources, node) if node else None
            if drawn:
                return drawn
        return cells_chart(one, self.names)

    def left_out(self) -> tuple[str, ...]:
        """How many findings rest on closed cells, and how many quotes may not leave the team, if any."""
        findings = ngettext(
            "%(n)s finding rests on closed cells and is left out.",
            "%(n)s findings rest on closed cells and are left out.",
            len(self.withheld),
        )
        quotes = ngettext(
            "%(n)s quote is left out: a code that it could tell of is sensitive.",
            "%(n)s quotes are left out: a code that they could tell of is sensitive.",
            self.unread,
        )
        said = ((findings, len(self.withheld)), (quotes, self.unread))
        return tuple(words % {"n": n} for words, n in said if n)

    # Tables ----------------------------------------------------------------------------------------------------------

    def evidence_table(self) -> PackTable | None:
        """Table 5: each finding with what speaks for it and against it."""
        if not self.standings:
            return None
        heads = (
            Head(_("No."), numeric=True, wide=0.4),
            Head(_("Finding"), wide=2.4),
            Head(_("Counts"), wide=1.9),
            Head(_("Strength"), wide=0.9),
            Head(_("For"), wide=2.9),
            Head(_("Against"), wide=1.9),
        )
        rows = tuple(self._evidence_row(one) for one in self.standings)
        return PackTable(
            5, _("Evidence for the findings"), heads, (Block("", rows),),
            forms=frozenset({DOCUMENT, WORKBOOK, HANDOUT}),
            general=(
                _("Strength words rest on counts, never on a p. Quotes are under their pseudonyms."),
                _("Against: negative cases that were chosen; an empty cell means that none was."),
                *self.left_out(),
            ),
        )  # fmt: skip

    def _evidence_row(self, one: Standings) -> PackRow:
        quotes = self.quotes.get(one.finding.number, [])
        told = {role: "\n".join(quoted(said) for quote, said in quotes if quote.role == role) for role in _ROLES}
        counts = "\n".join(
            labelled(self.names.short(key), whole(share_of(cell))) for key, cell in one.under.cells.items()
        )
        cells: tuple[PackCell, ...] = (
            one.finding.number, one.finding.claim, counts, str(STRENGTHS[one.strength]) if one.strength else "\u2014",
            told[FindingQuote.Role.SUPPORTS], told[FindingQuote.Role.AGAINST],
        )  # fmt: skip
        return PackRow(cells)

    def joint_table(self) -> PackTable | None:
        """Table 6: codes by group with their quotes, and the inference that a finding draws from them."""
        counts, grouping = self.sources.comparison, self.sources.grouping
        with_codes = [one for one in self.standings if any(self._codes(one))]
        if counts is None or grouping is None or not with_codes:
            return None
        groups, labels = counts.groups, group_labels(counts)
        heads = (
            Head(pgettext("qualitative", "Code"), wide=1.3),
            *(Head(label, wide=3 / max(1, len(labels))) for label in labels),
            Head(_("Finding"), wide=1.5),
            Head(_("Inference"), wide=1.7),
        )
        group_of = grouping.group_of
        rows = [self._joint_row(one, groups, group_of) for one in with_codes]
        return PackTable(
            6, _("Joint display: counts, words and what is inferred"), heads, (Block("", tuple(rows)),),
            forms=frozenset({DOCUMENT, WORKBOOK}),
            general=(
                _("Counts are participants who mention."),
                _("An inference is the team’s reading of counts and words together; a dash where none was written."),
            ),
        )  # fmt: skip

    def _codes(self, one: Standings) -> list[str]:
        """The codes of a finding's cells that the comparison has, each once."""
        counts = self.sources.comparison
        keys = [key for key in map(read_key, one.under.cells) if key]
        found = dict.fromkeys(code for key in keys for code in (*key.codes, *key.given))
        return [code for code in found if counts and code in counts.rows]

    def _joint_row(self, one: Standings, groups: tuple[str, ...], group_of: dict[int, str]) -> PackRow:
        counts = self.sources.comparison
        assert counts is not None  # noqa: S101  # `joint_table` makes rows only of one
        codes, quotes = self._codes(one), self.quotes.get(one.finding.number, [])
        columns: list[PackCell] = []
        for place, group in enumerate(groups, start=1):
            shown = [(code, counts.rows[code].cells[place]) for code in codes]
            said = [
                labelled(self.names.codes[code], whole(share)) if len(codes) > 1 else str(share)
                for code, share in shown
            ]
            if all(isinstance(share, Share) for _code, share in shown):
                said += [quoted(words) for quote, words in quotes if group_of.get(quote.participant_id) == group]
            columns.append("\n".join(said))
        named = ", ".join(self.names.codes[code] for code in codes)
        return PackRow((named, *columns, one.finding.claim, one.finding.inference or "\u2014"))


_ROLES = (FindingQuote.Role.SUPPORTS, FindingQuote.Role.AGAINST)


def share_of(cell: Cell) -> Share:
    return Share(cell.n, cell.of)


def quoted(said: Said) -> str:
    """A quote with its pseudonym; a translation and its translator behind it."""
    words = _("“%(words)s” (%(who)s)") % {"words": said.words, "who": said.who}
    if not said.translation:
        return words
    return (
        words
        + " "
        + _("[Translated by %(translator)s: “%(words)s”]")
        % {
            "translator": said.translator,
            "words": said.translation,
        }
    )


def cells_chart(one: Standings, names: Names) -> Chart | None:
    """A bar for each cell, in the finding's order."""
    cells = one.under.cells
    heads = dict(zip(cells, names.heads(cells), strict=True))
    everybody = all(key.endswith(f"/{EVERYBODY}") for key in cells)
    labels = {key: names.short(key) for key in cells} if everybody else heads
    bars = tuple(Bar(labels[key], (share_of(cell) if cell.of else None,)) for key, cell in cells.items())
    if not bars:
        return None
    return Chart(
        title=_("Participants who mention"),
        description=_("A bar for each count of the finding: n of N participants."),
        series=(_("share of participants"),),
        bars=bars,
    )


def _finding(said: Mapping[str, Any]) -> Finding:
    """A finding as it was frozen; it is no row of the database. Older snapshots hold no inferences."""
    fields = {name: said[name] for name in ("number", "basis", "predicate", "state")}
    words = {"claim": said["claim"], "inference": said.get("inference", {})}
    spoken = {f"{name}_{code}": each.get(code, "") for name, each in words.items() for code in ("en", "fr")}
    return Finding(seen=said["cells"], **spoken, **fields)


def _quotes_of(snapshot: Snapshot, people: Mapping[int, str]) -> Quotes:
    """The quotes by the number of their finding, in order, shortened as they were. Words that were withdrawn since are
    no longer there.
    """
    quotes = [*snapshot.quotes.order_by("finding", "position")]
    words = excerpts((quote.text_id, quote.start, quote.end) for quote in quotes)
    found: Quotes = {}
    for quote in quotes:
        whole_words = words[quote.text_id, quote.start, quote.end].quote
        said = " ".join(shortened(whole_words, [(start, end) for start, end in quote.kept]).split())
        one = Said(said, people.get(quote.participant_id, ""), quote.translation, quote.translator)
        found.setdefault(quote.finding, []).append((quote, one))
    return found
