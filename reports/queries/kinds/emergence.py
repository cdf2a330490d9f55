"""The emergence of codes as a report: since when, first where, and what is still to recheck."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from reports.document import Bar, Cell, Chart, Closed, Column, Report, Row, Share, Table
from reports.queries.counts.emergence import Emergence, Emergent, emergence
from reports.queries.gate.asked import Asked
from reports.queries.kinds.about_study import Content, report_of
from reports.queries.kinds.kind import Kind


def find(asked: Asked) -> Emergence:
    found = emergence(asked.study)
    return replace(found, rows=tuple(_shown(row, asked) for row in found.rows))


def _shown(row: Emergent, asked: Asked) -> Emergent:
    """The row as the audience may see it: outside the team nobody is named, and of a sensitive code nothing is said.

    Of codes that hang together with a closed one it is not said either where they came first: whoever is the first with
    a heading, but with none of its open codes, has said a closed one.
    """
    if row.node.code.pk in asked.shut:
        return replace(row, first=None, who="", n=0, of=0, recheck=0, not_looked_for=0, closed=True, unsaid=True)
    if row.node.code.pk in asked.unsaid:
        return replace(row, first=None, who="", recheck=0, not_looked_for=0, unsaid=True)
    if not asked.shows("participants") and row.first:
        return replace(row, first=replace(row.first, title=""), who="")
    return row


def emergence_report(found: Emergence, asked: Asked, at: datetime) -> Report:
    """The report, in the active language."""
    content = Content(
        key="emergence",
        title=_("Emergent codes"),
        paragraphs=(_sentence(found),),
        tables=(_table(found),),
        charts=(_figure(found),) if found.rows else (),
        notes=_notes(found),
    )
    return report_of(asked, content, at=at)


def _sentence(found: Emergence) -> str:
    if not found.rows:
        return _("No code has emerged: none is marked emergent and was made after the first coding.")
    named = ", ".join(row.node.code.label for row in found.rows)
    return ngettext("%(n)s code emerged: %(codes)s.", "%(n)s codes emerged: %(codes)s.", len(found.rows)) % {
        "n": len(found.rows),
        "codes": named,
    }


def _table(found: Emergence) -> Table:
    columns = (
        Column(pgettext("qualitative", "Code")),
        Column(_("Made on")),
        Column(_("In the codebook since")),
        Column(_("First in interview")),
        Column(_("Participants"), numeric=True),
        Column(_("Transcripts to recheck"), numeric=True),
        Column(_("Participants not looked at for it"), numeric=True),
    )
    return Table(_("Emergent codes by date"), columns, [_row(found, row) for row in found.rows])


def _row(found: Emergence, row: Emergent) -> Row:
    made = date_format(localtime(row.since), "DATE_FORMAT")
    if row.unsaid:
        number = Closed() if row.closed else Share(row.n, row.of)
        return Row((row.node.code.label, made, _since(row), Closed(), number, Closed(), Closed()))
    cells: tuple[Cell, ...] = (
        row.node.code.label,
        made,
        _since(row),
        _first(row),
        Share(row.n, row.of),
        Share(row.recheck, len(found.interviews)),
        row.not_looked_for,
    )
    return Row(cells, opens={4: f"code={row.node.key}"})


def _since(row: Emergent) -> str:
    version = _("version %(n)s") % {"n": row.version} if row.version else _("no version yet")
    if not row.proposed_by:
        return version
    return _("%(version)s, proposed by %(coder)s") % {"version": version, "coder": row.proposed_by}


def _first(row: Emergent) -> str:
    if row.first is None:
        return "\u2014"
    if not row.first.title:
        return str(row.first.number)
    words = {"n": row.first.number, "title": row.first.title, "who": row.who}
    # An interview of one is mostly called like its participant.
    said = _("%(n)s: %(title)s") if row.who == row.first.title else _("%(n)s: %(title)s (%(who)s)")
    return said % words


def _figure(found: Emergence) -> Chart:
    return Chart(
        title=_("Participants who mention"),
        description=_("A bar for each emergent code: the share of participants. The table has the numbers."),
        series=(pgettext("under a bar: how many of them", "mention it"),),
        bars=tuple(
            Bar(row.node.code.label, (Share(row.n, row.of) if row.of else None,))
            for row in found.rows
            if not row.closed
        ),
    )


def _notes(found: Emergence) -> tuple[str, ...]:
    notes = [
        _("Interviews are numbered in the order in which the project lists its transcripts."),
        _("To recheck: transcripts that some coder finished before the code came, and has not gone through again."),
        _("Marked emergent, but older than the first coding: %(codes)s.")
        % {"codes": ", ".join(node.code.label for node in found.before)}
        if found.before
        else "",
    ]
    return tuple(filter(None, notes))


def as_json(found: Emergence) -> dict[str, Any]:
    """A row an emergent code, by date; `first` counts interviews from 1."""
    return {
        "interviews": len(found.interviews),
        "rows": [
            {
                "code": row.node.key,
                "path": row.node.path,
                "since": row.since.date().isoformat(),
                "version": row.version or None,
                "first": row.first.number if row.first else None,
                "first_title": row.first.title or None if row.first else None,
                "n": None if row.closed else row.n,
                "of": None if row.closed else row.of,
                "recheck": None if row.unsaid else row.recheck,
                "not_looked_for": None if row.unsaid else row.not_looked_for,
            }
            for row in found.rows
        ],
    }


EMERGENCE = Kind(
    name="emergence",
    label=gettext_lazy("Emergence"),
    tells=gettext_lazy(
        "The codes that came from the interviews: since when, first where, and what is left to recheck."
    ),
    asks=frozenset(),
    find=find,
    report=emergence_report,
    json=as_json,
    freezes=True,
)
