"""The coefficients of a code: is it used alike, by how many, on how much. Undefined values are None with a reason.

Units of comparison count when at least two coders rated them; q = 2 (coded, not coded) for every code.
Sources: Krippendorff 2019 chapter 12 (alpha); Gwet 2008 (AC1) and 2014 (unit means); Fleiss 1971; Brennan & Prediger
1981; de Vries et al. 2008 (pooling). Formulas and examples: docs/methods.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from methods.continuum import Key, in_order
from methods.counts import Counts, Sums, Table, add, sums
from methods.pairs import Names, Pair, Reason, coded_by, pairs, pooled_kappa

NAMES = ("prevalence", "percent_agreement", "krippendorff_alpha", "gwet_ac1", "fleiss_kappa", "brennan_prediger")
Place = tuple[Table, Sums, int]


@dataclass(frozen=True, slots=True)
class Values:
    """One code, with all that went into its figures.

    `transcripts` and `coders` are those that could be compared; `units` those that at least two coders rated, `ratings`
    all ratings of these, `coded` the ratings that say yes, `by_coder` how many of them are whose, `positive` the units
    that at least one coder coded, `disagreement` alpha's observed coincidences of a yes with a no, `share` the unit
    mean of yes (the pi of Fleiss and Gwet). `percent_agreement` is the unit mean. `undefined` has the reason for each
    value that is None.
    """

    transcripts: int
    coders: int
    units: int
    ratings: int
    coded: int
    positive: int
    by_coder: Mapping[Key, int]
    disagreement: float
    share: float | None
    prevalence: float | None
    percent_agreement: float | None
    krippendorff_alpha: float | None
    gwet_ac1: float | None
    fleiss_kappa: float | None
    brennan_prediger: float | None
    pairs: Mapping[Names, Pair]
    undefined: Mapping[str, Reason]

    def as_json(self) -> dict[str, Any]:
        """The promised form of `manage.py agreement` and `agreement_spans`."""
        reasons: dict[str, str] = dict(self.undefined)
        shown: dict[str, Any] = {}
        for (first, second), pair in self.pairs.items():
            shown[f"{first}|{second}"] = form = pair.as_json()
            reasons |= {f"pairs.{first}|{second}.{name}": why for name, why in pair.undefined.items() if name in form}
        figures = {name: getattr(self, name) for name in NAMES}
        return {"units": self.units, **figures, "pairs": shown, "undefined": reasons}


@dataclass(frozen=True, slots=True)
class Pooled:
    """Several codes in one figure: observed and expected disagreement summed over codes, never a mean of kappas."""

    codes: int
    percent_agreement: float | None
    krippendorff_alpha: float | None
    cohen_kappa: Mapping[Names, float | None]


class _Margins(NamedTuple):
    """What the coefficients need of one code, over all transcripts that two coders or more read for it.

    `unlike` and `share` sum over units: the share of a unit's pairs that differ, the share of its coders who say yes.
    """

    transcripts: int = 0
    units: int = 0
    ratings: int = 0
    coded: int = 0
    positive: int = 0
    disagreement: float = 0.0
    unlike: float = 0.0
    share: float = 0.0


def values(counts: Iterable[Counts], code: Key, *, coders: Sequence[Key] = ()) -> Values:
    """The coefficients of one code over these transcripts, with its pairs in the order of `coders`.

    Without `coders` the pairs are those of everybody who submitted. Source: docs/methods.md, coefficients of a code.
    """
    return values_of(counts, [code], coders=coders)[code]


def values_of(counts: Iterable[Counts], codes: Iterable[Key], *, coders: Sequence[Key] = ()) -> dict[Key, Values]:
    """The coefficients of each code, as `values`; the transcripts are added up once.

    Source: docs/methods.md, coefficients of a code.
    """
    counts = [*counts]
    tables = add(counts).tables if counts else ()
    everybody = coders or in_order(coder for table in tables for coder in table.coders)
    summed = [(table, sums(table)) for table in tables]
    found = {}
    for code in codes:
        places = [(table, made, table.codes.index(code)) for table, made in summed if code in table.codes]
        found[code] = _values(places, everybody)
    return found


def pooled(of_codes: Iterable[Values]) -> Pooled:
    """Codes together: alpha of the summed coincidences, and for each pair of coders the pooled kappa.

    Each code has the weight of its ratings. Codes that nobody used, or everybody everywhere, add nothing to alpha.
    Source: Krippendorff 2019 chapter 12 (summed disagreement); de Vries et al. 2008 (kappa).
    """
    of_codes = [one for one in of_codes if one.units]
    observed = sum(one.disagreement for one in of_codes)
    expected = sum(2 * one.coded * (one.ratings - one.coded) / (one.ratings - 1) for one in of_codes)
    units = sum(one.units for one in of_codes)
    alike = sum(one.percent_agreement * one.units for one in of_codes if one.percent_agreement is not None)
    names = dict.fromkeys(name for one in of_codes for name in one.pairs)
    return Pooled(
        len(of_codes),
        alike / units if units else None,
        1 - observed / expected if expected else None,
        {name: pooled_kappa(one.pairs[name] for one in of_codes if name in one.pairs) for name in names},
    )


def _values(places: Sequence[Place], coders: Sequence[Key]) -> Values:
    compared = [place for place in places if len(place[0].coders) > 1]
    found = _margins(compared)
    figures = _figures(found)
    reason = _reason(places, found)
    by_coder = coded_by(((table, code) for table, _, code in compared))
    return Values(
        found.transcripts,
        len(by_coder),
        found.units,
        found.ratings,
        found.coded,
        found.positive,
        by_coder,
        found.disagreement,
        found.share / found.units if found.units else None,
        **figures,
        pairs=pairs(((table, code) for table, _, code in compared), coders),
        undefined={name: reason for name, figure in figures.items() if figure is None},
    )


def _margins(places: Iterable[Place]) -> _Margins:
    """The sums of one code over its tables of two coders or more."""
    total = _Margins()
    for table, made, code in places:
        m, cross = len(table.coders), int(made.cross[code])
        here = _Margins(
            table.transcripts,
            table.units,
            m * table.units,
            int(made.ones[code]),
            int(made.positive[code]),
            2 * cross / (m - 1),
            2 * cross / (m * (m - 1)),
            int(made.ones[code]) / m,
        )
        total = _Margins._make(a + b for a, b in zip(total, here, strict=True))
    return total


def _figures(found: _Margins) -> dict[str, float | None]:
    if not found.units:
        return dict.fromkeys(NAMES)
    n, yes, no = found.ratings, found.coded, found.ratings - found.coded
    alike, share = 1 - found.unlike / found.units, found.share / found.units
    varies = yes > 0 and no > 0
    by_chance = share**2 + (1 - share) ** 2
    unlike_by_chance = 2 * share * (1 - share)
    return {
        "prevalence": yes / n,
        "percent_agreement": alike,
        "krippendorff_alpha": 1 - (n - 1) * found.disagreement / (2 * yes * no) if varies else None,
        "gwet_ac1": (alike - unlike_by_chance) / (1 - unlike_by_chance),
        "fleiss_kappa": (alike - by_chance) / (1 - by_chance) if varies else None,
        "brennan_prediger": 2 * alike - 1,
    }


def _reason(places: Sequence[Place], found: _Margins) -> Reason:
    """Why what is undefined is so."""
    submitted = {coder for table, _, _ in places for coder in table.coders}
    if not any(len(table.coders) > 1 for table, _, _ in places):
        return "one_coder" if len(submitted) == 1 else "no_shared_transcripts"
    return "no_variation" if found.coded else "not_used"
