"""Who was interviewed: each attribute's values with the number of participants, never crossed with one another."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from interviews.models import Attribute, Member, ParticipantValue
from methods.crosstab import count_by_group
from methods.disclosure import Audience
from reports.document import Bar, Chart, Closed, Column, Report, Row, Share, Table
from reports.queries.gate.asked import Asked
from reports.queries.gate.disclosed import Disclosed
from reports.queries.kinds.about_study import closed_note
from reports.queries.study.groups import makes_groups
from reports.queries.study.source import Given, Source, TodaysSource
from reports.queries.study.stamp import stamp

Missing = ParticipantValue.Missing


def sample_report(
    reader: Member, *, at: datetime, source: Source | None = None, audience: Audience | None = None
) -> Report:
    """A table for each category and number: n of N by value or band, and apart from them who has no value.

    For an audience small groups are merged, and outside the team extremes are left out.
    """
    source = source or TodaysSource(reader)
    asked = Asked(reader, source.default_basis(), snapshot=source.snapshot, audience=audience)
    return sample_of(asked, source.attributes(), at=at)


def sample_of(asked: Asked, attributes: Iterable[Attribute], *, at: datetime) -> Report:
    """The same of these attributes, as it is asked for."""
    source, reader = asked.source, asked.reader
    everyone, snapshot = len(source.people()), source.snapshot
    tables = tuple(_table(asked, attribute, everyone) for attribute in attributes)
    return Report(
        key="sample",
        project_key=reader.project.key,
        project_name=source.project_name,
        title=_("Sample"),
        at=snapshot.taken_at if snapshot else at,
        fictional=source.fictional,
        paragraphs=(_("Participants: %(n)s") % {"n": everyone},),
        tables=tables,
        charts=tuple(chart for chart in map(_chart, tables) if chart),
        notes=(
            *closed_note(asked),
            _("Attributes are counted one at a time: crossing them could tell who somebody is."),
            stamp(reader, at=at, snapshot=snapshot),
        ),
        snapshot=snapshot.number if snapshot else None,
    )


def _chart(table: Table) -> Chart | None:
    """A bar for each number of the table; None for a table without any."""
    bars = tuple(Bar(str(row.cells[0]), (row.cells[1],)) for row in table.rows if isinstance(row.cells[1], Share))
    if not bars:
        return None
    return Chart(
        title=table.title,
        description=_("A bar for each value, n of N participants. The table has the numbers."),
        series=(_("participants"),),
        bars=bars,
    )


def _table(asked: Asked, attribute: Attribute, everyone: int) -> Table:
    given = asked.source.given(attribute)
    if asked.disclosed:
        return _titled(attribute, [*_gated(asked, asked.disclosed, attribute, given, everyone)])
    return _titled(attribute, [*_grouped(asked.source, attribute, given, everyone), *_without(given, everyone)])


def _without(given: list[Given], everyone: int, *, least: int = 0) -> list[Row]:
    """Those without a value, by reason; all together where a reason has fewer than the least, none where all have."""
    missing = Counter(one.missing for one in given if one.missing)
    reasons = [(str(kind.label), missing[kind]) for kind in Missing]
    reasons = [(words, n) for words, n in (*reasons, (_("no value yet"), everyone - len(given))) if n]
    if any(n < least for _words, n in reasons):
        together = sum(n for _words, n in reasons)
        reasons = [(_("no value"), together)] if together >= least else []
    return [Row((words, Share(n, everyone))) for words, n in reasons]


def _titled(attribute: Attribute, rows: list[Row]) -> Table:
    unit = f" ({attribute.unit})" if attribute.unit else ""
    return Table(f"{attribute.label}{unit}", (Column(attribute.label), Column(_("Participants"), numeric=True)), rows)


def _gated(
    asked: Asked, disclosed: Disclosed, attribute: Attribute, given: list[Given], everyone: int
) -> Iterable[Row]:
    """The groups that may be shown; who has no value stands in one of them, or is enough to be one."""
    people = asked.source.people()
    if disclosed.few:
        yield Row((_("all"), Closed()))
        return
    counts: Mapping[str, int] = {}
    if makes_groups(attribute):
        grouping = disclosed.groupings.get(attribute.key)
        if grouping is None:
            yield Row((_("closed: groups are too small"), Closed()))
            return
        counts = count_by_group(people, grouping.group_of)
        yield from (Row((group.label, Share(counts.get(group.key, 0), everyone))) for group in grouping.groups)
    if disclosed.shows("extremes"):
        yield from _middle_and_ends(given)
    elif not makes_groups(attribute):
        yield Row((_("middle and ends are for the team"), Closed()))
    if not makes_groups(attribute) or sum(counts.values()) < everyone:
        yield from _without(given, everyone, least=disclosed.policy.least)


def _grouped(source: Source, attribute: Attribute, given: Iterable[Given], everyone: int) -> Iterable[Row]:
    if makes_groups(attribute):
        grouping = source.grouping(attribute)
        counts = count_by_group(grouping.group_of, grouping.group_of)
        yield from (Row((group.label, Share(counts.get(group.key, 0), everyone))) for group in grouping.groups)
    yield from _middle_and_ends(given)


def _middle_and_ends(given: Iterable[Given]) -> Iterable[Row]:
    numbers = sorted(one.number for one in given if one.number is not None)
    if numbers:
        yield Row((_("median"), _shown(middle(numbers))))
        yield Row((_("range"), _("%(low)s to %(high)s") % {"low": _shown(numbers[0]), "high": _shown(numbers[-1])}))


def middle(numbers: list[Decimal]) -> Decimal:
    """The median of sorted numbers: the middle one, or half of the two in the middle together."""
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2


def _shown(number: Decimal) -> str:
    plain = number.normalize()
    whole = plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain
    return str(number_format(whole, use_l10n=True, force_grouping=True))
