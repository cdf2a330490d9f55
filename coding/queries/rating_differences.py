"""Case ratings of a closed round that differ: who of the participants, on which code, what was said and decided."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from coding.models import Code, Rating, RatingDecision, Round
from coding.queries.codebook import codebook_of
from interviews.models import Member, Participant, Project


@dataclass(frozen=True, slots=True)
class Level:
    """A value of the scale, and how many coders gave it."""

    value: int
    label: str
    coders: int


@dataclass(frozen=True, slots=True)
class RatingDifference:
    """A participant whom the coders who count in reports placed differently as a case.

    `levels` is the whole scale, lowest first. `history` has the decisions of this round, the last first; `standing` is
    the one in force. `seen` is what the coders said: {"coder": member id, "value": value}.
    """

    participant: Participant
    code: Code
    levels: tuple[Level, ...]
    seen: tuple[dict[str, int], ...]
    history: tuple[RatingDecision, ...]

    @property
    def key(self) -> str:
        """What a form sends."""
        return f"{self.code.pk}-{self.participant.pk}"

    @property
    def said(self) -> tuple[Level, ...]:
        return tuple(level for level in self.levels if level.coders)

    @property
    def standing(self) -> RatingDecision | None:
        return next((one for one in self.history if one.undone_at is None), None)

    @property
    def decided(self) -> Level | None:
        """The level that stands; None while it is open."""
        standing = self.standing
        return next((one for one in self.levels if standing and one.value == standing.value), None)


def rates_cases(project: Project) -> bool:
    """Whether a code of the project is rated once per participant."""
    return Code.objects.filter(project=project, rated=Code.Rated.PARTICIPANT).exists()


def rating_differences(closed: Round, *, reader: Member) -> list[RatingDifference]:
    """All of the round, by code in the order of the codebook, then by pseudonym. Four queries, whatever the number."""
    said = _said(closed, reader=reader)
    differing = {where: given for where, given in said.items() if len(set(given.values())) > 1}
    people = Participant.objects.living().in_bulk([person for _code, person in differing])
    history = _history(closed, reader=reader)
    found = []
    for node in codebook_of(reader.project).in_tree_order():
        of_code = [person for code, person in differing if code == node.code.pk and person in people]
        for person in sorted(of_code, key=lambda one: (people[one].pseudonym, one)):
            where = node.code.pk, person
            found.append(_difference(people[person], node.code, differing[where], history.get(where, ())))
    return found


def _said(closed: Round, *, reader: Member) -> dict[tuple[int, int], dict[int, int]]:
    """(code, participant) -> coder -> value, as submitted, of those who count in reports."""
    ratings = (
        Rating.objects.visible_to(reader)
        .as_of(closed.snapshot.revision)
        .filter(
            code__rated=Code.Rated.PARTICIPANT,
            assignment__round=closed,
            assignment__done_at__isnull=False,
            assignment__withdrawn_at=None,
            assignment__coder__counts_in_reports=True,
        )
    )
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for code, person, coder, value in ratings.order_by("pk").values_list(
        "code", "participant", "assignment__coder", "value"
    ):
        found[code, person][coder] = value
    return found


def _history(closed: Round, *, reader: Member) -> dict[tuple[int, int], tuple[RatingDecision, ...]]:
    found: dict[tuple[int, int], list[RatingDecision]] = defaultdict(list)
    rows = RatingDecision.objects.visible_to(reader).filter(round=closed).select_related("by__user")
    for one in rows.order_by("-pk"):
        found[one.code_id, one.participant_id].append(one)
    return {where: tuple(some) for where, some in found.items()}


def _difference(
    participant: Participant, code: Code, given: dict[int, int], history: tuple[RatingDecision, ...]
) -> RatingDifference:
    coders = Counter(given.values())
    scale = dict(code.levels)
    # A value that the scale has lost since was still said.
    values = sorted({*scale, *coders})
    levels = tuple(Level(value, scale.get(value, ""), coders[value]) for value in values)
    seen = tuple({"coder": coder, "value": value} for coder, value in sorted(given.items()))
    return RatingDifference(participant, code, levels, seen, history)
