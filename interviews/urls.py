"""Addresses of this app."""

from django.urls import URLPattern, path

from interviews.views import accounts, imports, invitations, jobs, preferences, projects, setup, team, transcripts

urlpatterns: list[URLPattern] = [
    path("", projects.index, name="projects"),
    path("setup/", setup.setup, name="setup"),
    path("language/", preferences.language, name="language"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/sessions/<int:pk>/end/", accounts.end_session, name="session_end"),
    path("preferences/deactivate/", accounts.deactivate, name="account_deactivate"),
    path("accounts/password/reset/", accounts.password_reset, name="password_reset"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("projects/<slug:project_key>/settings/", projects.settings, name="project_settings"),
    path("projects/<slug:project_key>/archive/", projects.archive, name="project_archive"),
    path("projects/<slug:project_key>/delete/", projects.delete, name="project_delete"),
    path("projects/<slug:project_key>/restore/", projects.restore, name="project_restore"),
    path("projects/<slug:project_key>/team/", team.index, name="team"),
    path("projects/<slug:project_key>/team/leave/", team.leave, name="team_leave"),
    path("projects/<slug:project_key>/team/invitations/", team.invite, name="invitation_create"),
    path("projects/<slug:project_key>/team/invitations/<int:pk>/revoke/", team.revoke, name="invitation_revoke"),
    path("projects/<slug:project_key>/team/<int:pk>/", team.teammate, name="teammate"),
    path("projects/<slug:project_key>/team/<int:pk>/remove/", team.remove, name="teammate_remove"),
    path("projects/<slug:project_key>/team/<int:pk>/return/", team.bring_back, name="teammate_return"),
    path("projects/<slug:project_key>/transcripts/import/", imports.new, name="transcripts_import"),
    path("projects/<slug:project_key>/transcripts/import/<uuid:uid>/", imports.upload, name="upload"),
    path("projects/<slug:project_key>/transcripts/<int:pk>/", transcripts.detail, name="transcript"),
    path(
        "projects/<slug:project_key>/transcripts/<int:pk>/original/",
        transcripts.original,
        name="transcript_original",
    ),
    path("projects/<slug:project_key>/transcripts/<int:pk>/title/", transcripts.rename, name="transcript_rename"),
    path("projects/<slug:project_key>/transcripts/<int:pk>/archive/", transcripts.archive, name="transcript_archive"),
    path(
        "projects/<slug:project_key>/transcripts/<int:pk>/speakers/<int:speaker_pk>/",
        transcripts.speaker,
        name="speaker",
    ),
    path("projects/<slug:project_key>/jobs/<int:pk>/", jobs.detail, name="job"),
]
