"""How often codes were used, as far as a member may see: participants first, a parent by union with all below it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from coding.models import Code, CodingState, Rating
from coding.queries.codebook import Codebook, Node
from interviews.models import Attribute, AttributeValue, Member, Participant, ParticipantValue

WIDTH, HEIGHT, GAP = 204, 72, 8
MOST_GROUPS = 6  # more are a table's matter


@dataclass(frozen=True, slots=True)
class Figures:
    """What the member sees of one branch: participants of all there are, passages, codings by coder's name.

    `groups` by the project's first category: label, participants in whose turns it was used, all of the group.
    """

    participants: int
    of: int
    groups: tuple[tuple[str, int, int], ...]
    passages: int
    coders: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One level of a scale with its participants, and where its bar stands in a drawing of WIDTH x HEIGHT."""

    value: int
    label: str
    participants: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def intensity_of(member: Member, node: Node) -> tuple[Bar, ...]:
    """Participants on each level of the code's scale, each by the lower median of the visible ratings.

    Empty for a code that is not rated, and where nobody has rated yet. One query.
    """
    ratings: dict[int, list[int]] = defaultdict(list)
    for participant, rating in _ratings_given(member, node.code):
        ratings[participant].append(rating)
    medians = Counter(sorted(values)[(len(values) - 1) // 2] for values in ratings.values())
    return bars(node.code.levels, medians) if medians else ()


def bars(levels: list[tuple[int, str]], participants: Mapping[int, int]) -> tuple[Bar, ...]:
    """A bar for each level; the highest fills the drawing, and zero is still a line."""
    width = (WIDTH - GAP * (len(levels) - 1)) / len(levels)
    most = max(participants.values())
    found = []
    for place, (value, label) in enumerate(levels):
        n = participants.get(value, 0)
        height = max(1.5, HEIGHT * n / most)
        found.append(Bar(value, label, n, place * (width + GAP), HEIGHT - height, width, height))
    return tuple(found)


def participants_by_code(member: Member, codebook: Codebook) -> dict[int, int]:
    """How many participants `met_by_code` finds, by the code's id."""
    return {code: len(people) for code, people in met_by_code(member, codebook).items()}


def met_by_code(member: Member, codebook: Codebook) -> dict[int, set[int]]:
    """Participants in whose turns the code, or one below it, was used; by the code's id. Two queries.

    Interviewers do not count; a rating counts without a passage. A code that nobody used is not in it.
    """
    met: dict[int, set[int]] = defaultdict(set)
    for code, participant in _coded(member) | _rated(member):
        node = codebook.by_id.get(code)
        if node is None:
            continue
        for above in (node.code, *node.ancestors):
            met[above.pk].add(participant)
    return dict(met)


def figures_of(member: Member, node: Node, *, met: set[int]) -> Figures:
    """The figures beside one code. `met` is its entry of `met_by_code`."""
    branch = [node.code.pk, *(below.code.pk for below in node.within())]
    states = CodingState.objects.visible_to(member).living().filter(code__in=branch)
    by_coder = (
        states.values("coding__coder__user__name", "coding__coder__user__username")
        .annotate(n=Count("pk"))
        .order_by("coding__coder__user__name", "coding__coder__user__username")
    )
    coders = tuple(
        (row["coding__coder__user__name"] or row["coding__coder__user__username"] or "", row["n"]) for row in by_coder
    )
    everybody = Participant.objects.living().filter(project=member.project_id).count()
    return Figures(len(met), everybody, _groups(member, met), sum(n for _, n in coders), coders)


def _groups(member: Member, met: set[int]) -> tuple[tuple[str, int, int], ...]:
    categories = Attribute.objects.living().filter(project=member.project_id, kind=Attribute.Kind.CATEGORY)
    first = categories.order_by("position", "pk").values("pk")[:1]
    values = ParticipantValue.objects.living().filter(attribute__in=first, participant__deleted_at=None)
    people: dict[AttributeValue, list[int]] = defaultdict(list)
    for value in values.filter(category__isnull=False).select_related("category").order_by("category__position", "pk"):
        if value.category:
            people[value.category].append(value.participant_id)
    if len(people) > MOST_GROUPS:
        return ()
    return tuple((group.label, len(met & {*members}), len(members)) for group, members in people.items())


def _coded(member: Member) -> set[tuple[int, int]]:
    pairs = (
        CodingState.objects.visible_to(member)
        .living()
        .filter(speakers__speaker__participant__deleted_at=None, speakers__speaker__participant__isnull=False)
        .values_list("code", "speakers__speaker__participant")
        .distinct()
    )
    return {(code, participant) for code, participant in pairs if participant is not None}


def _rated(member: Member) -> set[tuple[int, int]]:
    ratings = Rating.objects.visible_to(member).living().filter(participant__deleted_at=None)
    return set(ratings.values_list("code", "participant"))


def _ratings_given(member: Member, code: Code) -> list[tuple[int, int]]:
    """Participants and the ratings they got, where the code is rated now."""
    if code.rated == Code.Rated.PASSAGE:
        states = CodingState.objects.visible_to(member).living().filter(code=code)
        pairs = states.values_list("speakers__speaker__participant", "rating")
        return [
            (participant, rating) for participant, rating in pairs if participant is not None and rating is not None
        ]
    if code.rated == Code.Rated.PARTICIPANT:
        ratings = Rating.objects.visible_to(member).living().filter(code=code)
        return list(ratings.values_list("participant", "value"))
    return []
