"""What every report on rated codes says and draws: how the participants of each group stand on a scale."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.queries.codebook import Node
from reports.document import Bar, Cell, Chart, Column, Dots, Figure, Row, Share, Table, Undefined
from reports.queries.counts.scales import EVERYONE, OnScale, RatedCode
from reports.queries.gate.asked import Asked, CannotAnswer, Withheld


def no_rated_code() -> str:
    return _("No code is rated yet. Give a code a scale in the codebook first.")


def open_node(asked: Asked) -> Node:
    """The rated code that is asked for. Raises CannotAnswer where there is none, Withheld where it is sensitive."""
    if asked.node is None:
        raise CannotAnswer(no_rated_code())
    if asked.node.code.pk in asked.shut:
        raise Withheld(
            _("The ratings of “%(code)s” are closed: the code is sensitive.") % {"code": asked.node.code.label}
        )
    return asked.node


def done_by_group(groups: Iterable[OnScale]) -> str:
    """How many of each group have a value."""
    shares = " · ".join(f"{Share(one.n, one.of)} {one.group.label}" for one in groups)
    return _("Rated, of those who are done: %(groups)s") % {"groups": shares}


def counts_table(code: RatedCode, asked: Asked) -> Table:
    """Participants by value and group, with the lower median: the words of the figure."""
    columns = [
        Column(_("Group")),
        Column(_("Rated"), numeric=True),
        *(Column(value, numeric=True) for value in code.values),
        Column(_("Lower median"), numeric=True),
    ]
    rows = [Row(_counts_cells(code, one), opens={1: opening(code, one, asked)}) for one in code.groups]
    return Table(_("Participants by value"), tuple(columns), rows)


def _counts_cells(code: RatedCode, one: OnScale) -> tuple[Cell, ...]:
    return (one.group.label, Share(one.n, one.of), *one.counts, median_cell(code, one))


def median_cell(code: RatedCode, one: OnScale) -> Cell:
    """The value in the middle, the lower of two; undefined where nobody is rated."""
    value = code.value(one.median)
    return Undefined(_("nobody is rated")) if value is None else value


def opening(code: RatedCode, one: OnScale, asked: Asked) -> str:
    """The address of the passages behind a group's ratings."""
    if asked.attribute is None or one.group.key == EVERYONE:
        return f"code={code.node.key}"
    return f"code={code.node.key}&value={asked.attribute.key}:{one.group.key}"


def standing(code: RatedCode, asked: Asked) -> Figure:
    """A dot for each participant; for those outside the team only how many gave each value."""
    if not asked.shows("dots"):
        return _bars(code)
    return Dots(
        title=_("%(code)s: a dot for each participant") % {"code": code.node.code.label},
        description=_(
            "Dots over the values of the scale, group by group, with the lower median under them. The table "
            "“Participants by value” has the numbers."
        ),
        values=tuple((str(value), label) for value, label in code.levels),
        rows=tuple((one.group.label, one.counts, one.median) for one in code.groups),
    )


def _bars(code: RatedCode) -> Chart:
    bars = [
        Bar(value, tuple(Share(one.counts[place], one.n) if one.n else None for one in code.groups))
        for place, value in enumerate(code.values)
    ]
    return Chart(
        title=_("%(code)s: participants by value") % {"code": code.node.code.label},
        description=_("A bar for each value and group. The table “Participants by value” has the numbers."),
        series=tuple(one.group.label for one in code.groups),
        bars=tuple(bars),
    )


def standing_notes(code: RatedCode) -> tuple[str, ...]:
    """Whose values count, and whose are open."""
    left_open = code.everyone.open
    notes = [
        _("One value a participant: of several the lower median, never an average of labels."),
        ngettext(
            "The rating of %(n)s participant is open: the coders differ.",
            "The ratings of %(n)s participants are open: the coders differ.",
            left_open,
        )
        % {"n": left_open}
        if left_open
        else "",
    ]
    return tuple(filter(None, notes))
