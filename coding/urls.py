"""Addresses of the reading: workspace, codings, codebook, memos."""

from django.urls import URLPattern, path

from coding.views import (
    agreement,
    agreement_files,
    codebook,
    codebook_files,
    codings,
    home,
    memos,
    passes,
    projects,
    speakers,
    workspace,
)

PROJECT = "projects/<slug:project_key>"
ROUND = "projects/<slug:project_key>/rounds/<int:number>"
TRANSCRIPT = "projects/<slug:project_key>/transcripts/<int:pk>"

urlpatterns: list[URLPattern] = [
    path("projects/new/", projects.new, name="project_new"),
    path(f"{PROJECT}/", home.project, name="project"),
    path(f"{TRANSCRIPT}/code/", workspace.workspace, name="workspace"),
    path(f"{TRANSCRIPT}/codings/", workspace.codings, name="codings"),
    path(f"{TRANSCRIPT}/codings/<uuid:uid>/", codings.coding, name="coding"),
    path(f"{TRANSCRIPT}/changes/", workspace.changes, name="changes"),
    path(f"{TRANSCRIPT}/turns/<int:index>/", codings.turn, name="turn"),
    path(f"{TRANSCRIPT}/speakers/merge/", speakers.merge, name="speakers_merge"),
    path(f"{TRANSCRIPT}/done/", passes.done, name="done"),
    path(f"{TRANSCRIPT}/ratings/", passes.rate_participant, name="rate"),
    path(f"{PROJECT}/codebook/", codebook.index, name="codebook"),
    path(f"{PROJECT}/codebook.<slug:kind>", codebook_files.export, name="codebook_export"),
    path(f"{PROJECT}/codebook/new/", codebook.new, name="code_new"),
    path(f"{PROJECT}/codebook/import/", codebook_files.upload, name="codebook_import"),
    path(f"{PROJECT}/codebook/import/template/", codebook_files.template, name="codebook_template"),
    path(f"{PROJECT}/codebook/import/<uuid:uid>/", codebook_files.preview, name="codebook_upload"),
    path(f"{PROJECT}/codebook/import/<uuid:uid>/discard/", codebook_files.discard, name="codebook_discard"),
    path(f"{PROJECT}/codebook/<slug:code_key>/", codebook.code, name="code"),
    path(f"{PROJECT}/codebook/<slug:code_key>/move/", codebook.move, name="code_move"),
    path(f"{PROJECT}/codebook/<slug:code_key>/archive/", codebook.archive, name="code_archive"),
    path(f"{PROJECT}/codebook/<slug:code_key>/restore/", codebook.restore, name="code_restore"),
    path(f"{ROUND}/agreement/", agreement.overview, name="agreement"),
    path(f"{ROUND}/method/", agreement_files.method_page, name="method"),
    path(f"{ROUND}/files/<slug:name>.<slug:kind>", agreement_files.export, name="agreement_file"),
    path(f"{PROJECT}/memos/", memos.index, name="memos"),
    path(f"{PROJECT}/memos.<slug:kind>", memos.export, name="memos_export"),
    path(f"{PROJECT}/memos/new/", memos.new, name="memo_new"),
    path(f"{PROJECT}/memos/<uuid:uid>/", memos.edit, name="memo"),
    path(f"{PROJECT}/memos/<uuid:uid>/delete/", memos.delete, name="memo_delete"),
    path(f"{PROJECT}/memos/<uuid:uid>/restore/", memos.restore, name="memo_restore"),
]
