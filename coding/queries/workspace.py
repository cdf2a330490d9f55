"""What the coding screen needs besides the turns: codes and coders for the page's module, passes, case ratings."""

from dataclasses import dataclass

from django.db.models import F

from coding.models import Assignment, Code, Rating, Round
from coding.queries.codebook import Codebook, Node
from interviews.access import Sight, sight_of
from interviews.models import Member, Participant, Transcript

QUICK_KEYS = 9


@dataclass(frozen=True, slots=True)
class CaseRating:
    """One scale to rate a participant on, with the value that the reader gave."""

    code: Code
    participant: Participant
    value: int | None


def code_rows(codebook: Codebook) -> list[dict[str, object]]:
    """The living codes in tree order, as the page's module reads them; the first nine usable ones have a quick key."""
    quick = iter(range(1, QUICK_KEYS + 1))
    return [_code_row(node, next(quick, None) if node.applicable else None) for node in codebook.in_tree_order()]


def _code_row(node: Node, quick: int | None) -> dict[str, object]:
    code = node.code
    return {
        "id": code.pk,
        "key": code.key,
        "label": code.label,
        "path": node.path,
        "parent": code.parent_id,
        "depth": node.depth,
        "slot": code.slot,
        "can": node.applicable,
        "deniable": code.deniable,
        "rated": code.rated,
        "scale": code.levels,
        "quick": quick,
        "definition": code.definition,
        "use_when": code.use_when,
        "use_not": code.use_not,
        "emergent": code.origin == Code.Origin.EMERGENT,
        "proposed": code.proposed_by_id is not None,
    }


def coder_rows(reader: Member) -> list[dict[str, object]]:
    """Whose codings the page may show: the reader first, then all members where the reader sees their work.

    Also those who have not coded yet: their first coding arrives while the page is open.
    """
    found: list[Member] = [reader]
    if sight_of(reader) is Sight.ALL:
        everybody = Member.objects.filter(project=reader.project_id).select_related("user")
        found += everybody.exclude(pk=reader.pk).order_by("pk")
    return [
        {"id": member.pk, "name": str(member), "initials": initials(str(member)), "me": member.pk == reader.pk}
        for member in found
    ]


def initials(name: str) -> str:
    """Two letters: of the first two words, or of the only one."""
    words = name.split()
    return (words[0][0] + words[1][0] if len(words) > 1 else name[:2]).upper()


def own_pass(transcript: Transcript, reader: Member) -> Assignment | None:
    """The reader's pass over the transcript; None before the first coding."""
    return Assignment.objects.current().filter(transcript=transcript, coder=reader).select_related("round").first()


def case_ratings(transcript: Transcript, codebook: Codebook, reader: Member) -> list[CaseRating]:
    """Each usable code that is rated per participant x each participant who speaks here, with the reader's value."""
    codes = [n.code for n in codebook.in_tree_order() if n.applicable and n.code.rated == Code.Rated.PARTICIPANT]
    if not codes:
        return []
    people = Participant.objects.filter(speakers__transcript=transcript).distinct().order_by("position", "pk")
    own = Rating.objects.visible_to(reader).living().filter(assignment__transcript=transcript, assignment__coder=reader)
    own = own.filter(assignment__is_current=True)
    values = {(code, person): value for code, person, value in own.values_list("code_id", "participant_id", "value")}
    return [CaseRating(code, person, values.get((code.pk, person.pk))) for person in people for code in codes]


def next_to_code(transcript: Transcript, reader: Member) -> Transcript | None:
    """The next transcript, in the project's order, that the reader has not done; None when there is none.

    Who codes in an open round is led through that alone.
    """
    own = Assignment.objects.current().filter(coder=reader)
    asked = own.filter(round__state=Round.State.OPEN, withdrawn_at=None).values("transcript")
    done = own.filter(done_at__isnull=False).values("transcript")
    waiting = Transcript.objects.living().filter(project=reader.project_id).exclude(pk__in=done)
    if reader.is_blind:
        waiting = waiting.filter(pk__in=asked)
    order = waiting.exclude(pk=transcript.pk).order_by(F("position").asc(), "pk")
    return order.filter(position__gte=transcript.position).first() or order.first()
