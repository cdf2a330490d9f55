"""Every kind of report that the common pages, files and commands know."""

from reports.queries.comparison_report import COMPARISON
from reports.queries.cooccurrence_report import COOCCURRENCE
from reports.queries.coverage_report import COVERAGE
from reports.queries.dispersion_report import DISPERSION
from reports.queries.emergence_report import EMERGENCE
from reports.queries.indicators_report import INDICATORS
from reports.queries.kinds import Kind
from reports.queries.ranking_report import RANKING
from reports.queries.ratings_report import RATINGS
from reports.queries.saturation_report import SATURATION

KINDS_OF_REPORT: dict[str, Kind] = {
    kind.name: kind
    for kind in (RANKING, COMPARISON, RATINGS, DISPERSION, EMERGENCE, SATURATION, INDICATORS, COOCCURRENCE, COVERAGE)
}
