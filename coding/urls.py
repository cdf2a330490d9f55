"""Addresses of the reading: workspace, codings, codebook, memos."""

from django.urls import URLPattern, path

from coding.views import codings, passes, projects, workspace

TRANSCRIPT = "projects/<slug:project_key>/transcripts/<int:pk>"

urlpatterns: list[URLPattern] = [
    path("projects/new/", projects.new, name="project_new"),
    path(f"{TRANSCRIPT}/code/", workspace.workspace, name="workspace"),
    path(f"{TRANSCRIPT}/codings/", workspace.codings, name="codings"),
    path(f"{TRANSCRIPT}/codings/<uuid:uid>/", codings.coding, name="coding"),
    path(f"{TRANSCRIPT}/changes/", workspace.changes, name="changes"),
    path(f"{TRANSCRIPT}/turns/<int:index>/", codings.turn, name="turn"),
    path(f"{TRANSCRIPT}/done/", passes.done, name="done"),
    path(f"{TRANSCRIPT}/ratings/", passes.rate_participant, name="rate"),
]
