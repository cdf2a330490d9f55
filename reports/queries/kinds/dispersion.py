"""The dispersion of a rating as a report: a dot for each participant first, then A and whether to say "polarised"."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from coding.queries.agreement_words import number
from methods.dispersion import Band, Missing, split
from reports.document import Cell, Column, Mark, Plot, Ranges, Report, Row, Share, Table, Undefined
from reports.queries.counts.dispersion import CodeSpread, GroupSpread, Spreads, spread_codes
from reports.queries.gate.asked import Asked
from reports.queries.kinds.about_study import Content, reflexive, report_of
from reports.queries.kinds.comparison import MINUS, probability
from reports.queries.kinds.kind import Kind
from reports.queries.kinds.scales_words import counts_table, done_by_group, open_node, standing, standing_notes


def find(asked: Asked) -> Spreads:
    return spread_codes(
        asked.study,
        chosen=open_node(asked).key,
        grouping=asked.grouping,
        shut=asked.shut,
        statistics=asked.declared.declaration.shows_statistics,
    )


def dispersion_report(found: Spreads, asked: Asked, at: datetime) -> Report:
    """The report on the chosen code, in the active language."""
    one = found.chosen
    label = one.code.node.code.label
    title = _("Dispersion: %(code)s") % {"code": label}
    content = Content(
        key=f"dispersion-{one.code.node.key}",
        title=title,
        done=done_by_group(one.code.groups),
        paragraphs=_verdicts(one) if found.statistics else (),
        tables=(counts_table(one.code, asked), *((_table(one),) if found.statistics else ())),
        charts=(standing(one.code, asked), *(_figure(one) if found.statistics else ())),
        notes=(*standing_notes(one.code), *(_method(found) if found.statistics else (reflexive(),))),
    )
    return report_of(asked, content, at=at)


def _verdicts(one: CodeSpread) -> tuple[str, ...]:
    """Each group in a sentence: whether it may be called polarised, and if not, what is missing."""
    return tuple(
        _("%(group)s: %(verdict)s") % {"group": spread.on.group.label, "verdict": _verdict(spread)}
        for spread in one.groups
        if spread.on.n
    )


def _verdict(spread: GroupSpread) -> str:
    found = spread.found
    if found.polarised:
        return _(
            "polarised. The whole range with one participant left out is below 0, and A is below what chance gives."
        )
    if "two_values" in found.missing:
        halves = split(found.counts[1], sum(found.counts))
        words = {"share": Share(halves.smaller, halves.of)}
        if halves.split:
            return _("split: %(share)s are on the smaller side.") % words
        return _("not split: %(share)s are on the smaller side, less than a third.") % words
    reasons = _("; ").join(_missing(missing, spread) for missing in found.missing)
    return _("“polarised” can’t be said. What is missing: %(reasons)s.") % {"reasons": reasons}


def _missing(reason: Missing, spread: GroupSpread) -> str:
    found, band = spread.found, spread.found.band
    if reason == "too_few":
        return _("fewer than three are rated")
    if reason == "range_reaches_zero":
        return _("the range with one left out reaches %(high)s, not below 0") % {"high": number(found.high)}
    return _("A is %(a)s, and chance alone gives %(band)s") % {"a": number(found.agreement), "band": _band(band)}


def _band(band: Band | None) -> str:
    return "" if band is None else _range(band.low, band.high)


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "\u2014"
    return _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}


def _table(one: CodeSpread) -> Table:
    columns = (
        Column(_("Group")),
        Column(pgettext("van der Eijk", "A"), numeric=True),
        Column(_("one left out"), numeric=True),
        Column(_("by chance, 95 %"), numeric=True),
        Column(_("A, centred at the median"), numeric=True),
        Column(_("Verdict")),
    )
    return Table(
        _("Agreement on the scale (van der Eijk’s A)"),
        columns,
        [Row(_cells(spread)) for spread in one.groups],
        plot=_plot(one),
    )


def _cells(spread: GroupSpread) -> tuple[Cell, ...]:
    found = spread.found
    if found.agreement is None:
        return (spread.on.group.label, Undefined(_("nobody is rated")), "", "", "", "")
    if found.polarised:
        word = _("polarised")
    elif "two_values" in found.missing:
        word = _("split") if split(found.counts[1], sum(found.counts)).split else _("not split")
    else:
        word = _("not polarised")
    ranges = (_range(found.low, found.high), _band(found.band))
    return (spread.on.group.label, number(found.agreement), *ranges, number(spread.centred), word)


def _figure(one: CodeSpread) -> tuple[Ranges, ...]:
    marks = tuple(_mark(spread) for spread in one.groups if spread.on.n)
    ticks = ((-1, _("%(n)s two extremes") % {"n": f"{MINUS}1"}), (0, "0"), (1, _("one peak %(n)s") % {"n": 1}))
    return (_left_out(marks, ticks),) if marks else ()


def _plot(one: CodeSpread) -> Plot | None:
    """The same in the table's rows, a disc for the first group and a ring for the second."""
    if not any(spread.on.n for spread in one.groups):
        return None
    marks = tuple(
        replace(_mark(spread), group=place) if spread.on.n else Mark(spread.on.group.label, "\u2014", None)
        for place, spread in enumerate(one.groups)
    )
    ends = (_("two extremes"), _("one peak"))
    return Plot(3, _left_out(marks, ((-1, f"{MINUS}1"), (0, "0"), (1, "1"))), ends)


def _left_out(marks: tuple[Mark, ...], ticks: tuple[tuple[float, str], ...]) -> Ranges:
    return Ranges(
        title=_("A with one participant left out, over the band of chance"),
        description=_(
            "A dot at each group’s A, a line over its range with one participant left out, a pale block where 95 "
            "of 100 random groups of this size lie. The table has the numbers."
        ),
        low=-1,
        high=1,
        ticks=ticks,
        marks=marks,
        zero=0,
    )


def _mark(spread: GroupSpread) -> Mark:
    found = spread.found
    words = f"{number(found.agreement)} ({_range(found.low, found.high)})"
    band = (found.band.low, found.band.high) if found.band else None
    return Mark(spread.on.group.label, words, found.agreement, found.low, found.high, band)


def _method(found: Spreads) -> tuple[str, ...]:
    drawn = found.chosen.chance
    bands = [spread.found.band for spread in found.chosen.groups if spread.found.band]
    simulated = sorted({(band.ratings, band.seed) for band in bands if band.draws})
    notes = [
        _("A is 1 when all stand on one value, 0 when they are spread evenly, %(least)s when half are at either end.")
        % {"least": f"{MINUS}1"},
        _(
            "“Polarised” is said only where the whole range with one participant left out lies below 0 and A lies "
            "below the band of chance for as many ratings."
        ),
        _difference(found) if drawn else "",
        *(
            _("The band for %(n)s ratings is simulated, seed %(seed)s.") % {"n": n, "seed": seed}
            for n, seed in simulated
        ),
    ]
    return tuple(filter(None, notes))


def _difference(found: Spreads) -> str:
    chance = found.chosen.chance
    if chance is None:
        return ""
    p = probability(chance.p)
    if chance.draws is None:
        return _("Difference of A between the groups: p = %(p)s, all ways to deal out the participants.") % {"p": p}
    return _("Difference of A between the groups: p = %(p)s, %(n)s permutations, seed %(seed)s.") % {
        "p": p,
        "n": chance.draws,
        "seed": chance.seed,
    }


def as_json(found: Spreads) -> dict[str, Any]:
    """A row a rated code; counts by scale value, lowest first."""
    drawn = found.statistics and any(one.chance and one.chance.draws for one in found.codes)
    return {
        "seed": found.seed if drawn else None,
        "rows": [_as_row(one, statistics=found.statistics) for one in found.codes],
    }


def _as_row(one: CodeSpread, *, statistics: bool) -> dict[str, Any]:
    return {
        "code": one.code.node.key,
        "path": one.code.node.path,
        "cells": {spread.on.group.key: _as_cell(spread, statistics=statistics) for spread in one.groups},
        "p": one.chance.p if statistics and one.chance else None,
    }


def _as_cell(spread: GroupSpread, *, statistics: bool) -> dict[str, Any]:
    found = spread.found
    return {
        "counts": [*found.counts],
        "of": spread.on.of,
        "a": found.agreement if statistics else None,
        "a_low": found.low if statistics else None,
        "a_high": found.high if statistics else None,
        "a_centred": spread.centred if statistics else None,
        "polarised": found.polarised if statistics else None,
    }


DISPERSION = Kind(
    name="dispersion",
    label=gettext_lazy("Dispersion"),
    tells=gettext_lazy("Where each participant stands on a code’s scale, and whether a group has one peak or two."),
    asks=frozenset({"attribute", "rated"}),
    find=find,
    report=dispersion_report,
    json=as_json,
    freezes=True,
)
