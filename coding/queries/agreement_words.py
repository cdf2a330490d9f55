"""Figures of agreement in words: numbers, readings with their shape, reasons, flags; the same on pages and in files."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from methods.agreement import Range, Unit
from methods.scales import SCALES, Scale, verdict

DASH = "\u2014"
UNIT_NAMES: dict[Unit, Promise] = {
    "turn": gettext_lazy("Turn"),
    "sentence": gettext_lazy("Sentence"),
    "character": gettext_lazy("Character"),
    "document": gettext_lazy("Transcript"),
}
BY_UNIT: dict[Unit, Promise] = {
    "turn": gettext_lazy("Alpha by turn"),
    "sentence": gettext_lazy("Alpha by sentence"),
    "character": gettext_lazy("Alpha by character"),
    "document": gettext_lazy("Alpha by transcript"),
}
SORT_NAMES: dict[str, Promise] = {
    "codebook": gettext_lazy("Codebook"),
    "alpha": gettext_lazy("Lowest alpha"),
    "coded": gettext_lazy("Most coded"),
    "open": gettext_lazy("Most open disagreements"),
}
READINGS: dict[str, Promise] = {
    "reliable": pgettext_lazy("agreement", "Reliable"),
    "tentative": pgettext_lazy("agreement", "Tentative"),
    "insufficient": pgettext_lazy("agreement", "Insufficient"),
    "almost_perfect": pgettext_lazy("agreement", "Almost perfect"),
    "substantial": pgettext_lazy("agreement", "Substantial"),
    "moderate": pgettext_lazy("agreement", "Moderate"),
    "fair": pgettext_lazy("agreement", "Fair"),
    "slight": pgettext_lazy("agreement", "Slight"),
    "poor": pgettext_lazy("agreement", "Poor"),
    "excellent": pgettext_lazy("agreement", "Excellent"),
    "fair_to_good": pgettext_lazy("agreement", "Fair to good"),
    "very_good": pgettext_lazy("agreement", "Very good"),
    "good": pgettext_lazy("agreement", "Good"),
    "unjudged": pgettext_lazy("agreement", "Not judged"),
    "undefined": pgettext_lazy("agreement", "Undefined"),
}
REASONS: dict[str, Promise] = {
    "not_used": gettext_lazy("never used"),
    "no_variation": gettext_lazy("on every unit, so nothing varies"),
    "one_coder": gettext_lazy("looked for by one coder only"),
    "no_shared_transcripts": gettext_lazy("no transcript that two coders submitted"),
    "never_met": gettext_lazy("never meets another coder’s code"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A word of the scale with its shape: disc, half-disc, ring, or dash where there is no value."""

    key: str
    word: str
    shape: str


def scale_of(name: str) -> Scale:
    """The scale that a round names."""
    return SCALES[name.replace("-", "_")]


def thresholds(scale: Scale) -> tuple[float, float]:
    """The lower ends of the second and of the highest class: dashed and solid in every plot."""
    return scale.classes[1][1], scale.classes[0][1]


def reading_of(alpha: float | None, found: Range, scale: Scale) -> Reading:
    """The class that the range bears out; not judged without a range, undefined without a value."""
    key = "undefined" if alpha is None else verdict(found, scale.key).word or "unjudged"
    return reading(key, scale)


def reading(key: str, scale: Scale) -> Reading:
    """The reading of this name."""
    order = [word for word, _ in scale.classes]
    shape = "dash" if key not in order else ("disc", "half-disc", "ring")[min(order.index(key), 2)]
    return Reading(key, str(READINGS[key]), shape)


def number(value: float | None, places: int = 2) -> str:
    """A figure in the reader's language; a dash for none."""
    if value is None:
        return DASH
    # Rounded to nothing, a negative value has no sign.
    rounded = round(value, places) or 0.0
    return str(number_format(f"{rounded:.{places}f}", use_l10n=True)).replace("-", "\u2212")


def count(value: float) -> str:
    """A whole number, or one with a fraction where there is one, with its thousands apart."""
    places = 0 if float(value).is_integer() else 1
    return str(number_format(f"{value:.{places}f}", use_l10n=True, force_grouping=True))


def percent(value: float | None, places: int = 0) -> str:
    """A share in hundredths."""
    return DASH if value is None else _("%(n)s %%") % {"n": number(100 * value, places)}


def range_words(found: Range) -> str:
    """`0.83 to 0.88`; nothing without a range."""
    if found.low is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": number(found.low), "high": number(found.high)}


def units_coded(n: int, unit: Unit) -> str:
    """`51 turns coded`, for lists that have no head over the number."""
    shown = {"n": count(n)}
    if unit == "turn":
        return ngettext("%(n)s turn coded", "%(n)s turns coded", n) % shown
    if unit == "sentence":
        return ngettext("%(n)s sentence coded", "%(n)s sentences coded", n) % shown
    if unit == "character":
        return ngettext("%(n)s character coded", "%(n)s characters coded", n) % shown
    return ngettext("%(n)s transcript coded", "%(n)s transcripts coded", n) % shown


def units(n: int, unit: Unit) -> str:
    """`1,214 turns`."""
    shown = {"n": count(n)}
    if unit == "turn":
        return ngettext("%(n)s turn", "%(n)s turns", n) % shown
    if unit == "sentence":
        return ngettext("%(n)s sentence", "%(n)s sentences", n) % shown
    if unit == "character":
        return ngettext("%(n)s character", "%(n)s characters", n) % shown
    return ngettext("%(n)s transcript", "%(n)s transcripts", n) % shown


def few_coded(unit: Unit) -> str:
    """The flag of a code whose figure rests on a handful of units."""
    return {
        "turn": _("fewer than 10 turns coded"),
        "sentence": _("fewer than 10 sentences coded"),
        "character": _("fewer than 10 characters coded"),
        "document": _("fewer than 10 transcripts coded"),
    }[unit]
