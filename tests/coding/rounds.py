"""A small study for tests of rounds: frozen version 1, interviews, and short ways to plan and open."""

from datetime import UTC, datetime, timedelta

from coding.models import Assignment, CodebookVersion, Round
from coding.queries.codebook import read_codebook
from coding.queries.versions import document_of, hash_of
from coding.services.passes import mark_done
from coding.services.rounds import create_round, open_round, plan_round
from interviews.models import Member, Project, Transcript
from tests.factories import make_code, make_transcript

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)


def make_version(project: Project) -> CodebookVersion:
    """One code, frozen as the next version."""
    if not project.codes.exists():
        make_code(project, "planning")
    number = project.codebook_version + 1
    document = document_of(read_codebook(project), {})
    Project.objects.filter(pk=project.pk).update(codebook_version=number)
    project.refresh_from_db()
    return CodebookVersion.objects.create(
        project=project,
        number=number,
        note="",
        document=document,
        sha256=hash_of(document),
        codebook_revision=project.codebook_revision,
    )


def make_interviews(project: Project, number: int) -> list[Transcript]:
    return [
        make_transcript(project, ("Interviewer", "How?"), ("P", f"I plan {n}. I post."), title=f"Talk {n}")
        for n in range(1, number + 1)
    ]


def planned(by: Member, cells: dict[Member, list[Transcript]], **fields: object) -> Round:
    """A draft in which each coder codes these transcripts."""
    round_ = create_round(by.project, by=by, at=MONDAY)
    pairs = [(transcript.pk, coder.pk) for coder, transcripts in cells.items() for transcript in transcripts]
    return plan_round(round_, by=by, cells=pairs, **fields)


def opened(by: Member, cells: dict[Member, list[Transcript]], **fields: object) -> Round:
    return open_round(planned(by, cells, **fields), by=by, at=MONDAY)


def pass_of(coder: Member, transcript: Transcript) -> Assignment:
    return Assignment.objects.current().get(coder=coder, transcript=transcript)


def submit(coder: Member, *transcripts: Transcript) -> None:
    for transcript in transcripts:
        mark_done(transcript, by=coder)
