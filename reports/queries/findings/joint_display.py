"""Chosen quotes by code and group, beside the numbers of the same cells: what journals call a joint display."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.queries.codebook import Node
from interviews.models import Member
from methods.crosstab import count_by_group
from reports.document import Closed, Share
from reports.models import ChosenQuote
from reports.queries.findings.quoted import shown_words, stale_words, with_words
from reports.queries.gate.asked import Asked, Withheld, fewer
from reports.queries.gate.readable import sayable
from reports.queries.study.excerpts import Excerpt, excerpts
from reports.queries.study.groups import Group, Grouping, everyone

NOBODYS = ""  # the group of those without a value


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote as it is shown. `stale` says why it does not rest on a coding any more, empty where it does.

    `before` and `after` are its neighbours in the cell, to change places with; 0 at an end.
    """

    quote: ChosenQuote
    words: str
    shown: str
    excerpt: Excerpt
    stale: str
    before: int = 0
    after: int = 0

    @property
    def shortened(self) -> bool:
        return bool(self.quote.kept)


@dataclass(frozen=True, slots=True)
class JointCell:
    """A code in a group: `share` of its participants who mention it, none for those without a value."""

    group: Group
    share: Share | Closed | None
    quotes: tuple[QuoteLine, ...]


@dataclass(frozen=True, slots=True)
class JointLine:
    node: Node
    cells: tuple[JointCell, ...]


@dataclass(frozen=True, slots=True)
class JointDisplay:
    """The codes with quotes, in the codebook's order, by the groups of an attribute; in one of all without any.

    `unread` is how many quotes are closed to the audience.
    """

    asked: Asked
    groups: tuple[Group, ...]
    sizes: dict[str, int]
    lines: tuple[JointLine, ...]
    unread: int = 0

    @property
    def quotes(self) -> list[tuple[JointLine, JointCell, QuoteLine]]:
        return [(line, cell, one) for line in self.lines for cell in line.cells for one in cell.quotes]

    @property
    def stale(self) -> int:
        """How many quotes rest on nothing any more."""
        return sum(bool(one.stale) for _line, _cell, one in self.quotes)


def joint_display(asked: Asked) -> JointDisplay:
    """Everything that the reader may see. Raises Withheld."""
    if asked.disclosed and asked.disclosed.few:
        raise Withheld(fewer(asked.disclosed.policy.least))
    study = asked.study
    grouping = asked.grouping or everyone(study.ground.participants)
    beside = _beside(asked, grouping)
    every = quote_lines(asked.reader, asked)
    lines = _read(every, asked)
    by_code: dict[int, dict[str, list[QuoteLine]]] = defaultdict(lambda: defaultdict(list))
    for one in lines:
        by_code[one.quote.code_id][beside.get(one.quote.participant_id, NOBODYS)].append(one)
    groups = grouping.groups
    if any(NOBODYS in cells for cells in by_code.values()):
        groups = (*groups, Group(NOBODYS, _("no value") if beside is grouping.group_of else _("group not shown")))
    sizes = count_by_group(study.ground.covered, grouping.group_of)
    nodes = [node for node in study.codebook.nodes if node.code.pk in by_code]
    return JointDisplay(
        asked,
        groups,
        sizes,
        tuple(_line(asked, node, groups, grouping, sizes, by_code[node.code.pk]) for node in nodes),
        unread=len(every) - len(lines),
    )


def _beside(asked: Asked, grouping: Grouping) -> Mapping[int, str]:
    """The group that may stand beside each participant's quotes."""
    said = sayable(asked, asked.attribute) if asked.attribute else None
    if said is None:
        return grouping.group_of
    return {person: group for person, group in grouping.group_of.items() if person in said}


def _read(lines: list[QuoteLine], asked: Asked) -> list[QuoteLine]:
    """Those whose words the audience may read: outside the team none of codes with a closed cell, nor above one."""
    if asked.audience in {None, "team"}:
        return lines
    nodes = asked.study.codebook.by_id
    return [one for one in lines if nodes[one.quote.code_id].key not in asked.wordless]


def _line(
    asked: Asked,
    node: Node,
    groups: Sequence[Group],
    grouping: Grouping,
    sizes: dict[str, int],
    quotes: dict[str, list[QuoteLine]],
) -> JointLine:
    who = count_by_group(asked.study.who(node), grouping.group_of)

    def share(group: Group) -> Share | Closed | None:
        if asked.closes(node, group.key) or (asked.attribute is None and node.code.pk in asked.over_all):
            return Closed()
        size = sizes.get(group.key)
        return Share(who.get(group.key, 0), size) if size else None

    return JointLine(
        node,
        tuple(JointCell(group, share(group), _in_order(quotes.get(group.key, []))) for group in groups),
    )


def _in_order(quotes: Sequence[QuoteLine]) -> tuple[QuoteLine, ...]:
    """The quotes of a cell, each with its neighbours."""
    padded = [0, *(one.quote.pk for one in quotes), 0]
    neighbours = zip(quotes, padded, padded[2:], strict=False)
    return tuple(
        QuoteLine(one.quote, one.words, one.shown, one.excerpt, one.stale, before, after)
        for one, before, after in neighbours
    )


def quote_lines(reader: Member, asked: Asked) -> list[QuoteLine]:
    """The living quotes, by code and place in it."""
    seen = ChosenQuote.objects.visible_to(reader).living().select_related("participant", "text")
    quotes = [*with_words(seen).order_by("code", "position", "pk")]
    words = excerpts([one.place for one in quotes])
    stale = stale_words(reader, quotes, asked.study.codebook)
    return [
        QuoteLine(one, one.words, shown_words(one, one.words), words[one.place], stale.get(one.pk, ""))
        for one in quotes
    ]


Key = tuple[int, int, int, int, int]  # code, participant, text, start, end


def kept_keys(reader: Member) -> frozenset[Key]:
    """What is kept already, for the pages that offer to keep a passage."""
    names = ("code_id", "participant_id", "text_id", "start", "end")
    return frozenset(ChosenQuote.objects.visible_to(reader).living().values_list(*names))
