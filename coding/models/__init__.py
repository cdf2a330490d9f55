"""The reading: codebook and its versions, rounds, passes, codings, ratings, memos, decisions, guide."""

from coding.models.codebook import SLOTS, Code
from coding.models.codings import Assignment, Coding, CodingState, Rating, StateSpeaker
from coding.models.decisions import Decision, Disagreement, RatingDecision
from coding.models.guide import Asked, Question
from coding.models.memos import Memo
from coding.models.rounds import Round, Snapshot, Tally
from coding.models.versions import CodebookVersion, ExclusiveGroup, Proposal, Recheck

__all__ = [
    "SLOTS",
    "Asked",
    "Assignment",
    "Code",
    "CodebookVersion",
    "Coding",
    "CodingState",
    "Decision",
    "Disagreement",
    "ExclusiveGroup",
    "Memo",
    "Proposal",
    "Question",
    "Rating",
    "RatingDecision",
    "Recheck",
    "Round",
    "Snapshot",
    "StateSpeaker",
    "Tally",
]
