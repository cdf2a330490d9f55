"""Saved queries as their list shows them: the sentence of today, or what is missing; and examples of own codes."""

from collections.abc import Iterable
from dataclasses import dataclass

from interviews.access import Action, may
from interviews.models import Member
from reports.models import SavedQuery
from reports.queries.query.query import Bound, Condition, Query, bound, read_query
from reports.queries.query.words import sentence
from reports.queries.study.study import Study


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved query with its words; `mine` where the reader may change it."""

    query: SavedQuery
    sentence: str
    missing: tuple[str, ...]
    mine: bool


def saved_queries(reader: Member) -> list[Saved]:
    """Those that the reader may see, by name."""
    rows = SavedQuery.objects.visible_to(reader).living().select_related("author__user").order_by("name", "pk")
    found = [(row, bound(read_query(row.query), reader=reader)) for row in rows]
    return [Saved(row, _words(one), one.missing, may_change(row, reader)) for row, one in found]


def _words(found: Bound) -> str:
    return "" if found.missing else sentence(found)


def may_change(saved: SavedQuery, member: Member) -> bool:
    """Its author, and owners and leads."""
    return may(member, Action.SAVE_QUERIES) and (saved.author_id == member.pk or member.leads)


def examples(study: Study) -> Iterable[Query]:
    """Three queries of the two codes that most participants mention; none where fewer are mentioned."""
    leaves = [node for node in study.codebook.in_tree_order() if not node.children and study.who(node)]
    ranked = sorted(leaves, key=lambda node: (-len(study.who(node)), node.place))[:2]
    if len(ranked) < 2:
        return []
    first, second = (node.key for node in ranked)
    return [Query((Condition(first), Condition(second, operator, turns=2))) for operator in ("near", "not", "and")]
