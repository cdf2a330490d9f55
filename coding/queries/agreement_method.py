"""How a round was compared, as a paragraph for an article: everything that a reader needs to do it again."""

import tomllib
from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.models import Round
from coding.queries.agreement_page import compared
from coding.queries.agreement_results import Results, range_from
from coding.queries.agreement_words import count, number, range_words, scale_of, thresholds, units
from methods.agreement import Unit

LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "Français"}


def methods(closed: Round, results: Results, unit: Unit) -> dict[str, str]:
    """The paragraph in each language of the interface, by its code."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = method(closed, results, unit)
    return found


def method(closed: Round, results: Results, unit: Unit) -> str:
    """The paragraph in the active language."""
    return " ".join((_coding(closed, results), _coefficient(closed, results, unit), *_figures(closed, results, unit)))


def _coding(closed: Round, results: Results) -> str:
    transcripts, coders = len(results.transcripts), len(results.coders)
    assert closed.version is not None  # noqa: S101  # the database promises it of a closed round
    many = ngettext("%(n)s transcript was coded", "%(n)s transcripts were coded", transcripts) % {
        "n": count(transcripts)
    }
    by = ngettext("%(n)s coder", "%(n)s coders", coders) % {"n": count(coders)}
    return _(
        "%(many)s by %(by)s without seeing each other’s work, under version %(version)s of the codebook, frozen on"
        " %(day)s (%(codes)s codes)."
    ) % {
        "many": many,
        "by": by,
        "version": closed.version.number,
        "day": date_format(localtime(closed.version.frozen_at), "DATE_FORMAT"),
        "codes": count(len(results.tree.parents)),
    }


def _coefficient(closed: Round, results: Results, unit: Unit) -> str:
    shared, size, ratings = compared(results, unit)
    text = _("the whole text") if closed.whole_text else _("the participants’ speech")
    by = {
        "turn": _("by turn of speech (a turn is coded when any part of it is)"),
        "sentence": _("by sentence (a sentence is coded when any part of it is)"),
        "character": _("by character"),
        "document": _("by transcript (coded or not)"),
    }[unit]
    return _(
        "Agreement was computed for each code %(by)s, over %(text)s: %(units)s of %(shared)s shared transcripts,"
        " %(ratings)s ratings. The coefficient is Krippendorff’s alpha for nominal data (Krippendorff 2019), which"
        " takes missing ratings and unequal assignments; a coder who did not submit a transcript is missing there, and"
        " a branch is the union of its codes."
    ) % {"by": by, "text": text, "units": units(size, unit), "shared": count(shared), "ratings": count(ratings)}


def _figures(closed: Round, results: Results, unit: Unit) -> tuple[str, ...]:
    kept = results.pooled(unit)
    found = range_from(kept["range"])
    dashed, solid = thresholds(scale_of(closed.scale))
    cuts = {"low": number(dashed, 3 if dashed == 0.667 else 2), "high": number(solid)}
    return tuple(
        filter(
            None,
            (
                _uncertainty(found.kind, closed),
                _("Over all codes together alpha is %(alpha)s (%(range)s).")
                % {"alpha": number(kept["krippendorff_alpha"]), "range": range_words(found) or _("no range")},
                _("Values are read after %(scale)s, with %(low)s and %(high)s as thresholds.")
                % {"scale": closed.get_scale_display(), **cuts},
                _("Computed with OMSRP %(version)s from snapshot %(n)s (SHA-256 %(hash)s).")
                % {"version": version(), "n": closed.snapshot.number, "hash": closed.snapshot.sha256[:12]},
            ),
        )
    )


def _uncertainty(kind: str | None, closed: Round) -> str:
    if kind == "interval":
        return _(
            "Intervals are 95 %% percentile intervals of a bootstrap that draws whole transcripts (2,000 draws,"
            " seed %(seed)s)."
        ) % {"seed": closed.snapshot.document["seed"]}
    if kind == "leave-one-out":
        return _(
            "With fewer than 10 shared transcripts there is no interval: ranges are the lowest and the highest value"
            " when one transcript at a time is left out."
        )
    return _("With fewer than 3 shared transcripts there is neither interval nor range.")


@cache
def version() -> str:
    """The version of this software."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
