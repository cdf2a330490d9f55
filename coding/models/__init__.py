"""The reading: codebook, passes, codings, ratings, memos."""

from coding.models.codebook import SLOTS, Code
from coding.models.codings import Assignment, Coding, CodingState, Rating, StateSpeaker
from coding.models.memos import Memo

__all__ = ["SLOTS", "Assignment", "Code", "Coding", "CodingState", "Memo", "Rating", "StateSpeaker"]
