"""The interview guide as pages and reports read it: its questions with their codes, and how far it is marked.

What the interviewer asked is a fact of the interview, told by her own words: it says nothing of anybody's codings, and
every member sees it, also in an open round. Only who marked it is for those who see everybody's work.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from coding.models import Asked, Code, Question
from coding.queries.codebook import Codebook
from interviews.models import Project, Transcript

Known = Mapping[tuple[int, int], bool]  # question and transcript: whether it was asked there; open ones are not in it


@dataclass(frozen=True, slots=True)
class Listed:
    """A question of the guide by its number, from 1; with how many interviews are marked asked and not asked."""

    question: Question
    number: int
    codes: tuple[Code, ...]
    asked: int
    not_asked: int
    interviews: int

    @property
    def open(self) -> int:
        return self.interviews - self.asked - self.not_asked


@dataclass(frozen=True, slots=True)
class Interview:
    """A row of the overview: a transcript with the answer to each question in order, empty where it is open."""

    transcript: Transcript
    answers: tuple[tuple[Question, str], ...]

    @property
    def marked(self) -> int:
        return sum(bool(answer) for _question, answer in self.answers)


@dataclass(frozen=True, slots=True)
class Overview:
    """Transcripts x questions. `marked` of `cells` are known."""

    questions: tuple[Listed, ...]
    interviews: tuple[Interview, ...]

    @property
    def marked(self) -> int:
        return sum(one.marked for one in self.interviews)

    @property
    def cells(self) -> int:
        return len(self.questions) * len(self.interviews)


def guide_of(project: Project) -> tuple[Question, ...]:
    """The living questions in order, with their living codes at hand."""
    codes = Code.objects.living().in_codebook().order_by("position", "pk")
    rows = Question.objects.living().filter(project=project).order_by("position", "pk")
    return tuple(rows.prefetch_related(Prefetch("codes", codes)))


def archived_questions(project: Project) -> list[Question]:
    return [*Question.objects.filter(project=project).exclude(archived_at=None).order_by("-archived_at", "pk")]


def known_of(questions: Iterable[Question]) -> Known:
    """What is marked of these questions in living transcripts."""
    return known_by([one.pk for one in questions])


def known_by(questions: Collection[int]) -> Known:
    """The same by the questions' ids."""
    rows = Asked.objects.living().filter(question__in=questions, transcript__archived_at=None)
    return {
        (question, transcript): answer == Asked.Answer.ASKED
        for question, transcript, answer in rows.exclude(answer=Asked.Answer.REFUSED).values_list(
            "question", "transcript", "answer"
        )
    }


def listed(project: Project) -> tuple[Listed, ...]:
    """The guide with its figures."""
    questions = guide_of(project)
    interviews = Transcript.objects.living().filter(project=project).count()
    return _listed(questions, known_of(questions), interviews)


def _listed(questions: Sequence[Question], known: Known, interviews: int) -> tuple[Listed, ...]:
    counts = Counter((question, asked) for (question, _transcript), asked in known.items())
    return tuple(
        Listed(one, number, tuple(one.codes.all()), counts[one.pk, True], counts[one.pk, False], interviews)
        for number, one in enumerate(questions, 1)
    )


def overview_of(project: Project) -> Overview:
    """Every living transcript with every question of the guide."""
    questions = guide_of(project)
    transcripts = [*Transcript.objects.living().filter(project=project).order_by("position", "pk")]
    known = known_of(questions)
    words = {True: Asked.Answer.ASKED.value, False: Asked.Answer.NOT_ASKED.value, None: ""}
    rows = tuple(
        Interview(one, tuple((question, words[known.get((question.pk, one.pk))]) for question in questions))
        for one in transcripts
    )
    return Overview(_listed(questions, known, len(transcripts)), rows)


def questions_by_code(questions: Iterable[Question], codebook: Codebook) -> dict[int, set[int]]:
    """The questions that ask about each living code: its own, those of a code above it, and those of one below it."""
    return asking_about(((question.pk, code.pk) for question in questions for code in question.codes.all()), codebook)


def asking_about(pairs: Iterable[tuple[int, int]], codebook: Codebook) -> dict[int, set[int]]:
    """The same of (question, code)."""
    found: dict[int, set[int]] = defaultdict(set)
    for question, code in pairs:
        node = codebook.by_id.get(code)
        if node is None or node.archived:
            continue
        around = (node.code, *node.ancestors, *(below.code for below in node.within()))
        for one in around:
            found[one.pk].add(question)
    return found
