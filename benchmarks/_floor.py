"""The floor: a bare signed-in view with one transaction that writes one row, under the site's own middleware."""

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from interviews.models import Project
from omsrp.urls import urlpatterns as site


def bare(request: HttpRequest, project_key: str) -> HttpResponse:
    """Read who asks, write one row, answer."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    with transaction.atomic():
        Project.objects.filter(key=project_key).update(revision=F("revision") + 0)
    return JsonResponse({"ok": True})


urlpatterns = [path("bare/<slug:project_key>/", bare), *site]
