"""What the database holds of a study, as far as a reader may see it: each kind of row is read once, for every basis."""

from collections.abc import Collection
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from coding.models import Assignment, CodingState, Decision, Rating, RatingDecision
from coding.models.codings import Layer
from interviews.models import Member, Participant, Speaker
from methods.consensus import Integers
from reports.queries.basis.marks import Image, Marks, read_marks


class Pass(NamedTuple):
    """A done pass of a coder who counts, over a living transcript."""

    pk: int
    transcript: int
    coder: int
    done_version: int
    done_at: datetime


class Person(NamedTuple):
    """A participant who speaks in a living transcript, by the speaker there."""

    pk: int
    deleted: bool
    speaker: int
    transcript: int
    position: int
    title: str
    text: int | None


class CaseRating(NamedTuple):
    """A living case rating of a pass that counts."""

    code: int
    participant: int
    transcript: int
    coder: int
    value: int


class Rows:
    """The rows of a reader's project. Everything is read when it is first asked for, and stays as it was then."""

    def __init__(self, reader: Member) -> None:
        self.reader = reader

    @cached_property
    def passes(self) -> tuple[Pass, ...]:
        """Done ones, the latest last; of coders who count, and of whom the reader sees all, or of her own."""
        return tuple(dict.fromkeys(one for one, _code, _version in self._passes))

    @cached_property
    def rechecks(self) -> tuple[tuple[Pass, int, int], ...]:
        """(pass, code, version) of whatever was gone through again."""
        return tuple(
            (one, code, version) for one, code, version in self._passes if code is not None and version is not None
        )

    @cached_property
    def _passes(self) -> tuple[tuple[Pass, int | None, int | None], ...]:
        done = Assignment.objects.visible_to(self.reader).filter(
            coder__project=self.reader.project_id,
            coder__counts_in_reports=True,
            done_at__isnull=False,
            transcript__archived_at=None,
        )
        again = ("rechecks__code", "rechecks__version")
        rows = done.order_by("done_at", "pk").values_list(
            "pk", "transcript", "coder", "done_version", "done_at", *again
        )
        return tuple((Pass(*row[:5]), row[5], row[6]) for row in rows)

    @cached_property
    def superseded(self) -> frozenset[int]:
        """Passes that a later one of the same coder over the same transcript replaces."""
        latest = {(one.transcript, one.coder): one.pk for one in self.passes}
        return frozenset({one.pk for one in self.passes} - {*latest.values()})

    @cached_property
    def _participants(self) -> tuple[tuple[Any, ...], ...]:
        everyone = Participant.objects.filter(project=self.reader.project_id)
        transcript = "speakers__transcript"
        return tuple(
            everyone.values_list(
                "pk",
                "deleted_at",
                "speakers",
                f"{transcript}_id",
                f"{transcript}__position",
                f"{transcript}__title",
                f"{transcript}__current_id",
                "speakers__role",
                f"{transcript}__archived_at",
            )
        )

    @cached_property
    def participants(self) -> frozenset[int]:
        """All that live."""
        return frozenset(pk for pk, deleted, *_speaks in self._participants if deleted is None)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Who speaks where; also participants who were deleted since."""
        return tuple(
            Person(pk, deleted is not None, speaker, *where)
            for pk, deleted, speaker, *where, role, archived in self._participants
            if role == Speaker.SpeakerRole.PARTICIPANT and archived is None
        )

    def transcript_of(self, texts: Integers) -> Integers:
        """The transcripts whose current texts these are."""
        return Image({one.text: one.transcript for one in self.people if one.text is not None}).of(texts)

    @cached_property
    def marks(self) -> Marks:
        """All codings of current texts, of the passes that count, of codes in the codebook, of mapped participants."""
        return self._marks(None)

    def marks_of(self, codes: Collection[int] | None) -> Marks:
        """Those of some codes; the database is asked for these alone where nobody has asked for all."""
        if codes is None or "marks" in self.__dict__:
            return self.marks.of(codes)
        return self._marks(codes)

    def _marks(self, codes: Collection[int] | None) -> Marks:
        states = CodingState.objects.visible_to(self.reader).in_codebook().living()
        states = states if codes is None else states.filter(code__in=codes)
        latest = {one.pk: one for one in self.passes if one.pk not in self.superseded}
        texts = {one.transcript: one.text for one in self.people if one.text is not None}
        of_pass = {pk: (one.coder, texts.get(one.transcript, 0)) for pk, one in latest.items()}
        return read_marks(states, "coding__assignment_id", of_pass, {one.speaker: one.pk for one in self.people})

    @cached_property
    def kept(self) -> Marks:
        """What living decisions keep, in the same form."""
        decided = Decision.objects.visible_to(self.reader).living().values("pk")
        # By the decisions: from all codings of a project the database would take as long as for the coders' own.
        states = CodingState.objects.visible_to(self.reader, layer=Layer.CONSENSUS).living()
        texts = {one.transcript: (0, one.text) for one in self.people if one.text is not None}
        states = states.filter(coding__decision__in=decided)
        return read_marks(states, "coding__transcript_id", texts, {one.speaker: one.pk for one in self.people})

    @cached_property
    def decided(self) -> tuple[tuple[int, int, int, int], ...]:
        """(code, text, start, end) of each disagreement that is decided: there the decision counts and nothing else."""
        names = ("code_id", "text_id", "start", "end")
        rows = Decision.objects.visible_to(self.reader).living()
        return tuple(rows.values_list(*(f"disagreement__{name}" for name in names)))

    @cached_property
    def ratings(self) -> tuple[CaseRating, ...]:
        """By the same rules as codings: each is a mention, also without a passage."""
        rows = Rating.objects.visible_to(self.reader).living().filter(participant__deleted_at=None)
        latest = {one.pk: one for one in self.passes if one.pk not in self.superseded}
        return tuple(
            CaseRating(code, person, latest[pk].transcript, latest[pk].coder, value)
            for code, person, pk, value in rows.values_list("code_id", "participant_id", "assignment_id", "value")
            if pk in latest
        )

    @cached_property
    def rating_decisions(self) -> tuple[tuple[int, int, int], ...]:
        """(code, participant, value) of what decisions on case ratings kept."""
        rows = RatingDecision.objects.visible_to(self.reader).living()
        return tuple(rows.values_list("code_id", "participant_id", "value"))
