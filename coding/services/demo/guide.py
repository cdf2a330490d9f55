"""The demo's interview guide: written before the first interview; marked in all transcripts but one, to be tried."""

from datetime import timedelta

from coding.demo import study
from coding.models import Asked, Question
from coding.queries.marks import said_in
from coding.services.asked import MARKED
from coding.services.demo.begin import FIRST_DAY, Demo
from coding.services.demo.times import workday
from interviews.models import Transcript
from interviews.services.revisions import record

# After the last interview of the last round was coded, in working days.
MARKING = 20


def write_questions(demo: Demo) -> None:
    """The guide, with the codes its questions ask about: of the day on which the study began."""
    told = study.told("guide.json")
    questions = [
        Question(
            project=demo.project,
            key=one["key"],
            position=place,
            text_en=one["text_en"],
            text_fr=one["text_fr"],
            probes="\n".join(one["probes"]),
            created_by=demo.lead,
        )
        for place, one in enumerate(told)
    ]
    Question.objects.bulk_create(questions)
    for question, one in zip(questions, told, strict=True):
        question.codes.set(demo.codes[key] for key in one["codes"])
    keys = [question.key for question in questions]
    record(demo.project, actor=demo.lead.user, verb="guide.added", summary={"questions": keys})
    demo.clock.set_back(FIRST_DAY + timedelta(hours=1))


def mark_interviews(demo: Demo) -> None:
    """What was asked where: one action an interview, by who coded it first."""
    questions = {question.key: question for question in Question.objects.filter(project=demo.project)}
    people = {row["nn"]: row["pseudonym"] for row in study.table("participants.tsv")}
    transcripts = {one.title: one for one in demo.project.transcripts.select_related("current")}
    rows = study.table("guide.tsv")
    for number in dict.fromkeys(row["nn"] for row in rows):
        told = {row["question"]: row["quote"] for row in rows if row["nn"] == number}
        marks = _marks(demo, transcripts[people[number]], {questions[key]: quote for key, quote in told.items()})
        Asked.objects.bulk_create(marks)
    last = study.read_rounds()[-1]
    demo.clock.set_back(workday(last.begins, len(last.transcripts) + MARKING), every=timedelta(minutes=15))


def _marks(demo: Demo, transcript: Transcript, told: dict[Question, str]) -> list[Asked]:
    """A mark for each question: asked in the turn that has the quote, not asked without one."""
    text = transcript.current
    if text is None:
        return []
    coder = demo.coder("A")
    keys = [question.key for question in told]
    revision = record(demo.project, actor=coder.user, verb=MARKED, transcript=transcript, summary={"questions": keys})
    turns = [turn for turn in said_in(text) if turn.interviewer]
    marks = []
    for question, quote in told.items():
        mark = Asked(question=question, transcript=transcript, by=coder, born=revision.number)
        mark.answer = Asked.Answer.ASKED if quote else Asked.Answer.NOT_ASKED
        if quote:
            (turn,) = (turn for turn in turns if quote in turn.words)
            mark.text, mark.start, mark.end = text, turn.start, turn.end
        marks.append(mark)
    return marks
