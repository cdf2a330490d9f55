"""What a team declares about its analysis, what it asks and finds, and what it freezes."""

from reports.models.answers import ChecklistAnswer
from reports.models.declarations import Declaration
from reports.models.findings import Finding, FindingComment, FindingQuote
from reports.models.openings import DisclosureOpening
from reports.models.overrides import DisclosureOverride
from reports.models.queries import SavedQuery
from reports.models.quotes import ChosenQuote, QuotedPassage
from reports.models.snapshots import Snapshot, SnapshotQuote

__all__ = [
    "ChecklistAnswer",
    "ChosenQuote",
    "Declaration",
    "DisclosureOpening",
    "DisclosureOverride",
    "Finding",
    "FindingComment",
    "FindingQuote",
    "QuotedPassage",
    "SavedQuery",
    "Snapshot",
    "SnapshotQuote",
]
