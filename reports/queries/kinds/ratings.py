"""The ratings as a report: one code's distribution by group, and all rated codes beside each other."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from reports.document import Cell, Column, Report, Row, Share, Table
from reports.queries.counts.rated import CodeRatings, Ratings, rate_codes
from reports.queries.counts.scales import OnScale
from reports.queries.gate.asked import Asked
from reports.queries.kinds.about_study import Content, reflexive, report_of
from reports.queries.kinds.comparison import probability
from reports.queries.kinds.kind import Kind
from reports.queries.kinds.scales_words import (
    counts_table,
    done_by_group,
    median_cell,
    open_node,
    opening,
    standing,
    standing_notes,
)


def find(asked: Asked) -> Ratings:
    return rate_codes(
        asked.study,
        chosen=open_node(asked).key,
        grouping=asked.grouping,
        tests=asked.declared.declaration.tests,
        shut=asked.shut,
    )


def ratings_report(found: Ratings, asked: Asked, at: datetime) -> Report:
    """The report on the chosen code, with all others beside it, in the active language."""
    code = found.chosen.code
    content = Content(
        key=f"ratings-{code.node.key}",
        title=_("Ratings: %(code)s") % {"code": code.node.code.label},
        done=done_by_group(code.groups),
        paragraphs=(_sentence(found.chosen),) if code.everyone.n else (),
        tables=(counts_table(code, asked), _all(found, asked)),
        charts=(standing(code, asked),),
        notes=(*standing_notes(code), *_method(found, asked)),
    )
    return report_of(asked, content, at=at)


def _sentence(one: CodeRatings) -> str:
    """The middle of all, and how many stand there or above."""
    code, place = one.code, one.code.everyone.median or 0
    above = Share(sum(code.everyone.counts[place:]), code.everyone.n)
    return _("Lower median of all: %(value)s. %(above)s are rated so or higher.") % {
        "value": code.values[place],
        "above": above,
    }


def _all(found: Ratings, asked: Asked) -> Table:
    """Each rated code: how many are rated, and the middle, of all and of each group."""
    groups = found.chosen.code.groups
    single = len(groups) == 1
    columns = [
        Column(pgettext("qualitative", "Code")),
        Column(_("Scale")),
        Column(_("Rated"), numeric=True),
        Column(_("Lower median"), numeric=True),
    ]
    for one in () if single else groups:
        columns += [
            Column(_("%(group)s: rated") % {"group": one.group.label}, numeric=True),
            Column(_("%(group)s: median") % {"group": one.group.label}, numeric=True),
        ]
    if found.tests and not single:
        columns.append(Column(pgettext("a probability", "p"), numeric=True))
    rows = [_row(found, one, asked, single=single) for one in found.codes]
    return Table(_("All rated codes"), tuple(columns), rows)


def _row(found: Ratings, one: CodeRatings, asked: Asked, *, single: bool) -> Row:
    code = one.code
    scale = _("%(low)s to %(high)s") % {"low": code.values[0], "high": code.values[-1]}
    cells: list[Cell] = [code.node.code.label, scale, *_pair(one, code.everyone)]
    opens = {2: f"code={code.node.key}"}
    for group in () if single else code.groups:
        opens[len(cells)] = opening(code, group, asked)
        cells += _pair(one, group)
    if found.tests and not single:
        cells.append(probability(one.chance.p if one.chance else None))
    return Row(tuple(cells), opens=opens)


def _pair(one: CodeRatings, on: OnScale) -> tuple[Cell, Cell]:
    return Share(on.n, on.of), median_cell(one.code, on)


def _method(found: Ratings, asked: Asked) -> tuple[str, ...]:
    if not asked.declared.declaration.shows_statistics:
        return (reflexive(),)
    if not found.tests or len(found.chosen.code.groups) < 2:
        return ()
    test = _("Test: permutation of the groups’ mean ranks (Kruskal and Wallis), two-sided; not corrected: exploratory.")
    if not found.drawn:
        return (test,)
    return (test, _("Chance is drawn 9,999 times, seed %(seed)s.") % {"seed": found.seed})


def as_json(found: Ratings) -> dict[str, Any]:
    """A row a rated code; counts by scale value, lowest first; medians are values of the scale."""
    return {
        "seed": found.seed if found.drawn else None,
        "rows": [
            {
                "code": one.code.node.key,
                "path": one.code.node.path,
                "values": [value for value, _label in one.code.levels],
                "n": one.code.everyone.n,
                "of": one.code.everyone.of,
                "median": one.code.value(one.code.everyone.median),
                "cells": {
                    group.group.key: {
                        "counts": [*group.counts],
                        "n": group.n,
                        "of": group.of,
                        "median": one.code.value(group.median),
                        "open": group.open,
                    }
                    for group in one.code.groups
                },
                "p": one.chance.p if one.chance else None,
            }
            for one in found.codes
        ],
    }


RATINGS = Kind(
    name="ratings",
    label=gettext_lazy("Ratings"),
    tells=gettext_lazy("How strongly participants stand on a rated code: the distribution by group and its middle."),
    asks=frozenset({"attribute", "rated"}),
    find=find,
    report=ratings_report,
    json=as_json,
    freezes=True,
)
