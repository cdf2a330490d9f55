"""Saturation as a report: new codes by interview, the curve over other orders, and whether it was reached."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.queries.agreement_words import number
from interviews.models import Member
from methods.saturation import Rule, Saturation
from reports.document import Column, Curve, Report, Row, Table
from reports.queries.counts.saturated import StudySaturation, saturation_of
from reports.queries.gate.asked import Asked
from reports.queries.kinds.about_study import Content, reflexive, report_of
from reports.queries.kinds.kind import Kind

BASES, RUNS, THRESHOLDS = ("4", "3", "5", "6"), ("2", "1", "3"), ("5", "0", "10")


def find(asked: Asked) -> StudySaturation:
    said = asked.options
    rule = Rule(
        base=int(said.get("base", BASES[0])),
        run=int(said.get("run", RUNS[0])),
        threshold=int(said.get("threshold", THRESHOLDS[0])),
    )
    found = saturation_of(
        asked.study,
        rule=rule,
        every=said.get("codes") == "all",
        grouping=asked.grouping,
        statistics=asked.declared.declaration.shows_statistics,
        closed=asked.shut | asked.unsaid,
    )
    if asked.shows("participants"):
        return found
    # A transcript is mostly called like its participant.
    return replace(found, interviews=tuple(replace(one, title="") for one in found.interviews))


def saturation_report(found: StudySaturation, asked: Asked, at: datetime) -> Report:
    """The report, in the active language."""
    groups = (_groups(found),) if found.groups and found.statistics else ()
    content = Content(
        key="saturation",
        title=_("Saturation"),
        paragraphs=(_counted(found), *((_verdict(found, found.found),) if found.statistics else ())),
        tables=(_table(found), *groups),
        charts=(_figure(found),) if found.interviews and found.codes else (),
        notes=_notes(found),
    )
    return report_of(asked, content, at=at)


def _counted(found: StudySaturation) -> str:
    met = sum(found.found.new)
    words = {"met": met, "codes": found.codes, "interviews": _interviews(len(found.interviews))}
    if found.every:
        said = ngettext(
            "%(met)s of %(codes)s codes was met in %(interviews)s.",
            "%(met)s of %(codes)s codes were met in %(interviews)s.",
            met,
        )
        return said % words
    said = ngettext(
        "%(met)s of %(codes)s emergent codes was met in %(interviews)s.",
        "%(met)s of %(codes)s emergent codes were met in %(interviews)s.",
        met,
    )
    return said % words


def _interviews(n: int) -> str:
    return ngettext("%(n)s interview", "%(n)s interviews", n) % {"n": n}


def _verdict(found: StudySaturation, one: Saturation) -> str:
    rule = found.rule
    if one.reached:
        return _("Reached after %(reached)s interviews, confirmed by the next %(run)s.") % {
            "reached": one.reached,
            "run": rule.run,
        }
    return {
        "few_interviews": _("Too few interviews: base and run take %(n)s.") % {"n": rule.base + rule.run},
        "small_group": _("Fewer than ten interviews in this group: no saturation is told."),
        "nothing_in_base": _("The first %(n)s interviews have none of these codes: there is nothing to measure by.")
        % {"n": rule.base},
        "not_reached": _("Not reached: every run brought more new codes than the threshold."),
    }[one.reason or "not_reached"]


def _table(found: StudySaturation) -> Table:
    columns = [
        Column(_("Interview"), numeric=True),
        Column(_("Transcript")),
        Column(_("New codes"), numeric=True),
        Column(_("All so far"), numeric=True),
    ]
    shuffled = found.found.shuffled if found.statistics else None
    if shuffled:
        columns.append(Column(_("in other orders, 90 %"), numeric=True))
    rows = []
    for at, one in enumerate(found.interviews):
        band = (_range(shuffled.low[at], shuffled.high[at]),) if shuffled else ()
        rows.append(Row((one.number, one.title, found.found.new[at], found.found.cumulative[at], *band)))
    return Table(_("New codes by interview"), tuple(columns), rows)


def _range(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": number(low, 0), "high": number(high, 0)}


def _groups(found: StudySaturation) -> Table:
    columns = (Column(_("Group")), Column(_("Interviews"), numeric=True), Column(_("Saturation")))
    rows = [Row((one.group.label, one.interviews, _verdict(found, one.found))) for one in found.groups]
    return Table(_("By group"), columns, rows)


def _figure(found: StudySaturation) -> Curve:
    one = found.found
    shuffled = one.shuffled if found.statistics else None
    return Curve(
        title=_("Codes found so far, by interview"),
        description=_(
            "A line of all codes found after each interview; behind it the band of other orders, with its middle "
            "dashed; an upright line where saturation was reached. The table has the numbers."
        ),
        step=_("interviews, in order"),
        found=tuple(map(float, one.cumulative)),
        middle=shuffled.median if shuffled else (),
        low=shuffled.low if shuffled else (),
        high=shuffled.high if shuffled else (),
        marked=one.reached if found.statistics else None,
    )


def _notes(found: StudySaturation) -> tuple[str, ...]:
    order = _("Interviews are numbered in the order in which the project lists its transcripts.")
    if not found.statistics:
        return (order, reflexive())
    rule = found.rule
    measure = _(
        "Rule of Guest, Namey and Chen: reached when %(run)s interviews in a row bring at most %(threshold)s in a "
        "hundred of the codes that the first %(base)s brought."
    ) % {"run": rule.run, "threshold": rule.threshold, "base": rule.base}
    return (order, measure, *_shuffles(found), _("Saturation is of codes, not of meaning."))


def _shuffles(found: StudySaturation) -> tuple[str, ...]:
    shuffled = found.found.shuffled
    if shuffled is None:
        return ()
    held = ngettext(
        "%(n)s shuffled order, seed %(seed)s: reached in %(reached)s.",
        "%(n)s shuffled orders, seed %(seed)s: reached in %(reached)s.",
        shuffled.shuffles,
    ) % {"n": shuffled.shuffles, "seed": shuffled.seed, "reached": shuffled.shuffles - shuffled.never}
    if shuffled.median_reached is None:
        return (held,)
    return (held, _("In the middle order it is reached after %(n)s interviews.") % {"n": shuffled.median_reached})


def as_json(found: StudySaturation) -> dict[str, Any]:
    """A row an interview, in the order held; a group's verdict by its key."""
    one, rule = found.found, found.rule
    shuffled = one.shuffled if found.statistics else None
    return {
        "seed": found.seed if shuffled else None,
        "codes": found.codes,
        "rule": {"base": rule.base, "run": rule.run, "threshold": rule.threshold},
        "reached": one.reached if found.statistics else None,
        "confirmed": one.confirmed if found.statistics else None,
        "reason": one.reason if found.statistics else None,
        "shuffles": {
            "n": shuffled.shuffles,
            "never": shuffled.never,
            "median_reached": shuffled.median_reached,
            "median": [*shuffled.median],
            "low": [*shuffled.low],
            "high": [*shuffled.high],
        }
        if shuffled
        else None,
        "by_group": {
            group.group.key: {
                "interviews": group.interviews,
                "reached": group.found.reached if found.statistics else None,
                "reason": group.found.reason if found.statistics else None,
            }
            for group in found.groups
        },
        "rows": [
            {"interview": held.number, "transcript": held.title, "new": one.new[at], "all": one.cumulative[at]}
            for at, held in enumerate(found.interviews)
        ],
    }


def _codes(_reader: Member) -> Iterable[tuple[str, str]]:
    return (("emergent", _("emergent")), ("all", _("all codes")))


def _numbers(values: tuple[str, ...]) -> Any:
    def offered(_reader: Member) -> Iterable[tuple[str, str]]:
        return tuple((value, value) for value in values)

    return offered


SATURATION = Kind(
    name="saturation",
    label=gettext_lazy("Saturation"),
    tells=gettext_lazy(
        "How many new codes each interview brought, and whether they ran out, in this and other orders."
    ),
    asks=frozenset({"attribute"}),
    find=find,
    report=saturation_report,
    json=as_json,
    freezes=True,
    options={
        "codes": _codes,
        "base": _numbers(BASES),
        "run": _numbers(RUNS),
        "threshold": _numbers(THRESHOLDS),
    },
    labels={
        "codes": gettext_lazy("Codes that count"),
        "base": gettext_lazy("First interviews"),
        "run": gettext_lazy("Interviews in a row"),
        "threshold": gettext_lazy("New codes, at most %"),
    },
)
