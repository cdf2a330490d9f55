"""Everything that the tables of the reports show, as one document for programs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from interviews.models import Attribute
from methods.crosstab import count_by_group
from reports.queries.crosstab import Crosstab, crosstab_of
from reports.queries.groups import groupable, grouping_by
from reports.queries.kinds import Asked, CannotAnswer, Kind, as_json
from reports.queries.registry import KINDS_OF_REPORT
from reports.queries.scales import has_scale


def all_tables(asked: Asked) -> dict[str, Any]:
    """Each kind of report, once for each attribute and each rated code that it can be asked for, in the form that
    `manage.py report` promises; the table of codes by attribute as `manage.py crosstab` does; the sample by attribute.
    """
    attributes = groupable(asked.reader)
    ground = asked.study.ground
    return {
        "project": asked.reader.project.key,
        "basis": asked.basis.key,
        "done": len(ground.covered),
        "of": len(ground.participants),
        "sample": {one.key: _sample(one, ground.participants) for one in attributes},
        "crosstab": [
            {"attribute": one.key, **crosstab_json(crosstab_of(asked.study, grouping=grouping_by(one)))}
            for one in attributes
        ],
        "reports": {name: [*_each(kind, asked, attributes)] for name, kind in KINDS_OF_REPORT.items()},
    }


def crosstab_json(table: Crosstab) -> dict[str, object]:
    """The promised form: group keys in any language, counts as numbers, rows in tree order."""
    return {
        "basis": table.basis.key,
        "of": table.of,
        "without_value": table.without_value,
        "groups": table.sizes,
        "rows": [
            {
                "code": row.node.key,
                "path": row.node.path,
                "participants": row.participants,
                "passages": row.passages,
            }
            for row in table.rows
        ],
    }


def _sample(attribute: Attribute, people: Iterable[int]) -> dict[str, int]:
    grouping = grouping_by(attribute)
    counts = count_by_group([*people], grouping.group_of)
    return {group.key: counts.get(group.key, 0) for group in grouping.groups}


def _each(kind: Kind, asked: Asked, attributes: list[Attribute]) -> Iterator[dict[str, Any]]:
    rated = [node for node in asked.study.codebook.in_tree_order() if has_scale(node)]
    for attribute in attributes if "attribute" in kind.asks else [None]:
        for node in rated if "rated" in kind.asks else [None]:
            one = replace(asked, attribute=attribute, node=node)
            vars(one)["study"] = asked.study  # found once for all of them
            try:
                found = as_json(kind, kind.find(one), one)
            except CannotAnswer as error:
                found = {"refused": str(error)}
            yield {
                **({"attribute": attribute.key} if attribute else {}),
                **({"code": node.key} if node else {}),
                **found,
            }
