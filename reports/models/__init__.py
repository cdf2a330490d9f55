"""What a team declares about its analysis, and what it finds."""

from reports.models.declarations import Declaration
from reports.models.findings import Finding, FindingComment, FindingQuote

__all__ = ["Declaration", "Finding", "FindingComment", "FindingQuote"]
