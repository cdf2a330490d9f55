"""The list of projects, and the settings, archive and deletion of one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interviews.access import Action, for_members, for_users, may, require
from interviews.forms.projects import DeleteProjectForm, SettingsForm
from interviews.models import Member, Project
from interviews.models.projects import GRACE
from interviews.queries.projects import deleted_membership, projects_of
from interviews.services import projects


@for_users
def index(request: HttpRequest) -> HttpResponseBase:
    """One's projects; `?deleted=KEY` shows the way back right after a deletion."""
    mine = projects_of(request.user)  # type: ignore[arg-type]  # signed in: the guard saw to it
    just_deleted = next((row for row in mine.deleted if row.project.key == request.GET.get("deleted")), None)
    return render(request, "interviews/projects/index.html", {"projects": mine, "just_deleted": just_deleted})


@for_members(Action.EDIT_PROJECT)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Name, description, language, and what coders may do and see."""
    project = Project.objects.get(pk=member.project_id)  # a copy: a refused form must not rename the page's head
    form = SettingsForm(request.POST or None, instance=project)
    if request.method == "POST" and form.is_valid():
        if projects.change_project(project, by=member, fields=form.changed_data):
            messages.success(request, _("The settings are saved."))
        return redirect("project_settings", project.key)
    context = {
        "project": member.project,
        "member": member,
        "section": "settings",
        "form": form,
        "may_delete": may(member, Action.DELETE_PROJECT),
    }
    return render(request, "interviews/projects/settings.html", context, status=422 if form.is_bound else 200)


@for_members(Action.EDIT_PROJECT)
@require_POST
def archive(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Close the project for writing, or open it again: `archived` is 1 or 0."""
    if request.POST.get("archived") == "1":
        projects.archive(member.project, by=member, at=timezone.now())
        messages.success(request, _("The project is archived: everybody reads, nobody changes."))
    else:
        projects.unarchive(member.project, by=member)
        messages.success(request, _("The project is open for work again."))
    return redirect("project_settings", member.project.key)


@for_members(Action.DELETE_PROJECT)
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Delete the project, confirmed by its name; the list then offers to restore it."""
    form = DeleteProjectForm(request.POST or None, project=member.project)
    if request.method == "POST" and form.is_valid():
        projects.delete(member.project, by=member, at=timezone.now())
        return redirect(f"{reverse('projects')}?deleted={member.project.key}")
    context = {
        "project": member.project,
        "member": member,
        "section": "settings",
        "form": form,
        "days": GRACE.days,
    }
    return render(request, "interviews/projects/delete.html", context, status=422 if form.is_bound else 200)


@for_users
@require_POST
def restore(request: HttpRequest, project_key: str) -> HttpResponseBase:
    """Undo a deletion. The guard of members does not see deleted projects, so the right is asked for here."""
    member = deleted_membership(request.user, project_key)  # type: ignore[arg-type]  # signed in
    if member is None:
        raise Http404
    require(member, Action.DELETE_PROJECT)
    projects.restore(member.project, by=member)
    messages.success(request, _("“%(project)s” is back.") % {"project": member.project})
    return redirect("project", project_key)
