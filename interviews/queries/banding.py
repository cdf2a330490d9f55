"""The cut points of a number with who lies in which band: a dot for each participant."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.importers.typed import NOTHING, Value
from interviews.models import Attribute, ParticipantValue
from interviews.queries.bands import band_of, bands_of, cuts_of, shown_number
from interviews.queries.participants import ParticipantSheet, are_whole, numbers_of, options_of

# Disc, ring, triangle: more groups than these can't be told apart by shape.
MARKS = ("disc", "ring", "triangle")


@dataclass(frozen=True, slots=True)
class BandCount:
    """One band: its words, a mark for each participant in it, and the cut point that ends it ("" for none)."""

    label: str
    marks: tuple[str, ...]
    cut: str = ""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Banding:
    """A number's bands. `legend` pairs marks with words where dots tell groups apart."""

    attribute: Attribute
    bands: tuple[BandCount, ...]
    legend: tuple[tuple[str, str], ...]
    cuts: tuple[str, ...]


def bandings_of(sheet: ParticipantSheet) -> list[Banding]:
    """A banding for each number, also for those without cut points yet; no query of its own."""
    return [_banding(sheet, attribute) for attribute in sheet.attributes if attribute.kind == Attribute.Kind.NUMBER]


def _banding(sheet: ParticipantSheet, attribute: Attribute) -> Banding:
    marks, legend = _marks(sheet)
    bands = bands_of(attribute, whole=are_whole(numbers_of(sheet.values, attribute)))
    inside: dict[str, list[str]] = {band.label: [] for band in bands}
    outside: dict[str, list[str]] = {}
    for row in sheet.rows:
        value = sheet.values.get((row.participant.pk, attribute.pk), NOTHING)
        if value.number is None:
            outside.setdefault(_reason(value), []).append(marks[row.participant.pk])
        elif bands:
            inside[band_of(value.number, bands).label].append(marks[row.participant.pk])
    cuts = [shown_number(cut) for cut in cuts_of(attribute)]
    counts = [
        BandCount(label, tuple(sorted(found, key=_place)), cut)
        for (label, found), cut in zip(inside.items(), [*cuts, ""], strict=False)
    ]
    counts += [BandCount(label, tuple(sorted(found, key=_place)), is_missing=True) for label, found in outside.items()]
    return Banding(attribute, tuple(counts) if bands else (), legend, tuple(cuts))


def _marks(sheet: ParticipantSheet) -> tuple[dict[int, str], tuple[tuple[str, str], ...]]:
    """The mark of each participant by the first category that has two or three values, and the legend for it."""
    everybody = dict.fromkeys((row.participant.pk for row in sheet.rows), MARKS[0])
    for attribute in sheet.attributes:
        options = options_of(attribute)
        if attribute.kind != Attribute.Kind.CATEGORY or not 2 <= len(options) <= len(MARKS):
            continue
        mark_of = {option.key: mark for option, mark in zip(options, MARKS, strict=False)}
        marks = {
            person: mark_of.get(sheet.values.get((person, attribute.pk), NOTHING).category or "", "none")
            for person in everybody
        }
        legend = [(mark, option.label) for option, mark in zip(options, MARKS, strict=False)]
        if "none" in marks.values():
            legend.append(("none", _("%(attribute)s not given") % {"attribute": attribute.label}))
        return marks, tuple(legend)
    return everybody, ()


def _place(mark: str) -> int:
    return [*MARKS, "none"].index(mark)


def _reason(value: Value) -> str:
    return str(ParticipantValue.Missing(value.missing).label) if value.missing else _("no value")
