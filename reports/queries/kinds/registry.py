"""Every kind of report that the common pages, files and commands know."""

from reports.queries.kinds.comparison import COMPARISON
from reports.queries.kinds.cooccurrence import COOCCURRENCE
from reports.queries.kinds.coverage import COVERAGE
from reports.queries.kinds.dispersion import DISPERSION
from reports.queries.kinds.emergence import EMERGENCE
from reports.queries.kinds.indicators import INDICATORS
from reports.queries.kinds.kind import Kind
from reports.queries.kinds.ranking import RANKING
from reports.queries.kinds.ratings import RATINGS
from reports.queries.kinds.saturation import SATURATION

KINDS_OF_REPORT: dict[str, Kind] = {
    kind.name: kind
    for kind in (RANKING, COMPARISON, RATINGS, DISPERSION, EMERGENCE, SATURATION, INDICATORS, COOCCURRENCE, COVERAGE)
}
