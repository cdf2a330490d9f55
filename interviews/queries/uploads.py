"""Files that wait for their import: what each would become with the choices made so far."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from interviews.importers import Draft, LeftLine, Problem, Proposal, guess_role, read
from interviews.importers.reshape import alternating, without_labels
from interviews.importers.roles import bare
from interviews.models import Job, Member, Participant, Project, Revision, Speaker, Transcript, Upload
from interviews.queries.pseudonyms import proposed_names
from interviews.queries.transcripts import twins

IMPORT = "transcripts.import"
IGNORE = "ignore"
NOBODY, NEW = "none", "new"
FIRST_TURNS, LAST_TURNS = 5, 3
LONGEST_TURN = 600
SHOWN_LINES = 40


@dataclass(frozen=True, slots=True)
class Voice:
    """A label of the file and what becomes of it.

    `role` is a speaker's role or IGNORE. `who` is NOBODY, NEW or the key of a participant. `merged_into` is the label
    whose name this one takes, or empty.
    """

    label: str
    turns: int
    name: str
    role: str
    who: str
    pseudonym: str
    merged_into: str = ""

    @property
    def is_ignored(self) -> bool:
        return self.role == IGNORE

    @property
    def is_participant(self) -> bool:
        return self.role == Speaker.SpeakerRole.PARTICIPANT


@dataclass(frozen=True, slots=True)
class PreviewTurn:
    """A turn as it will be read; newlines in `words` are the paragraph breaks."""

    speaker: str
    role: str
    begins_ms: int | None
    words: str

    @property
    def paragraphs(self) -> list[str]:
        return self.words.split("\n")


@dataclass(frozen=True, slots=True)
class Check:
    """A problem of the file, and the words of the turn it stands in; empty where there is none."""

    problem: Problem
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that a person sees before an import. `draft` is what would be stored, by the choices made."""

    draft: Draft
    title: str
    voices: tuple[Voice, ...]
    proposals: tuple[Proposal, ...]
    left: tuple[LeftLine, ...]
    kept: tuple[int, ...]
    alternates: bool
    participants: tuple[Participant, ...]
    twin: Transcript | None
    twin_upload: Upload | None

    @property
    def first(self) -> list[PreviewTurn]:
        return self._read(0, FIRST_TURNS)

    @property
    def last(self) -> list[PreviewTurn]:
        return self._read(max(FIRST_TURNS, len(self.draft.turns) - LAST_TURNS), len(self.draft.turns))

    @property
    def between(self) -> int:
        """How many turns are not shown."""
        return len(self.draft.turns) - len(self.first) - len(self.last)

    @property
    def words(self) -> int:
        return len(self.draft.text.split())

    @property
    def times(self) -> tuple[int, int] | None:
        """The first and the last time of the file; None where it has none."""
        times = [turn.begins_ms for turn in self.draft.turns if turn.begins_ms is not None]
        return (times[0], times[-1]) if times else None

    @property
    def checks(self) -> list[Check]:
        """What to look at, each with the turn it is about."""
        starts = [turn.line for turn in self.draft.turns]
        return [Check(problem, self._turn_at(problem.line, starts)) for problem in self.draft.problems]

    @property
    def left_shown(self) -> tuple[LeftLine, ...]:
        return self.left[:SHOWN_LINES]

    @property
    def left_more(self) -> int:
        return max(0, len(self.left) - SHOWN_LINES)

    @property
    def has_labels(self) -> bool:
        return any(voice.label for voice in self.voices)

    @property
    def new_people(self) -> list[str]:
        """Pseudonyms of the participants that the import creates."""
        named = [v.pseudonym for v in self.voices if v.is_participant and v.who == NEW and not v.merged_into]
        return list(dict.fromkeys(named))

    def _turn_at(self, line: int | None, starts: list[int]) -> str:
        place = bisect_right(starts, line or 0) - 1
        if place < 0:
            return ""
        turn = self.draft.turns[place]
        return self.draft.text[turn.start : turn.end]

    def _read(self, start: int, end: int) -> list[PreviewTurn]:
        voices = {voice.label: voice for voice in self.voices}
        people = {str(person.pk): person.pseudonym for person in self.participants}
        return [_preview_turn(self.draft, place, voices, people) for place in range(len(self.draft.turns))[start:end]]


def sheets_of(member: Member, kind: Upload.Kind) -> QuerySet[Upload]:
    """The tables of this kind that wait for this member in this project."""
    return Upload.objects.filter(project=member.project, user=member.user, kind=kind)


def is_imported(member: Member, uid: UUID) -> bool:
    """Whether this member has imported that table before: a second click finds it gone."""
    return Revision.objects.filter(op=uid, project=member.project, actor=member.user).exists()


def waiting_uploads(member: Member) -> list[Upload]:
    """The member's transcript files that are neither imported nor on their way, in the order they were sent."""
    mine = Upload.objects.filter(project=member.project, user=member.user, kind=Upload.Kind.TRANSCRIPT)
    uploads = list(mine.order_by("created_at", "pk"))
    sent = {upload.choices["op"] for upload in uploads if upload.choices.get("op")}
    failed = {str(op) for op in Job.objects.filter(op__in=sent, state=Job.State.FAILED).values_list("op", flat=True)}
    return [upload for upload in uploads if not upload.choices.get("op") or upload.choices["op"] in failed]


def place_in_batch(upload: Upload) -> tuple[int, int]:
    """Which file of its batch this is, and of how many: told when they were sent, so that imports change nothing."""
    return upload.choices.get("place", 1), upload.choices.get("of", 1)


def rest_of_batch(upload: Upload, member: Member) -> list[Upload]:
    """The other files of the batch that wait, those after this one first."""
    rest = [one for one in waiting_uploads(member) if one.batch == upload.batch and one.uid != upload.uid]
    place, _of = place_in_batch(upload)
    return sorted(rest, key=lambda one: (place_in_batch(one)[0] < place, place_in_batch(one)[0]))


def job_of(upload: Upload) -> Job | None:
    """The job that imports this file; None before it is confirmed."""
    op = upload.choices.get("op")
    return Job.objects.filter(op=op).first() if op else None


def preview_of(upload: Upload, project: Project) -> Preview:
    """Read the file again, as the choices say. Raises UnreadableFile."""
    choices: Mapping[str, Any] = upload.choices
    kept = tuple(choices.get("keep", ()))
    found = _read(upload)
    draft = _read(upload, frozenset(kept)) if kept else found
    alternates = bool(choices.get("alternate")) and not draft.speakers
    if alternates:
        draft = alternating(draft, (_("Interviewer"), _("Participant")))
    participants = tuple(Participant.objects.living().filter(project=project).order_by("position", "pk"))
    voices = voices_of(draft, upload, project, participants)
    twin, twin_upload = _twins(upload, project)
    return Preview(
        draft=without_labels(draft, [voice.label for voice in voices if voice.is_ignored]),
        title=choices.get("title") or default_title(upload.name),
        voices=voices,
        proposals=_open_proposals(draft, choices),
        left=(*found.header, *found.left_over),
        kept=kept,
        alternates=alternates,
        participants=participants,
        twin=twin,
        twin_upload=twin_upload,
    )


def default_title(name: str) -> str:
    """A file's name without its extension."""
    stem, dot, _suffix = name.rpartition(".")
    return (stem if dot and stem else name)[:200]


def voices_of(draft: Draft, upload: Upload, project: Project, participants: Iterable[Participant]) -> tuple[Voice, ...]:
    """Each label of the draft in order of appearance, with the choice made, or what is proposed."""
    counts = Counter(turn.label or "" for turn in draft.turns)
    chosen: Mapping[str, Mapping[str, str]] = upload.choices.get("speakers", {})
    merged: Mapping[str, str] = upload.choices.get("merged", {})
    by_pseudonym = {bare(person.pseudonym): str(person.pk) for person in participants}
    taken = {*(person.pseudonym for person in participants), *_reserved(upload), *_pseudonyms(upload)}
    fresh = iter(proposed_names(project.language, text=draft.text, taken=taken, count=len(counts)))
    roles = guessed_roles(counts)
    voices = [
        _voice(label, turns, chosen.get(label, {}), by_pseudonym, guessed=roles[label], fresh_name=next(fresh))
        for label, turns in counts.items()
    ]
    by_label = {voice.label: voice for voice in voices}
    return tuple(_as_merged(voice, by_label, merged.get(voice.label, "")) for voice in voices)


def _voice(
    label: str,
    turns: int,
    chosen: Mapping[str, str],
    by_pseudonym: Mapping[str, str],
    *,
    guessed: str,
    fresh_name: str,
) -> Voice:
    role = chosen.get("role") or guessed
    known = by_pseudonym.get(bare(label), "") if label else ""
    who = chosen.get("who") or (known or NEW)
    if who not in (NOBODY, NEW) and who not in by_pseudonym.values():
        who = NEW  # deleted in the meantime
    return Voice(
        label=label,
        turns=turns,
        name=chosen.get("name") or label,
        role=role,
        who=who if role == Speaker.SpeakerRole.PARTICIPANT else NOBODY,
        pseudonym=chosen.get("pseudonym") or fresh_name,
    )


def guessed_roles(labels: Collection[str]) -> dict[str, str]:
    """The role that each label tells; who is named is probably a participant.

    So is who speaks alone in a text without labels; turns left unlabelled among labelled ones are nobody's.
    """
    guesses = {label: guess_role(label) for label in labels}
    roles = {
        label: str(Speaker.SpeakerRole.PARTICIPANT) if guess == "unknown" else str(guess)
        for label, guess in guesses.items()
    }
    return roles | {"": str(Speaker.SpeakerRole.OTHER)} if "" in roles and len(roles) > 1 else roles


def _as_merged(voice: Voice, by_label: Mapping[str, Voice], into: str) -> Voice:
    # Empty is nobody, though turns without a label have the empty one.
    target = by_label.get(into) if into else None
    if target is None or into == voice.label or voice.is_ignored:
        return voice
    return replace(
        voice,
        name=target.name,
        role=target.role,
        who=target.who,
        pseudonym=target.pseudonym,
        merged_into=into,
    )


def _pseudonyms(upload: Upload) -> list[str]:
    return [chosen["pseudonym"] for chosen in upload.choices.get("speakers", {}).values() if chosen.get("pseudonym")]


def _reserved(upload: Upload) -> set[str]:
    """Pseudonyms promised to other files of the same person that are not written yet."""
    others = Upload.objects.filter(project=upload.project_id, kind=Upload.Kind.TRANSCRIPT).exclude(pk=upload.pk)
    return {name for other in others for name in _pseudonyms(other)}


def _open_proposals(draft: Draft, choices: Mapping[str, Any]) -> tuple[Proposal, ...]:
    declined: Collection[str] = choices.get("apart", ())
    merged: Mapping[str, str] = choices.get("merged", {})
    return tuple(one for one in draft.proposals if one.from_label not in declined and one.from_label not in merged)


def _twins(upload: Upload, project: Project) -> tuple[Transcript | None, Upload | None]:
    """The transcript that came from the same bytes, and the file before this one that waits with them."""
    same = Upload.objects.filter(
        project=project, user=upload.user_id, kind=Upload.Kind.TRANSCRIPT, sha256=upload.sha256, pk__lt=upload.pk
    )
    return twins(project, [upload.sha256]).get(upload.sha256), same.order_by("pk").first()


def _read(upload: Upload, keep: frozenset[int] = frozenset()) -> Draft:
    with upload.file.open("rb") as file:
        return read(upload.name, file.read(), keep=keep)


def _preview_turn(draft: Draft, place: int, voices: Mapping[str, Voice], people: Mapping[str, str]) -> PreviewTurn:
    turn = draft.turns[place]
    voice = voices.get(turn.label or "")
    speaker, role = "", ""
    if voice is not None:
        role = voice.role
        speaker = people.get(voice.who) or (voice.pseudonym if voice.who == NEW else voice.name)
    words = draft.text[turn.start : turn.end]
    if len(words) > LONGEST_TURN:
        words = words[:LONGEST_TURN].rsplit(" ", 1)[0] + " …"
    return PreviewTurn(speaker, role, turn.begins_ms, words)
