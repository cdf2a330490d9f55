"""The home of a project: transcripts, who has coded what, the team, memos. All of it as one member may see it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from coding.models import Assignment, CodingState, Memo
from coding.queries.memos import Note, living_states, note_of
from interviews.access import Sight, sight_of
from interviews.models import (
    Attribute,
    Member,
    Participant,
    ParticipantValue,
    Revision,
    Role,
    Speaker,
    Transcript,
    Turn,
)

SHOWN_ATTRIBUTES = 2
SHOWN_GROUPS = 4
SHOWN_MEMOS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One coder's pass over one transcript: `state` is done, progress, todo, or none where a lead gave the transcript
    to others; `count` its living codings. Whom nobody `asked` holds up no progress, even if she codes.
    """

    coder: str
    state: str
    count: int
    asked: bool


@dataclass(frozen=True, slots=True)
class CoderColumn:
    """A coder whose work the reader may see; `done` transcripts are done, `begun` are in progress, of those that are
    for her.
    """

    member: Member
    name: str
    done: int
    begun: tuple["Row", ...]
    untouched: tuple["Row", ...]

    @property
    def left(self) -> int:
        return len(self.begun) + len(self.untouched)

    @property
    def all(self) -> int:
        return self.done + self.left


@dataclass(frozen=True, slots=True)
class Row:
    """A transcript. `minutes` is None where the file has no times, `active_at` before the first visible action."""

    transcript: Transcript
    name: str
    facts: tuple[str, ...]
    minutes: int | None
    words: int
    cells: tuple[Cell, ...]
    active_at: datetime | None
    unmapped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A participant without a value that the project requires."""

    participant: Participant
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Mate:
    """A member in the team column; `active_at` is None where the reader may not know, or nothing was done."""

    member: Member
    is_self: bool
    active_at: datetime | None


@dataclass(frozen=True, slots=True)
class Home:
    """The whole page. `groups` counts participants by the first category: (label, number)."""

    rows: list[Row]
    archived: list[Transcript]
    attributes: list[Attribute]
    coders: list[CoderColumn]
    groups: list[tuple[str, int]]
    lacking: list[Lacking]
    team: list[Mate]
    notes: list[Note]
    note_count: int

    @property
    def words(self) -> int:
        return sum(row.words for row in self.rows)

    @property
    def has_times(self) -> bool:
        return any(row.minutes is not None for row in self.rows)

    @property
    def done_by_all(self) -> int:
        """Transcripts that every shown coder who is asked has done; 0 without coders."""
        asked = [[cell.state for cell in row.cells if cell.asked] for row in self.rows]
        return sum(set(states) == {"done"} for states in asked)

    @property
    def done_by_someone(self) -> int:
        return sum(any(cell.state == "done" for cell in row.cells) for row in self.rows)


def home_of(reader: Member) -> Home:
    """The project's home, in a number of queries that does not grow with its transcripts."""
    transcripts = list(
        Transcript.objects.filter(project=reader.project_id)
        .select_related("current")
        .defer("current__text", "current__header")
        .order_by("position", "pk")
    )
    living = [transcript for transcript in transcripts if transcript.archived_at is None]
    members = list(Member.objects.present().filter(project=reader.project_id).select_related("user"))
    attributes = list(Attribute.objects.living().filter(project=reader.project_id).order_by("position", "pk"))
    categories = [one for one in attributes if one.kind == Attribute.Kind.CATEGORY][:SHOWN_ATTRIBUTES]
    required = [one for one in attributes if one.required]
    values = _values(reader, {*categories, *required})
    activity = _activity(reader)
    passes = _passes(reader)
    coders = _coders(reader, members, {coder for _transcript, coder in passes})
    cells = _cells(reader, coders, passes, given=_given(reader))

    def facts(people: People) -> Facts:
        return tuple(_fact(people, attribute, values) for attribute in categories)

    rows = _rows(reader, living, cells, activity, facts)
    people = list(Participant.objects.living().filter(project=reader.project_id).order_by("position", "pk"))
    notes, count = _notes(reader)
    return Home(
        rows=rows,
        archived=[transcript for transcript in transcripts if transcript.archived_at],
        attributes=categories,
        coders=_columns(coders, rows),
        groups=_groups(people, categories, values),
        lacking=[Lacking(one, a) for a in required for one in people if (one.pk, a.pk) not in values],
        team=_team(reader, members, activity),
        notes=notes,
        note_count=count,
    )


Values = Mapping[tuple[int, int], ParticipantValue]  # by participant and attribute
Activity = Mapping[tuple[int | None, int | None], datetime]  # by transcript and actor
Passes = Mapping[tuple[int, int], Assignment]  # by transcript and coder
People = tuple[Participant, ...]
Facts = tuple[str, ...]
Cells = Callable[[Transcript], tuple[Cell, ...]]


def _values(reader: Member, attributes: Iterable[Attribute]) -> Values:
    found = ParticipantValue.objects.living().filter(
        attribute__in=[one.pk for one in attributes], participant__project=reader.project_id
    )
    return {(value.participant_id, value.attribute_id): value for value in found.select_related("category")}


def _activity(reader: Member) -> Activity:
    """The last action of each actor on each transcript (None: on the project) that the reader may know of."""
    known = Revision.objects.filter(project=reader.project_id)
    if sight_of(reader) is Sight.OWN:
        # A blind coder must not learn from a date how busy the others are.
        known = known.filter(actor=reader.user)
    rows = known.order_by().values_list("transcript", "actor").annotate(at=Max("at"))
    return {(transcript, actor): at for transcript, actor, at in rows}


def _rows(
    reader: Member, transcripts: list[Transcript], cells: Cells, activity: Activity, facts: Callable[[People], Facts]
) -> list[Row]:
    speakers, minutes = _speakers(reader), _minutes(reader)
    active: dict[int, datetime] = {}
    for (transcript_id, _actor), at in activity.items():
        if transcript_id is not None:
            active[transcript_id] = max(at, active.get(transcript_id, at))
    found = []
    for transcript in transcripts:
        voices = speakers[transcript.pk]
        people = tuple(dict.fromkeys(voice.participant for voice in voices if voice.participant))
        row = Row(
            transcript=transcript,
            name=", ".join(str(person) for person in people) or transcript.title,
            facts=facts(people),
            minutes=minutes.get(transcript.current_id or 0),
            words=transcript.current.words if transcript.current else 0,
            cells=cells(transcript),
            active_at=active.get(transcript.pk),
            unmapped=tuple(voice.label for voice in voices if voice.participant is None),
        )
        found.append(row)
    return found


def _speakers(reader: Member) -> defaultdict[int, list[Speaker]]:
    found: defaultdict[int, list[Speaker]] = defaultdict(list)
    voices = Speaker.objects.filter(
        transcript__project=reader.project_id, role=Speaker.SpeakerRole.PARTICIPANT
    ).select_related("participant")
    for voice in voices.order_by("pk"):
        found[voice.transcript_id].append(voice)
    return found


def _minutes(reader: Member) -> dict[int, int]:
    """Minutes until the last timed turn begins, by text: the nearest to a duration that a transcript knows."""
    timed = Turn.objects.filter(text__transcript__project=reader.project_id, begins_ms__isnull=False)
    rows = timed.order_by().values_list("text").annotate(last=Max("begins_ms"))
    return {text: -(-last // 60_000) for text, last in rows}


def _fact(people: People, attribute: Attribute, values: Values) -> str:
    known = [values.get((person.pk, attribute.pk)) for person in people]
    return ", ".join(dict.fromkeys(shown(value) for value in known if value)) or "—"


def shown(value: ParticipantValue) -> str:
    """A category's value as its label, or why there is none."""
    return str(value.category) if value.category else value.get_missing_display() or "—"


def _passes(reader: Member) -> Passes:
    passes = Assignment.objects.visible_to(reader).current()
    return {(one.transcript_id, one.coder_id): one for one in passes}


def _given(reader: Member) -> set[int]:
    """Transcripts that a lead has given to some coders: the others are not waited for."""
    by_lead = Assignment.objects.current().filter(transcript__project=reader.project_id, withdrawn_at=None)
    return {*by_lead.exclude(assigned_by=None).values_list("transcript", flat=True)}


def _cells(reader: Member, coders: list[Member], passes: Passes, *, given: set[int]) -> Cells:
    states = CodingState.objects.visible_to(reader).living().in_codebook().in_current_pass()
    rows = states.order_by().values_list("coding__transcript", "coding__coder").annotate(n=Count("pk"))
    counts = {(transcript, coder): n for transcript, coder, n in rows}

    def of(transcript: Transcript) -> tuple[Cell, ...]:
        free = transcript.pk not in given
        found = []
        for coder in coders:
            own, count = passes.get((transcript.pk, coder.pk)), counts.get((transcript.pk, coder.pk), 0)
            asked = free or (own is not None and _is_given(own))
            found.append(Cell(short_name(str(coder)), _state(own, count, asked=asked), count, asked))
        return tuple(found)

    return of


def _is_given(own: Assignment) -> bool:
    return own.assigned_by_id is not None and own.withdrawn_at is None


def _state(own: Assignment | None, count: int, *, asked: bool) -> str:
    """A pass that was given and has no coding yet is still to do."""
    if own is not None and own.done_at:
        return "done"
    if own is not None and (count or own.assigned_by_id is None):
        return "progress"
    return "todo" if asked else "none"


def _coders(reader: Member, members: list[Member], at_work: set[int]) -> list[Member]:
    """Whose columns the reader sees: coders, and leads who code; a blind coder the own only."""
    if sight_of(reader) is Sight.OWN:
        return [reader]
    coders = [member for member in members if member.role == Role.CODER or member.pk in at_work]
    return sorted(coders, key=lambda member: member.pk)


def _columns(coders: list[Member], rows: list[Row]) -> list[CoderColumn]:
    columns = []
    for place, coder in enumerate(coders):
        by_state: dict[str, list[Row]] = {"done": [], "progress": [], "todo": [], "none": []}
        for row in rows:
            by_state[row.cells[place].state].append(row)
        column = CoderColumn(
            member=coder,
            name=short_name(str(coder)),
            done=len(by_state["done"]),
            begun=tuple(by_state["progress"]),
            untouched=tuple(by_state["todo"]),
        )
        columns.append(column)
    return columns


def short_name(name: str) -> str:
    """A person's name as a column head: Amélie Roy is "Amélie R."."""
    first, *others = name.split() or [name]
    return f"{first} {others[-1][0]}." if others else first


def _groups(people: list[Participant], categories: list[Attribute], values: Values) -> list[tuple[str, int]]:
    if not categories:
        return []
    known = [values.get((person.pk, categories[0].pk)) for person in people]
    named = {value.category.pk: value.category for value in known if value and value.category}
    counts = Counter(value.category_id for value in known if value)
    order = sorted(named.values(), key=lambda value: (value.position, value.pk))
    return [(value.label, counts[value.pk]) for value in order] if len(order) <= SHOWN_GROUPS else []


def _team(reader: Member, members: list[Member], activity: Activity) -> list[Mate]:
    last: dict[int, datetime] = {}
    for (_transcript, actor), at in activity.items():
        if actor is not None:
            last[actor] = max(at, last.get(actor, at))
    order = {role: place for place, role in enumerate(Role.values)}
    members = sorted(members, key=lambda member: (order[member.role], member.joined_at, member.pk))
    return [Mate(member, member.pk == reader.pk, last.get(member.user_id)) for member in members]


def _notes(reader: Member) -> tuple[list[Note], int]:
    visible = Memo.objects.visible_to(reader).living()
    recent = visible.select_related(
        "author__user", "on_participant", "on_transcript", "on_code", "on_coding__transcript"
    ).prefetch_related(living_states(reader))
    notes = [note_of(reader, memo) for memo in recent.order_by("-created_at", "-pk")[:SHOWN_MEMOS]]
    return notes, visible.count()
