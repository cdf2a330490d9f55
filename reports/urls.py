"""Addresses of the reports."""

from django.urls import URLPattern, path

from reports.queries.kinds.registry import KINDS_OF_REPORT
from reports.views import (
    chosen_quotes,
    crosstab,
    data,
    declarations,
    disclosure,
    findings,
    kinds,
    methods,
    overview,
    packs,
    passages,
    query,
    quotes,
    sample,
    saved_queries,
    snapshots,
)

REPORTS = "projects/<slug:project_key>/reports"
FINDING = f"{REPORTS}/findings/<int:number>"
CHOSEN = f"{REPORTS}/quotes/chosen/<int:pk>"
SAVED_QUERY = f"{REPORTS}/queries/<uuid:uid>"

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
    path(f"{REPORTS}/query/", query.page, name="query"),
    path(f"{REPORTS}/query.<slug:kind>", query.export, name="query_export"),
    path(f"{REPORTS}/queries/", saved_queries.index, name="saved_queries"),
    path(f"{REPORTS}/queries/save/", saved_queries.save, name="query_save"),
    path(f"{SAVED_QUERY}/", saved_queries.saved_query, name="saved_query"),
    path(f"{SAVED_QUERY}/change/", saved_queries.change, name="saved_query_change"),
    path(f"{SAVED_QUERY}/rename/", saved_queries.rename, name="saved_query_rename"),
    path(f"{SAVED_QUERY}/delete/", saved_queries.delete, name="saved_query_delete"),
    path(f"{SAVED_QUERY}/restore/", saved_queries.restore, name="saved_query_restore"),
    path(f"{REPORTS}/quotes/", chosen_quotes.index, name="chosen_quotes"),
    path(f"{REPORTS}/quotes.<slug:kind>", chosen_quotes.export, name="chosen_quotes_export"),
    path(f"{REPORTS}/quotes/keep/", chosen_quotes.keep, name="quote_keep"),
    path(f"{CHOSEN}/", chosen_quotes.quote, name="chosen_quote"),
    path(f"{CHOSEN}/whole/", chosen_quotes.whole, name="chosen_quote_whole"),
    path(f"{CHOSEN}/translate/", chosen_quotes.translate, name="chosen_quote_translate"),
    path(f"{CHOSEN}/move/", chosen_quotes.move, name="chosen_quote_move"),
    path(f"{CHOSEN}/remove/", chosen_quotes.remove, name="chosen_quote_remove"),
    path(f"{CHOSEN}/restore/", chosen_quotes.restore, name="chosen_quote_restore"),
    path(f"{REPORTS}/data/", data.page, name="data"),
    path(f"{REPORTS}/data/<slug:name>.<slug:kind>", data.export, name="data_export"),
    path(f"{REPORTS}/disclosure/", disclosure.page, name="disclosure"),
    path(f"{REPORTS}/disclosure/override/", disclosure.override, name="disclosure_override"),
    path(f"{REPORTS}/disclosure/open/", disclosure.open_, name="disclosure_open"),
    path(f"{REPORTS}/disclosure/openings/<int:pk>/close/", disclosure.close, name="disclosure_close"),
    path(f"{REPORTS}/declaration/", declarations.declaration, name="declaration"),
    path(f"{REPORTS}/snapshots/", snapshots.index, name="snapshots"),
    path(f"{REPORTS}/snapshots/take/", snapshots.take, name="snapshot_take"),
    path(f"{REPORTS}/snapshots/<int:number>/", snapshots.snapshot, name="snapshot"),
    path(f"{REPORTS}/snapshots/<int:number>/document.json", snapshots.document, name="snapshot_document"),
    path(f"{REPORTS}/findings/", findings.index, name="findings"),
    path(f"{REPORTS}/findings/new/", findings.new, name="finding_new"),
    path(f"{REPORTS}/methods/", methods.page, name="methods"),
    path(f"{REPORTS}/methods/document/", methods.document, name="methods_document"),
    path(f"{REPORTS}/packs/", packs.index, name="packs"),
    path(f"{REPORTS}/packs/<int:pk>/", packs.download, name="pack"),
    path(f"{REPORTS}/packs/<int:pk>/delete/", packs.delete, name="pack_delete"),
    path(f"{REPORTS}/packs/<int:pk>/restore/", packs.restore, name="pack_restore"),
    path(f"{FINDING}/", findings.finding, name="finding"),
    path(f"{FINDING}/edit/", findings.edit, name="finding_edit"),
    path(f"{FINDING}/accept/", findings.accept, name="finding_accept"),
    path(f"{FINDING}/state/", findings.state, name="finding_state"),
    path(f"{FINDING}/comment/", findings.comment, name="finding_comment"),
    path(f"{FINDING}/delete/", findings.delete, name="finding_delete"),
    path(f"{FINDING}/restore/", findings.restore, name="finding_restore"),
    path(f"{FINDING}/quotes/", quotes.choose, name="finding_quotes"),
    path(f"{FINDING}/quotes/add/", quotes.add, name="finding_quote_add"),
    path(f"{FINDING}/quotes/<int:pk>/shorten/", quotes.shorten, name="finding_quote_shorten"),
    path(f"{FINDING}/quotes/<int:pk>/translate/", quotes.translate, name="finding_quote_translate"),
    path(f"{FINDING}/quotes/<int:pk>/remove/", quotes.remove, name="finding_quote_remove"),
    *(path(f"{REPORTS}/{name}/", kinds.page, {"name": name}, name=name) for name in KINDS_OF_REPORT),
    *(
        path(f"{REPORTS}/{name}.<slug:kind>", kinds.export, {"name": name}, name=f"{name}_export")
        for name in KINDS_OF_REPORT
    ),
]
