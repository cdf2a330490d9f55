"""What a member could do next in a project, told by its facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from urllib.parse import quote

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.models import Disagreement
from coding.queries.home import CoderColumn, Home
from interviews.access import Action, may
from interviews.models import Member

SHOWN = 5
NAMED = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, why, and the link that leads there."""

    title: str
    why: str
    url: str
    action: str


def next_steps(home: Home, reader: Member) -> list[Step]:
    """The first things to do, the most pressing first."""
    steps = chain(
        _own_coding(home, reader),
        _mapping(home, reader),
        _reminders(home, reader),
        _values(home, reader),
        _deciding(reader),
        _reading(home, reader),
    )
    return list(steps)[:SHOWN]


def _own_coding(home: Home, reader: Member) -> Iterator[Step]:
    own = next((column for column in home.coders if column.member.pk == reader.pk), None)
    if not may(reader, Action.CODE):
        return
    if not home.coders and home.rows:
        row = home.rows[0]
        url = reverse("workspace", args=[reader.project.key, row.transcript.pk])
        why = _("Nobody codes in this project yet. Begin yourself, or invite a coder.")
        yield Step(_("Code the first transcript"), why, url, _("Code %(name)s") % {"name": row.name})
    if own is None or not own.left:
        return
    following = (own.begun or own.untouched)[0]
    title = ngettext("Code the last transcript", "Code the %(n)s transcripts that are left", own.left)
    why = _("Next: %(name)s.") % {"name": following.name}
    if own.begun:
        why = _("In progress: %(names)s.") % {"names": some(row.name for row in own.begun)}
    url = reverse("workspace", args=[reader.project.key, following.transcript.pk])
    yield Step(title % {"n": own.left}, why, url, _("Code %(name)s") % {"name": following.name})


def _mapping(home: Home, reader: Member) -> Iterator[Step]:
    rows = [row for row in home.rows if row.unmapped]
    if not rows or not may(reader, Action.IMPORT):
        return
    title = ngettext("Say who speaks in %(name)s", "Say who speaks in %(n)s transcripts", len(rows))
    url = reverse("transcript", args=[reader.project.key, rows[0].transcript.pk])
    why = _("Until then what these speakers say counts for nobody in the tables.")
    yield Step(title % {"name": rows[0].transcript.title, "n": len(rows)}, why, url, _("Open"))


def _reminders(home: Home, reader: Member) -> Iterator[Step]:
    if not may(reader, Action.MANAGE_TEAM):
        return
    for column in home.coders:
        if column.member.pk == reader.pk or not column.left or not column.member.counts_in_reports:
            continue
        title = ngettext(
            "Remind %(name)s of the transcript that is left",
            "Remind %(name)s of the %(n)s transcripts that are left",
            column.left,
        )
        named = title % {"name": column.member, "n": column.left}
        email = column.member.user.email
        url = f"mailto:{quote(email, safe='@+')}" if email else reverse("team", args=[reader.project.key])
        action = _("Write to %(name)s") if email else _("Open the team")
        yield Step(named, _left(column), url, action % {"name": str(column.member).split()[0]})


def _left(column: CoderColumn) -> str:
    said = []
    if column.begun:
        said.append(_("In progress: %(names)s.") % {"names": some(row.name for row in column.begun)})
    if column.untouched:
        said.append(_("Not begun: %(names)s.") % {"names": some(row.name for row in column.untouched)})
    return " ".join(said)


def _values(home: Home, reader: Member) -> Iterator[Step]:
    if not home.lacking or not may(reader, Action.EDIT_PARTICIPANTS):
        return
    attribute = home.lacking[0].attribute
    people = [one.participant for one in home.lacking if one.attribute.pk == attribute.pk]
    title = _("Enter “%(attribute)s” for %(names)s") % {
        "attribute": attribute.label,
        "names": some(str(person) for person in people),
    }
    why = ngettext(
        "Without it this participant is counted apart in tables by “%(attribute)s”.",
        "Without it these participants are counted apart in tables by “%(attribute)s”.",
        len(people),
    ) % {"attribute": attribute.label}
    yield Step(title, why, reverse("participants", args=[reader.project.key]), _("Complete"))


def _deciding(reader: Member) -> Iterator[Step]:
    """The first closed round that leaves something to settle."""
    if not may(reader, Action.DECIDE):
        return
    rows = Disagreement.objects.visible_to(reader).open().filter(round__snapshot__results__isnull=False)
    of_round = rows.values("round__number", "round__name").annotate(n=Count("pk")).order_by("round__number").first()
    if of_round is None:
        return
    title = ngettext(
        "Settle %(n)s disagreement of %(round)s", "Settle %(n)s disagreements of %(round)s", of_round["n"]
    ) % {"n": of_round["n"], "round": of_round["round__name"]}
    why = _("Until then they are left out under the basis “consensus”.")
    url = reverse("disagreements", args=[reader.project.key, of_round["round__number"]])
    yield Step(title, why, url, _("Decide"))


def _reading(home: Home, reader: Member) -> Iterator[Step]:
    if not home.done_by_someone or not may(reader, Action.SEE_REPORTS):
        return
    title = _("Read the tables of codes")
    if home.attributes:
        title = _("Read the table codes × %(attribute)s") % {"attribute": home.attributes[0].label}
    numbers = {"n": home.done_by_all, "all": len(home.rows)}
    if len(home.coders) == 1:
        why = _("%(n)s of %(all)s transcripts are done.") % numbers
    else:
        why = _("%(n)s of %(all)s transcripts are done by all who code them.") % numbers
    yield Step(title, why, reverse("reports", args=[reader.project.key]), _("Open"))


def some(names: Iterable[str]) -> str:
    """The first names of a list, and how many there are besides."""
    known = list(names)
    shown = ", ".join(known[:NAMED])
    more = len(known) - NAMED
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {"names": shown, "n": more}
