"""Whether participants were asked about a code, and which of those who mention it deny it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coding.models import Question
from coding.queries.codebook import Codebook
from coding.queries.guide import Known, asking_about, known_by
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
        return self.asked(self.of_code(code), transcripts)

    def of_code(self, code: int) -> Collection[int]:
        """The questions about a code."""
        return self.about.get(code, ())


class WhoWasAsked:
    """Who of the covered was asked one of several questions, who none of them, and in which of their transcripts; kept
    by the questions, for the codes of a branch mostly have the same.
    """

    def __init__(self, asking: Asking, ground: Ground) -> None:
        self.ground = ground
        self._kept: dict[frozenset[int], tuple[set[int], set[int]]] = {}
        self._transcripts: dict[frozenset[int], tuple[set[int], set[int]]] = {}
        self._known: dict[bool, dict[int, set[int]]] = {True: defaultdict(set), False: defaultdict(set)}
        for (question, transcript), asked in asking.known.items():
            self._known[asked][question].add(transcript)

    def people(self, questions: Collection[int]) -> tuple[set[int], set[int]]:
        """Who was asked, and who was not; of all others it is open."""
        key = frozenset(questions)
        if key not in self._kept:
            asked, not_asked = self.transcripts(key)
            of, covered = self.ground.transcripts_of, self.ground.covered
            self._kept[key] = (
                {person for person in covered if not asked.isdisjoint(of[person])},
                {person for person in covered if not_asked.issuperset(of[person])},
            )
        return self._kept[key]

    def transcripts(self, questions: Collection[int]) -> tuple[set[int], set[int]]:
        """Those in which one of the questions was asked, and those in which it is known that none was."""
        key = frozenset(questions)
        if key not in self._transcripts:
            asked = set[int]().union(*(self._known[True][one] for one in key))
            none = [self._known[False][one] for one in key]
            self._transcripts[key] = asked, set.intersection(*none) if none else set()
        return self._transcripts[key]


def asking_of(project: Project, codebook: Codebook) -> Asking:
    """What is recorded of the project's guide: two queries."""
    rows = Question.objects.living().filter(project=project)
    in_order = rows.order_by("position", "pk", "codes__position", "codes")
    codes: dict[tuple[int, str, str, str], list[int]] = defaultdict(list)
    for pk, key, text_en, text_fr, code in in_order.values_list("pk", "key", "text_en", "text_fr", "codes"):
        node = codebook.by_id.get(code)
        codes[pk, key, text_en, text_fr] += [code] if node and not node.archived else []
    questions = tuple(GuideQuestion(*told, tuple(some)) for told, some in codes.items())
    about = asking_about(((one.pk, code) for one in questions for code in one.codes), codebook)
    return Asking(questions, about, known_by([one.pk for one in questions]) if questions else {})


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
