"""Codings as readers meet them: filtered, ordered by participant and place, with their words. Never merged."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from coding.models import CodingState, Memo, StateSpeaker
from coding.models.codings import CodingStateQuerySet
from coding.queries.codebook import Node, codebook_of
from coding.queries.workspace import initials
from interviews.models import Member, Participant, ParticipantValue
from reports.queries.counts.cell import says
from reports.queries.study.excerpts import Excerpt, Place, excerpts

PERSON = "speakers__speaker__participant"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; an empty field asks for nothing.

    `codes` are ids, `participant` an id, `value` an (attribute key, value key) of a category, `coder` a username,
    `among` the ids of those who may be found at all.
    """

    codes: Collection[int] | None = None
    participant: int | None = None
    value: tuple[str, str] | None = None
    coder: str = ""
    among: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One coding with its words; or a stretch of the consensus, with a coder's `uid` if one marked it.

    `person` is who counts for it here, None where no participant speaks. `others` are further participants in the same
    passage: it counts for each of them. `names` are the pseudonyms.
    """

    uid: UUID | None
    node: Node
    place: Place
    transcript: int
    transcript_title: str
    person: int | None
    pseudonym: str
    others: tuple[int, ...]
    names: Mapping[int, str]
    coder: str
    direction: str
    rating: int | None
    done: bool
    excerpt: Excerpt
    memos: tuple[str, ...]

    @property
    def people(self) -> tuple[int, ...]:
        """All participants who speak in it."""
        return self.others if self.person is None else (self.person, *self.others)

    @property
    def quote_key(self) -> tuple[int | None, ...]:
        """What would make it a quote that is kept: code, participant, text, start, end."""
        return (self.node.code.pk, self.person, *self.place)

    @property
    def address(self) -> str:
        """What leads to it in its transcript's address."""
        return f"?coding={self.uid}" if self.uid else f"#t{self.excerpt.turn - 1}"

    @property
    def also(self) -> str:
        """Who else speaks in it, in words."""
        return ", ".join(self.names[person] for person in self.others)

    @property
    def coder_initials(self) -> str:
        return initials(self.coder) if self.coder else ""

    @property
    def says(self) -> str:
        return ", ".join(says(self.node.code, self.direction, self.rating))

    @property
    def direction_name(self) -> str:
        return str(CodingState.Direction(self.direction).label)

    @property
    def rating_name(self) -> str:
        return dict(self.node.code.levels).get(self.rating, "") if self.rating is not None else ""


def living_states(reader: Member, wanted: Wanted) -> CodingStateQuerySet:
    """The living codings of current texts that the reader may see and asks for."""
    states = CodingState.objects.visible_to(reader).living().in_codebook()
    states = states.filter(coding__transcript__archived_at=None, text=F("coding__transcript__current"))
    if wanted.codes is not None:
        states = states.filter(code__in=wanted.codes)
    if wanted.coder:
        states = states.filter(coding__coder__user__username=wanted.coder)
    return states


def passage_rows(reader: Member, wanted: Wanted) -> Any:
    """The codings once for each participant who speaks in them, by participant, transcript and place."""
    spoken = Q(**{f"{PERSON}__isnull": False, f"{PERSON}__deleted_at": None})
    # Those in which no participant speaks stand once, at the end.
    silent = ~Q(pk__in=living_states(reader, wanted).filter(spoken).values("pk"))
    states = living_states(reader, wanted)
    speaks = Q()
    if wanted.participant is not None:
        speaks &= Q(**{PERSON: wanted.participant})
    if wanted.value is not None:
        speaks &= Q(**{f"{PERSON}__in": with_value(reader, *wanted.value)})
    if wanted.among is not None:
        speaks &= Q(**{f"{PERSON}__in": wanted.among})
    states = states.filter(spoken & speaks if speaks else spoken | silent)
    return (
        states.order_by(
            F(f"{PERSON}__position").asc(nulls_last=True),
            F(PERSON).asc(nulls_last=True),
            "coding__transcript__position",
            "text_id",
            "start",
            "end",
            "pk",
        )
        .values_list(*_FIELDS)
        .distinct()
    )


def with_value(reader: Member, attribute: str, value: str) -> Any:
    """The participants who have this value, for a condition."""
    return (
        ParticipantValue.objects.living()
        .filter(
            attribute__key=attribute,
            attribute__project=reader.project_id,
            attribute__deleted_at=None,
            category__key=value,
            participant__deleted_at=None,
        )
        .values("participant")
    )


_FIELDS = (
    "pk",
    "coding_id",
    "coding__uid",
    "code_id",
    "text_id",
    "start",
    "end",
    "coding__transcript_id",
    "coding__transcript__title",
    PERSON,
    "coding__coder_id",
    "direction",
    "rating",
    "coding__assignment__done_at",
    f"{PERSON}__position",
    "coding__transcript__position",
)


def coding_rows(reader: Member, wanted: Wanted) -> list[tuple[Any, ...]]:
    """The codings once each, by transcript and place, in the form of `passage_rows` with nobody as the person."""
    states = living_states(reader, wanted).order_by("coding__transcript__position", "text_id", "start", "end", "pk")
    plain = [name for name in _FIELDS if name not in {PERSON, f"{PERSON}__position"}]
    found = []
    for row in states.values_list(*plain):
        named = dict(zip(plain, row, strict=True))
        found.append(tuple(named.get(name) for name in _FIELDS))
    return found


def read_passages(reader: Member, rows: Sequence[tuple[Any, ...]], *, whole: bool = False) -> list[Passage]:
    """The rows with their words, people and memos. `whole` reads for files, the other way for a page."""
    named = [dict(zip(_FIELDS, row, strict=True)) for row in rows]
    places: list[Place] = [(row["text_id"], row["start"], row["end"]) for row in named]
    words = excerpts(places, whole=whole)
    together = _together(reader, None if whole else [row["pk"] for row in named])
    people = _pseudonyms(reader)
    coders = {m.pk: str(m) for m in Member.objects.filter(project=reader.project_id).select_related("user")}
    memos = _memos(reader, None if whole else [row["coding_id"] for row in named])
    nodes = codebook_of(reader.project).by_id
    return [
        Passage(
            uid=row["coding__uid"],
            node=nodes[row["code_id"]],
            place=place,
            transcript=row["coding__transcript_id"],
            transcript_title=row["coding__transcript__title"],
            person=row[PERSON],
            pseudonym=people.get(row[PERSON], ""),
            others=tuple(person for person in together.get(row["pk"], ()) if person != row[PERSON]),
            names=people,
            coder=coders.get(row["coding__coder_id"], ""),
            direction=row["direction"],
            rating=row["rating"],
            done=row["coding__assignment__done_at"] is not None,
            excerpt=words[place],
            memos=tuple(memos.get(row["coding_id"], ())),
        )
        for row, place in zip(named, places, strict=True)
    ]


def _together(reader: Member, states: list[int] | None) -> dict[int, list[int]]:
    """The participants in each state, each once, in the project's order."""
    spoken = StateSpeaker.objects.filter(
        speaker__participant__isnull=False, speaker__participant__deleted_at=None, state__died=None
    )
    spoken = spoken.filter(state__coding__project=reader.project_id)
    if states is not None:
        spoken = spoken.filter(state__in=states)
    rows = spoken.order_by("speaker__participant__position", "speaker__participant").distinct()
    found: dict[int, list[int]] = defaultdict(list)
    for state, person, _position in rows.values_list(
        "state_id", "speaker__participant_id", "speaker__participant__position"
    ):
        if person is not None:
            found[state].append(person)
    return found


def _pseudonyms(reader: Member) -> dict[int, str]:
    return dict(Participant.objects.living().filter(project=reader.project_id).values_list("pk", "pseudonym"))


def _memos(reader: Member, codings: list[int] | None) -> dict[int, list[str]]:
    memos = Memo.objects.visible_to(reader).living().filter(on_coding__isnull=False)
    if codings is not None:
        memos = memos.filter(on_coding__in=codings)
    found: dict[int, list[str]] = defaultdict(list)
    for coding, text in memos.order_by("created_at", "pk").values_list("on_coding_id", "text"):
        if coding is not None:
            found[coding].append(text)
    return found
