"""The demo's memos that are on no coding."""

from datetime import timedelta

from coding.demo import study
from coding.models import Memo
from coding.services.demo.begin import Demo
from coding.services.demo.times import workday


def write_memos(demo: Demo) -> None:
    """On the project, a code, a participant, a transcript: written in the first week of coding."""
    at = workday(study.read_rounds()[0].begins, 4) + timedelta(hours=8)
    for row in study.table("memos.tsv"):
        memo = Memo(project=demo.project, author=demo.members[row["author"]], text=row["text"], created_at=at)
        if row["on"] == "code":
            memo.on_code = demo.codes[row["key"]]
        elif row["on"] == "participant":
            memo.on_participant = demo.project.participants.get(pseudonym=row["key"])
        elif row["on"] == "transcript":
            memo.on_transcript = demo.project.transcripts.get(title=row["key"])
        memo.save()
