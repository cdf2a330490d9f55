"""The list of reports, as every page of theirs has it beside it and the overview in full."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from interviews.access import Action, may
from interviews.models import Member
from reports.models import Snapshot
from reports.queries.kinds.registry import KINDS_OF_REPORT

# What a snapshot has no numbers of, or asks for by itself.
TODAY_ALONE = frozenset(
    {
        "all_codings",
        "chosen_quotes",
        "data",
        "declaration",
        "disclosure",
        "findings",
        "packs",
        "passages",
        "query",
        "snapshots",
    }
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of reports by the name of its address: how the list calls it, and what it tells."""

    name: str
    label: str
    tells: str
    url: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Pages of reports that belong together, under one heading."""

    heading: str
    pages: tuple[Listed, ...]


def listed(member: Member, *, snapshot: Snapshot | None) -> list[Shelf]:
    """What the member may see; from a page of a snapshot one goes on to its other reports."""
    shelves = (
        (_("Reports"), _reports()),
        (_("In their words"), _passages(member)),
        (_("Conclusions"), _conclusions(member)),
        (_("Rules"), _rules(member)),
    )
    found = (Shelf(heading, tuple(_listed(one, member, snapshot) for one in told)) for heading, told in shelves)
    return [shelf for shelf in found if shelf.pages]


Told = tuple[str, str, str]  # name of the address, label, what it tells


def _listed(told: Told, member: Member, snapshot: Snapshot | None) -> Listed:
    name, label, tells = told
    more = f"?snapshot={snapshot.number}" if snapshot and name not in TODAY_ALONE else ""
    return Listed(name, label, tells, reverse(name, args=[member.project.key]) + more)


def _reports() -> Iterable[Told]:
    yield "sample", _("Sample"), _("Participants by attribute.")
    yield (
        "crosstab",
        pgettext("qualitative", "Codes by attribute"),
        _("How many participants of each group mention each code. Every number opens its passages."),
    )
    for kind in KINDS_OF_REPORT.values():
        yield kind.name, str(kind.label), str(kind.tells)


def _passages(member: Member) -> Iterable[Told]:
    yield "passages", _("Passages"), _("All passages of one code, by participant, with the words around them.")
    yield (
        "query",
        pgettext("a search for passages", "Query"),
        _("Passages where codes meet: together, near each other, one without the other. Saved under a name."),
    )
    yield (
        "all_codings",
        _("All codings"),
        _("Every coding in one file: who said it, where, the quote, the code, the coder."),
    )
    if may(member, Action.SEE_FINDINGS):
        tells = _(
            "What was said best, by code and group, beside the numbers: kept, put in order, shortened, translated."
        )
        yield "chosen_quotes", _("Quotes"), tells


def _conclusions(member: Member) -> Iterable[Told]:
    if may(member, Action.SEE_FINDINGS):
        tells = _("Sentences bound to the numbers and quotes that carry them; they turn stale when those move.")
        yield "findings", _("Findings"), tells
        yield "snapshots", _("Snapshots"), _("Frozen, numbered states: their numbers never change.")
    if may(member, Action.MAKE_PACKS):
        tells = _("The paragraph for an article and the checklists, filled from the record.")
        yield "methods", pgettext("of an article", "Methods"), tells
        tells = _("Slides, tables, figures and a handout from one snapshot, for a talk or an article.")
        yield "packs", _("Talk pack"), tells
    if may(member, Action.SEE_DATA):
        tells = _("For statistics programs: csv, xlsx, SPSS and JSON, with a dictionary and scripts that read them.")
        yield "data", _("Data"), tells


def _rules(member: Member) -> Iterable[Told]:
    tells = _("The study’s stance, the codes it tests, the smallest group it shows: decided before looking.")
    yield "declaration", _("Declaration"), tells
    if may(member, Action.EDIT_PROJECT):
        tells = _("What files and readers are not shown, so that nobody is recognised, and why.")
        yield "disclosure", _("Disclosure"), tells
