"""What of a query may be answered outside the pages of the team: by merged groups, and nothing of closed codes."""

from collections import Counter
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.queries.gate.asked import Asked, Withheld, fewer
from reports.queries.gate.disclosed import Disclosed
from reports.queries.gate.readable import sayable
from reports.queries.query.answer import Answer, Found
from reports.queries.query.query import Bound, Query, bound
from reports.queries.study.groups import Grouping, NotGroupable, groupable


def bound_for(query: Query, asked: Asked) -> Bound:
    """The query bound to the groups that its audience may see. Raises Withheld where its answer would tell too much."""
    found = asked.disclosed
    if found is None:
        return bound(query, reader=asked.reader)
    shown = bound(query, reader=asked.reader, grouping=found.grouping)
    if query.empty:
        return shown
    if shown.missing:
        if not bound(query, reader=asked.reader).missing:
            raise Withheld(_group_closed(query, asked, found))
        return shown
    _require_open(shown, asked, found)
    return shown


def _group_closed(query: Query, asked: Asked, found: Disclosed) -> str:
    attributes = {one.key: one for one in groupable(asked.reader)}
    for key in (query.value.partition(":")[0], query.by):
        try:
            if key in attributes:
                found.grouping(attributes[key])
        except NotGroupable as error:
            return str(error)
    return _("Closed: the group is too small to be shown by itself.")


def _require_open(shown: Bound, asked: Asked, found: Disclosed) -> None:
    if found.few:
        raise Withheld(fewer(found.policy.least))
    if shown.among and shown.by and shown.among[0].attribute.key != shown.by.attribute.key:
        _require_large(shown.among[0], shown.by, asked, found)
    if asked.audience != "team" and (closed := closed_codes(shown, asked)):
        codes = ", ".join(_("“%(code)s”") % {"code": label} for label in closed)
        raise Withheld(
            pgettext("qualitative", "Closed: an answer would tell of a sensitive code (%(codes)s).") % {"codes": codes}
        )


def _require_large(one: Grouping, other: Grouping, asked: Asked, found: Disclosed) -> None:
    """A crossing is answered where it was opened, and then only where no group of it is small."""
    if not asked.shows("crossings"):
        raise Withheld(_("Closed: two attributes are not crossed, for a crossing can tell who somebody is."))
    sizes = Counter((one.group_of.get(person), other.group_of.get(person)) for person in asked.study.ground.covered)
    if any(n < found.policy.least for n in sizes.values()):
        words = {"k": found.policy.least}
        raise Withheld(_("Closed: crossed with each other, some of these groups have fewer than %(k)s.") % words)


def untitled(answer: Answer, asked: Asked) -> Answer:
    """The answer without the titles of transcripts, where its audience may not see them."""
    if asked.shows("participants"):
        return answer
    return replace(answer, passages=tuple(replace(one, title="") for one in answer.passages))


def closed_codes(shown: Bound, asked: Asked) -> list[str]:
    """The labels of the query's codes of which passages together with others could tell a closed number.

    Those are all that hang together with one, for a query answers what no table asks: who says the one and not the
    other.
    """
    if asked.disclosed is None or asked.audience is None:
        return []
    return [node.code.label for node in shown.nodes if node.key in asked.wordless]


def readable_rows(answer: Answer, asked: Asked) -> tuple[list[tuple[int, Found]], tuple[str, ...]]:
    """The rows of the answer that may be read, and a note about the others.

    Outside the team a passage that was found by its speaker's group is read only where the group may stand beside it.
    """
    rows, among = answer.by_person(), answer.bound.among
    said = sayable(asked, among[0].attribute) if among else None
    if said is None:
        return rows, ()
    shown = [row for row in rows if row[0] in said]
    left = len(rows) - len(shown)
    note = ngettext(
        "%(n)s passage is counted and not shown: its speaker’s group together with what else may be known is too rare.",
        "%(n)s passages are counted and not shown: their speakers’ group together with what else may be known is too "
        "rare.",
        left,
    ) % {"n": left}
    return shown, (note,) if left else ()
