"""A new project. The screen is here, above the study, for its codebook may begin from a template."""

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from coding.services.templates import load_template
from interviews.access import for_users
from interviews.forms.projects import EMPTY, NewProjectForm
from interviews.models import Member, User
from interviews.services.projects import create_project


@for_users
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a project, empty or from a template; who begins it owns it."""
    form = NewProjectForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        member = _begin(request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in: the guard saw to it
        return redirect("project", member.project.key)
    return render(request, "coding/projects/new.html", {"form": form}, status=422 if form.is_bound else 200)


@transaction.atomic
def _begin(user: User, *, template: str, **fields: str) -> Member:
    member = create_project(user, **fields)
    if template != EMPTY:
        load_template(member.project, by=member, name=template)
    return member
