"""Everything that the tables of the reports show, as one document for programs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from coding.queries.codebook import Node
from interviews.models import Attribute
from methods.crosstab import count_by_group
from reports.queries.counts.crosstab import Crosstab
from reports.queries.counts.scales import has_scale
from reports.queries.gate.asked import Asked, CannotAnswer
from reports.queries.gate.readable import groups_offered
from reports.queries.kinds.comparison import crosstab_asked
from reports.queries.kinds.kind import Kind, as_json, find
from reports.queries.kinds.registry import KINDS_OF_REPORT


def all_tables(asked: Asked) -> dict[str, Any]:
    """Each kind of report, once for each attribute and each rated code that it can be asked for, in the form that
    `manage.py report` promises; the table of codes by attribute as `manage.py crosstab` does; the sample by attribute.

    All of it as the audience may see it: an attribute whose groups are closed is not there.
    """
    asked.disclosed  # noqa: B018  # found once for all of them
    attributes = [attribute for attribute, _groups in groups_offered(asked)]
    each = [of_one(asked, attribute) for attribute in attributes]
    ground = asked.study.ground
    few = asked.disclosed is not None and asked.disclosed.few
    return {
        "project": asked.reader.project.key,
        "basis": asked.basis.key,
        "done": len(ground.covered),
        "of": len(ground.participants),
        "sample": {} if few else {key_of(one): _sample(one, ground.participants) for one in each},
        "crosstab": [] if few else [{"attribute": key_of(one), **_crosstab(one)} for one in each],
        "reports": {name: [*_each(kind, asked, attributes)] for name, kind in KINDS_OF_REPORT.items()},
    }


def of_one(asked: Asked, attribute: Attribute | None, node: Node | None = None) -> Asked:
    """The same of an attribute and a code; what was found of the study is not found again."""
    one = replace(asked, attribute=attribute, node=node)
    vars(one).update({name: found for name, found in vars(asked).items() if name in {"study", "disclosed"}})
    return one


def key_of(asked: Asked) -> str:
    return asked.attribute.key if asked.attribute else ""


def _crosstab(asked: Asked) -> dict[str, object]:
    assert asked.grouping is not None  # noqa: S101  # each has an attribute whose groups are shown
    return crosstab_json(crosstab_asked(asked, asked.grouping))


def crosstab_json(table: Crosstab) -> dict[str, object]:
    """The promised form: group keys in any language, counts as numbers, rows in tree order; null where it is closed."""
    return {
        "basis": table.basis.key,
        "of": table.of,
        "without_value": table.without_value,
        "groups": table.sizes,
        "rows": [
            {
                "code": row.node.key,
                "path": row.node.path,
                "participants": {
                    group.key: None if table.hides(row.node, group) else row.participants[group.key]
                    for group in table.groups
                },
                "passages": dict.fromkeys(row.passages) if row.node.code.pk in table.unsaid else row.passages,
            }
            for row in table.rows
        ],
    }


def _sample(asked: Asked, people: Iterable[int]) -> dict[str, int]:
    assert asked.grouping is not None  # noqa: S101  # each has an attribute whose groups are shown
    counts = count_by_group([*people], asked.grouping.group_of)
    return {group.key: counts.get(group.key, 0) for group in asked.grouping.groups}


def _each(kind: Kind, asked: Asked, attributes: list[Attribute]) -> Iterator[dict[str, Any]]:
    rated = [node for node in asked.study.codebook.in_tree_order() if has_scale(node)]
    for attribute in attributes if "attribute" in kind.asks else [None]:
        for node in rated if "rated" in kind.asks else [None]:
            one = of_one(asked, attribute, node)
            try:
                found = as_json(kind, find(kind, one), one)
            except CannotAnswer as error:
                found = {"refused": str(error)}
            yield {
                **({"attribute": attribute.key} if attribute else {}),
                **({"code": node.key} if node else {}),
                **found,
            }
