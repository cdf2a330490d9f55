"""Chosen quotes as a report: the joint display for reading, and a line a quote for scripts."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.document import Column, Report, Row, Table
from reports.queries.findings.joint_display import JointCell, JointDisplay, QuoteLine
from reports.queries.kinds.about_study import Content, report_of


def joint_report(found: JointDisplay, *, at: datetime) -> Report:
    """The report, in the active language."""
    asked = found.asked
    content = Content(
        key=f"quotes-{asked.attribute.key}" if asked.attribute else "quotes",
        title=title_of(found),
        tables=(_display(found), _quotes(found)),
        notes=notes_of(found),
        flat=_flat(found),
    )
    return report_of(asked, content, at=at)


def title_of(found: JointDisplay) -> str:
    if not found.asked.attribute:
        return _("Chosen quotes")
    label = found.asked.attribute.label
    small = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return _("Chosen quotes by %(attribute)s") % {"attribute": small}


def notes_of(found: JointDisplay) -> tuple[str, ...]:
    """What a reader of quotes has to know."""
    stale = ngettext(
        "%(n)s quote rests on no coding any more, or on a text that was corrected: it says so.",
        "%(n)s quotes rest on no coding any more, or on a text that was corrected: they say so.",
        found.stale,
    ) % {"n": found.stale}
    unread = ngettext(
        "%(n)s quote is not shown: it could tell of a sensitive code.",
        "%(n)s quotes are not shown: they could tell of a sensitive code.",
        found.unread,
    ) % {"n": found.unread}
    return (
        *([stale] if found.stale else []),
        *([unread] if found.unread else []),
        _("Quotes were chosen, not drawn: they show how something is said, not how often. […] marks words left out."),
        _("Participants are named by their pseudonyms. A translation stands beside the original, under who made it."),
    )


def _display(found: JointDisplay) -> Table:
    columns = (
        Column(pgettext("qualitative", "Code")),
        *(
            Column(_("%(group)s (of %(size)s)") % {"group": group.label, "size": found.sizes.get(group.key, 0)})
            for group in found.groups
        ),
    )
    rows = [Row((line.node.code.label, *(_cell(cell) for cell in line.cells))) for line in found.lines]
    return Table(_("Codes by group, with quotes"), columns, rows)


def _cell(cell: JointCell) -> str:
    """The number first, then each quote under who says it."""
    share = str(cell.share) if cell.share else "\u2014"
    return "\n\n".join((share, *(_said(one) for one in cell.quotes)))


def _said(one: QuoteLine) -> str:
    where = _("turn %(n)s") % {"n": one.excerpt.turn}
    lines = [_("“%(words)s” (%(who)s, %(where)s)") % {"words": one.shown, "who": one.quote.participant, "where": where}]
    if one.quote.translation:
        lines.append(_("“%(words)s” (tr. %(who)s)") % {"words": one.quote.translation, "who": one.quote.translator})
    if one.stale:
        lines.append(f"[{one.stale}]")
    return "\n".join(lines)


def _quotes(found: JointDisplay) -> Table:
    columns = (
        pgettext("qualitative", "code path"),
        _("group"),
        _("participant"),
        _("turn"),
        _("quote"),
        _("original"),
        _("translation"),
        _("translator"),
        _("remark"),
    )
    rows = [
        Row(
            (
                line.node.path,
                cell.group.label,
                one.quote.participant.pseudonym,
                one.excerpt.turn,
                one.shown,
                one.words,
                one.quote.translation,
                one.quote.translator,
                one.stale,
            )
        )
        for line, cell, one in found.quotes
    ]
    return Table(_("Quotes"), tuple(Column(name) for name in columns), rows, listing=True)


def _flat(found: JointDisplay) -> Table:
    """A line a quote; the same heads in every language."""
    names = (
        "code",
        "group",
        "position",
        "participant",
        "turn",
        "start",
        "end",
        "quote",
        "original",
        "translation",
        "translator",
        "stale",
    )
    return Table("", tuple(Column(name) for name in names), [*_flat_rows(found)])


def _flat_rows(found: JointDisplay) -> Iterable[Row]:
    for line in found.lines:
        for cell in line.cells:
            for number, one in enumerate(cell.quotes, 1):
                quote = one.quote
                yield Row(
                    (
                        line.node.key,
                        cell.group.key,
                        number,
                        quote.participant.pseudonym,
                        one.excerpt.turn,
                        quote.start,
                        quote.end,
                        one.shown,
                        one.words,
                        quote.translation,
                        quote.translator,
                        int(bool(one.stale)),
                    )
                )
