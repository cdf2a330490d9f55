"""Table 2 and figure 5 of a talk pack: the codebook with what the last closed round says of each code's agreement."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coding.models import Round
from coding.queries.agreement_method import method
from coding.queries.agreement_results import Results, results_of
from coding.queries.agreement_table import AgreementRow, AgreementTable, names_of, table_of
from coding.queries.agreement_words import BY_UNIT, number, range_words, thresholds
from coding.queries.codebook import Node
from interviews.access import Action, may
from interviews.models import Member
from reports.document import Closed, Mark, Ranges
from reports.pack import DOCUMENT, WORKBOOK, Amount, Block, Head, PackCell, PackFigure, PackRow, PackTable
from reports.queries.pack.sources import Sources

TWO_PLACES = "0.00"


@dataclass(frozen=True)
class Agreed:
    """The last closed round with its figures."""

    round: Round
    results: Results
    table: AgreementTable

    @property
    def rows(self) -> dict[int, AgreementRow]:
        return {row.code.pk: row for row in self.table.rows}

    @property
    def method(self) -> str:
        return method(self.round, self.results, self.table.unit)


def agreed_of(reader: Member, *, until: datetime) -> Agreed | None:
    """The agreement of the last round closed by then; None before there is one, and for who may not see it."""
    if not may(reader, Action.SEE_AGREEMENT):
        return None
    closed = Round.objects.filter(project=reader.project_id, state=Round.State.CLOSED, closed_at__lte=until)
    for found in closed.select_related("snapshot", "version", "project").order_by("-closed_at", "-number"):
        results = results_of(found.snapshot)
        if results is not None:
            table = table_of(found, results, names_of(found, results), unit=found.unit)  # type: ignore[arg-type]
            return Agreed(found, results, table)
    return None


def codebook_table(sources: Sources, agreed: Agreed | None) -> PackTable:
    """Every living code with its rules; the columns of agreement only where the stance shows coefficients."""
    shown = agreed if sources.statistics else None
    heads = [
        Head(pgettext("qualitative", "Code"), wide=2.4),
        Head(_("Definition"), wide=2.4),
        Head(_("Use when"), wide=2.1),
        Head(_("Do not use"), wide=2.1),
        Head(_("Example"), wide=2.1),
    ]
    if shown:
        spanner = str(BY_UNIT[shown.table.unit])
        heads += [
            Head(_("Coders"), numeric=True, wide=1.6),
            Head(_("alpha"), numeric=True, spanner=spanner, wide=0.85),
            Head(_("low"), numeric=True, spanner=spanner, wide=0.85),
            Head(_("high"), numeric=True, spanner=spanner, wide=0.85),
        ]
    rows = tuple(_code(node, shown, closed=node.code.pk in sources.unmeasured) for node in sources.nodes)
    return PackTable(
        2,
        pgettext("qualitative", "Codebook"),
        tuple(heads),
        (Block("", rows),),
        forms=frozenset({DOCUMENT, WORKBOOK}),
        general=(shown.method,) if shown else (),
    )


def _code(node: Node, agreed: Agreed | None, *, closed: bool) -> PackRow:
    code = node.code
    cells: list[PackCell] = [code.label, code.definition, code.use_when, code.use_not, code.examples]
    if agreed:
        cells += [str(Closed())] * 4 if closed else _agreement(agreed.rows.get(code.pk))
    return PackRow(tuple(cells), node.depth, bool(node.children) and code.heading)


def _agreement(row: AgreementRow | None) -> list[PackCell]:
    if row is None:
        return ["", "", "", ""]
    reached = row.found.range
    alpha = row.found.values.krippendorff_alpha
    coders = sum(1 for _coder, characters in row.where.values.by_coder.items() if characters)
    ends = (reached.low, reached.high) if alpha is not None else (None, None)
    return [coders, _two(alpha), *map(_two, ends)]


def _two(value: float | None) -> PackCell:
    return "\u2014" if value is None else Amount(round(value, 2), number(value), TWO_PLACES)


def forest(sources: Sources, agreed: Agreed | None) -> PackFigure | None:
    """Alpha of each code that was applied, with its range; none where the stance shows no coefficients."""
    if agreed is None or not sources.statistics:
        return None
    rows = [row for row in agreed.table.rows if not row.branch and row.found.values.krippendorff_alpha is not None]
    if not rows:
        return None
    labels = {node.code.pk: node.code.label for node in sources.nodes}
    rows = [row for row in rows if row.code.pk in labels and row.code.pk not in sources.unmeasured]
    if not rows:
        return None
    lows = [row.found.range.low for row in rows if row.found.range.low is not None]
    title = _("Agreement by code: %(measure)s") % {"measure": str(BY_UNIT[agreed.table.unit])}
    dashed, solid = thresholds(agreed.table.scale)
    figure = Ranges(
        title=title,
        description=_("A mark at each code’s alpha with a line over its range. Table 2 has the numbers."),
        low=min([0.0, *(round(low - 0.05, 1) for low in lows)]),
        high=1.0,
        ticks=tuple((value, number(value, 1)) for value in (0.0, 0.5, 1.0)),
        marks=tuple(_mark(row, labels[row.code.pk]) for row in rows),
        zero=0.0,
        cuts=(dashed, solid),
    )
    over = sum(1 for row in rows if (row.found.values.krippendorff_alpha or 0) >= solid)
    claim = _("%(n)s of %(of)s codes reach an alpha of %(cut)s or more") % {
        "n": over,
        "of": len(rows),
        "cut": number(solid),
    }
    return PackFigure(5, title, claim, figure, (agreed.method,))


def _mark(row: AgreementRow, label: str) -> Mark:
    alpha, reached = row.found.values.krippendorff_alpha, row.found.range
    words = f"{number(alpha)} ({range_words(reached)})" if reached.low is not None else number(alpha)
    return Mark(label, words, alpha, reached.low, reached.high)
