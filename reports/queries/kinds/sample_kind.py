"""The sample as a kind of report, for the command that makes one; the numbers of its tables by keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from interviews.models import Attribute
from methods.crosstab import count_by_group
from reports.document import Report
from reports.queries.gate.asked import Asked
from reports.queries.kinds.kind import Kind
from reports.queries.kinds.sample import middle, sample_of
from reports.queries.study.groups import Grouping, makes_groups


@dataclass(frozen=True, slots=True)
class Sample:
    """The attribute that is asked for, or all of them."""

    asked: Asked
    attributes: tuple[Attribute, ...]


def find(asked: Asked) -> Sample:
    return Sample(asked, (asked.attribute,) if asked.attribute else tuple(asked.source.attributes()))


def sample(found: Sample, asked: Asked, at: datetime) -> Report:
    return sample_of(asked, found.attributes, at=at)


def as_json(found: Sample) -> dict[str, Any]:
    """`groups` of the attribute that is asked for, if one is, with everybody in them, done or not; rows of all.

    A row of a group has its `n`. A row without one has the `median`, `low` and `high` of the `n` who have a number; the
    group "" has the `n` without a value. What is closed is null.
    """
    asked = found.asked
    groups = _counts(asked, asked.grouping) if asked.attribute and asked.grouping else {}
    return {"groups": groups, "rows": [row for attribute in found.attributes for row in _rows(asked, attribute)]}


def _counts(asked: Asked, grouping: Grouping) -> dict[str, int]:
    counts = count_by_group(asked.source.people(), grouping.group_of)
    return {group.key: counts.get(group.key, 0) for group in grouping.groups}


def _rows(asked: Asked, attribute: Attribute) -> Iterator[dict[str, Any]]:
    everyone = len(asked.source.people())
    about = {"attribute": attribute.key, "of": everyone}
    few = asked.disclosed is not None and asked.disclosed.few
    grouping = None if few else _grouping(asked, attribute)
    if few or (makes_groups(attribute) and grouping is None):
        yield {**about, "group": None, "n": None}
        return
    counts = _counts(asked, grouping) if grouping else {}
    for group, n in counts.items():
        yield {**about, "group": group, "n": n}
    numbers = sorted(one.number for one in asked.source.given(attribute) if one.number is not None)
    if numbers:
        shown = asked.disclosed is None or asked.disclosed.shows("extremes")
        yield {**about, "group": None, **_ends(numbers, shown=shown)}
    without = everyone - (sum(counts.values()) if grouping else len(numbers))
    if without and (asked.disclosed is None or without >= asked.disclosed.policy.least):
        yield {**about, "group": "", "n": without}


def _grouping(asked: Asked, attribute: Attribute) -> Grouping | None:
    if not makes_groups(attribute):
        return None
    return asked.disclosed.groupings.get(attribute.key) if asked.disclosed else asked.source.grouping(attribute)


def _ends(numbers: list[Decimal], *, shown: bool) -> dict[str, float | int | None]:
    if not shown:
        return {"n": None, "median": None, "low": None, "high": None}
    plain = (int(one) if one == int(one) else float(one) for one in (middle(numbers), numbers[0], numbers[-1]))
    median, low, high = plain
    return {"n": len(numbers), "median": median, "low": low, "high": high}


SAMPLE = Kind(
    name="sample",
    label=gettext_lazy("Sample"),
    tells=gettext_lazy("Who was interviewed, by each attribute."),
    asks=frozenset({"grouping"}),
    find=find,
    report=sample,
    json=as_json,
    freezes=True,
)
