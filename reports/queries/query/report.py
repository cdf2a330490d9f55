"""The answer of a query as a report: the sentence, participants first, and the passages for reading and for scripts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.document import Closed, Column, Quotation, Report, Row, Share, Table
from reports.queries.gate.asked import Asked
from reports.queries.kinds.about_study import Content, report_of
from reports.queries.query.answer import Answer, Counted
from reports.queries.query.passages import Reading
from reports.queries.query.words import sentence


def query_report(  # noqa: PLR0913  # each names a part of the report
    answer: Answer,
    readings: Sequence[Reading],
    *,
    asked: Asked,
    at: datetime,
    title: str = "",
    closed: bool = False,
    notes: tuple[str, ...] = (),
) -> Report:
    """The report, in the active language; `closed`: its numbers are not said."""
    content = Content(
        key="query",
        title=title or pgettext("a search for passages", "Query"),
        paragraphs=(sentence(answer.bound), *([] if closed else [counted_line(answer.whole)])),
        tables=(counts_table(answer, closed=closed), _listing(readings)),
        quotations=tuple(_quotations(readings)),
        notes=(*notes, *notes_of()),
        flat=_flat(readings),
    )
    return report_of(asked, content, at=at)


def counted_line(counted: Counted) -> str:
    """Participants first, passages second."""
    passages = ngettext("%(n)s passage", "%(n)s passages", counted.passages) % {"n": counted.passages}
    return _("%(share)s participants, %(passages)s") % {"share": Share(counted.n, counted.of), "passages": passages}


def notes_of() -> tuple[str, ...]:
    """How the answer is made."""
    return (
        _(
            "A query is answered from left to right. Overlapping codings of a code are one passage; “in the same "
            "words” keeps the words that both mark, all others keep whole passages."
        ),
        _("Near counts turns, the interviewer’s too: 0 is the same turn, 1 the next one."),
    )


def counts_table(answer: Answer, *, closed: bool = False) -> Table:
    """All, then each group; without its numbers where they are closed."""
    columns = (Column(_("Group")), Column(_("Participants"), numeric=True), Column(_("Passages"), numeric=True))
    rows = [
        Row((one.label or _("All"), *((Closed(), Closed()) if closed else (Share(one.n, one.of), one.passages))))
        for one in (answer.whole, *answer.groups)
    ]
    return Table(_("Participants who answer to the query"), columns, rows)


def _listing(readings: Sequence[Reading]) -> Table:
    columns = (
        Column(_("participant")),
        Column(_("transcript")),
        Column(_("turn"), numeric=True),
        Column(_("quote")),
        Column(pgettext("qualitative", "codes")),
        Column(_("memo")),
    )
    rows = [
        Row(
            (
                one.pseudonym,
                one.found.title,
                one.excerpt.turn,
                one.excerpt.quote,
                one.codes,
                "\n\n".join(one.memos),
            )
        )
        for one in readings
    ]
    return Table(_("Passages"), columns, rows, listing=True)


def _flat(readings: Sequence[Reading]) -> Table:
    """For scripts: a line a passage and participant, the same heads in every language."""
    names = ("participant", "transcript", "turn", "start", "end", "quote", "codes")
    rows = [
        Row(
            (
                one.pseudonym,
                one.found.title,
                one.excerpt.turn,
                one.found.start,
                one.found.end,
                one.excerpt.quote,
                " ".join(dict.fromkeys(hand.code.key for hand in one.hands)),
            )
        )
        for one in readings
    ]
    return Table("", tuple(Column(name) for name in names), rows)


def _quotations(readings: Sequence[Reading]) -> Iterable[Quotation]:
    last = None
    for one in readings:
        source = (one.found.title, _("turn %(n)s") % {"n": one.excerpt.turn}, one.excerpt.time, one.codes)
        yield Quotation(
            quote=one.excerpt.quote,
            source=" · ".join(word for word in source if word),
            before=one.excerpt.before,
            after=one.excerpt.after,
            heading="" if one.person == last else one.pseudonym,
        )
        last = one.person
