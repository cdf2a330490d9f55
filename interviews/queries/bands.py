"""Bands of a number: what the cut points make of it, in words."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from interviews.models import Attribute


@dataclass(frozen=True, slots=True)
class Band:
    """One band: from `low` on, below `high`; None is no limit."""

    low: Decimal | None
    high: Decimal | None
    label: str


def cuts_of(attribute: Attribute) -> list[Decimal]:
    """The stored cut points, ascending."""
    return [Decimal(str(cut)) for cut in attribute.cut_points]


def bands_of(attribute: Attribute, *, whole: bool) -> tuple[Band, ...]:
    """The bands in order; none without cut points. `whole` says that every known number is: then 50 to 249, not
    50 to under 250.
    """
    cuts = cuts_of(attribute)
    if not cuts:
        return ()
    whole = whole and all(cut == cut.to_integral_value() for cut in cuts)
    between = (Band(low, high, _between(low, high, whole=whole)) for low, high in zip(cuts, cuts[1:], strict=False))
    return (
        Band(None, cuts[0], _("under %(cut)s") % {"cut": shown_number(cuts[0])}),
        *between,
        Band(cuts[-1], None, _("%(cut)s and more") % {"cut": shown_number(cuts[-1])}),
    )


def band_of(number: Decimal, bands: Sequence[Band]) -> Band:
    """The band that a number lies in."""
    return bands[bisect_right([band.high for band in bands if band.high is not None], number)]


def shown_number(number: Decimal) -> str:
    """A number as the reader writes it: 1 200,5 or 1,200.5."""
    return str(number_format(f"{number.normalize():f}", use_l10n=True, force_grouping=True))


def _between(low: Decimal, high: Decimal, *, whole: bool) -> str:
    if whole and high - low == 1:
        return shown_number(low)
    if whole:
        return _("%(low)s to %(high)s") % {"low": shown_number(low), "high": shown_number(high - 1)}
    return _("%(low)s to under %(high)s") % {"low": shown_number(low), "high": shown_number(high)}
