"""A query as one sentence, read from left to right as it is answered."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coding.models import CodingState
from reports.queries.query.query import Bound, Condition
from reports.queries.study.groups import Grouping


def operator_names() -> dict[str, str]:
    """The operators as a form offers them."""
    return {
        "and": pgettext("a query", "and, in the same words"),
        "or": pgettext("a query", "or"),
        "not": pgettext("a query", "not touching"),
        "near": pgettext("a query", "near"),
        "within": pgettext("a query", "within a passage on"),
    }


def sentence(found: Bound) -> str:
    """The query in words; its parts joined by commas. Only of a query from which nothing is missing."""
    parts = [*_conditions(found), *_filters(found)]
    return ", ".join(parts) + "." if parts else ""


def _conditions(found: Bound) -> Iterator[str]:
    for condition, node in zip(found.query.conditions, found.nodes, strict=True):
        code = node.code.label
        if condition.direction:
            said = {"code": code, "direction": CodingState.Direction(condition.direction).label}
            yield _joined(condition, _("“%(code)s” (%(direction)s)") % said)
        else:
            yield _joined(condition, _("“%(code)s”") % {"code": code})


def _joined(condition: Condition, code: str) -> str:
    if condition.operator == "near":
        return ngettext(
            "at most %(n)s turn from a passage on %(code)s",
            "at most %(n)s turns from a passage on %(code)s",
            condition.turns,
        ) % {"n": condition.turns, "code": code}
    return {
        "": _("Passages on %(code)s"),
        "and": _("where %(code)s is marked too"),
        "or": _("or passages on %(code)s"),
        "not": _("that touch no passage on %(code)s"),
        "within": _("that lie in a passage on %(code)s"),
    }[condition.operator] % {"code": code}


def _filters(found: Bound) -> Iterator[str]:
    if found.among:
        grouping, key = found.among
        yield _("said by participants of the group “%(group)s” (%(attribute)s)") % {
            "group": group_label(grouping, key),
            "attribute": grouping.attribute.label,
        }
    if found.round:
        yield _("in transcripts of round %(n)s") % {"n": found.round.number}
    if found.query.memo:
        yield _("with a memo")


def group_label(grouping: Grouping, key: str) -> str:
    return next(group.label for group in grouping.groups if group.key == key)
