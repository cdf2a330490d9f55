"""What stands behind one row: where beside whether, other measures, pairs, and the formula with its counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coding.queries.agreement_plot import Plot, plot_of
from coding.queries.agreement_results import CodeResult, Results
from coding.queries.agreement_table import AgreementRow, Names
from coding.queries.agreement_words import REASONS, count, number, percent, range_words, reading_of, units
from methods.agreement import Key, Pair, Unit, Values
from methods.scales import Scale


@dataclass(frozen=True, slots=True)
class Measure:
    """A coefficient by the unit shown and by character."""

    label: str
    whether: str
    where: str


@dataclass(frozen=True, slots=True)
class PairCell:
    """A cell of the pair matrix: kappa above the diagonal, Dice below, nothing on it. `key` opens its four counts."""

    key: str
    words: str
    spoken: str
    current: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    name: str
    cells: tuple[PairCell | None, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """Alpha's formula with the counts put in, as text; `counts` is for copying."""

    n: str
    n_less_one: str
    coded: str
    uncoded: str
    disagreement: str
    alpha: str
    counts: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything behind a row. Without a value there is no formula, and `reason` says why."""

    row: AgreementRow
    where_alpha: str
    where_range: str
    where_plot: Plot | None
    measures: tuple[Measure, ...]
    coders: tuple[str, ...]
    pairs: tuple[PairRow, ...]
    pair_words: str
    formula: Formula | None
    reason: str
    compared: str
    contested: str
    transcripts: int


def detail_of(row: AgreementRow, results: Results, names: Names, *, unit: Unit, scale: Scale, pair: str) -> Detail:
    """`pair` is "ID-ID" of two coders, whose four counts are told; without it those who agree least."""
    found, where = row.found, row.where
    values = found.values
    at = where.values.krippendorff_alpha
    chosen = _chosen(values.pairs, pair)
    reason = values.undefined.get("krippendorff_alpha")
    return Detail(
        row=row,
        where_alpha=number(at),
        where_range=range_words(where.range) if at is not None else "",
        where_plot=plot_of(at, where.range, scale, reading_of(at, where.range, scale)),
        measures=tuple(_measures(found, where)),
        coders=tuple(names.short(coder) for coder in results.coders),
        pairs=tuple(_pair_rows(values, results.coders, names, chosen)),
        pair_words=_pair_words(values, chosen, names, unit),
        formula=None if reason else _formula(values),
        reason=str(REASONS[reason]) if reason else "",
        compared=units(values.units, unit),
        contested=units(found.contested, unit),
        transcripts=values.transcripts,
    )


def _measures(found: CodeResult, where: CodeResult) -> Iterable[Measure]:
    whether, at = found.values, where.values
    yield Measure("Dice", number(dice(whether)), number(dice(at)))
    yield Measure(_("Prevalence"), percent(whether.prevalence, 1), percent(at.prevalence, 1))
    yield Measure(_("Percent agreement"), percent(whether.percent_agreement, 1), percent(at.percent_agreement, 1))
    yield Measure(_("Gwet’s AC1"), number(whether.gwet_ac1), number(at.gwet_ac1))
    yield Measure(_("Fleiss’ kappa"), number(whether.fleiss_kappa), number(at.fleiss_kappa))
    yield Measure("Brennan-Prediger", number(whether.brennan_prediger), number(at.brennan_prediger))


def dice(values: Values) -> float | None:
    """Dice over all pairs together: what two gave alike, of all that each of the two gave."""
    both = sum(pair.both for pair in values.pairs.values())
    alone = sum(pair.only_first + pair.only_second for pair in values.pairs.values())
    return 2 * both / (2 * both + alone) if both + alone else None


def _chosen(pairs: Mapping[tuple[Key, Key], Pair], asked: str) -> tuple[int, int] | None:
    known = {f"{first}-{second}": (int(str(first)), int(str(second))) for first, second in pairs}
    if asked in known:
        return known[asked]
    worst = sorted((pair.cohen_kappa, name) for name, pair in pairs.items() if pair.cohen_kappa is not None)
    return known[f"{worst[0][1][0]}-{worst[0][1][1]}"] if worst else None


def _pair_rows(
    values: Values, coders: tuple[int, ...], names: Names, chosen: tuple[int, int] | None
) -> Iterable[PairRow]:
    for row, coder in enumerate(coders):
        cells: list[PairCell | None] = []
        for column, other in enumerate(coders):
            pair = values.pairs.get((coder, other)) or values.pairs.get((other, coder))
            if pair is None or row == column:
                cells.append(None)
                continue
            upper = row < column
            value, label = (pair.cohen_kappa, _("Cohen’s kappa")) if upper else (pair.dice, "Dice")
            first, second = (coder, other) if upper else (other, coder)
            spoken = f"{names.coders[first]}, {names.coders[second]}, {label} {number(value)}"
            cells.append(PairCell(f"{first}-{second}", number(value), spoken, upper and (first, second) == chosen))
        yield PairRow(names.short(coder), tuple(cells))


def _pair_words(values: Values, chosen: tuple[int, int] | None, names: Names, unit: Unit) -> str:
    if chosen is None:
        return ""
    pair = values.pairs[chosen]
    first, second = (names.short(coder) for coder in chosen)
    total = pair.both + pair.only_first + pair.only_second + pair.neither
    return _(
        "%(first)s and %(second)s, %(units)s: both %(both)s, %(first)s alone %(only_first)s,"
        " %(second)s alone %(only_second)s, neither %(neither)s."
    ) % {
        "first": first,
        "second": second,
        "units": units(total, unit),
        "both": count(pair.both),
        "only_first": count(pair.only_first),
        "only_second": count(pair.only_second),
        "neither": count(pair.neither),
    }


def _formula(values: Values) -> Formula:
    shown = {"n": values.ratings, "n1": values.coded, "D": values.disagreement}
    return Formula(
        n=count(values.ratings),
        n_less_one=count(values.ratings - 1),
        coded=count(values.coded),
        uncoded=count(values.ratings - values.coded),
        disagreement=count(round(values.disagreement, 1)),
        alpha=number(values.krippendorff_alpha, 3),
        counts=pgettext("counts of alpha", "n = %(n)s, n1 = %(n1)s, D = %(D)s") % shown,
    )
