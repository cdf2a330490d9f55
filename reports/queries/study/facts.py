"""What reports ask of a study beside who mentions what: of today's rows, or of the document of a snapshot."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from django.db.models import Min

from coding.models import Code, Coding, Proposal
from coding.queries.codebook import Codebook, codebook_of
from interviews.access import Sight, sight_of
from interviews.models import Participant, Speaker, Transcript, Turn
from methods.consensus import Integers
from reports.queries.basis.asking import Asking, asking_of, wholly_denied
from reports.queries.basis.bases import bases_for
from reports.queries.basis.basis import Basis, Ground
from reports.queries.basis.ratings import Rated, ratings_by_code
from reports.queries.basis.reading import Reading, reading_of
from reports.queries.basis.stretches import marks_of
from reports.queries.basis.voices import People, denials, people_under
from reports.queries.study.groups import Grouping, NotGroupable, attribute_of, grouping_by

Lines = Mapping[int, tuple[int, ...]]


class Facts(Protocol):
    """Everything by ids; of codes, participants and transcripts that are not there nothing is said."""

    def ratings(self, codes: Sequence[Code]) -> dict[int, dict[int, Rated]]:
        """The value of each participant on each rated code, by code."""
        ...

    def denials(self, codes: Collection[int]) -> Collection[tuple[int, int]]:
        """(code, participant) of each code that is denied."""
        ...

    def wholly_denied(self, codes: Collection[int]) -> Collection[tuple[int, int]]:
        """(code, participant) where all that counts denies."""
        ...

    def asking(self, codebook: Codebook) -> Asking:
        """What the interview guide asked, and where."""
        ...

    def reading(self) -> Reading:
        """When the covered participants were read, and what was gone through again."""
        ...

    def left_out(self) -> int:
        """Codings on archived codes."""
        ...

    def transcripts(self) -> list[tuple[int, str, int | None]]:
        """(id, title, current text) in the project's order."""
        ...

    def interviews(self) -> list[tuple[int, str, int | None]]:
        """Those of the transcripts in which participants speak."""
        ...

    def names(self) -> dict[int, str]:
        """The covered participants' pseudonyms, in their order."""
        ...

    def turns(self, texts: Collection[int]) -> Integers:
        """(text, start, end) of the participants' turns, by text and place."""
        ...

    def began(self) -> datetime | None:
        """When the study was first coded."""
        ...

    def proposers(self, codes: Collection[int]) -> dict[int, str]:
        """Who proposed a code that was adopted, as far as the reader may know."""
        ...

    def grouping(self, attribute: str) -> Grouping | None:
        """The groups of the attribute with this key; None where it makes none."""
        ...

    def bases(self) -> list[Basis]:
        """The bases beside which a number may stand; none for who sees her own work only."""
        ...

    def under(self, bases: Iterable[Basis], codes: list[int], lines: Lines) -> list[tuple[People, int]]:
        """(who mentions each code, how many are covered) under each basis."""
        ...


@dataclass(frozen=True, slots=True)
class TodaysFacts:
    """`Facts` of today's rows under a basis, as far as its reader may see."""

    ground: Ground

    def ratings(self, codes: Sequence[Code]) -> dict[int, dict[int, Rated]]:
        return ratings_by_code(self.ground, codes)

    def denials(self, codes: Collection[int]) -> Collection[tuple[int, int]]:
        return denials(self.ground, codes)

    def wholly_denied(self, codes: Collection[int]) -> Collection[tuple[int, int]]:
        return wholly_denied(self.ground, codes)

    def asking(self, codebook: Codebook) -> Asking:
        return asking_of(self.ground.reader.project, codebook)

    def reading(self) -> Reading:
        return reading_of(self.ground)

    def left_out(self) -> int:
        archived = [node.code.pk for node in codebook_of(self.ground.reader.project).nodes if node.archived]
        return len(np.unique(marks_of(self.ground, archived).state)) if archived else 0

    def transcripts(self) -> list[tuple[int, str, int | None]]:
        rows = Transcript.objects.living().filter(project=self.ground.reader.project_id).order_by("position", "pk")
        return [*rows.values_list("pk", "title", "current_id")]

    def interviews(self) -> list[tuple[int, str, int | None]]:
        in_order = sorted({(one.position, one.transcript, one.title, one.text) for one in self.ground.rows.people})
        return [(pk, title, text) for _position, pk, title, text in in_order]

    def names(self) -> dict[int, str]:
        people = Participant.objects.filter(project=self.ground.reader.project_id, pk__in=self.ground.covered)
        return dict(people.order_by("pseudonym", "pk").values_list("pk", "pseudonym"))

    def turns(self, texts: Collection[int]) -> Integers:
        rows = Turn.objects.filter(text__in=texts, speaker__role=Speaker.SpeakerRole.PARTICIPANT)
        found = rows.order_by("text", "index").values_list("text", "start", "end")
        return np.array([*found], dtype=np.int64).reshape(-1, 3)

    def began(self) -> datetime | None:
        first: datetime | None = Coding.objects.visible_to(self.ground.reader).aggregate(at=Min("created_at"))["at"]
        return first

    def proposers(self, codes: Collection[int]) -> dict[int, str]:
        adopted = Proposal.objects.visible_to(self.ground.reader).filter(
            code__in=codes, outcome=Proposal.Outcome.ADOPTED
        )
        return {one.code_id: str(one.coder) for one in adopted.select_related("coder__user")}

    def grouping(self, attribute: str) -> Grouping | None:
        try:
            return grouping_by(attribute_of(self.ground.reader, attribute))
        except NotGroupable:
            return None

    def bases(self) -> list[Basis]:
        reader = self.ground.reader
        return bases_for(reader) if sight_of(reader) is Sight.ALL else []

    def under(self, bases: Iterable[Basis], codes: list[int], lines: Lines) -> list[tuple[People, int]]:
        return people_under(self.ground, bases, codes, lines)
