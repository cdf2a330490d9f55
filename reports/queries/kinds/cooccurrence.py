"""Co-occurrence as a report: a matrix of codes in both directions, and a pair of codes with who stands behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from coding.queries.codebook import Node
from interviews.models import Member
from reports.document import Cell, Column, Report, Row, Share, Table
from reports.queries.basis.basis import BasisKind
from reports.queries.counts.together import PairTogether, Person, Together, codes_together, pair_together
from reports.queries.gate.asked import Asked, Withheld
from reports.queries.kinds.about_study import Content, reflexive, report_of
from reports.queries.kinds.kind import Kind
from reports.queries.study.declared import declared

PLACES = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """The matrix, in the measure that is shown, and the pair that is asked for, if two codes are. `statistics`: whether
    the stance shows coefficients.
    """

    matrix: Together
    measure: str
    pair: PairTogether | None
    statistics: bool = True


def find(asked: Asked) -> Cooccurrence:
    study, closed = asked.study, asked.shut | asked.unsaid
    matrix = codes_together(study, unit=asked.options.get("unit", "participant"), branch=asked.branch, shut=closed)
    chosen = [study.codebook.by_key[asked.options[name]] for name in PLACES if asked.options.get(name)]
    different = [*dict.fromkeys(chosen)]
    for node in different:
        if node.code.pk in closed:
            raise Withheld(
                _("“%(code)s” is closed here: it could tell of a sensitive code.") % {"code": node.code.label}
            )
    pair = pair_together(study, different) if len(different) > 1 else None
    statistics, measure = asked.declared.declaration.shows_statistics, asked.options.get("measure", "counts")
    return Cooccurrence(matrix, measure if statistics or measure != "jaccard" else "counts", pair, statistics)


def cooccurrence_report(found: Cooccurrence, asked: Asked, at: datetime) -> Report:
    """The report, in the active language."""
    pair = found.pair
    content = Content(
        key="cooccurrence",
        title=_("Co-occurrence of codes"),
        paragraphs=_sentences(pair) if pair else (),
        tables=(*(_pair(pair, asked) if pair else ()), _matrix(found)),
        notes=(*([] if found.statistics else [reflexive()]), *_notes(found)),
    )
    return report_of(asked, content, at=at)


def _matrix(found: Cooccurrence) -> Table:
    """Rows and columns have the same numbers, so that columns stay narrow. A cell opens its pair of codes."""
    matrix = found.matrix
    columns = [
        Column(pgettext("qualitative", "Code")),
        *(Column(str(n + 1), numeric=True) for n in range(len(matrix.codes))),
    ]
    rows = []
    for at, node in enumerate(matrix.codes):
        cells = (_cell(found, at, other) for other in range(len(matrix.codes)))
        pairs = {
            place: {"first": node.key, "second": other.key}
            for place, other in enumerate(matrix.codes, 1)
            if place != at + 1 and matrix.counts[at, place - 1]
        }
        opens = {at + 1: f"code={node.key}"}
        rows.append(Row((f"{at + 1}. {node.code.label}", *cells), opens=opens, leads=pairs))
    return Table(_title(found), tuple(columns), rows, matrix=True)


def _title(found: Cooccurrence) -> str:
    unit = str(UNIT_WORDS[found.matrix.unit])
    return {
        "counts": _("Both codes, counted by: %(unit)s"),
        "given": _("Of the row’s code, with the column’s too, by: %(unit)s"),
        "jaccard": _("Both of either (Jaccard), by: %(unit)s"),
    }[found.measure] % {"unit": unit}


def _cell(found: Cooccurrence, row: int, column: int) -> Cell:
    counts, shared = found.matrix.counts, found.matrix.shared
    if found.measure == "given":
        return Share(int(counts[row, column]), int(counts[row, row]))
    if found.measure == "jaccard":
        both = int(shared[row, column])
        return Share(both, int(shared[row, row] + shared[column, column]) - both)
    return int(counts[row, column])


def _sentences(pair: PairTogether) -> tuple[str, ...]:
    first, second = (node.code.label for node in pair.nodes[:2])
    four = pair.four
    both = _("%(share)s who mention “%(first)s” mention “%(second)s” too; of the others %(rest)s.") % {
        "share": Share(four.both, four.both + four.only_first),
        "first": first,
        "second": second,
        "rest": Share(four.only_second, four.only_second + four.neither),
    }
    if pair.then is None:
        return (both,)
    then = _("Where both are, %(share)s mention “%(third)s”; elsewhere %(rest)s. Mentioned together is not caused.") % {
        "share": Share(pair.then.then, pair.then.both),
        "third": pair.nodes[2].code.label,
        "rest": Share(pair.then.rest_then, pair.then.rest),
    }
    return (both, then)


def _pair(pair: PairTogether, asked: Asked) -> tuple[Table, ...]:
    """Its counts, and for the team who stands behind them."""
    return (_four(pair, asked), _people(pair)) if asked.shows("participants") else (_four(pair, asked),)


def _four(pair: PairTogether, asked: Asked) -> Table:
    """A cell of somebody opens what they say on the code that they mention; on the first one where that is both."""
    first, second = pair.nodes[:2]
    four = pair.four
    columns = (
        Column(_("Participants")),
        Column(_("with “%(code)s”") % {"code": second.code.label}, numeric=True),
        Column(_("without"), numeric=True),
    )
    above = {1: (four.both, first, "with", second), 2: (four.only_first, first, "without", second)}
    below = {1: (four.only_second, second, "without", first)}
    named = _("with “%(code)s”") % {"code": first.code.label}
    rows = [
        Row((named, four.both, four.only_first), opens=_opens(above, asked)),
        Row((_("without"), four.only_second, four.neither), opens=_opens(below, asked)),
    ]
    return Table(_("Two by two, within participants"), columns, rows)


def _opens(cells: dict[int, tuple[int, Node, str, Node]], asked: Asked) -> dict[int, str]:
    """The addresses behind cells that count somebody; who mentions what beside what is for the team alone."""
    if asked.audience:
        return {}
    layer = "&basis=consensus" if asked.basis.kind is BasisKind.CONSENSUS else ""
    return {
        place: f"code={code.key}&{word}={other.key}&under={asked.basis.key}{layer}"
        for place, (n, code, word, other) in cells.items()
        if n
    }


def _people(pair: PairTogether) -> Table:
    """Who is in which cell, those with most of the codes first, each mention with its passages."""
    columns = (Column(_("Participant")), *(Column(node.code.label) for node in pair.nodes))
    people = sorted(pair.people, key=lambda one: tuple(not has for has in one.has))
    return Table(_("Who is behind the cells"), columns, [_person(pair, one) for one in people])


def _person(pair: PairTogether, one: Person) -> Row:
    words = tuple(_("mentioned") if has else _("no mention") for has in one.has)
    opens = {
        place: f"code={node.key}&participant={one.pk}"
        for place, (node, has) in enumerate(zip(pair.nodes, one.has, strict=True), 1)
        if has
    }
    return Row((one.name, *words), opens=opens)


def _notes(found: Cooccurrence) -> tuple[str, ...]:
    left_out = found.matrix.left_out
    notes = [
        _(
            "On the diagonal stands each code’s own number. Like codes are side by side; the stronger the shade, the "
            "more."
        ),
        _("For overlaps the counts are passages of the row’s code, and Jaccard reads characters.")
        if found.matrix.unit == "overlap" and found.statistics
        else "",
        ngettext(
            "%(n)s code that fewer participants mention is left out: choose a branch to see it.",
            "%(n)s codes that fewer participants mention are left out: choose a branch to see them.",
            left_out,
        )
        % {"n": left_out}
        if left_out
        else "",
        _("Mentioned together is not one because of the other."),
    ]
    return tuple(filter(None, notes))


def as_json(found: Cooccurrence) -> dict[str, Any]:
    """A row a pair of codes that are somewhere together; `first_given` is their share of the second's units."""
    matrix = found.matrix
    return {
        "unit": matrix.unit,
        "codes": {node.key: int(matrix.counts[at, at]) for at, node in enumerate(matrix.codes)},
        "pair": _pair_json(found.pair) if found.pair else None,
        "rows": [
            _as_row(matrix, row, column, statistics=found.statistics)
            for row in range(len(matrix.codes))
            for column in range(row + 1, len(matrix.codes))
            if matrix.counts[row, column]
        ],
    }


def _as_row(matrix: Together, row: int, column: int, *, statistics: bool) -> dict[str, Any]:
    counts, shared = matrix.counts, matrix.shared
    there, back = int(counts[row, column]), int(counts[column, row])
    both, either = int(shared[row, column]), int(shared[row, row] + shared[column, column] - shared[row, column])
    return {
        "code": matrix.codes[row].key,
        "with": matrix.codes[column].key,
        "n": there,
        "second_given_first": there / int(counts[row, row]),
        "first_given_second": back / int(counts[column, column]),
        "jaccard": both / either if statistics else None,
    }


def _pair_json(pair: PairTogether) -> dict[str, Any]:
    four, then = pair.four, pair.then
    return {
        "codes": [node.key for node in pair.nodes],
        "both": four.both,
        "only_first": four.only_first,
        "only_second": four.only_second,
        "neither": four.neither,
        "then": {"both": then.both, "then": then.then, "rest": then.rest, "rest_then": then.rest_then}
        if then
        else None,
    }


UNIT_WORDS = {
    "participant": gettext_lazy("participant"),
    "transcript": gettext_lazy("transcript"),
    "turn": gettext_lazy("turn"),
    "overlap": gettext_lazy("overlap of passages"),
}


def _units(_reader: Member) -> Iterable[tuple[str, str]]:
    return tuple((unit, str(words)) for unit, words in UNIT_WORDS.items())


def _measures(reader: Member) -> Iterable[tuple[str, str]]:
    """Jaccard is a coefficient: a reflexive study offers none."""
    yield "counts", _("counts")
    yield "given", _("of the row’s code")
    if declared(reader.project).declaration.shows_statistics:
        yield "jaccard", _("of either (Jaccard)")


OFFERED: dict[str, Callable[[Member], Iterable[tuple[str, str]]]] = {
    "unit": _units,
    "measure": _measures,
}

COOCCURRENCE = Kind(
    name="cooccurrence",
    label=gettext_lazy("Co-occurrence"),
    tells=gettext_lazy("Which codes are mentioned together, by participant, transcript, turn or overlapping passage."),
    asks=frozenset({"branch"}),
    find=find,
    report=cooccurrence_report,
    json=as_json,
    freezes=True,
    options=OFFERED,
    codes=frozenset(PLACES),
    labels={
        "unit": gettext_lazy("Together in"),
        "measure": gettext_lazy("Shown as"),
        "first": gettext_lazy("Pair: first code"),
        "second": gettext_lazy("second code"),
        "third": gettext_lazy("then, third code"),
    },
)
