"""What leads have opened for an audience, until somebody closes it again."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from interviews.models import Member
from methods.disclosure import Audience, Cell, Kind
from reports.models import DisclosureOpening

WHOLE: dict[str, Kind] = {"dots": "dots", "participants": "participants", "crossings": "crossings", "quotes": "quotes"}
# The team's files have everything else already.
OF_TEAM: tuple[Kind, ...] = ("crossings",)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is in force for an audience: `rows`, the first one first."""

    rows: tuple[DisclosureOpening, ...] = ()

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(WHOLE[one.kind] for one in self.rows if one.kind in WHOLE)

    @property
    def codes(self) -> frozenset[str]:
        """Codes that count as not sensitive."""
        return frozenset(str(one.code_id) for one in self.rows if one.kind == DisclosureOpening.Kind.CODE)

    @property
    def cells(self) -> frozenset[Cell]:
        """Single cells of codes."""
        return frozenset((str(one.code_id), one.place) for one in self.rows if one.kind == DisclosureOpening.Kind.CELL)


def opened_for(reader: Member, audience: Audience) -> Opened:
    """What is in force today, whatever snapshot a report is made of."""
    rows = DisclosureOpening.objects.in_force().filter(project=reader.project_id, audience=audience)
    return Opened((*rows.select_related("code", "by__user").order_by("at", "pk"),))


def kinds_for(audience: Audience) -> tuple[Kind, ...]:
    """What can be opened as a whole."""
    return OF_TEAM if audience == "team" else (*WHOLE.values(),)


def words_of(one: DisclosureOpening, places: Mapping[str, str]) -> str:
    """What is opened, in words; `places` names the groups, and one that is no more is called by its key."""
    kind = DisclosureOpening.Kind(one.kind)
    if one.code is None:
        return str(kind.label)
    if kind == DisclosureOpening.Kind.CODE:
        return pgettext("qualitative", "“%(code)s” as a whole") % {"code": one.code.label}
    return _("“%(code)s” in %(group)s") % {"code": one.code.label, "group": places.get(one.place, one.place)}


def opened_line(one: DisclosureOpening, places: Mapping[str, str]) -> str:
    """What a file prints of it: what is opened, by whom, when and why."""
    return _("Opened past the disclosure gate: %(what)s. By %(who)s, %(day)s: %(reason)s") % {
        "what": words_of(one, places),
        "who": one.by,
        "day": date_format(localtime(one.at), "DATE_FORMAT"),
        "reason": one.reason,
    }
