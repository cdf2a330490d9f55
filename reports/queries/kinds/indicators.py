"""The indicators as a report: what is evidenced and what is not, with its counter-evidence, under each basis."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from reports.document import Bar, Cell, Chart, Closed, Column, Report, Row, Share, Table
from reports.queries.counts.indicators import Indicator, Indicators, indicator_branch, indicators_of
from reports.queries.gate.asked import Asked, CannotAnswer
from reports.queries.kinds.about_study import Content, basis_name, report_of
from reports.queries.kinds.kind import Kind


def find(asked: Asked) -> Indicators:
    study = asked.study
    branch = study.branch(asked.branch)[0] if asked.branch else indicator_branch(study.codebook)
    if branch is None:
        raise CannotAnswer(_("The codebook is empty. Create the indicators first, as codes below one branch."))
    found = indicators_of(study, branch=branch, k=asked.declared.declaration.evidenced_by)
    return replace(found, rows=tuple(_shown(row, asked) for row in found.rows))


def _shown(row: Indicator, asked: Asked) -> Indicator:
    """The row as the audience may see it. Another basis has closed cells of its own, so what hangs together with a
    sensitive code is closed under all of them.
    """
    code = row.node.code.pk
    linked = asked.disclosed is not None and code in asked.disclosed.linked
    return replace(row, closed=code in asked.over_all, shut=code in asked.shut | asked.unsaid, linked=linked)


def indicators_report(found: Indicators, asked: Asked, at: datetime) -> Report:
    """The report, in the active language."""
    content = Content(
        key=f"indicators-{found.branch.key}",
        title=_("Indicators: %(branch)s") % {"branch": found.branch.code.label},
        paragraphs=_sentences(found),
        tables=(_table(found), *((_under_bases(found),) if len(found.bases) > 1 else ())),
        charts=(_figure(found),),
        notes=_notes(found),
    )
    return report_of(asked, content, at=at)


def _sentences(found: Indicators) -> tuple[str, ...]:
    """Which are evidenced, and which are not."""
    shown = [row for row in found.rows if not row.closed]
    evidenced = ", ".join(row.node.code.label for row in shown if row.evidenced) or _("none of them")
    others = [row.node.code.label for row in shown if not row.evidenced]
    said = ngettext(
        "Evidenced by at least %(k)s participant: %(codes)s.",
        "Evidenced by at least %(k)s participants: %(codes)s.",
        found.k,
    ) % {"k": found.k, "codes": evidenced}
    return (said, _("Not evidenced: %(codes)s.") % {"codes": ", ".join(others)}) if others else (said,)


def _table(found: Indicators) -> Table:
    columns = [
        Column(_("Indicator")),
        Column(_("Participants"), numeric=True),
        Column(_("Passages"), numeric=True),
        *((Column(_("Rating, lower median"), numeric=True),) if found.rated else ()),
        Column(_("Negative cases"), numeric=True),
        Column(_("By %(k)s or more") % {"k": found.k}),
    ]
    return Table(_("What is evidenced"), tuple(columns), [_row(found, row) for row in found.rows])


def _row(found: Indicators, row: Indicator) -> Row:
    rated: Cell = Closed() if row.shut else "" if row.rating is None else row.rating
    rating = (rated,) if found.rated else ()
    denied: Cell = (Closed() if row.shut else row.negative) if row.node.code.deniable else _("not asked for")
    verdict = _("evidenced") if row.evidenced else _("not evidenced")
    if not row.node.code.active:
        verdict = _("not looked for: not in use")
    counted: tuple[Cell, Cell] = (
        (Closed(), Closed())
        if row.closed
        else (
            Share(row.n, row.of),
            Closed() if row.linked else row.passages,
        )
    )
    cells: tuple[Cell, ...] = (row.node.code.label, *counted, *rating, denied, Closed() if row.closed else verdict)
    depth = max(0, row.node.depth - found.branch.depth - 1)
    return Row(cells, depth, bool(row.node.children), opens={} if row.shut else {1: f"code={row.node.key}"})


def _under_bases(found: Indicators) -> Table:
    columns = (Column(_("Indicator")), *(Column(basis_name(basis), numeric=True) for basis in found.bases))
    rows = [
        Row((row.node.code.label, *_by_basis(row)), opens={} if row.shut else {1: f"code={row.node.key}"})
        for row in found.rows
    ]
    return Table(_("Participants under each basis"), columns, rows)


def _by_basis(row: Indicator) -> list[Cell]:
    """The own basis first."""
    return [
        Closed() if row.closed or (row.linked and place) else Share(one.n, one.of)
        for place, one in enumerate(row.bases)
    ]


def _figure(found: Indicators) -> Chart:
    return Chart(
        title=_("Participants who mention"),
        description=_("A bar for each indicator: the share of participants. The table has the numbers."),
        series=(pgettext("under a bar: how many of them", "mention it"),),
        bars=tuple(
            Bar(row.node.code.label, (Share(row.n, row.of) if row.of else None,))
            for row in found.rows
            if not row.closed
        ),
    )


def _notes(found: Indicators) -> tuple[str, ...]:
    notes = [
        _("Negative cases: participants who deny the code, of those who mention it; only where the code asks for it."),
        _unstable(found),
        _("As reported in interviews: an indicator that is mentioned is not measured."),
    ]
    return tuple(filter(None, notes))


def _unstable(found: Indicators) -> str:
    """Those whose verdict hangs on whose codings count."""
    named = [
        row.node.code.label
        for row in found.rows
        if len({one.n >= found.k for one in row.bases if one.of}) > 1 and not row.linked
    ]  # fmt: skip
    if not named:
        return ""
    return _("Evidenced under some bases and not under others: %(codes)s.") % {"codes": ", ".join(named)}


def as_json(found: Indicators) -> dict[str, Any]:
    """A row an indicator; `bases` has every basis in sight."""
    return {
        "branch": found.branch.key,
        "k": found.k,
        "rows": [
            {
                "code": row.node.key,
                "path": row.node.path,
                "n": None if row.closed else row.n,
                "of": None if row.closed else row.of,
                "passages": None if row.linked else row.passages,
                "rating": None if row.shut else row.rating,
                "negative": row.negative if row.node.code.deniable and not row.shut else None,
                "evidenced": None if row.closed else row.evidenced,
                "bases": {
                    basis.key: {"n": cell.n, "of": cell.of} if isinstance(cell, Share) else {"n": None, "of": None}
                    for basis, cell in zip(found.bases, _by_basis(row), strict=True)
                },
            }
            for row in found.rows
        ],
    }


INDICATORS = Kind(
    name="indicators",
    label=gettext_lazy("Indicators"),
    tells=gettext_lazy(
        "Which indicators the interviews evidence, by how many, who denies them, and under which basis."
    ),
    asks=frozenset({"branch"}),
    find=find,
    report=indicators_report,
    json=as_json,
    freezes=True,
    whole=gettext_lazy("That of the indicators"),
)
