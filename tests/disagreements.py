"""Closed rounds and their disagreements as the rows that the engine leaves, made by hand."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from coding.models import Code, CodebookVersion, Disagreement, Round, Snapshot
from interviews.models import Member, Project, Transcript


def make_round(project: Project, *, number: int = 1) -> Round:
    """A closed round with its snapshot at the project's revision."""
    version, _ = CodebookVersion.objects.get_or_create(
        project=project,
        number=1,
        defaults={"note": "First", "document": {}, "sha256": "0" * 64, "codebook_revision": 0},
    )
    now = timezone.now()
    made = Round.objects.create(
        project=project,
        number=number,
        name=f"Round {number}",
        state="closed",
        version=version,
        seed=7,
        opened_at=now,
        closed_at=now,
    )
    Snapshot.objects.create(
        project=project, number=number, round=made, revision=project.revision + 1, document={}, sha256="0" * 64
    )
    return made


def make_disagreement(
    round_: Round,
    transcript: Transcript,
    code: Code,
    sides: Mapping[Member, Sequence[str]],
    *,
    kind: str = "boundary",
    share: float = 0.1,
) -> Disagreement:
    """The next lighter disagreement of the round; the sides' passages are named by their words."""
    text = transcript.current
    assert text is not None
    rows = [
        {"coder": coder.pk, "spans": [[text.text.index(q), text.text.index(q) + len(q)] for q in quotes]}
        for coder, quotes in sides.items()
    ]
    spans = [span for row in rows for span in row["spans"]]
    return Disagreement.objects.create(
        round=round_,
        number=round_.disagreements.count() + 1,
        transcript=transcript,
        text=text,
        code=code,
        start=min(start for start, _ in spans),
        end=max(end for _, end in spans),
        kind=kind,
        weight=share * 1000,
        share=share,
        sides=rows,
    )
