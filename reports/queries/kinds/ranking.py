"""The ranking as a report: its table, its figure, and what may be said of it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from reports.document import Cell, Closed, Column, Mark, Plot, Ranges, Report, Row, Share, Table
from reports.queries.counts.ranking import Ranked, Ranking, rank_codes
from reports.queries.gate.asked import Asked
from reports.queries.kinds.about_study import Content, report_of
from reports.queries.kinds.kind import Kind


def find(asked: Asked) -> Ranking:
    shown = asked.declared.declaration.shows_statistics
    return rank_codes(asked.study, branch=asked.branch, intervals=shown, closed=asked.over_all)


def ranking_report(found: Ranking, asked: Asked, at: datetime) -> Report:
    """The report, in the active language."""
    content = Content(
        key="ranking",
        title=_title(found),
        paragraphs=_sentence(found),
        tables=(_table(found),),
        charts=(_figure(found),) if found.rows and found.intervals else (),
        notes=_method(found),
    )
    return report_of(asked, content, at=at)


def _title(found: Ranking) -> str:
    if not found.branch:
        return pgettext("of codes", "Ranking")
    label = found.study.codebook.by_key[found.branch].code.label
    return _("Ranking: %(branch)s") % {"branch": label}


def _sentence(found: Ranking) -> tuple[str, ...]:
    """The tiers in words: what may be set apart, and what may not."""
    said = [tier for tier in found.tiers if any(found.rows[at].place.n for at in tier)]
    if not said:
        return ()
    tiers = [", ".join(_named(found.rows[at]) for at in tier) for tier in said]
    shared = [
        _("together %(codes)s") % {"codes": words} if len(tier) > 1 else words
        for words, tier in zip(tiers, said, strict=True)
    ]
    if len(shared) == 1:
        return (_("No order can be told: %(codes)s.") % {"codes": shared[0]},)
    return (_("First %(first)s; then %(rest)s.") % {"first": shared[0], "rest": _("; then ").join(shared[1:])},)


def _named(row: Ranked) -> str:
    return f"{row.node.code.label} ({Share(row.place.n, row.place.of)})"


def _table(found: Ranking) -> Table:
    columns = [
        Column(_("Rank"), numeric=True),
        Column(pgettext("qualitative", "Code")),
        Column(_("Participants"), numeric=True, bar=0),
    ]
    if found.intervals:
        columns.append(Column(_("Ranks, 95 %"), numeric=True))
    rows = []
    for row in found.rows:
        place = row.place
        cells: list[Cell] = [_rank(found, row), row.node.code.label, Share(place.n, place.of)]
        rows.append(Row((*cells, *([_range(row)] if found.intervals else [])), opens={2: f"code={row.node.key}"}))
    rows += [
        Row((Closed(), node.code.label, Closed(), *([Closed()] if found.intervals else []))) for node in found.closed
    ]
    plot = Plot(3, _figure(found, closed=len(found.closed))) if found.intervals and found.rows else None
    return Table(_title(found), tuple(columns), rows, plot=plot)


def _rank(found: Ranking, row: Ranked) -> str:
    shared = sum(other.place.rank == row.place.rank for other in found.rows) > 1
    return f"{row.place.rank} =" if shared else str(row.place.rank)


def _range(row: Ranked) -> str:
    if row.place.low is None:
        return "\u2014"
    return _("%(low)s to %(high)s") % {"low": row.place.low, "high": row.place.high}


def _figure(found: Ranking, *, closed: int = 0) -> Ranges:
    """Each code's rank with its interval; lines without a mark for the `closed` codes below them."""
    last = len(found.rows)
    marks = (
        tuple(
            Mark(
                row.node.code.label, f"{row.place.rank} ({_range(row)})", row.place.rank, row.place.low, row.place.high
            )
            for row in found.rows
        )
        + (Mark(str(Closed()), str(Closed()), None),) * closed
    )
    steps = sorted({1, (last + 1) // 2, last})
    return Ranges(
        title=_("Ranks with their intervals (95 %)"),
        description=_(
            "A dot at each code’s rank, with a line over the ranks it takes when participants are drawn again. "
            "The table has the numbers."
        ),
        low=0.5,
        high=last + 0.5,
        ticks=tuple((step, str(step)) for step in steps),
        marks=marks,
    )


def _method(found: Ranking) -> tuple[str, ...]:
    by = _("Ranked by participants who mention, ties kept: equal numbers share the best rank.")
    if not found.intervals:
        return (by,)
    return (
        by,
        _(
            "Rank intervals: participants drawn again %(n)s times, seed %(seed)s. Codes whose intervals overlap share "
            "their place in the sentence."
        )
        % {"n": found.replicates, "seed": found.seed},
    )


def as_json(found: Ranking) -> dict[str, Any]:
    return {
        "seed": found.seed if found.intervals else None,
        "rows": [
            {
                "code": row.node.key,
                "path": row.node.path,
                "n": row.place.n,
                "of": row.place.of,
                "rank": row.place.rank,
                "rank_low": row.place.low if found.intervals else None,
                "rank_high": row.place.high if found.intervals else None,
            }
            for row in found.rows
        ]
        + [
            {"code": node.key, "path": node.path} | dict.fromkeys(("n", "of", "rank", "rank_low", "rank_high"))
            for node in found.closed
        ],
    }


RANKING = Kind(
    name="ranking",
    label=gettext_lazy("Ranking"),
    tells=gettext_lazy("The codes of a branch by participants who mention them, with how sure each place is."),
    asks=frozenset({"branch"}),
    find=find,
    report=ranking_report,
    json=as_json,
    freezes=True,
)
