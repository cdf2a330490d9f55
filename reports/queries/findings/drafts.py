"""Sentences drafted from a cell: counts, difference and interval, never more than the cells show, in both languages."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from coding.queries.agreement_words import number
from coding.queries.codebook import Node
from methods.proportions import Count, Difference, difference
from methods.strength import DEFAULT, difference_word
from reports.queries.study.groups import Grouping, grouping_by
from reports.queries.study.study import Study


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in both languages and the predicate that it rests on."""

    claim_en: str
    claim_fr: str
    predicate: dict[str, Any]


def draft_of(study: Study, node: Node, grouping: Grouping | None, *, statistics: bool = True) -> Draft:
    """A sentence about a code: two groups against each other where the attribute has two, else of everybody. Without
    `statistics` it names no interval.
    """
    sentences = []
    for language in ("en", "fr"):
        with override(language):
            shown = grouping_by(grouping.attribute) if grouping else None  # its labels, in this language
            sentences.append(_sentence(study, node, shown, statistics=statistics))
    return Draft(sentences[0], sentences[1], _predicate(study, node, grouping))


def counts_by_group(study: Study, node: Node, grouping: Grouping) -> list[Count]:
    """n of N of each group, in order."""
    groups = [grouping.members(group.key, among=study.ground.covered) for group in grouping.groups]
    return [Count(len(study.who(node) & members), len(members)) for members in groups]


def _sentence(study: Study, node: Node, grouping: Grouping | None, *, statistics: bool) -> str:
    if grouping is None or len(grouping.groups) != 2:
        words = {"n": len(study.who(node)), "of": len(study.ground.covered), "code": node.code.label}
        return _("%(n)s of %(of)s participants mention “%(code)s”.") % words
    first, second = counts_by_group(study, node, grouping)
    apart = difference(first, second)
    words = {
        "code": node.code.label,
        "n1": first.n,
        "of1": first.of,
        "group1": grouping.groups[0].label,
        "n2": second.n,
        "of2": second.of,
        "group2": grouping.groups[1].label,
        "interval": _interval(apart, statistics=statistics),
    }
    return (
        _(
            "%(n1)s of %(of1)s participants of the group “%(group1)s” and %(n2)s of %(of2)s of the group “%(group2)s” "
            "mention “%(code)s”%(interval)s."
        )
        % words
    )


def _interval(apart: Difference, *, statistics: bool) -> str:
    if apart.value is None or apart.low is None or apart.high is None:
        return ""
    words = {name: number(100 * value, 0) for name, value in _turned(apart).items()}
    if not statistics:
        return _(" (difference %(points)s points)") % words
    return _(" (difference %(points)s points, 95%% interval %(low)s to %(high)s)") % words


def _turned(apart: Difference) -> dict[str, float]:
    """The difference without its sign, as a sentence says it; its interval turned with it."""
    value, low, high = apart.value or 0.0, apart.low or 0.0, apart.high or 0.0
    return {"points": -value, "low": -high, "high": -low} if value < 0 else {"points": value, "low": low, "high": high}


def _predicate(study: Study, node: Node, grouping: Grouping | None) -> dict[str, Any]:
    if grouping is None or len(grouping.groups) != 2:
        return {"op": "at_least", "cell": f"{node.key}/all", "measure": "n", "value": len(study.who(node))}
    first, second = counts_by_group(study, node, grouping)
    keys = [f"{node.key}/{grouping.attribute.key}:{group.key}" for group in grouping.groups]
    if first.of and second.of and first.n * second.of < second.n * first.of:
        keys.reverse()
    cut = getattr(DEFAULT, difference_word(first, second) or "", 0)
    return {"op": "exceeds_by", "left": keys[0], "right": keys[1], "points": cut}
