"""Who was interviewed: each attribute's values with the number of participants, never crossed with one another."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from interviews.models import Attribute, Member, ParticipantValue
from methods.crosstab import count_by_group
from reports.document import Column, Report, Row, Share, Table
from reports.queries.groups import makes_groups
from reports.queries.source import Given, Source, TodaysSource
from reports.queries.stamp import stamp

Missing = ParticipantValue.Missing


def sample_report(reader: Member, *, at: datetime, source: Source | None = None) -> Report:
    """A table for each category and number: n of N by value or band, and apart from them who has no value."""
    source = source or TodaysSource(reader)
    everyone, snapshot = len(source.people()), source.snapshot
    return Report(
        key="sample",
        project_key=reader.project.key,
        project_name=source.project_name,
        title=_("Sample"),
        at=snapshot.taken_at if snapshot else at,
        fictional=source.fictional,
        paragraphs=(_("Participants: %(n)s") % {"n": everyone},),
        tables=tuple(_table(source, attribute, everyone) for attribute in source.attributes()),
        notes=(
            _("Attributes are counted one at a time: crossing them could tell who somebody is."),
            stamp(reader, at=at, snapshot=snapshot),
        ),
        snapshot=snapshot.number if snapshot else None,
    )


def _table(source: Source, attribute: Attribute, everyone: int) -> Table:
    given = source.given(attribute)
    missing = Counter(one.missing for one in given if one.missing)
    rows = [*_grouped(source, attribute, given, everyone)]
    rows += [Row((str(kind.label), Share(missing[kind], everyone))) for kind in Missing if missing[kind]]
    empty = everyone - len(given)
    if empty:
        rows.append(Row((_("no value yet"), Share(empty, everyone))))
    unit = f" ({attribute.unit})" if attribute.unit else ""
    return Table(f"{attribute.label}{unit}", (Column(attribute.label), Column(_("Participants"), numeric=True)), rows)


def _grouped(source: Source, attribute: Attribute, given: Iterable[Given], everyone: int) -> Iterable[Row]:
    if makes_groups(attribute):
        grouping = source.grouping(attribute)
        counts = count_by_group(grouping.group_of, grouping.group_of)
        yield from (Row((group.label, Share(counts.get(group.key, 0), everyone))) for group in grouping.groups)
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
