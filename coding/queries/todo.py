"""What a coder has to do: her passes in open rounds, how far she got, where she left off. Her own work alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Value, When

from coding.models import Assignment, Coding, CodingState, Round
from coding.models.codings import CodingStateQuerySet
from coding.queries.codebook import Node
from coding.queries.marks import said_at
from coding.queries.proposals import seen_by
from interviews.models import Member, Revision, Transcript, Turn

AROUND = 160  # characters shown before and after a passage


@dataclass(frozen=True, slots=True)
class Task:
    """A pass of the coder: `reached` of `turns` is the turn of her furthest coding, 0 before the first."""

    assignment: Assignment
    count: int
    reached: int
    turns: int

    @property
    def transcript(self) -> Transcript:
        return self.assignment.transcript

    @property
    def width(self) -> int:
        """The filled part of a bar of 96."""
        return round(96 * self.reached / self.turns) if self.turns else 0


@dataclass(frozen=True, slots=True)
class RoundToDo:
    """An open round with the coder's passes in it: begun ones first, then those to begin, then submitted ones."""

    round: Round
    tasks: tuple[Task, ...]
    days: int | None  # until it is to close; None without a date

    @property
    def submitted(self) -> int:
        return sum(one.assignment.done_at is not None for one in self.tasks)


@dataclass(frozen=True, slots=True)
class LeftOff:
    """The coder's last coding in a pass that is not done: its words with those around them, and when it was."""

    coding: Coding
    node: Node | None
    before: str
    words: str
    after: str
    turn: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ToDo:
    """The page's own part: `outside` are begun passes that no open round has."""

    rounds: tuple[RoundToDo, ...]
    outside: tuple[Task, ...]
    left_off: LeftOff | None

    @property
    def first(self) -> Task | None:
        """What to begin with where nothing was left off."""
        tasks = [task for one in self.rounds for task in one.tasks] + [*self.outside]
        return next((one for one in tasks if one.assignment.done_at is None), None)


def todo_of(member: Member, *, today: date) -> ToDo:
    """In a number of queries that does not grow with the passes."""
    passes = Assignment.objects.visible_to(member).current().filter(coder=member, transcript__archived_at=None)
    passes = passes.select_related("transcript__current", "round").defer(
        "transcript__current__text", "transcript__current__header"
    )
    current = list(passes.order_by("transcript__position", "pk"))
    asked = [one for one in current if one.in_open_round]
    begun = [one for one in current if not one.in_open_round and one.done_at is None]
    tasks = {one.pk: task for one, task in zip((*asked, *begun), _tasks(member, (*asked, *begun)), strict=True)}
    rounds = {one.round_id: one.round for one in asked if one.round}
    return ToDo(
        rounds=tuple(
            RoundToDo(
                round_,
                tuple(sorted((tasks[one.pk] for one in asked if one.round_id == pk), key=_order)),
                (round_.closes_on - today).days if round_.closes_on else None,
            )
            for pk, round_ in rounds.items()
        ),
        outside=tuple(tasks[one.pk] for one in begun if tasks[one.pk].count),
        left_off=_left_off(member, [one.pk for one in (asked or begun) if one.done_at is None]),
    )


def _order(task: Task) -> tuple[bool, bool]:
    return (task.assignment.done_at is not None, task.count == 0)


def _own(member: Member, passes: Collection[int]) -> CodingStateQuerySet:
    return CodingState.objects.visible_to(member).living().filter(coding__coder=member, coding__assignment__in=passes)


def _tasks(member: Member, passes: Collection[Assignment]) -> list[Task]:
    rows = _own(member, [one.pk for one in passes]).order_by().values_list("coding__assignment")
    found = {pk: (n, end) for pk, n, end in rows.annotate(n=Count("pk"), end=Max("start"))}
    ends = {one.transcript.current_id or 0: found.get(one.pk, (0, -1))[1] for one in passes}
    turns = {text: (reached, n) for text, reached, n in _turns(ends)}
    return [
        Task(one, found.get(one.pk, (0, 0))[0], *turns.get(one.transcript.current_id or 0, (0, 0))) for one in passes
    ]


def _turns(ends: dict[int, int]) -> QuerySet[Turn, tuple[int, int, int]]:
    """Of each text: how many turns begin at or before the place, and how many there are."""
    places = [When(text=text, then=Value(end)) for text, end in ends.items()]
    reach = Case(*places, default=Value(-1), output_field=IntegerField())
    turns = Turn.objects.filter(text__in=ends).order_by().annotate(reach=reach).values("text")
    reached = Count("pk", filter=Q(start__lte=F("reach")))
    return turns.annotate(reached=reached, n=Count("pk")).values_list("text", "reached", "n")


def _left_off(member: Member, passes: Collection[int]) -> LeftOff | None:
    states = _own(member, passes).select_related("coding__transcript").order_by("-born", "-pk")
    state = states.filter(text=F("coding__transcript__current")).first()
    turns = said_at(state.text_id, [(state.start, state.end)]) if state else []
    if state is None or not turns:
        return None
    first = turns[0]
    start, end = state.start - first.start, state.end - first.start
    revision = Revision.objects.filter(project=member.project_id, number=state.born).first()
    return LeftOff(
        coding=state.coding,
        node=seen_by(member).by_id.get(state.code_id),
        before=first.words[max(0, start - AROUND) : start],
        words=first.words[start:end],
        after=first.words[end : end + AROUND],
        turn=first.index + 1,
        at=revision.at if revision else None,
    )
