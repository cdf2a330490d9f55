"""What counts under consensus as passages to read: what all coders marked alike, and what decisions keep."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from coding.models import CodingState, Decision
from coding.queries.codebook import codebook_of
from interviews.models import Member, Participant, Transcript
from reports.queries.basis.basis import Basis, BasisKind, Ground, ground_of
from reports.queries.basis.states import consensus_states, counted_states
from reports.queries.basis.stretches import counted, needed
from reports.queries.kinds.about_study import consensus_words, open_words, single_words
from reports.queries.passages.passages import Passage, Wanted, with_value
from reports.queries.study.excerpts import excerpts

Direction = CodingState.Direction


class Stretch(NamedTuple):
    """A stretch that counts for a participant."""

    code: int
    person: int
    text: int
    start: int
    end: int

    @property
    def place(self) -> "Place":
        """What it is, whoever speaks in it."""
        return self.code, self.text, self.start, self.end


Place = tuple[int, int, int, int]


class _Mark(NamedTuple):
    """A coding behind it; one that a decision keeps has the decision's outcome."""

    start: int
    end: int
    direction: str
    rating: int | None
    uid: UUID
    outcome: str


Marks = Mapping[tuple[int, int, int], Sequence[_Mark]]


@dataclass(frozen=True, slots=True)
class _Behind:
    """What a stretch rests on: codings, or the decision with its outcome; and a coder's coding to lead to."""

    marks: tuple[_Mark, ...]
    uid: UUID | None
    outcome: str

    def by_whom(self, coders: int) -> str:
        """In words; `coders` is how many had to agree."""
        if self.outcome:
            return _("decided: %(outcome)s") % {"outcome": Decision.Outcome(self.outcome).label}
        return _("all coders") if coders > 1 else _("the one coder")

    @property
    def direction(self) -> str:
        """What all say; mixed where they differ."""
        directions = {one.direction for one in self.marks} or {Direction.AFFIRMS.value}
        return directions.pop() if len(directions) == 1 else Direction.MIXED.value

    @property
    def rating(self) -> int | None:
        """What all give; none where they differ."""
        ratings = {one.rating for one in self.marks}
        return ratings.pop() if len(ratings) == 1 else None


@dataclass(frozen=True, slots=True)
class Consensus:
    """The stretches asked for, in the order of participants, transcripts and places; `notes` say what is left out."""

    ground: Ground
    stretches: Sequence[Stretch]
    notes: tuple[str, ...]


def consensus_of(reader: Member, wanted: Wanted) -> Consensus:
    """What counts, of the participants who are covered; a coder is not asked for, as it is nobody's alone."""
    ground = ground_of(Basis(BasisKind.CONSENSUS), reader=reader)
    codes = wanted.codes if wanted.codes is not None else _all_codes(reader)
    found = counted(ground, codes)
    people = _people(ground, wanted)
    rows = {Stretch(*row) for row in found.spans.tolist() if row[1] in people}
    places = _transcripts(row.text for row in rows)
    order = sorted(rows, key=lambda row: (people[row.person], places[row.text], row.start, row.end, row.code))
    notes = (
        consensus_words(),
        open_words(len(found.open)),
        single_words(ground.single, of=len(ground.transcripts)),
    )
    return Consensus(ground, order, tuple(note for note in notes if note))


def _all_codes(reader: Member) -> list[int]:
    return [node.code.pk for node in codebook_of(reader.project).living]


def _people(ground: Ground, wanted: Wanted) -> dict[int, tuple[int, int]]:
    """Covered participants who fit, with their place in the project."""
    people = Participant.objects.filter(pk__in=ground.covered)
    if wanted.participant is not None:
        people = people.filter(pk=wanted.participant)
    if wanted.value is not None:
        people = people.filter(pk__in=with_value(ground.reader, *wanted.value))
    if wanted.among is not None:
        people = people.filter(pk__in=wanted.among)
    return {pk: (position, pk) for pk, position in people.values_list("pk", "position")}


def _transcripts(texts: Iterable[int]) -> dict[int, tuple[int, int]]:
    rows = Transcript.objects.filter(current__in=set(texts)).values_list("current_id", "position", "pk")
    return {text: (position, pk) for text, position, pk in rows if text is not None}


def once_each(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Each passage once, for the first who speaks in it, by transcript and place."""
    first = {row.place: row for row in reversed(stretches)}
    places = _transcripts(row.text for row in first.values())
    return sorted(first.values(), key=lambda row: (places[row.text], row.start, row.end, row.code))


def read_consensus(
    consensus: Consensus, shown: Sequence[Stretch], *, whole: bool = False, together: bool = False
) -> list[Passage]:
    """These stretches with their words. `together`: of nobody in particular, with all who speak in it."""
    reader = consensus.ground.reader
    words = excerpts([(row.text, row.start, row.end) for row in shown], whole=whole)
    marks = _marks(consensus.ground, {row.code for row in shown}, {row.text for row in shown})
    people = dict(Participant.objects.living().filter(project=reader.project_id).values_list("pk", "pseudonym"))
    titles = {one.current_id: one for one in Transcript.objects.filter(current__in={row.text for row in shown})}
    nodes = codebook_of(reader.project).by_id
    speaking: defaultdict[Place, list[int]] = defaultdict(list)
    for row in consensus.stretches:
        speaking[row.place].append(row.person)
    found = []
    for row in shown:
        transcript, behind = titles[row.text], _behind(row, marks)
        found.append(
            Passage(
                uid=behind.uid,
                node=nodes[row.code],
                place=(row.text, row.start, row.end),
                transcript=transcript.pk,
                transcript_title=transcript.title,
                person=None if together else row.person,
                pseudonym="" if together else people.get(row.person, ""),
                others=tuple(one for one in speaking[row.place] if together or one != row.person),
                names=people,
                coder=behind.by_whom(needed(consensus.ground, transcript.pk, row.code)),
                direction=behind.direction,
                rating=behind.rating,
                done=True,
                excerpt=words[row.text, row.start, row.end],
                memos=(),
            )
        )
    return found


def _behind(row: Stretch, marks: Marks) -> _Behind:
    """The decision that keeps exactly this stretch; without one, the codings that touch it."""
    touching = [one for one in marks.get(row[:3], ()) if one.start < row.end and one.end > row.start]
    codings = tuple(one for one in touching if not one.outcome)
    decided = next((one for one in touching if one.outcome and (one.start, one.end) == (row.start, row.end)), None)
    uid = codings[0].uid if codings else None
    return _Behind((decided,), uid, decided.outcome) if decided else _Behind(codings, uid, "")


def _marks(ground: Ground, codes: Collection[int], texts: Collection[int]) -> Marks:
    place = ("code_id", "speakers__speaker__participant_id", "text_id", "start", "end")
    said = ("direction", "rating", "coding__uid", "coding__decision__outcome")
    found: defaultdict[tuple[int, int, int], list[_Mark]] = defaultdict(list)
    for states in (consensus_states(ground, codes), counted_states(ground, codes)):
        rows = states.filter(text__in=texts).order_by("start", "end", "pk").values_list(*place, *said).distinct()
        for code, person, text, start, end, direction, rating, uid, outcome in rows:
            if person is not None:
                found[code, person, text].append(_Mark(start, end, direction, rating, uid, outcome or ""))
    return found
