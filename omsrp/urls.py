"""All addresses of the site. Upper apps come first: `projects/new/` must not be read as a project named "new"."""

from django.urls import include, path

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("coding.urls")),
    path("", include("interviews.urls")),
    # Last, for the page of a lost password has an answer of ours where no mail is configured.
    path("accounts/", include("allauth.urls")),
]

handler500 = "omsrp.views.server_error"
