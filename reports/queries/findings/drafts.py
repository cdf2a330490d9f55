"""Sentences drafted from a cell: counts, difference and interval, never more than the cells show, in both languages."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from coding.queries.agreement_words import number
from coding.queries.codebook import Node
from methods.proportions import Count, Difference, difference
from methods.strength import DEFAULT, Cuts, difference_word
from reports.document import Share
from reports.queries.counts.scales import OnScale, RatedCode, rated_code
from reports.queries.study.groups import Grouping, grouping_by
from reports.queries.study.study import Study


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in both languages and the predicate that it rests on."""

    claim_en: str
    claim_fr: str
    predicate: dict[str, Any]


def draft_of(
    study: Study, node: Node, grouping: Grouping | None, *, cuts: Cuts = DEFAULT, statistics: bool = True
) -> Draft:
    """A sentence about a code: two groups against each other where the attribute has two, else of everybody.

    The condition is the cut point of the word that the difference may be called, of `cuts`. Without `statistics` the
    sentence names no interval.
    """
    sentences = []
    for language in ("en", "fr"):
        with override(language):
            shown = grouping_by(grouping.attribute) if grouping else None  # its labels, in this language
            sentences.append(_sentence(study, node, shown, statistics=statistics))
    return Draft(sentences[0], sentences[1], _predicate(study, node, grouping, cuts))


def draft_of_ratings(study: Study, node: Node, grouping: Grouping | None) -> Draft:
    """A sentence about a rated code: how many stand on each value of its scale. It holds while the medians do."""
    sentences = []
    for language in ("en", "fr"):
        with override(language):
            shown = grouping_by(grouping.attribute) if grouping else None  # its labels, in this language
            sentences.append(ratings_sentence(rated_code(study, node, shown)))
    return Draft(sentences[0], sentences[1], _medians(rated_code(study, node, grouping), grouping))


def ratings_sentence(code: RatedCode) -> str:
    """The sentence in the active language; empty where nobody is rated."""
    rated = [one for one in code.groups if one.n]
    groups = [
        _("%(group)s (%(share)s), %(counts)s")
        % {"group": one.group.label, "share": Share(one.n, one.of), "counts": _on_values(code, one)}
        for one in rated
    ]
    words = {"code": code.node.code.label, "groups": _("; ").join(groups)}
    return _("“%(code)s” as rated: %(groups)s.") % words if groups else ""


def _on_values(code: RatedCode, one: OnScale) -> str:
    counted = zip(one.counts, code.levels, strict=True)
    return ", ".join(_("%(n)s “%(value)s”") % {"n": n, "value": word or value} for n, (value, word) in counted if n)


def _medians(code: RatedCode, grouping: Grouping | None) -> dict[str, Any]:
    claims = [
        {
            "op": "equals",
            "cell": f"{code.node.key}/{grouping.attribute.key}:{one.group.key}" if grouping else f"{code.node.key}/all",
            "measure": "median",
            "value": code.value(one.median),
        }
        for one in code.groups
        if one.n
    ]
    return claims[0] if len(claims) == 1 else {"op": "all", "of": claims}


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


def _predicate(study: Study, node: Node, grouping: Grouping | None, cuts: Cuts) -> dict[str, Any]:
    if grouping is None or len(grouping.groups) != 2:
        return {"op": "at_least", "cell": f"{node.key}/all", "measure": "n", "value": len(study.who(node))}
    first, second = counts_by_group(study, node, grouping)
    keys = [f"{node.key}/{grouping.attribute.key}:{group.key}" for group in grouping.groups]
    if first.of and second.of and first.n * second.of < second.n * first.of:
        keys.reverse()
    cut = getattr(cuts, difference_word(first, second, cuts) or "", 0)
    return {"op": "exceeds_by", "left": keys[0], "right": keys[1], "points": cut}
