"""A query of codes as a value: its conditions and filters, what of them is missing today, and its two written forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coding.models import Assignment, CodingState, Round
from coding.queries.codebook import Node, codebook_of
from interviews.access import Sight, sight_of
from interviews.models import Attribute, Member
from reports.queries.study.groups import Grouping, NotGroupable, attribute_of, grouping_by

OPERATORS = ("and", "or", "not", "near", "within")
MOST = 8  # conditions that a person can still read as one sentence
FARTHEST = 99


@dataclass(frozen=True, slots=True)
class Condition:
    """A code's key, how it joins what stands before it (nothing for the first), and the direction asked for, if any.

    `turns` is how far "near" reaches.
    """

    code: str
    operator: str = ""
    direction: str = ""
    turns: int = 1


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. `value` is `attribute:group`, `round` a number, `memo` whether a memo has to stand with it.

    `by` is the attribute by which the answer is counted. Empty ones ask for nothing.
    """

    conditions: tuple[Condition, ...] = ()
    value: str = ""
    round: int | None = None
    memo: bool = False
    by: str = ""

    @property
    def empty(self) -> bool:
        return not self.conditions


def read_query(said: Mapping[str, Any]) -> Query:
    """The query of an address or of a saved document. What is no operator, number or direction is the usual one."""
    given = said.get("conditions")
    rows = given if isinstance(given, list) else _numbered(said)
    conditions = [_condition(row) for row in rows if isinstance(row, Mapping) and row.get("code")][:MOST]
    if conditions:
        conditions[0] = replace(conditions[0], operator="")
    return Query(
        conditions=tuple(conditions),
        value=str(said.get("value") or ""),
        round=_number(said.get("round"), most=10**6),
        memo=said.get("memo") in {True, "yes"},
        by=str(said.get("by") or ""),
    )


def _numbered(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The conditions of an address: code1, op2, code2, turns2, says2 and so on."""
    names = {"code": "code", "operator": "op", "direction": "says", "turns": "turns"}
    return [{name: said.get(f"{short}{n}") for name, short in names.items()} for n in range(1, MOST + 1)]


def _condition(row: Mapping[str, Any]) -> Condition:
    operator, direction = row.get("operator"), row.get("direction")
    turns = _number(row.get("turns"), most=FARTHEST)
    return Condition(
        code=str(row["code"]),
        operator=operator if operator in OPERATORS else "and",
        direction=direction if direction in CodingState.Direction.values else "",
        turns=1 if turns is None else turns,
    )


def _number(said: Any, *, most: int) -> int | None:
    """A whole number from 0 to `most`; None for anything else."""
    text = str(said)
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 8 and int(text) <= most else None


def as_document(query: Query) -> dict[str, Any]:
    """What is saved; `read_query` reads it again."""
    conditions = [
        {"code": one.code, "operator": one.operator, "direction": one.direction, "turns": one.turns}
        for one in query.conditions
    ]
    return {
        "conditions": conditions,
        "value": query.value,
        "round": query.round,
        "memo": query.memo,
        "by": query.by,
    }


def as_address(query: Query, **more: str) -> dict[str, str]:
    """The fields of the query's address, without those that ask for nothing; `read_query` reads them again."""
    fields: dict[str, str] = {}
    for n, one in enumerate(query.conditions, 1):
        fields |= {f"op{n}": one.operator, f"code{n}": one.code, f"says{n}": one.direction}
        fields[f"turns{n}"] = str(one.turns) if one.operator == "near" else ""
    fields |= {"value": query.value, "round": str(query.round or ""), "memo": "yes" if query.memo else ""}
    return {name: value for name, value in (fields | {"by": query.by} | more).items() if value}


@dataclass(frozen=True, slots=True)
class Bound:
    """A query with the rows of the project that it names. `missing` says in words what is not there any more."""

    query: Query
    nodes: tuple[Node, ...]
    among: tuple[Grouping, str] | None
    by: Grouping | None
    round: Round | None
    missing: tuple[str, ...]


Group = Callable[[Attribute], Grouping]  # raises NotGroupable


def bound(query: Query, *, reader: Member, grouping: Group = grouping_by) -> Bound:
    """The query bound to the project as it is today. `grouping` makes the groups of an attribute."""
    missing: list[str] = []
    codebook = codebook_of(reader.project)
    nodes = []
    for one in query.conditions:
        node = codebook.by_key.get(one.code)
        if node is None:
            missing.append(pgettext("qualitative", "There is no code “%(code)s” any more.") % {"code": one.code})
        elif node.archived:
            missing.append(pgettext("qualitative", "The code “%(code)s” is archived.") % {"code": node.code.label})
        else:
            nodes.append(node)
    among = _among(query.value, grouping, reader=reader, missing=missing)
    by = _grouping(query.by, grouping, reader=reader, missing=missing)
    round_ = None
    if query.round is not None:
        round_ = rounds_in_sight(reader).filter(number=query.round).first()
        if round_ is None:
            missing.append(_("There is no round %(n)s that you may see.") % {"n": query.round})
    return Bound(query, tuple(nodes), among, by, round_, tuple(missing))


def _among(value: str, grouping: Group, *, reader: Member, missing: list[str]) -> tuple[Grouping, str] | None:
    attribute, _colon, key = value.partition(":")
    found = _grouping(attribute, grouping, reader=reader, missing=missing)
    if found is None:
        return None
    if key not in {group.key for group in found.groups}:
        words = {"attribute": found.attribute.label, "group": key}
        missing.append(_("“%(attribute)s” has no group “%(group)s” any more.") % words)
        return None
    return found, key


def _grouping(attribute: str, grouping: Group, *, reader: Member, missing: list[str]) -> Grouping | None:
    if not attribute:
        return None
    try:
        return grouping(attribute_of(reader, attribute))
    except NotGroupable as error:
        missing.append(str(error))
        return None


def without_missing(query: Query, *, reader: Member) -> Query:
    """The query with only what is still there."""
    found = bound(query, reader=reader)
    keys = {node.key for node in found.nodes}
    kept = [one for one in query.conditions if one.code in keys]
    if kept:
        kept[0] = replace(kept[0], operator="")
    return Query(
        conditions=tuple(kept),
        value=query.value if found.among else "",
        round=found.round.number if found.round else None,
        memo=query.memo,
        by=query.by if found.by else "",
    )


def rounds_in_sight(reader: Member) -> Any:
    """The rounds that were opened; for who sees her own work only, those in which she codes."""
    rounds = Round.objects.filter(project=reader.project_id).exclude(state=Round.State.DRAFT).order_by("number")
    if sight_of(reader) is Sight.ALL:
        return rounds
    passes = Assignment.objects.visible_to(reader).filter(round__isnull=False, withdrawn_at=None)
    return rounds.filter(pk__in=passes.values("round"))
