"""What a closed round hands out: its table, its raw units x coders, its spans, so that any other software can count."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coding.exporters.agreement_forest import ForestRow
from coding.models import Round
from coding.queries.agreement_detail import dice
from coding.queries.agreement_results import Results
from coding.queries.agreement_table import AgreementRow, AgreementTable
from coding.queries.agreement_units import Frozen, Read, Tree, frozen_of, read
from coding.queries.agreement_words import BY_UNIT, number, range_words
from coding.queries.codebook import codebook_of
from interviews.exporters.table import Cell, Table
from interviews.models import Member, Transcript
from methods.agreement import Unit, rolled_up
from methods.continuum import cut_out, flatten, units_of

PLACES = 6
Names = dict[int, str]


def full_table(closed: Round, table: AgreementTable, *, title: str) -> Table:
    """Every figure of every code, numbers as numbers; for spreadsheets and scripts."""
    columns = (
        _("Key"), pgettext("qualitative", "Code"), _("Transcripts"), _("Units"), _("Ratings"), _("n coded"),
        _("Prevalence"), _("Percent agreement"), str(BY_UNIT[table.unit]), _("Low"), _("High"), _("Range"), _("Seed"),
        "P(alpha < .667)", "P(alpha < .80)", "AC1", "Fleiss", "Brennan-Prediger", "Dice", _("Alpha by character"),
        _("Reading"), _("Note"), _("Open disagreements"), _("Disagreements"),
    )  # fmt: skip
    by_id = codebook_of(closed.project).by_id
    rows = tuple(_full_row(row, by_id[row.code.pk].path) for row in table.rows)
    return Table(title=title, columns=columns, rows=rows, names=2)


def _full_row(row: AgreementRow, path: str) -> tuple[Cell, ...]:
    values, reached = row.found.values, row.found.range
    return (
        row.code.key, path, values.transcripts, values.units, values.ratings, values.positive,
        _exact(values.prevalence), _exact(values.percent_agreement), _exact(values.krippendorff_alpha),
        _exact(reached.low), _exact(reached.high), reached.kind or "", reached.seed,
        _exact(reached.p_below_667), _exact(reached.p_below_80), _exact(values.gwet_ac1), _exact(values.fleiss_kappa),
        _exact(values.brennan_prediger), _exact(dice(values)), _exact(row.where.values.krippendorff_alpha),
        row.reading.word, row.flag, row.open, row.disagreements,
    )  # fmt: skip


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), PLACES)


def printed_table(table: AgreementTable) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The columns and rows of the table as an article prints it."""
    columns = (
        pgettext("qualitative", "Code"), str(BY_UNIT[table.unit]), _("Range"), _("Alpha by character"), _("n coded"),
        _("Reading"),
    )  # fmt: skip
    return columns, [
        (
            "\u2003" * row.depth + row.code.label, row.alpha, row.range,
            number(row.where.values.krippendorff_alpha), row.coded, row.reading.word,
        )
        for row in table.rows
    ]  # fmt: skip


def forest_rows(table: AgreementTable) -> list[ForestRow]:
    """The rows of the forest plot, in the table's order."""
    return [
        ForestRow(
            row.code.label,
            row.depth,
            row.found.values.krippendorff_alpha,
            row.found.range.low,
            row.found.range.high,
            row.found.range.kind == "interval",
            row.plot.shape if row.plot else "dash",
            " ".join(filter(None, (row.alpha, range_words(row.found.range) if row.plot else row.flag))),
        )
        for row in table.rows
    ]


def units_of_coders(closed: Round, results: Results, unit: Unit) -> Iterator[list[str | int]]:
    """A head, then for each code and unit one row: 1 coded, 0 not, empty where the coder is missing; streamed."""
    frozen, names = frozen_of(closed.snapshot), usernames(results)
    titles = dict(Transcript.objects.filter(pk__in=results.transcripts).values_list("pk", "title"))
    keys = {code: node.key for code, node in codebook_of(closed.project).by_id.items()}
    yield ["transcript", "unit", "code", *(names[coder] for coder in results.coders)]
    for one in read(frozen):
        yield from _unit_rows(one, frozen, results.coders, unit, title=titles.get(one.transcript, ""), keys=keys)


def _unit_rows(
    one: Read, frozen: Frozen, coders: Sequence[int], unit: Unit, *, title: str, keys: Names
) -> Iterator[list[str | int]]:
    tree: Tree = frozen.tree
    rolled = rolled_up(one.document, tree.lines)
    document = one.by_sentence(rolled) if unit == "sentence" else rolled
    codes = [*tree.parents]
    flat = flatten(document, [tree.key(code) for code in codes], unit=unit)
    coded = np.zeros((len(codes), len(document.coders), flat.length), dtype=np.int8)
    for code, coder, start, end in zip(*(column.tolist() for column in flat[:4]), strict=True):
        coded[code, coder, start:end] = 1
    column = {coder: place for place, coder in enumerate(document.coders)}
    for place, code in enumerate(codes):
        missing = {coder for coder in coders if coder not in column or (coder, tree.key(code)) in document.unlooked}
        for at in range(flat.length):
            ratings = ("" if coder in missing else int(coded[place, column[coder], at]) for coder in coders)
            yield [title, at + 1, keys.get(code, ""), *ratings]


def spans(closed: Round, results: Results) -> dict[str, Any]:
    """The input of `manage.py agreement_spans`: codes as they were applied, places on the continuum that is compared.

    `unlooked` is ours: [coder, code] pairs that count as missing, not as "no".
    """
    frozen, names = frozen_of(closed.snapshot), usernames(results)
    keys = {code: node.key for code, node in codebook_of(closed.project).by_id.items()}
    documents: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for one in read(frozen):
        document = one.document
        flat = flatten(document, frozen.tree.applied, unit="character")
        begins, ends = units_of(document, cut_out(document.length, document.excluded))
        documents.append(
            {
                "id": one.transcript,
                "length": flat.length,
                "submitted": [names[int(coder)] for coder in document.coders],
                "units": [[start, end] for start, end in zip(begins.tolist(), ends.tolist(), strict=True)],
                "unlooked": sorted([names[int(coder)], keys[int(code)]] for coder, code in document.unlooked),
            }
        )
        for code, coder, start, end in zip(*(column.tolist() for column in flat[:4]), strict=True):
            who, what = names[int(document.coders[coder])], keys[frozen.tree.applied[code]]
            found.append({"doc": one.transcript, "coder": who, "code": what, "start": start, "end": end})
    codes = [keys[code] for code in frozen.tree.applied]
    return {
        "coders": [names[coder] for coder in results.coders],
        "codes": codes,
        "documents": documents,
        "spans": found,
    }


def usernames(results: Results) -> Names:
    """Coders by what scripts call them."""
    members = Member.objects.filter(pk__in=results.coders).select_related("user")
    return {member.pk: member.user.username for member in members}
