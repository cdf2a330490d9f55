"""Findings in words: what a cell is, what a claim says, how strong it may be called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from coding.queries.agreement_words import number
from interviews.models import Member
from methods.predicates import Exceeds, Joined, Predicate, Standing, Threshold
from reports.queries.counts.cells import Key, read_key
from reports.queries.gate.withheld import measures_of
from reports.queries.study.groups import NotGroupable
from reports.queries.study.source import Source, TodaysSource

STRENGTHS = {
    "very_marked": pgettext_lazy("strength", "very marked"),
    "marked": pgettext_lazy("strength", "marked"),
    "moderate": pgettext_lazy("strength", "moderate"),
    "slight": pgettext_lazy("strength", "slight"),
    "negligible": pgettext_lazy("strength", "negligible"),
    "all": pgettext_lazy("strength", "all"),
    "almost_all": pgettext_lazy("strength", "almost all"),
    "most": pgettext_lazy("strength", "most"),
    "several": pgettext_lazy("strength", "several"),
    "few": pgettext_lazy("strength", "few"),
    "none": pgettext_lazy("strength", "none"),
}
DIFFERENCES = ("slight", "moderate", "marked", "very_marked")


@dataclass(frozen=True, slots=True)
class Names:
    """Labels of codes and groups by key, in the active language."""

    codes: Mapping[str, str]
    groups: Mapping[tuple[str, str], str]

    def cell(self, raw: str) -> str:
        """A cell's key in words: "Develop the market, Private"."""
        key = read_key(raw)
        if key is None:
            return raw
        where = self.groups.get((key.attribute, key.group), key.group) if key.attribute else _("all participants")
        return _("%(codes)s, %(group)s") % {"codes": self._what(key), "group": where} if key.codes else where

    def short(self, raw: str) -> str:
        """The same without its group where it is everybody."""
        key = read_key(raw)
        return self._what(key) if key and key.codes and not key.attribute else self.cell(raw)

    def heads(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The cells as heads of columns: the group alone where all are of the same codes."""
        read = [read_key(key) for key in keys]
        same = len({(key.codes, key.given, key.without) for key in read if key}) == 1
        if same and all(key and key.attribute for key in read):
            return tuple(self.groups.get((key.attribute, key.group), key.group) for key in read if key)
        return tuple(map(self.short, keys))

    def _what(self, key: Key) -> str:
        said = self._codes(key.codes)
        if not key.given:
            return said
        words = {"codes": said, "given": self._codes(key.given)}
        if key.without:
            return _("%(codes)s without %(given)s") % words
        return _("%(codes)s with %(given)s") % words

    def _codes(self, keys: tuple[str, ...]) -> str:
        return " + ".join(self.codes.get(key, key) for key in keys)


def names_of(reader: Member) -> Names:
    """The names of the reader's project."""
    return names_in(TodaysSource(reader))


def names_in(source: Source) -> Names:
    """The names of the project as it is, or of a snapshot."""
    groups: dict[tuple[str, str], str] = {}
    for attribute in source.attributes():
        try:
            found = source.grouping(attribute).groups
        except NotGroupable:
            continue
        groups |= {(attribute.key, group.key): group.label for group in found}
    codes = {node.key: node.code.label for node in source.codebook.nodes}
    return Names(codes, groups)


# What a reflexive study does not show: van der Eijk's A, and the ends of a rank's interval.
COEFFICIENTS = frozenset({"agreement", "rank_low", "rank_high"})


def tested_claim(predicate: Predicate, names: Names, *, statistics: bool) -> str:
    """What is tested, in words; of a coefficient that the study's stance does not show, that it is one."""
    if statistics or measures_of(predicate).isdisjoint(COEFFICIENTS):
        return said_claim(predicate, names)
    return _("it rests on a coefficient, which the study’s reflexive stance does not show")


def said_claim(predicate: Predicate, names: Names) -> str:
    """What is tested, in words."""
    if isinstance(predicate, Joined):
        return _joined(predicate, names)
    if isinstance(predicate, Exceeds):
        return _exceeds(predicate, names)
    if isinstance(predicate, Threshold):
        return _threshold(predicate, names)
    if isinstance(predicate, Standing):
        return _standing(predicate, names)
    return _("these share their place: %(cells)s") % {"cells": "; ".join(map(names.short, predicate.cells))}


def _joined(predicate: Joined, names: Names) -> str:
    parts = [said_claim(part, names) for part in predicate.of]
    if predicate.op == "not":
        return _("not: %(claim)s") % {"claim": parts[0]}
    return (_("; or ") if predicate.op == "any" else _("; and ")).join(parts)


def _standing(predicate: Standing, names: Names) -> str:
    words = {"cell": names.short(predicate.cell), "n": predicate.places, "of": len(predicate.among)}
    if predicate.op == "among_first":
        return _("“%(cell)s” is among the first %(n)s of %(of)s") % words
    return _("“%(cell)s” is among the last %(n)s of %(of)s") % words


def _exceeds(predicate: Exceeds, names: Names) -> str:
    words = {
        "left": names.cell(predicate.left),
        "right": names.cell(predicate.right),
        "by": number(float(predicate.by), 0 if predicate.by.denominator == 1 else 2),
        "measure": measure_name(predicate.measure),
    }
    if predicate.measure == "percent":
        return _("the share of “%(left)s” exceeds that of “%(right)s” by at least %(by)s points") % words
    return _("%(measure)s of “%(left)s” exceeds that of “%(right)s” by at least %(by)s") % words


def _threshold(predicate: Threshold, names: Names) -> str:
    words = {
        "cell": names.short(predicate.cell),
        "value": number(float(predicate.value), 0 if predicate.value.denominator == 1 else 2),
        "measure": measure_name(predicate.measure),
    }
    return {
        "at_least": _("%(measure)s of “%(cell)s” is at least %(value)s"),
        "at_most": _("%(measure)s of “%(cell)s” is at most %(value)s"),
        "above": _("%(measure)s of “%(cell)s” is above %(value)s"),
        "below": _("%(measure)s of “%(cell)s” is below %(value)s"),
        "equals": _("%(measure)s of “%(cell)s” is %(value)s"),
    }[predicate.op] % words


def measure_name(name: str) -> str:
    """What a number of a cell is called."""
    return {
        "n": _("the number of participants"),
        "of": _("the size"),
        "percent": _("the share in per cent"),
        "median": _("the median"),
        "agreement": _("van der Eijk’s A"),
        "rank": _("the rank"),
        "rank_low": _("the best rank"),
        "rank_high": _("the worst rank"),
    }.get(name, name)


def said_number(name: str, value: float | None) -> str:
    """A number of a cell as a person reads it."""
    if value is None:
        return "\u2014"
    return number(value, 2 if name == "agreement" else 0)
