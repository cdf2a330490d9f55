"""What stands around the table: the facts of the comparison, the figure of all codes, transcripts and coders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.models import Round
from coding.queries.agreement_plot import Plot, plot_of
from coding.queries.agreement_results import Results, range_from
from coding.queries.agreement_table import Names
from coding.queries.agreement_words import (
    UNIT_NAMES,
    Reading,
    count,
    number,
    percent,
    range_words,
    reading_of,
    scale_of,
    thresholds,
    units,
)
from methods.agreement import Range, Unit
from methods.scales import Scale

MOST_STRIPS = 100


@dataclass(frozen=True, slots=True)
class Together:
    """All codes as they were applied in one figure."""

    alpha: str
    range: str
    kind: str | None
    plot: Plot | None
    reading: Reading
    percent: str
    probability: str


@dataclass(frozen=True, slots=True)
class StripRow:
    """One transcript alone: its figure over all codes, its units, and how many coders submitted it."""

    title: str
    alpha: str
    plot: Plot | None
    units: str
    coders: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The transcripts that are shown, of so many."""

    rows: tuple[StripRow, ...]
    all: int


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """How a coder works, which explains much before any coefficient does."""

    name: str
    passages: str
    per_10_000: str
    median_length: str
    alone: str


@dataclass(frozen=True, slots=True)
class MoreGroup:
    """The unitizing family of codes that exclude each other; none of it where a coder put two of them on a passage."""

    name: str
    overlap: bool
    u: str
    binary: str
    cu: str


@dataclass(frozen=True, slots=True)
class More:
    """Alpha over sets of codes with two distances, the groups, and each code's own unitizing alpha."""

    masi: str
    jaccard: str
    groups: tuple[MoreGroup, ...]
    codes: tuple[tuple[str, str], ...]


def compared(results: Results, unit: Unit) -> tuple[int, int, int]:
    """Transcripts that two or more submitted, their units, and the ratings of these."""
    shared = [one for one in results.each(unit) if one["ratings"]]
    return len(shared), sum(one["units"] for one in shared), sum(one["ratings"] for one in shared)


def size_of(results: Results) -> str:
    """`8 transcripts · 3 coders`."""
    transcripts, coders = len(results.transcripts), len(results.coders)
    many = ngettext("%(n)s transcript", "%(n)s transcripts", transcripts) % {"n": transcripts}
    return f"{many} · {ngettext('%(n)s coder', '%(n)s coders', coders) % {'n': coders}}"


def facts_of(closed: Round, results: Results, unit: Unit) -> list[tuple[str, str]]:
    """(label, value): what is compared with what, and by which rules."""
    _transcripts, size, ratings = compared(results, unit)
    dashed, solid = (number(value, 3 if value == 0.667 else 2) for value in thresholds(scale_of(closed.scale)))
    version = closed.snapshot.document["codebook"]["version"]
    frozen_on = closed.version and date_format(localtime(closed.version.frozen_at), "DATE_FORMAT")
    text = _("Whole text") if closed.whole_text else _("Participants’ speech")
    ratings_words = ngettext("%(n)s rating", "%(n)s ratings", ratings) % {"n": count(ratings)}
    scale = {"scale": closed.get_scale_display(), "low": dashed, "high": solid}
    return [
        (_("Unit"), str(UNIT_NAMES[unit])),
        (_("Text"), text),
        (_("Codebook"), _("Version %(n)s, frozen on %(day)s") % {"n": version, "day": frozen_on}),
        (_("Compared"), f"{units(size, unit)}, {ratings_words}"),
        (_("Thresholds"), _("%(scale)s, %(low)s and %(high)s") % scale),
        (_("Seed"), str(closed.snapshot.document["seed"])),
    ]


def together_of(closed: Round, results: Results, unit: Unit) -> Together:
    """The figure of all codes; pooled from their counts, never a mean of theirs."""
    kept = results.pooled(unit)
    found, scale = range_from(kept["range"]), scale_of(closed.scale)
    alpha = kept["krippendorff_alpha"]
    read = reading_of(alpha, found, scale)
    below = found.p_below_667, found.p_below_80
    shown = {"low": percent(below[0]), "high": percent(below[1])}
    return Together(
        number(alpha),
        range_words(found) if alpha is not None else "",
        found.kind,
        plot_of(alpha, found, scale, read),
        read,
        percent(kept["percent_agreement"], 1),
        "" if below[0] is None else _("below .667 with %(low)s, below .80 with %(high)s probability") % shown,
    )


def strip_of(closed: Round, results: Results, names: Names, unit: Unit, *, every: bool = False) -> Strip:
    """The transcripts that two or more submitted, in order; of very many the MOST_STRIPS with the lowest alpha, unless
    `every` one is asked for.
    """
    scale = scale_of(closed.scale)
    bare = range_from(results.pooled(unit)["range"] | {"low": None, "high": None, "kind": None})
    shared = [one for one in results.each(unit) if one["ratings"] and one["transcript"] in names.transcripts]
    shown = shared
    if len(shared) > MOST_STRIPS and not every:
        worst = sorted(shared, key=lambda one: 1.0 if one["alpha"] is None else one["alpha"])
        chosen = {one["transcript"] for one in worst[:MOST_STRIPS]}
        shown = [one for one in shared if one["transcript"] in chosen]
    return Strip(tuple(_strip_row(one, names, unit, scale, bare) for one in shown), len(shared))


def _strip_row(one: Mapping[str, Any], names: Names, unit: Unit, scale: Scale, bare: Range) -> StripRow:
    read = reading_of(one["alpha"], bare, scale)
    return StripRow(
        names.transcripts[one["transcript"]],
        number(one["alpha"]),
        plot_of(one["alpha"], bare, scale, read),
        units(one["units"], unit),
        one["ratings"] // one["units"],
    )


def more_of(results: Results, names: Names) -> More | None:
    """Sets and segments in words; None until they are computed."""
    kept = results.more
    if kept is None:
        return None
    codes = sorted(
        (names.codes[int(code)].label, number(alpha))
        for code, alpha in kept["codes"].items()
        if int(code) in names.codes
    )
    groups = [
        MoreGroup(
            one["name"], one["overlap"], *(number(one.get(name)) for name in ("u_alpha", "u_alpha_binary", "cu_alpha"))
        )
        for one in kept["groups"]
    ]
    return More(number(kept["masi_alpha"]), number(kept["jaccard_alpha"]), tuple(groups), tuple(codes))


def profiles_of(results: Results, names: Names) -> list[ProfileRow]:
    """The coders in order."""
    found = results.profiles
    return [
        ProfileRow(
            names.coders[coder],
            count(found[coder].passages),
            number(found[coder].per_10_000, 1),
            number(found[coder].median_length, 0),
            percent(found[coder].share_alone),
        )
        for coder in results.coders
        if coder in found
    ]
