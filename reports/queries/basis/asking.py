"""Whether participants were asked about a code, and which of those who mention it deny it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from coding.models import CodingState
from coding.queries.codebook import Codebook
from coding.queries.guide import Known, guide_of, known_of, questions_by_code
from interviews.models import Project
from interviews.models.participants import in_language
from methods.consensus import Integers
from methods.coverage import asked_of
from reports.queries.basis.basis import BasisKind, Ground
from reports.queries.basis.mentions import PERSON
from reports.queries.basis.states import consensus_states, counted_ratings, counted_states, decided_ranges

Pair = tuple[int, int]  # code, participant


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """A question of the guide with the ids of the codes it asks about."""

    pk: int
    key: str
    text_en: str
    text_fr: str
    codes: tuple[int, ...]

    @property
    def text(self) -> str:
        return in_language(self.text_en, self.text_fr)


@dataclass(frozen=True, slots=True)
class Asking:
    """What the guide says: its questions, those about each code, and in which transcripts they were asked or not."""

    questions: tuple[GuideQuestion, ...]
    about: Mapping[int, Collection[int]]
    known: Known

    def asked(self, questions: Collection[int], transcripts: Iterable[int]) -> bool | None:
        """Whether one of the questions was asked in one of the transcripts; None where nobody recorded it."""
        return asked_of(self.known.get((one, transcript)) for transcript in transcripts for one in questions)

    def about_code(self, code: int, transcripts: Iterable[int]) -> bool | None:
        """The same of a code's questions."""
        return self.asked(self.about.get(code, ()), transcripts)


def asking_of(project: Project, codebook: Codebook) -> Asking:
    """What is recorded of the project's guide: three queries."""
    questions = guide_of(project)
    told = tuple(
        GuideQuestion(one.pk, one.key, one.text_en, one.text_fr, tuple(code.pk for code in one.codes.all()))
        for one in questions
    )
    return Asking(told, questions_by_code(questions, codebook), known_of(questions) if questions else {})


def wholly_denied(ground: Ground, codes: Collection[int]) -> set[Pair]:
    """(code, participant) where all that counts under the basis denies. `codes` are those that may be denied.

    Under consensus what was decided counts in its range, and nothing else there.
    """
    if not codes:
        return set()
    names = ("code_id", PERSON, "direction", "text_id", "start", "end")
    rows = [*counted_states(ground, codes).values_list(*names)]
    if ground.basis.kind is BasisKind.CONSENSUS:
        decided: dict[Pair, list[tuple[int, int]]] = defaultdict(list)
        for code, text, start, end in decided_ranges(ground, codes):
            decided[code, text].append((start, end))
        rows = [row for row in rows if not _touches(row[4], row[5], decided[row[0], row[3]])]
        rows += consensus_states(ground, codes).values_list(*names)
    denies = {(row[0], row[1]) for row in rows if row[2] == CodingState.Direction.DENIES}
    others = {(row[0], row[1]) for row in rows if row[2] != CodingState.Direction.DENIES}
    only = denies - others
    return only - {*counted_ratings(ground, codes).values_list("code_id", "participant_id")} if only else only


def direct_codes(spans: Integers) -> dict[int, set[int]]:
    """The codes that each participant's marked stretches have: themselves, not those above them."""
    found: dict[int, set[int]] = defaultdict(set)
    for code, person in np.unique(spans[:, :2], axis=0).tolist():
        found[person].add(code)
    return found


def only_denied(who: Iterable[int], codes: set[int], direct: Mapping[int, set[int]], denied: set[Pair]) -> set[int]:
    """Those of `who` mention one of the codes whose every mention denies."""
    deniers = defaultdict(set)
    for code, person in denied:
        if code in codes:
            deniers[person].add(code)
    return {person for person in who if deniers[person] and direct.get(person, set()) & codes <= deniers[person]}


def _touches(start: int, end: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first < end and last > start for first, last in ranges)
