"""What a team declares about its analysis, what it finds, and what it freezes."""

from reports.models.declarations import Declaration
from reports.models.findings import Finding, FindingComment, FindingQuote
from reports.models.overrides import DisclosureOverride
from reports.models.snapshots import Snapshot, SnapshotQuote

__all__ = [
    "Declaration",
    "DisclosureOverride",
    "Finding",
    "FindingComment",
    "FindingQuote",
    "Snapshot",
    "SnapshotQuote",
]
