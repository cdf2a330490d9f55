"""The methods paragraph and the filled checklists of a snapshot: the record's words, and blanks where it has none."""

from django.utils.translation import gettext as _

from interviews.models import Member
from reports.models import Snapshot
from reports.pack import Checklist, Filled, Methods
from reports.queries.pack.answers import Answers, answers_today
from reports.queries.pack.checklists import CHECKLISTS, Item
from reports.queries.pack.codebook import Agreed, agreed_of
from reports.queries.pack.methods_record import Facts, facts_of, lacks
from reports.queries.pack.sources import Sources

# The paragraph's facts in its order; what the record lacks is a blank where `lacks` names it.
ORDER = (
    "participants", "sample", "approach", "duration", "transcripts", "researchers", "coders", "double", "rounds",
    "versions", "origin", "agreement", "by_code", "decisions", "saturation", "stance", "basis", "ethics", "software",
)  # fmt: skip
# A reflexive study has no agreement to report, so nothing is missing there.
STATISTICAL = frozenset({"agreement", "by_code"})


def methods_of(reader: Member, snapshot: Snapshot) -> Methods:
    """In the active language, with the checklists as people have filled them in by now. Raises Changed."""
    agreed = agreed_of(reader, until=snapshot.taken_at)
    return methods_from(Sources(reader, snapshot), agreed, answers=answers_today(reader))


def methods_from(sources: Sources, agreed: Agreed | None, *, answers: Answers) -> Methods:
    """The same of what is read already."""
    facts = facts_of(sources, agreed)
    return Methods(tuple(_pieces(facts, statistics=sources.statistics)), checklists_of(facts, answers))


def _pieces(facts: Facts, *, statistics: bool) -> list[tuple[str, bool]]:
    blanks, found = lacks(), []
    for name in ORDER:
        if name in facts:
            found.append((facts[name], False))
        elif name in blanks and (statistics or name not in STATISTICAL):
            found.append((blank(blanks[name]), True))
    return found


def blank(what: str) -> str:
    """A place to fill in, which says what belongs there."""
    return _("[to fill in: %(what)s]") % {"what": what}


def checklists_of(facts: Facts, answers: Answers) -> tuple[Checklist, ...]:
    """Every checklist, filled as far as the facts and the answers go."""
    return tuple(
        Checklist(key, name, source, tuple(_filled(f"{key}-{item.code}", item, facts, answers) for item in items))
        for key, name, source, items in CHECKLISTS
    )


def _filled(key: str, item: Item, facts: Facts, answers: Answers) -> Filled:
    answer = " ".join(facts[name] for name in item.facts if name in facts)
    return Filled(key, item.code, str(item.label), str(item.domain), answer, answers.get(key, ""))
