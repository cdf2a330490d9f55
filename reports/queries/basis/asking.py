"""Whether participants were asked about a code, and which of those who mention it deny it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coding.queries.codebook import Codebook
from coding.queries.guide import Known, guide_of, known_of, questions_by_code
from interviews.models import Project
from interviews.models.participants import in_language
from methods.consensus import Integers
from methods.coverage import asked_of
from reports.queries.basis.basis import BasisKind, Ground
from reports.queries.basis.marks import CODE, DENIES, END, START, TEXT, Marks
from reports.queries.basis.mentions import pairs_of, ratings_of_cases
from reports.queries.basis.stretches import marks_of

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
    marks, kept = marks_of(ground, codes), ground.rows.kept.of(codes) if _by_decisions(ground) else None
    if kept is not None:
        marks = marks.where(~_decided(ground, marks))
    layers = [marks, *([kept] if kept is not None else [])]
    denies = {pair for layer in layers for pair in pairs_of(layer.where(layer.direction == DENIES).spans)}
    others = {pair for layer in layers for pair in pairs_of(layer.where(layer.direction != DENIES).spans)}
    only = denies - others
    return only - {(one.code, one.participant) for one in ratings_of_cases(ground, codes)}


def direct_codes(spans: Integers) -> dict[int, set[int]]:
    """The codes that each participant's marked stretches have: themselves, not those above them."""
    found: dict[int, set[int]] = defaultdict(set)
    for code, person in pairs_of(spans):
        found[person].add(code)
    return found


def only_denied(who: Iterable[int], codes: set[int], direct: Mapping[int, set[int]], denied: set[Pair]) -> set[int]:
    """Those of `who` mention one of the codes whose every mention denies."""
    deniers = defaultdict(set)
    for code, person in denied:
        if code in codes:
            deniers[person].add(code)
    return {person for person in who if deniers[person] and direct.get(person, set()) & codes <= deniers[person]}


def _by_decisions(ground: Ground) -> bool:
    return ground.basis.kind is BasisKind.CONSENSUS


def _decided(ground: Ground, marks: Marks) -> NDArray[np.bool_]:
    """Which of them touch a range that is decided."""
    ranges: dict[Pair, list[tuple[int, int]]] = defaultdict(list)
    for code, text, start, end in ground.rows.decided:
        ranges[code, text].append((start, end))
    rows = marks.spans[:, [CODE, TEXT, START, END]].tolist()
    touched = (
        any(first < end and last > start for first, last in ranges.get((code, text), ()))
        for code, text, start, end in rows
    )
    return np.fromiter(touched, dtype=bool, count=len(rows))
