"""What a team declares about its analysis, what it finds, and what it asked."""

from reports.models.declarations import Declaration
from reports.models.findings import Finding, FindingComment, FindingQuote
from reports.models.queries import SavedQuery
from reports.models.quotes import ChosenQuote, QuotedPassage

__all__ = [
    "ChosenQuote",
    "Declaration",
    "Finding",
    "FindingComment",
    "FindingQuote",
    "QuotedPassage",
    "SavedQuery",
]
