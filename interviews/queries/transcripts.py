"""Transcripts as they are read, and a search inside them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from interviews.models import Participant, Project, Speaker, Transcript, TranscriptText, Turn

SPELLED_OUT = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a turn; `hit` is the number of the search hit that they are, from 1, or 0."""

    words: str
    hit: int


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """A turn on the reading page."""

    index: int
    speaker: str
    interviewer: bool
    begins_ms: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A transcript to read. `hit` is the current search hit, from 1; 0 without a hit."""

    turns: list[ReadTurn]
    hits: int
    hit: int

    @property
    def next_hit(self) -> int:
        return self.hit % self.hits + 1 if self.hits else 0

    @property
    def previous_hit(self) -> int:
        return (self.hit - 2) % self.hits + 1 if self.hits else 0


def reading_of(text: TranscriptText, *, query: str = "", hit: int = 1) -> Reading:
    """The turns in order, with the places where `query` stands; case, accents and kinds of blank do not count."""
    sought = folded(" ".join(query.split()))
    rows = Turn.objects.filter(text=text).select_related("speaker__participant").order_by("index")
    turns, hits = [], 0
    for turn in rows:
        words = text.text[turn.start : turn.end]
        pieces = tuple(pieces_of(words, sought, before=hits))
        hits = max((piece.hit for piece in pieces), default=0) or hits
        speaker = turn.speaker
        turns.append(
            ReadTurn(
                index=turn.index,
                speaker=speaker.name if speaker else "",
                interviewer=speaker is not None and speaker.role == Speaker.SpeakerRole.INTERVIEWER,
                begins_ms=turn.begins_ms,
                pieces=pieces,
            )
        )
    return Reading(turns, hits, min(max(hit, 1), hits))


def pieces_of(words: str, sought: str, *, before: int) -> Iterator[Piece]:
    """The words cut at each hit of the folded `sought`; hits are numbered on from `before`."""
    end, number = 0, before
    for start, stop in places(words, sought):
        if start > end:
            yield Piece(words[end:start], 0)
        number += 1
        yield Piece(words[start:stop], number)
        end = stop
    if end < len(words):
        yield Piece(words[end:], 0)


def places(words: str, sought: str) -> Iterator[tuple[int, int]]:
    """Where the folded `sought` stands in the words, in characters of the words, without overlaps."""
    if not sought:
        return
    letters = [_letter(letter) for letter in words]
    plain = "".join(letters)
    at = plain.find(sought)
    if at < 0:
        return
    # Where folding changes lengths (œ, combining marks) each folded letter remembers its place.
    origin = [place for place, letter in enumerate(letters) for _ in letter]
    while at >= 0:
        stop = at + len(sought)
        end = origin[stop - 1] + 1
        while end < len(words) and not letters[end]:
            end += 1  # a combining mark belongs to the letter before it
        yield origin[at], end
        at = plain.find(sought, stop)


def folded(text: str) -> str:
    """Text as it is searched: "Œuvre d’Élodie" is "oeuvre d'elodie"."""
    return "".join(_letter(letter) for letter in text)


@lru_cache(maxsize=8192)
def _letter(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", letter.casefold().translate(SPELLED_OUT))
    return "".join(part for part in apart if not unicodedata.combining(part)).translate(SPELLED_OUT)


def speakers_of(transcript: Transcript) -> list[Speaker]:
    """Its speakers in the order in which they first speak."""
    speakers = list(transcript.speakers.select_related("participant").order_by("pk"))
    turns = Turn.objects.filter(text=transcript.current_id).order_by("index").values_list("speaker", flat=True)
    order = {speaker: place for place, speaker in reversed(list(enumerate(turns)))}
    return sorted(speakers, key=lambda speaker: (order.get(speaker.pk, len(order)), speaker.pk))


def participants_of(project: Project) -> list[Participant]:
    """The project's living participants, in their order."""
    return list(Participant.objects.living().filter(project=project).order_by("position", "pk"))


def twins(project: Project, digests: Sequence[str]) -> dict[str, Transcript]:
    """Transcripts of the project that came from a file with one of these hashes, by hash."""
    texts = TranscriptText.objects.filter(transcript__project=project, original_sha256__in=digests)
    return {text.original_sha256: text.transcript for text in texts.defer("text").select_related("transcript")}
