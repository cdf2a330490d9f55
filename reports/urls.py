"""Addresses of the reports."""

from django.urls import URLPattern, path

from reports.queries.registry import KINDS_OF_REPORT
from reports.views import crosstab, declarations, kinds, overview, passages, sample

REPORTS = "projects/<slug:project_key>/reports"

urlpatterns: list[URLPattern] = [
    path(f"{REPORTS}/", overview.index, name="reports"),
    path(f"{REPORTS}/crosstab/", crosstab.page, name="crosstab"),
    path(f"{REPORTS}/crosstab.<slug:kind>", crosstab.export, name="crosstab_export"),
    path(f"{REPORTS}/passages/", passages.index, name="passages"),
    path(f"{REPORTS}/passages.<slug:kind>", passages.export, name="passages_export"),
    path(f"{REPORTS}/codings/", passages.codings, name="all_codings"),
    path(f"{REPORTS}/codings.<slug:kind>", passages.codings_export, name="codings_export"),
    path(f"{REPORTS}/sample/", sample.page, name="sample"),
    path(f"{REPORTS}/sample.<slug:kind>", sample.export, name="sample_export"),
    path(f"{REPORTS}/declaration/", declarations.declaration, name="declaration"),
    *(path(f"{REPORTS}/{name}/", kinds.page, {"name": name}, name=name) for name in KINDS_OF_REPORT),
    *(
        path(f"{REPORTS}/{name}.<slug:kind>", kinds.export, {"name": name}, name=f"{name}_export")
        for name in KINDS_OF_REPORT
    ),
]
