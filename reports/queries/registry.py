"""Every kind of report that the common pages, files and commands know."""

from reports.queries.comparison_report import COMPARISON
from reports.queries.kinds import Kind
from reports.queries.ranking_report import RANKING

KINDS_OF_REPORT: dict[str, Kind] = {kind.name: kind for kind in (RANKING, COMPARISON)}
