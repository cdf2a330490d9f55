"""Codings as a report: a table with one row a coding, and the same as quotations for reading."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coding.models import Rating
from coding.queries.codebook import codebook_of
from interviews.access import Sight, sight_of
from interviews.models import Attribute, Member, Participant
from reports.document import Cell, Column, Quotation, Report, Row, Table
from reports.queries.gate.readable import Values, shared_values, values_by_participant
from reports.queries.passages.passages import Passage
from reports.queries.study.stamp import stamp


def codings_report(  # noqa: PLR0913  # each names a part of the report
    passages: Sequence[Passage],
    *,
    reader: Member,
    at: datetime,
    key: str,
    title: str,
    filters: tuple[str, ...] = (),
    context: bool = False,
    more: tuple[Table, ...] = (),
    k: int = 0,
) -> Report:
    """The passages as a report, in the active language. With `context`, the rest of their sentences too.

    `more` are tables after the one of the passages: a workbook has them on sheets of their own. With a `k` people have
    the attributes alone that k of them share.
    """
    project = reader.project
    attributes = [*Attribute.objects.living().filter(project=project).order_by("position", "pk")]
    values: Values = values_by_participant(attributes)
    if k:
        people = [*Participant.objects.living().filter(project=project).values_list("pk", flat=True)]
        values = shared_values(values, attributes, people, k=k)
    count = ngettext("%(n)s coding", "%(n)s codings", len(passages)) % {"n": len(passages)}
    return Report(
        key=key,
        project_key=project.key,
        project_name=project.name,
        title=title,
        at=at,
        fictional=project.fictional,
        paragraphs=(" · ".join((count, *filters)),),
        tables=(_table(passages, attributes, values, reader=reader, context=context), *more),
        quotations=[*_quotations(passages, context=context)],
        notes=(*_notes(reader), stamp(reader, at=at)),
    )


def with_notes(report: Report, notes: Sequence[str]) -> Report:
    """The report with these notes in place of those that say what is listed."""
    return replace(report, notes=(*notes, *report.notes[-1:]))


def _notes(reader: Member) -> tuple[str, ...]:
    whole = _("Codings of current texts; passages of two coders are not merged here, so numbers differ from the table.")
    if sight_of(reader) is Sight.OWN:
        return (_("Only your own codings: others’ work is hidden from you."), whole)
    return (whole,)


def _table(
    passages: Sequence[Passage],
    attributes: list[Attribute],
    values: Values,
    *,
    reader: Member,
    context: bool,
) -> Table:
    around = (Column(_("before")), Column(_("after"))) if context else ()
    columns = (
        Column(_("participant")),
        *(Column(attribute.label) for attribute in attributes),
        Column(_("speaker")),
        Column(_("transcript")),
        Column(_("turn"), numeric=True),
        Column(_("time")),
        Column(_("quote")),
        *around,
        Column(pgettext("qualitative", "code path")),
        Column(pgettext("qualitative", "code key")),
        Column(_("coder")),
        Column(_("direction")),
        Column(_("rating"), numeric=True),
        Column(_("rating in words")),
        Column(_("memo")),
        Column(_("pass done")),
        Column(_("start"), numeric=True),
        Column(_("end"), numeric=True),
        Column(_("fictional")),
    )
    fictional = _("yes") if reader.project.fictional else _("no")
    rows = [Row((*_cells(passage, attributes, values, context=context), fictional)) for passage in passages]
    return Table(_("Codings"), columns, rows, listing=True)


def _cells(passage: Passage, attributes: list[Attribute], values: Values, *, context: bool) -> tuple[Cell, ...]:
    excerpt = passage.excerpt
    return (
        "; ".join(passage.names[person] for person in passage.people),
        *(_known(passage, attribute, values) for attribute in attributes),
        excerpt.speaker,
        passage.transcript_title,
        excerpt.turn or None,
        excerpt.time,
        excerpt.quote,
        *((excerpt.before, excerpt.after) if context else ()),
        passage.node.path,
        passage.node.key,
        passage.coder,
        passage.direction_name,
        passage.rating,
        passage.rating_name,
        "\n\n".join(passage.memos),
        _("yes") if passage.done else _("no"),
        passage.place[1],
        passage.place[2],
    )


def _known(passage: Passage, attribute: Attribute, values: Values) -> Cell:
    """A value as it is; those of several speakers joined in the participants' order."""
    found = [values.get((person, attribute.pk)) for person in passage.people]
    if len(found) == 1:
        return found[0]
    return "; ".join("" if value is None else str(value) for value in found)


def _quotations(passages: Sequence[Passage], *, context: bool) -> Iterable[Quotation]:
    last: object = ()
    for passage in passages:
        here = passage.person or passage.people or passage.transcript
        name = passage.pseudonym or ", ".join(passage.names[person] for person in passage.people)
        yield Quotation(
            quote=passage.excerpt.quote,
            source=_source(passage),
            before=passage.excerpt.before if context else "",
            after=passage.excerpt.after if context else "",
            heading="" if here == last else name or passage.excerpt.speaker or passage.transcript_title,
        )
        last = here


def _source(passage: Passage) -> str:
    excerpt = passage.excerpt
    parts = [
        passage.node.path,
        excerpt.speaker,
        passage.transcript_title,
        _("turn %(n)s") % {"n": excerpt.turn} if excerpt.turn else "",
        excerpt.time,
        passage.coder,
        passage.says,
        *(_("memo: %(text)s") % {"text": memo} for memo in passage.memos),
    ]
    return " · ".join(part for part in parts if part)


def case_ratings(reader: Member) -> tuple[Table, ...]:
    """The ratings given to participants as a whole, as far as the reader may see; no table where there is none."""
    nodes = codebook_of(reader.project).by_id
    ratings = Rating.objects.visible_to(reader).living().filter(participant__deleted_at=None)
    names = ("participant__pseudonym", "code_id", "assignment__coder", "value")
    rows = ratings.order_by("participant__position", "participant", "code", "assignment__coder", "pk").values_list(
        *names
    )
    coders = {m.pk: str(m) for m in Member.objects.filter(project=reader.project_id).select_related("user")}
    columns = (
        Column(_("participant")),
        Column(pgettext("qualitative", "code path")),
        Column(pgettext("qualitative", "code key")),
        Column(_("coder")),
        Column(_("rating"), numeric=True),
        Column(_("rating in words")),
    )
    found = []
    for person, code, coder, value in rows:
        node = nodes[code]
        found.append(Row((person, node.path, node.key, coders[coder], value, dict(node.code.levels).get(value, ""))))
    return (Table(_("Case ratings"), columns, found, listing=True),) if found else ()
